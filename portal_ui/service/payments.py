"""Payments: the grid's rows, and all of one payment."""

from datetime import date

from sqlalchemy.orm import Session

from db.queries import customers as customer_queries
from db.queries import payments as queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui import declines
from portal_ui.errors import MoneyNotShownError, PaymentNotFoundError
from portal_ui.service.grids import GridService
from portal_ui.service.showing import applied, bill_to, payment_row
from portal_ui.views import DisputeLine, PaymentMethod, PaymentRow, PaymentState, PaymentView, RefundLine, VoidLine


class Payments(GridService[PaymentRow]):
    """What an account paid, or tried to."""

    FILTERS = ("all", "succeeded", "processing", "failed", "refunded")
    SORTS = ("date", "status", "method", "reference", "amount")
    USUAL_SORT = "-date"
    GRID = queries.GRID

    async def record(self, scope: Scope, number: str) -> PaymentView:
        """All of one payment: to which invoices it went, and what came back of it.

        Raises:
            PaymentNotFoundError: no such payment, or another account's.
            MoneyNotShownError: a site contact asks.
        """
        self._admit(scope)
        if not number.isprintable():
            raise PaymentNotFoundError(number)
        return await self._db.read(_view, scope, number)

    def _admit(self, scope: Scope) -> None:
        if not scope.sees_money:
            raise MoneyNotShownError

    def _row(self, found: Found, scope: Scope, today: date) -> PaymentRow:
        return payment_row(found)


def _view(session: Session, scope: Scope, number: str) -> PaymentView:
    found = queries.record(session, scope, number)
    if found is None:
        raise PaymentNotFoundError(number)
    void = queries.void_of(session, found.id)
    return PaymentView(
        row=payment_row(found),
        receipt_number=found.receipt_number or "",
        applied=applied(found, queries.invoices_of(session, found.id)),
        unapplied_cents=found.unapplied_cents,
        refunds=tuple(RefundLine(*refund) for refund in queries.refunds_of(session, found.id)),
        disputes=tuple(DisputeLine(*dispute) for dispute in queries.disputes_of(session, found.id)),
        failure_reason=found.failure_reason or _why_not(found),
        bill_to=bill_to(customer_queries.facts(session, scope)),
        voided=VoidLine(void.voided_on, void.reason) if void is not None else None,
        is_automatic=found.is_automatic,
    )


def _why_not(found: Found) -> str:
    """What the gateway gave as the reason, in words; empty for a payment that did not fail."""
    is_debit = found.method is PaymentMethod.BANK
    return declines.reason(found.failure_code, is_debit=is_debit) if found.state is PaymentState.FAILED and found.failure_code else ""
