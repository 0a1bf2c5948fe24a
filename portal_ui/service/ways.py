"""Ways into an account: asking someone in, and closing the way again with all that hangs on it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from db.models import Access, AccessRole, Customer, LetterState, Person
from db.queries import access as queries
from db.queries import letters, people, sign_ins
from portal_ui.errors import LocationNotFoundError
from portal_ui.language import gettext as _
from portal_ui.mail import Answer, Trouble, troubles
from portal_ui.mail.addresses import is_address
from portal_ui.office_errors import AskFirstError, BadEmailError, CustomerNotFoundError
from portal_ui.service import tokens
from portal_ui.service.office_acts import By
from portal_ui.service.sessions import normal_email
from portal_ui.views.access import Sent

CREATE_PASSWORD, ACCOUNT_ADDED, ACCESS_BACK = "create-password", "account-added", "access-back"
RESET_PASSWORD, EMAIL_CHANGED = "reset-password", "email-changed"

_STOPPED = troubles.kept(Answer(is_accepted=False, is_final=True, trouble=Trouble.NOT_THEIRS))
_ON_ITS_WAY = timedelta(minutes=1)  # a second click within it sends nothing more


def customer(session: Session, number: str) -> Customer:
    """That customer, held until the transaction ends.

    Raises:
        CustomerNotFoundError: there is none.
    """
    found = queries.held_customer(session, number) if number.isprintable() else None
    if found is None:
        raise CustomerNotFoundError(number)
    return found


def proper_email(typed: str) -> str:
    """The email as it is kept.

    Raises:
        BadEmailError: no letter can be sent to it.
    """
    email = normal_email(typed)
    if not is_address(email):
        raise BadEmailError(typed)
    return email


def ask_in(session: Session, by: By, person: Person, account: Customer, *, again: bool = False) -> Sent:
    """Queue the letter that this person needs for that account: their password is still to come, or only the account is new.

    `again`: they could look into it before, so it is not new to them.
    """
    known = ACCESS_BACK if again else ACCOUNT_ADDED
    kind = CREATE_PASSWORD if person.password_hash is None else known
    queue(session, by, kind, person, account)
    return Sent(kind)


def queue(session: Session, by: By, kind: str, person: Person, account: Customer) -> None:
    """Put a letter to this person, about that account, into the outbox."""
    letters.queue(session, kind=kind, to_address=person.email, at=by.now, facts={}, person_id=person.id, customer_id=account.id)


def is_on_its_way(session: Session, by: By, kind: str, person: Person) -> bool:
    """Whether such a letter waits already, or went out a moment ago: clicks come in pairs."""
    last = queries.last_letter(session, person.id, (kind,))
    return last is not None and (last.state in (LetterState.WAITING, LetterState.SENDING) or by.now - last.created_at < _ON_ITS_WAY)


def open_way(
    session: Session, by: By, account: Customer, email: str, role: AccessRole, *, name: str = "", agreed: bool
) -> tuple[Access, Person, bool]:
    """A way into the account for whoever has this email, and whether the same sign-in opens other accounts.

    A way they have already is widened to the role.

    Raises:
        AskFirstError: the same sign-in opens other accounts, and nobody agreed to that yet.
    """
    person = queries.person_for(session, email, name or queries.contact_name(session, account.id, email), by.now)
    others = queries.other_accounts(session, [person.id], account.id).get(person.id, [])
    if others and not agreed:
        raise shared(email, account.name, others)
    existing = queries.way_of(session, account.id, person.id)
    if existing is None:
        return queries.add(session, person.id, account.id, role, by.now), person, bool(others)
    existing.role, existing.is_enabled = role, True
    queries.set_locations(session, existing.id, ())
    return existing, person, bool(others)


def shared(email: str, name: str, others: Sequence[tuple[str, str]]) -> AskFirstError:
    """The question about an email that signs in for other customers already."""
    asked = _("%(email)s is already the login of other customers. Use the same login for %(name)s too? The person keeps one password.")
    return AskFirstError(asked % {"email": email, "name": name}, _("Use it here too"), tuple(spelled(*other) for other in others))


def spelled(number: str, name: str) -> str:
    """An account as the office reads it."""
    return f"{name} ({number})"


def close(session: Session, by: By, person: Person, account: Customer) -> list[int]:
    """End what this person could still do in an account that is closed to them by now; returns the sessions that ended.

    Their other accounts stay as they are. Who has none open any more is signed out everywhere, and no letter of theirs is good.
    """
    queries.stop_invitations(session, person.id, account.id, _STOPPED)
    left = people.accounts(session, person.id)
    if not left:
        tokens.end_all(session, person_id=person.id, now=by.now)
        return sign_ins.end(session, queries.open_session_ids(session, person.id), by.now)
    tokens.end_all(session, person_id=person.id, customer_id=account.id, now=by.now)
    if person.password_hash is None:  # the newest link was for this account, so none is left for the others
        letters.queue(
            session,
            kind=CREATE_PASSWORD,
            to_address=person.email,
            at=by.now,
            facts={},
            person_id=person.id,
            customer_id=left[0].customer_id,
        )
    return sign_ins.end(session, queries.open_session_ids(session, person.id, account.id), by.now)


def limit(session: Session, account: Customer, access: Access, numbers: Sequence[str]) -> None:
    """Let a site contact see these locations, one at the least.

    Raises:
        LocationNotFoundError: one of them is not the customer's.
    """
    wanted = list(dict.fromkeys(numbers))
    found = queries.location_ids(session, account.id, [number for number in wanted if number.isprintable()])
    if len(found) != len(wanted):
        raise LocationNotFoundError(", ".join(wanted)).about("location")
    queries.set_locations(session, access.id, found)
