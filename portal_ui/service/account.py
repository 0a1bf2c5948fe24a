"""What people change about their own sign-in: password, theme, language, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import SignInSession
from db.queries import audit, letters, people, sign_ins
from portal_ui import browsers, language
from portal_ui.errors import BadRequestError, PasswordRefusedError, SessionNotFoundError, shown
from portal_ui.language import gettext as _
from portal_ui.service import admission, tokens
from portal_ui.service.admission import Claim
from portal_ui.service.sessions import Limits, hashed
from portal_ui.views import SessionView, Visit

THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Change:
    """A new password, hashed, by someone who named the old one; the token is for the browser they sit at."""

    visit: Visit
    claim: Claim
    new_hash: str
    token: str
    address: str


def own_words(session: Session, person_id: int) -> list[str]:
    """What a stranger would try first as this person's password."""
    person = people.by_id(session, person_id)
    words = [people.company_name(session)]
    if person is not None:
        words += [person.name, person.email.partition("@")[0]]
    for account in people.accounts(session, person_id):
        words += [account.name, account.number]
    return words


def note_current_password(session: Session, person_id: int, claim: Claim, is_right: bool, address: str, now: datetime) -> None:
    """Forgive the counted try, or write the failure down."""
    if is_right:
        admission.forgive(session, claim)
    else:
        audit.add(session, at=now, actor=f"person:{person_id}", action="password.refused", address=address)


def change_password(session: Session, change: Change, limits: Limits, now: datetime) -> list[int]:
    """Keep the new password, end every session, and begin one for this browser; returns the ended ones."""
    person = people.held(session, change.visit.person_id)
    before = sign_ins.held(session, change.visit.session_id)
    if person is None or before is None or before.ended_at is not None or person.password_hash != change.claim.stored:
        raise PasswordRefusedError(_("Your sign-in changed in the meantime. Your password was not changed; sign in and try again."))
    person.password_hash = change.new_hash
    person.auth_version += 1
    ended = sign_ins.end(session, [row.id for row in sign_ins.of_person(session, person.id)], now)
    sign_ins.begin(
        session,
        person,
        token_hash=hashed(change.token),
        customer_id=before.customer_id,
        address=change.address[:64] or before.address,
        user_agent=before.user_agent,
        now=now,
        expires_at=now + limits.longest,
    )
    tokens.end_all(session, person_id=person.id, now=now)
    letters.queue(session, kind="password-changed", to_address=person.email, at=now, facts={"at": now.isoformat()}, person_id=person.id)
    audit.add(session, at=now, actor=f"person:{person.id}", action="password.change", address=change.address)
    return ended


def set_theme(session: Session, person_id: int, theme: str) -> None:
    """Keep the theme, if there is such a one."""
    if theme not in THEMES:
        raise BadRequestError(_("There is no theme called %(name)s. Nothing was changed.") % {"name": shown(theme)})
    people.set_theme(session, person_id, theme)


def set_language(session: Session, person_id: int, locale: str) -> None:
    """Keep the language, if it is one of those offered."""
    if locale not in dict(language.choices(people.company_locale(session))):
        raise BadRequestError(_("The portal does not speak %(name)s. Nothing was changed.") % {"name": shown(locale)})
    people.set_locale(session, person_id, locale)


def sign_ins_of(session: Session, person_id: int, this_session: int, limits: Limits, now: datetime) -> tuple[SessionView, ...]:
    """The person's sign-ins that are good for something."""
    rows = sign_ins.of_person(session, person_id)
    person = people.by_id(session, person_id)
    return tuple(
        _view(row, this_session)
        for row in rows
        if person is not None and now < row.expires_at and now - row.last_seen_at < limits.idle and row.auth_version == person.auth_version
    )


def end_sign_in(session: Session, person_id: int, session_id: int, address: str, now: datetime) -> list[int]:
    """End one of the person's sign-ins; returns its id."""
    row = sign_ins.held(session, session_id)
    ended = sign_ins.end(session, [session_id], now) if row is not None and row.person_id == person_id else []
    if not ended:
        raise SessionNotFoundError
    audit.add(session, at=now, actor=f"person:{person_id}", action="sign-in.end", subject=f"session:{session_id}", address=address)
    return ended


def sign_out_everywhere(session: Session, person_id: int, address: str, now: datetime) -> list[int]:
    """End all of the person's sign-ins; returns their ids."""
    ended = sign_ins.end(session, [row.id for row in sign_ins.of_person(session, person_id)], now)
    audit.add(session, at=now, actor=f"person:{person_id}", action="sign-out.everywhere", details={"ended": len(ended)}, address=address)
    return ended


def _view(row: SignInSession, this_session: int) -> SessionView:
    return SessionView(row.id, row.id == this_session, row.created_at, row.last_seen_at, browsers.named(row.user_agent), row.address)
