"""What the office sees of the outbox, and sending a letter again."""

from datetime import datetime

from sqlalchemy.orm import Session

from db.models import Letter, LetterState
from db.queries import audit, people
from db.queries import letters as queries
from db.queries.rows import Found
from portal_ui.errors import BadRequestError, NotFoundError, PortalError
from portal_ui.language import gettext as _
from portal_ui.mail import letters, troubles
from portal_ui.service.letter_writing import NotToBeSentError, shown
from portal_ui.views import CompanyView
from portal_ui.views.letters import LetterPage, LetterPreview, LetterRow, LetterWish
from portal_ui.views.staff import StaffStep, StaffVisit

_LONGEST_SEARCH = 100
_MOST_ROWS = 100

N_ = str  # marks a text for translation; it is translated where it is said
_WHAT = {
    letters.CREATE_PASSWORD: N_("Create Password"),
    letters.ACCOUNT_ADDED: N_("Account added"),
    letters.ACCESS_BACK: N_("Access is back"),
    letters.RESET_PASSWORD: N_("New password"),
    letters.PASSWORD_SET: N_("Password set"),
    letters.PASSWORD_CHANGED: N_("Password changed"),
    letters.NEW_SIGN_IN: N_("New sign-in"),
    letters.EMAIL_CHANGED: N_("Login email changed"),
    letters.ACCESS_PRINTED: N_("Printed letter used"),
    letters.PAYMENT_RECEIPT: N_("Payment receipt"),
    letters.PAYMENT_FAILED: N_("Payment failed"),
    letters.PAYMENT_PENDING: N_("Payment on its way"),
    letters.PAYMENT_REFUNDED: N_("Payment refunded"),
    letters.PAYMENT_RETURNED: N_("Payment returned or voided"),
    letters.PAYMENT_RESTORED: N_("Payment counts again"),
    letters.CARD_EXPIRES: N_("Card expires"),
    letters.OFFICE_ALERT: N_("Alert to the office"),
    letters.STAFF_INVITATION: N_("Invitation to the office"),
}


class LetterNotFoundError(NotFoundError):
    """No such letter, or one that cannot be written any more."""

    def __init__(self) -> None:
        super().__init__(_("There is no such email, or what it tells of is gone."))


class LetterOnItsWayError(PortalError):
    """The letter is in a mail server's hands at this moment."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("This email is being sent at this moment. Look again in a minute."))


class ReadOnlyError(PortalError):
    """The role sees and changes nothing."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Your sign-in shows everything and changes nothing. Nothing was sent."))


def admit(by: StaffVisit) -> None:
    """Refuse who is not in yet.

    Raises:
        ReadOnlyError: a second factor is still to come.
    """
    if by.step is not StaffStep.IN:
        raise ReadOnlyError


def kind_in_words(kind: str) -> str:
    """A kind of letter as the office calls it."""
    return _(_WHAT[kind]) if kind in _WHAT else kind


def page(session: Session, wish: LetterWish) -> LetterPage:
    """The letters wished for, the newest first."""
    search, size = wish.search.strip()[:_LONGEST_SEARCH].replace("\x00", ""), min(max(wish.size, 1), _MOST_ROWS)
    first = (max(wish.page, 1) - 1) * size
    is_active = people.is_portal_active(session)
    found = queries.listed(session, states=wish.states, search=search, customer_id=wish.customer_id, limit=size, offset=first)
    return LetterPage(
        rows=tuple(_row(each, is_active=is_active) for each in found),
        total=queries.count(session, states=wish.states, search=search, customer_id=wish.customer_id),
        counts=queries.counts(session),
    )


def preview(session: Session, letter_id: int, company: CompanyView, base_url: str) -> LetterPreview:
    """The letter as it would be sent now.

    Raises:
        LetterNotFoundError: there is none, or it cannot be written.
    """
    letter, row = queries.by_id(session, letter_id), queries.listed_one(session, letter_id)
    if letter is None or row is None:
        raise LetterNotFoundError
    try:
        written = letters.write(letter.kind, shown(session, letter, company, base_url))
    except NotToBeSentError:
        raise LetterNotFoundError from None
    return LetterPreview(_row(row, is_active=people.is_portal_active(session)), written.subject, written.text, written.html)


def resend(session: Session, by: StaffVisit, letter_id: int, now: datetime, address: str) -> int:
    """Have it tried at once where it waits; else put the same letter into the outbox once more.

    Raises:
        ReadOnlyError: the role changes nothing.
        LetterNotFoundError: there is no such letter.
        LetterOnItsWayError: it is being sent.
        BadRequestError: it waits until the portal is active.
    """
    admit(by)
    if not by.may_change:
        raise ReadOnlyError
    letter = queries.by_id(session, letter_id)
    if letter is None:
        raise LetterNotFoundError
    if letter.state is LetterState.SENDING:
        raise LetterOnItsWayError
    if letter.kind in letters.WAIT_FOR_OPENING and not people.is_portal_active(session):
        raise BadRequestError(_("The portal is not active yet. The email goes out when your provider has turned it on."))
    audit.add(
        session,
        at=now,
        actor=by.actor,
        action="letter.resend",
        subject=f"letter:{letter_id}",
        customer_id=letter.customer_id,
        details={"kind": letter.kind, "was": letter.state.value},
        address=address,
    )
    return letter_id if queries.send_now(session, letter_id, now) else _again(session, letter, now)


def _again(session: Session, letter: Letter, now: datetime) -> int:
    again = Letter(
        kind=letter.kind,
        to_address=letter.to_address,
        person_id=letter.person_id,
        staff_id=letter.staff_id,
        customer_id=letter.customer_id,
        facts=letter.facts,
        created_at=now if letter.kind in letters.WITH_TOKEN else letter.created_at,
        next_attempt_at=now,
    )
    return queries.add(session, again)


def _row(found: Found, *, is_active: bool) -> LetterRow:
    waits = found.state is LetterState.WAITING
    return LetterRow(
        letter_id=found.id,
        kind=found.kind,
        what=kind_in_words(found.kind),
        to_address=found.to_address,
        person=found.person_name or "",
        customer_number=found.customer_number or "",
        customer_name=found.customer_name or "",
        state=found.state,
        attempts=found.attempts,
        answer=troubles.said(found.server_answer),
        created_at=found.created_at,
        next_attempt_at=found.next_attempt_at if waits else None,
        sent_at=found.sent_at,
        waits_for_opening=waits and not is_active and found.kind in letters.WAIT_FOR_OPENING,
    )
