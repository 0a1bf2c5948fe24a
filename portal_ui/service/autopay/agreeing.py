"""Agreeing to pay automatically, and ending it. Each is one transaction."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from db.models import Autopay
from db.queries import access, audit, autopay, cards, changes
from db.scope import Scope
from portal_ui.autopay_rules import NOTICE_DAYS
from portal_ui.consents import AUTOPAY_VERSION
from portal_ui.consents import autopay as consent
from portal_ui.errors import BadRequestError
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.office_errors import CustomerNotFoundError
from portal_ui.payment_errors import CardNotFoundError
from portal_ui.service import office_acts
from portal_ui.service.autopay import pausing
from portal_ui.service.office_acts import By
from portal_ui.service.paying.moments import Moment
from portal_ui.views import AutopayView, AutopayWish, CompanyView, PaymentMethod, Planned
from portal_ui.wording import payment_method

MOST_CAP_CENTS = 99_999_999
LATEST_DAYS = 366  # so far ahead may the first day lie


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody agreed to, whole."""

    scope: Scope
    person_id: int
    wish: AutopayWish
    gateway: str
    company: CompanyView
    moment: Moment
    address: str  # on the network


def agree(session: Session, what: Agreed) -> None:
    """Keep what was agreed to, word for word; what was announced under an earlier agreement is announced anew.

    Raises:
        BadRequestError: something of it cannot be, or what is said has changed meanwhile; nothing was kept.
        CardNotFoundError: the card is not this account's, or was taken off the file.
    """
    wish, scope, moment = what.wish, what.scope, what.moment
    _check(wish, moment)
    card = cards.usable(session, scope, wish.card_id, what.gateway)
    if card is None:
        raise CardNotFoundError
    said = payment_method(PaymentMethod.CARD, card.brand, card.last4)
    row = autopay.held(session, scope.customer_id)
    is_new = row is None
    row = row or Autopay(customer_id=scope.customer_id, round=0)
    row.billed_from = _billed_from(row, wish, moment)
    row.is_on, row.paused, row.round = True, "", row.round + 1
    row.card_id, row.cap_cents, row.first_on = wish.card_id, wish.cap_cents, wish.first_on
    row.person_id, row.address, row.agreed_at = what.person_id, what.address, moment.now
    row.consent_version = wish.consent_version
    row.consent_text = consent(what.company.name, said, money(wish.cap_cents, what.company.currency), NOTICE_DAYS)
    if is_new:
        session.add(row)
    session.flush()
    autopay.drop(session, scope.customer_id, "agreed anew")
    details = {"card": f"{card.brand} {card.last4}", "cents": wish.cap_cents, "consent": wish.consent_version}
    _note(session, scope, what.person_id, "autopay.on", moment, what.address, details)


def _billed_from(row: Autopay, wish: AutopayWish, moment: Moment) -> date | None:
    """From which day on; who changes the card or the amount alone, keeps the day that was agreed to first."""
    if wish.is_for_open_ones:
        return None
    return row.billed_from if row.is_on and row.billed_from is not None else moment.today


def _check(wish: AutopayWish, moment: Moment) -> None:
    if wish.consent_version != AUTOPAY_VERSION:
        raise BadRequestError(_("What is agreed to has changed. Nothing was switched on; read it again below."))
    if not 0 < wish.cap_cents <= MOST_CAP_CENTS:
        raise BadRequestError(_("Type the most that an invoice may be, like 1500.00. Nothing was switched on.")).about("cap")
    if not moment.today <= wish.first_on <= moment.today + timedelta(days=LATEST_DAYS):
        raise BadRequestError(_("Choose a first day from today on, within a year. Nothing was switched on.")).about("first_on")


def stop(session: Session, scope: Scope, person_id: int, moment: Moment, address: str) -> None:
    """Charge nothing any more; what is at the gateway already goes its way. Off already is no error."""
    row = autopay.held(session, scope.customer_id)
    if row is not None and row.is_on:
        _off(session, row)
        _note(session, scope, person_id, "autopay.off", moment, address)


def of_customer(session: Session, number: str, is_offered: bool) -> AutopayView:
    """How it stands for the customer of that number.

    Raises:
        CustomerNotFoundError: there is none.
    """
    return view(session, Scope(_id_of(session, number)), is_offered)


def stop_by_office(session: Session, by: By, number: str) -> bool:
    """The same by the office, which never switches it on; False when it is off already.

    Raises:
        CustomerNotFoundError: there is none of that number.
        MayNotChangeError: the member only sees.
    """
    office_acts.admit(session, by)
    customer_id = _id_of(session, number)
    row = autopay.held(session, customer_id)
    if row is None or not row.is_on:
        return False
    _off(session, row)
    office_acts.note(session, by, "autopay.off", subject=f"customer:{customer_id}", customer_id=customer_id)
    changes.raise_version(session, customer_id)
    return True


def view(session: Session, scope: Scope, is_offered: bool) -> AutopayView:
    """How it stands for the account."""
    found = autopay.of(session, scope.customer_id)
    if found is None:
        return AutopayView(is_offered)
    paused = found.paused or (pausing.GONE if found.is_on and found.removed_at else "")
    shows_plan = is_offered and not paused
    return AutopayView(
        is_offered=is_offered,
        is_on=found.is_on,
        paused=paused,
        card_id=None if found.removed_at else found.card_id,
        card=payment_method(PaymentMethod.CARD, found.brand, found.last4),
        cap_cents=found.cap_cents,
        first_on=found.first_on,
        is_for_open_ones=found.billed_from is None,
        billed_from=found.billed_from,
        by=found.by,
        agreed_at=found.agreed_at,
        planned=tuple(Planned(row.number, row.charge_on, row.cents) for row in autopay.planned(session, scope)) if shows_plan else (),
    )


def _id_of(session: Session, number: str) -> int:
    found = access.customer(session, number) if number.isprintable() else None
    if found is None:
        raise CustomerNotFoundError(number)
    return found.id


def _off(session: Session, row: Autopay) -> None:
    row.is_on, row.paused = False, ""
    session.flush()
    autopay.drop(session, row.customer_id, "switched off")


def _note(
    session: Session, scope: Scope, person_id: int, action: str, moment: Moment, address: str, details: dict[str, object] | None = None
) -> None:
    actor, subject, customer_id = f"person:{person_id}", f"customer:{scope.customer_id}", scope.customer_id
    audit.add(
        session, at=moment.now, actor=actor, action=action, subject=subject, customer_id=customer_id, details=details, address=address
    )
    changes.raise_version(session, customer_id)
