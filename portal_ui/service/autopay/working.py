"""The three steps of paying automatically: announce, charge, and see how it ended. Each is one transaction of one account.

A charge is a payment like any other, reserved by the same function. What stops it is decided there and then: an invoice that was paid
otherwise, is being paid, disputed or void is not charged, whatever was announced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from db.models import Autopay, AutopayTryState, InvoiceStatus, LetterState, PaymentState
from db.queries import autopay, card_dates, cards, changes
from db.queries.rows import Found
from db.scope import Scope
from portal_ui import autopay_rules as rules
from portal_ui.autopay_rules import After
from portal_ui.dates import local_day
from portal_ui.mail.letters import AUTOPAY_FAILED, AUTOPAY_SOON, AUTOPAY_TOO_LARGE
from portal_ui.service.autopay import pausing, telling
from portal_ui.service.paying import reserving
from portal_ui.service.paying.limits import Limits
from portal_ui.service.paying.moments import Moment
from portal_ui.service.paying.reserving import Begun, Wanted
from portal_ui.views import PaymentWish

_OVER_CAP, _PAID, _DISPUTED, _TOO_SMALL = "over the cap", "paid otherwise", "disputed", "too small"


@dataclass(frozen=True, slots=True)
class At:
    """Where and when it is done."""

    gateway: str
    zone: str
    limits: Limits
    moment: Moment


def announce(session: Session, customer_id: int, at: At) -> None:
    """Write about invoices that fall due in three days: one letter for each day on which something is charged."""
    agreement = _at_work(session, customer_id)
    if agreement is None or _stands_still(session, agreement, at):
        return
    by_day: dict[date, list[Found]] = {}
    for found in autopay.to_announce(session, agreement, rules.last_day_to_announce(at.moment.today)):
        day = rules.charge_day(found.due_date, at.moment.today, agreement.first_on)
        if day > rules.last_day_to_announce(at.moment.today):
            continue  # the first day that was agreed to lies further ahead
        if found.cents > agreement.cap_cents:
            _leave(session, agreement, found, at.moment)
        else:
            by_day.setdefault(day, []).append(found)
    for day, invoices in sorted(by_day.items()):
        _announce(session, agreement, day, invoices, at.moment)


def charge(session: Session, customer_id: int, customer: str, at: At) -> Begun | None:
    """Begin one payment for what is due and was announced in time; `None` when nothing is."""
    agreement = _at_work(session, customer_id)
    if agreement is None or _stands_still(session, agreement, at):
        return None
    wanted: dict[str, int] = {}
    tries: list[int] = []
    again: list[Found] = []
    for found in autopay.due(session, customer_id, at.moment.today):
        if found.letter_state is LetterState.BOUNCED:
            pausing.pause(session, agreement, pausing.UNREACHED, at.moment)
            return None
        cents = _open_cents(session, found)
        if cents and _is_other_than_told(found, cents, at):
            again.append(found)
            continue
        cents = cents if _was_told(found, at) else 0
        if cents and found.number not in wanted and sum(wanted.values()) + cents <= at.limits.most_cents:
            wanted[found.number] = cents
            tries.append(found.id)
    _announce_anew(session, agreement, again, at.moment)
    if not wanted:
        return None
    if sum(wanted.values()) < at.limits.least_cents:
        for try_id in tries:
            autopay.move(session, try_id, AutopayTryState.ANNOUNCED, AutopayTryState.DROPPED, reason=_TOO_SMALL)
        return None
    begun = reserving.reserve(session, _wanted(agreement, wanted, customer, at))
    for try_id in tries:
        autopay.move(session, try_id, AutopayTryState.ANNOUNCED, AutopayTryState.CHARGING, payment_id=begun.payment_id)
    return begun


def settle(session: Session, try_ids: Sequence[int], payment: Found, moment: Moment) -> None:
    """How a charge ended: done; or declined, and what follows from why."""
    rows = [row for row in autopay.tries(session, try_ids) if row.state is AutopayTryState.CHARGING]
    if not rows:
        return
    if payment.payment_state is PaymentState.SUCCEEDED:
        for row in rows:
            row.state = AutopayTryState.PAID
        return
    for row in rows:
        row.state, row.reason = AutopayTryState.FAILED, payment.failure_code
    session.flush()
    agreement = autopay.held(session, rows[0].customer_id)
    assert agreement is not None  # noqa: S101 - what was charged was agreed to
    goes_on = agreement.is_on and not agreement.paused and agreement.round == rows[0].round
    after = rules.after(payment.failure_code)
    if after is After.CARD and goes_on:
        pausing.pause(session, agreement, pausing.DECLINED, moment)
        return
    day = rules.next_try(max(row.attempt for row in rows), moment.today) if after is After.AGAIN and goes_on else None
    told = {"payment": payment.payment_number, "reason": (After.YOU if after is After.YOU else After.AGAIN).value}
    told |= {"day": day.isoformat()} if day else {}
    told |= {"invoice": payment.only_invoice} if payment.only_invoice else {}
    letter = telling.write(session, agreement, AUTOPAY_FAILED, moment, **told)
    if day is not None:
        for row in rows:
            fresh = autopay.add(
                session, agreement, row.invoice_id, attempt=row.attempt + 1, charge_on=day, cents=row.amount_cents, now=moment.now
            )
            fresh.letter_id = letter
    changes.raise_version(session, agreement.customer_id)


def _at_work(session: Session, customer_id: int) -> Autopay | None:
    """The agreement, locked, as far as it is in force at this very moment."""
    agreement = autopay.held(session, customer_id)
    return agreement if agreement is not None and autopay.is_at_work(session, customer_id) else None


def _stands_still(session: Session, agreement: Autopay, at: At) -> bool:
    """Whether it cannot go on, and is paused for that."""
    if cards.usable(session, Scope(agreement.customer_id), agreement.card_id, at.gateway) is None:
        pausing.pause(session, agreement, pausing.GONE, at.moment)
    elif agreement.person_id not in {person.id for person in card_dates.payers(session, agreement.customer_id)}:
        pausing.pause(session, agreement, pausing.NOBODY, at.moment)
    return bool(agreement.paused)


def _announce(session: Session, agreement: Autopay, day: date, invoices: Sequence[Found], moment: Moment) -> None:
    listed = [[found.number, found.cents] for found in invoices]
    letter = telling.write(session, agreement, AUTOPAY_SOON, moment, day=day.isoformat(), card=agreement.card_id, invoices=listed)
    for found in invoices:
        row = autopay.add(session, agreement, found.id, attempt=1, charge_on=day, cents=found.cents, now=moment.now)
        row.letter_id = letter
    session.flush()
    changes.raise_version(session, agreement.customer_id)


def _leave(session: Session, agreement: Autopay, found: Found, moment: Moment) -> None:
    """More is open on it than may be charged: it is left to the customer, who is told so once."""
    row = autopay.add(session, agreement, found.id, attempt=1, charge_on=moment.today, cents=found.cents, now=moment.now)
    row.state, row.reason = AutopayTryState.DROPPED, _OVER_CAP
    facts = {"invoice": found.number, "cents": found.cents, "cap": agreement.cap_cents, "day": found.due_date.isoformat()}
    row.letter_id = telling.write(session, agreement, AUTOPAY_TOO_LARGE, moment, **facts)


def _announce_anew(session: Session, agreement: Autopay, found: Sequence[Found], moment: Moment) -> None:
    """Tell of what is open now and of another day, and charge it then."""
    told = [one for one in found if one.left_cents <= agreement.cap_cents]
    for one in found:
        if one not in told:
            facts = {"invoice": one.number, "cents": one.left_cents, "cap": agreement.cap_cents, "day": one.due_date.isoformat()}
            letter = telling.write(session, agreement, AUTOPAY_TOO_LARGE, moment, **facts)
            autopay.move(session, one.id, AutopayTryState.ANNOUNCED, AutopayTryState.DROPPED, reason=_OVER_CAP, letter_id=letter)
    if not told:
        return
    day = rules.last_day_to_announce(moment.today)
    listed = [[one.number, one.left_cents] for one in told]
    letter = telling.write(session, agreement, AUTOPAY_SOON, moment, day=day.isoformat(), card=agreement.card_id, invoices=listed)
    waits = AutopayTryState.ANNOUNCED
    for one in told:
        autopay.move(session, one.id, waits, waits, charge_on=day, amount_cents=one.left_cents, letter_id=letter)
    changes.raise_version(session, agreement.customer_id)


def _is_other_than_told(found: Found, cents: int, at: At) -> bool:
    """Whether nothing was told (no mail server was there), the day is long over, or so little would be left that no card could pay it."""
    if found.letter_state is not LetterState.SENT:
        return found.letter_state is LetterState.GIVEN_UP
    return rules.is_stale(found.charge_on, at.moment.today) or 0 < found.left_cents - cents < at.limits.least_cents


def _open_cents(session: Session, found: Found) -> int:
    """Cents of it that may be charged; what is paid, disputed or void is dropped, what is being paid waits."""
    if found.is_disputed or found.status is not InvoiceStatus.POSTED or (found.left_cents <= 0 and found.held_cents == 0):
        reason = _DISPUTED if found.is_disputed else _PAID
        autopay.move(session, found.id, AutopayTryState.ANNOUNCED, AutopayTryState.DROPPED, reason=reason)
        return 0
    return 0 if found.held_cents else int(min(found.left_cents, found.amount_cents))


def _was_told(found: Found, at: At) -> bool:
    if found.letter_state is not LetterState.SENT or found.sent_at is None:
        return False
    return rules.has_had_notice(found.charge_on, local_day(found.sent_at, at.zone), at.moment.today, found.attempt)


def _wanted(agreement: Autopay, amounts: dict[str, int], customer: str, at: At) -> Wanted:
    return Wanted(
        scope=Scope(agreement.customer_id),
        person_id=agreement.person_id,
        address="",
        wish=PaymentWish(uuid4(), amounts, agreement.card_id),
        new_card=None,
        gateway=at.gateway,
        customer=customer,
        limits=at.limits,
        moment=at.moment,
        is_automatic=True,
    )
