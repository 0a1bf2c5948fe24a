"""Invoices: the grid's rows, and all of one invoice."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from db.models import InvoiceStatus
from db.queries import customers as customer_queries
from db.queries import invoices as queries
from db.queries import payments
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.debits import expected_on
from portal_ui.errors import InvoiceNotFoundError, MoneyNotShownError
from portal_ui.language import gettext as _
from portal_ui.return_wording import is_debit
from portal_ui.service.grids import GridService
from portal_ui.service.showing import bill_to, location_of, paid_with, where
from portal_ui.views import (
    Applied,
    ChargeLine,
    InvoiceRow,
    InvoiceState,
    InvoiceView,
    LineKind,
    LocationCharges,
    Reversal,
    Weights,
)
from portal_ui.weighing import explained


class Invoices(GridService[InvoiceRow]):
    """An account's bills: the posted and void ones, and the pending where the company shows those."""

    FILTERS = ("all", "open", "overdue", "paid", "void", "pending")
    SORTS = ("number", "invoice_date", "due_date", "status", "terms", "location", "total", "balance")
    USUAL_SORT = "-invoice_date"
    GRID = queries.GRID

    async def record(self, scope: Scope, number: str) -> InvoiceView:
        """All of one invoice.

        Raises:
            InvoiceNotFoundError: no such invoice, another account's, or a pending one that is not shown.
            MoneyNotShownError: a site contact asks.
        """
        self._admit(scope)
        if not number.isprintable():
            raise InvoiceNotFoundError(number)
        return await self._db.read(_view, scope, number, await self._company.today())

    def _admit(self, scope: Scope) -> None:
        if not scope.sees_money:
            raise MoneyNotShownError

    def _row(self, found: Found, scope: Scope, today: date) -> InvoiceRow:
        return row_of(found, today)


def state_of(found: Found, today: date) -> InvoiceState:
    """How an invoice stands on `today`, the company's day. What is due today is not overdue."""
    if found.status is not InvoiceStatus.POSTED:
        return InvoiceState.PENDING if found.status is InvoiceStatus.PENDING else InvoiceState.VOID
    if found.balance_cents == 0:
        return InvoiceState.CREDITED if found.credited_cents > 0 and found.paid_cents == 0 else InvoiceState.PAID
    if found.due_date <= today:
        return InvoiceState.DUE_TODAY if found.due_date == today else InvoiceState.OVERDUE
    return InvoiceState.PART_PAID if found.balance_cents < found.total_cents else InvoiceState.OPEN


def row_of(found: Found, today: date) -> InvoiceRow:
    """An invoice as the grid shows it on `today`."""
    state = state_of(found, today)
    return InvoiceRow(
        number=found.number,
        invoice_date=found.invoice_date,
        due_date=found.due_date,
        state=state,
        days_late=(today - found.due_date).days if state is InvoiceState.OVERDUE else 0,
        part_paid=found.status is InvoiceStatus.POSTED and 0 < found.balance_cents < found.total_cents,
        terms=found.terms,
        location=where(found),
        po_number=found.po_number,
        total_cents=found.total_cents,
        balance_cents=found.balance_cents,
        held_cents=found.held_cents,
    )


def _view(session: Session, scope: Scope, number: str, today: date) -> InvoiceView:
    found = queries.record(session, scope, number)
    if found is None:
        raise InvoiceNotFoundError(number)
    lines = queries.lines(session, found.id)
    debits = payments.debits_of(session, found.id) if found.held_cents else ()
    return InvoiceView(
        row=row_of(found, today),
        memo=found.memo,
        groups=_groups(lines),
        tax_cents=sum(line.amount_cents for line in lines if line.kind is LineKind.TAX),
        paid_cents=found.paid_cents,
        credited_cents=found.credited_cents,
        applied=(*map(_payment, queries.payments_of(session, found.id)), *map(_credit, queries.credits_of(session, found.id))),
        bill_to=bill_to(customer_queries.facts(session, scope)),
        debited_cents=sum(debit.amount_cents for debit in debits),
        expected_on=max((expected_on(debit.paid_on) for debit in debits), default=None),
    )


def _groups(lines: Iterable[Found]) -> tuple[LocationCharges, ...]:
    """Locations in the order of their first lines; what is tied to none comes last."""
    groups: dict[int | None, list[Found]] = {}
    for line in lines:
        groups.setdefault(line.location_id, []).append(line)
    if None in groups:
        groups[None] = groups.pop(None)
    return tuple(
        LocationCharges(
            location=None if location_id is None else location_of(group[0], location_id),
            lines=explained(map(_line, group), _scales(group)),
            subtotal_cents=sum(line.amount_cents for line in group),
        )
        for location_id, group in groups.items()
    )


def _scales(lines: Iterable[Found]) -> dict[str, Weights]:
    """What the scale said of each order that was weighed, by its number."""
    return {
        line.order_number: Weights(line.ticket_number, line.gross_pounds, line.tare_pounds, line.included_pounds)
        for line in lines
        if line.gross_pounds is not None and line.tare_pounds is not None
    }


def _line(found: Found) -> ChargeLine:
    return ChargeLine(
        found.description,
        found.quantity_thousandths,
        found.unit,
        found.unit_price_cents,
        found.amount_cents,
        found.kind,
        found.order_number or "",
    )


def _payment(found: Found) -> Applied:
    back = found.reversed_cents
    how = _reversal(found) if back else Reversal.SEVERAL
    with_what = paid_with(found)
    if found.is_left_over:
        with_what = _("Credit left of %(payment)s") % {"payment": with_what}
    return Applied(found.number, found.on_day, found.amount_cents, with_what, reversed_cents=back, reversal=how)


def _reversal(found: Found) -> Reversal:
    """How what did not stay of a payment left it."""
    if found.is_void:
        return Reversal.VOID
    if not found.is_disputed:
        return Reversal.REFUND
    if found.refunded_cents:
        return Reversal.SEVERAL
    if found.lost_for is None:
        return Reversal.DISPUTE
    return Reversal.RETURN if is_debit(found.method, found.lost_for) else Reversal.CHARGEBACK


def _credit(found: Found) -> Applied:
    return Applied(found.number, found.on_day, found.amount_cents, found.reason, is_credit=True)
