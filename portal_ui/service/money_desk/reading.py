"""What the money desk reads: the list of all payments, all of one, and for whom money is recorded."""

import re
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from db.queries import balances
from db.queries import desk as queries
from db.queries import invoices as invoice_queries
from db.queries import payments as payment_queries
from db.queries import recording as recording_queries
from db.queries import returning as returning_queries
from db.queries.grid import Question
from db.queries.rows import Found
from db.scope import OfficeScope, Scope
from portal_ui.errors import PortalError
from portal_ui.money_desk_errors import NoSuchPaymentError, NotRefundableError
from portal_ui.office_errors import CustomerNotFoundError, MayNotChangeError
from portal_ui.remaining import left_to_pay
from portal_ui.service.grids import GridService
from portal_ui.service.letter_office import kind_in_words
from portal_ui.service.money_desk import recording, waiting
from portal_ui.service.paying import refunding
from portal_ui.service.showing import applied, payment_row
from portal_ui.views import GridWish, VoidLine
from portal_ui.views.audit import AuditRow
from portal_ui.views.desk import (
    DebitAgreed,
    DeskCustomer,
    DeskDispute,
    DeskLetter,
    DeskPayment,
    DeskRefund,
    DeskRow,
    OpenInvoice,
)

_MOST_LETTERS, _MOST_ENTRIES = 20, 50
_AMOUNT = re.compile(r"^\$?([0-9][0-9,]*)[.]([0-9]{2})$")


class PaymentList(GridService[DeskRow]):
    """Every payment of every account, the newest first."""

    FILTERS = tuple(queries.PAYMENTS.filters)
    SORTS = tuple(queries.PAYMENTS.sorts)
    USUAL_SORT = "-date"
    GRID = queries.PAYMENTS

    def _admit(self, scope: Scope) -> None:
        if not isinstance(scope, OfficeScope):
            raise MayNotChangeError

    def _question(self, session: Session, scope: Scope, wish: GridWish, today: date) -> Question:
        asked = super()._question(session, scope, replace(wish, location=""), today)
        return replace(asked, words=tuple(map(_as_kept, asked.words)))

    def _row(self, found: Found, scope: Scope, today: date) -> DeskRow:
        return row(found)


def row(found: Found) -> DeskRow:
    """A payment in the list, read from `db.queries.desk.COLUMNS`."""
    return DeskRow(
        payment=payment_row(found),
        receipt_number=found.receipt_number or "",
        customer_number=found.customer_number,
        customer_name=found.customer_name,
        currency=found.currency,
        unapplied_cents=found.unapplied_cents,
        gateway=found.gateway,
        is_late=found.is_late,
        parked_reason=found.parked_reason or "",
        has_refund_on_its_way=bool(found.has_refund_on_its_way),
    )


def payment(session: Session, number: str, gateway: str) -> DeskPayment:
    """All of one payment, whoever's it is.

    Raises:
        NoSuchPaymentError: there is none of that number.
    """
    found = queries.record(session, number)
    if found is None:
        raise NoSuchPaymentError(number)
    void = queries.void(session, found.id)
    left, refusal, may_void = _may(session, number, gateway)
    return DeskPayment(
        row=row(found),
        created_at=found.created_at,
        settled_at=found.settled_at,
        by=found.staff or found.person or "",
        is_recorded=found.staff is not None,
        is_automatic=found.is_automatic,
        gateway_reference=found.gateway_reference or "",
        gateway_charge=found.gateway_charge or "",
        failure=found.failure_code or found.failure_reason,
        applied=applied(found, payment_queries.invoices_of(session, found.id)),
        refunds=tuple(map(_refund, queries.refunds(session, found.id))),
        disputes=tuple(map(_dispute, queries.disputes(session, found.id))),
        voided=VoidLine(void.voided_on, void.reason) if void is not None else None,
        voided_by=void.by if void is not None else "",
        letters=tuple(
            DeskLetter(one.id, kind_in_words(one.kind), one.to_address, one.state, one.created_at)
            for one in queries.letters(session, found.customer_id, number, _MOST_LETTERS)
        ),
        entries=tuple(map(_entry, queries.audit(session, found.customer_id, number, _MOST_ENTRIES))),
        differences=waiting.differences(session, is_open=True, payment_id=found.id),
        refundable_cents=left,
        refund_refusal=refusal,
        may_void=may_void,
        may_ask=found.gateway == gateway,
        agreed=_agreed(found),
    )


def customer(session: Session, number: str) -> DeskCustomer:
    """For whom money is recorded, with what is open.

    Raises:
        CustomerNotFoundError: there is none of that number.
    """
    found = recording_queries.customer(session, number)
    if found is None:
        raise CustomerNotFoundError(number)
    left = [
        OpenInvoice(one.number, one.due_date, left_to_pay(one.balance_cents, one.held_cents))
        for one in invoice_queries.open_ones(session, Scope(found.id))
    ]
    return DeskCustomer(
        found.number, found.name, found.email, tuple(one for one in left if one.open_cents > 0), balances.credit(session, found.id)
    )


def _may(session: Session, number: str, gateway: str) -> tuple[int, str, bool]:
    """What may be given back, else why nothing, and whether it may be voided."""
    whole = returning_queries.seen(session, number)
    assert whole is not None  # noqa: S101 - it was read a moment ago, in this snapshot
    try:
        left, refusal = refunding.may_refund(session, whole, gateway), ""
    except NotRefundableError as refused:
        left, refusal = 0, refused.why
    try:
        recording.may_void(session, whole)
    except PortalError:
        return left, refusal, False
    return left, refusal, True


def _refund(found: Found) -> DeskRefund:
    return DeskRefund(
        number=found.number,
        on=found.refunded_on,
        amount_cents=found.amount_cents,
        state=found.state,
        reason=found.reason,
        by=found.by or "",
        code=found.failure_code,
        reference=found.gateway_reference or "",
    )


def _dispute(found: Found) -> DeskDispute:
    reference = found.gateway_reference or ""
    return DeskDispute(found.opened_on, found.closed_on, found.amount_cents, found.state, found.reason, reference)


def _entry(found: Found) -> AuditRow:
    return AuditRow(
        id=found.id,
        at=found.at,
        actor=found.actor_email or found.actor,
        acting_as=found.acting_email or found.acting_as,
        action=found.action,
        subject="",
        customer_number="",
        customer_name="",
        details=found.details or {},
        address=found.address,
    )


def _as_kept(word: str) -> str:
    """A word to look for; an amount as `120.50` is looked for among the amounts alone."""
    amount = _AMOUNT.match(word)
    return word if amount is None else f"={amount[1].replace(',', '')}{amount[2]}="


def _agreed(found: Found) -> DebitAgreed | None:
    kept = (found.parameters or {}).get("mandate")
    if not kept:
        return None
    return DebitAgreed(kept["text"], kept["version"], datetime.fromisoformat(kept["at"]), kept["address"], kept["browser"])
