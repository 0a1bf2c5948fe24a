"""The office in a customer's place: a session of its own, short, that sees what the person sees and changes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db.models import SignInSession, StaffMember, StaffRole
from db.queries import audit, people, sign_ins, staff
from portal_ui.errors import NotFoundError, PortalError
from portal_ui.language import gettext as _
from portal_ui.service import sessions
from portal_ui.service.sessions import Limits, LookedUp, hashed
from portal_ui.views import Looking, StaffStep, StaffVisit, Visit

LOOK = timedelta(minutes=30)
_MAY_LOOK = (StaffRole.ADMIN, StaffRole.OFFICE)
_LONGEST_PATH = 200


class LookRefusedError(PortalError):
    """The role does not take a customer's place."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Your sign-in does not see the portal as a customer does."))


class NothingToSeeError(NotFoundError):
    """The person cannot look into that account, so nobody can in their place."""

    def __init__(self) -> None:
        super().__init__(_("This person has no access to that account at present, so there is nothing to see in their place."))


@dataclass(frozen=True, slots=True)
class LookWish:
    """Whose place is taken, and in which account."""

    by: StaffVisit
    person_id: int
    customer_number: str
    token: str
    address: str


@dataclass(frozen=True, slots=True)
class Back:
    """The office's own session again: its token, and the customer it looked at."""

    token: str
    customer_number: str | None  # none: it is gone
    ended: tuple[int, ...]  # the sessions in the place of which it goes on


def look_up(session: Session, token_hash: str, found: staff.Found, limits: Limits, now: datetime) -> LookedUp:
    """Who looks in whose place. What ends the person's access, the member's right or the half hour ends the look."""
    seen = sign_ins.seen(session, token_hash)
    is_over = found.acting_until is None or now >= found.acting_until or found.role not in _MAY_LOOK
    if seen is None or seen.customer_id is None or not seen.is_enabled or is_over or found.acting_until is None:
        locale = found.locale or found.company_locale
        return LookedUp(found.session_id, 0, None, found.name, found.email, found.theme, locale, look_is_over=True)
    visit = sessions.visit_to(session, seen, limits, now)
    visit = replace(
        visit,
        theme=found.theme,
        account_count=1,
        scope=replace(visit.scope, may_pay=False),
        looking=Looking(found.staff_id, found.name or found.email, found.acting_until),
    )
    return LookedUp(found.session_id, visit.person_id, visit, visit.person_name, visit.email, visit.theme, visit.locale)


def begin(session: Session, wish: LookWish, now: datetime) -> list[int]:
    """Go on under a new token in the person's place; the member's session before it ends, and its id is returned.

    Raises:
        LookRefusedError: the role may not, or the session is over.
        NothingToSeeError: the person cannot look into that account.
    """
    member, before = staff.held(session, wish.by.staff_id), sign_ins.held(session, wish.by.session_id)
    if member is None or before is None or not _may(member, before, wish.by):
        raise LookRefusedError
    person = people.by_id(session, wish.person_id)
    accounts = people.accounts(session, wish.person_id) if person is not None and person.is_enabled else []
    account = next((one for one in accounts if one.number == wish.customer_number), None)
    if person is None or account is None:
        raise NothingToSeeError
    after = _following(before, wish.token, now)
    after.customer_id, after.acting_as_person_id, after.acting_until = account.customer_id, person.id, now + LOOK
    session.add(after)
    ended = sign_ins.end(session, [before.id], now)
    _note(session, before, person.id, account.customer_id, "look-as.begin", wish.address, now)
    return ended


def end(session: Session, token: str, back: str, address: str, now: datetime) -> Back | None:
    """Go on as oneself under the token `back`; nothing where nobody looked in anyone's place."""
    opened = sign_ins.open_id(session, hashed(token))
    before = sign_ins.held(session, opened[0]) if opened is not None else None
    if before is None or before.staff_id is None or before.acting_as_person_id is None or before.ended_at is not None:
        return None
    session.add(_following(before, back, now))
    ended = sign_ins.end(session, [before.id], now)
    _note(session, before, before.acting_as_person_id, before.customer_id, "look-as.end", address, now)
    return Back(back, people.customer_number(session, before.customer_id), tuple(ended))


def note_page(session: Session, visit: Visit, looking: Looking, path: str, address: str, now: datetime) -> None:
    """Write down what the office looks at in someone's place."""
    audit.add(
        session,
        at=now,
        actor=f"staff:{looking.staff_id}",
        acting_as=f"person:{visit.person_id}",
        action="look-as.page",
        subject=f"person:{visit.person_id}",
        customer_id=visit.account.customer_id,
        details={"page": "".join(letter for letter in path if letter.isprintable())[:_LONGEST_PATH]},
        address=address,
    )


def _may(member: StaffMember, before: SignInSession, by: StaffVisit) -> bool:
    is_own = before.staff_id == member.id and before.ended_at is None and before.acting_as_person_id is None
    return is_own and member.is_enabled and member.role in _MAY_LOOK and by.step is StaffStep.IN


def _following(before: SignInSession, token: str, now: datetime) -> SignInSession:
    """A session of the same member that takes this one's place: no longer and no stronger."""
    return SignInSession(
        token_hash=hashed(token),
        staff_id=before.staff_id,
        auth_version=before.auth_version,
        factor_at=before.factor_at,
        created_at=before.created_at,
        last_seen_at=now,
        expires_at=before.expires_at,
        address=before.address,
        user_agent=before.user_agent,
    )


def _note(
    session: Session, before: SignInSession, person_id: int, customer_id: int | None, action: str, address: str, now: datetime
) -> None:
    audit.add(
        session,
        at=now,
        actor=f"staff:{before.staff_id}",
        acting_as=f"person:{person_id}",
        action=action,
        subject=f"person:{person_id}",
        customer_id=customer_id,
        address=address,
    )
