"""Payments: the grid's rows, and all of one payment."""

from datetime import date

from sqlalchemy.orm import Session

from db.queries import customers as customer_queries
from db.queries import payments as queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui import declines
from portal_ui.errors import MoneyNotShownError, PaymentNotFoundError, RefundNotFoundError
from portal_ui.service import returned
from portal_ui.service.grids import GridService
from portal_ui.service.returned import Returned
from portal_ui.service.showing import applied, bill_to, payment_row
from portal_ui.views import (
    Applied,
    DisputeLine,
    PaymentMethod,
    PaymentRow,
    PaymentState,
    PaymentView,
    RefundLine,
    RefundView,
    VoidLine,
)


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
        return await self._db.read(view, scope, number)

    async def refund(self, scope: Scope, number: str, refund: str) -> RefundView:
        """All of one refund of a payment, as it stands now.

        Raises:
            PaymentNotFoundError: no such payment, or another account's.
            RefundNotFoundError: the payment has no such refund.
            MoneyNotShownError: a site contact asks.
        """
        self._admit(scope)
        if not number.isprintable():
            raise PaymentNotFoundError(number)
        return await self._db.read(refund_view, scope, number, refund)

    def _admit(self, scope: Scope) -> None:
        if not scope.sees_money:
            raise MoneyNotShownError

    def _row(self, found: Found, scope: Scope, today: date) -> PaymentRow:
        return payment_row(found)


def view(session: Session, scope: Scope, number: str) -> PaymentView:
    """All of one payment.

    Raises:
        PaymentNotFoundError: no such payment, or another account's.
    """
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


def refund_view(session: Session, scope: Scope, number: str, refund: str) -> RefundView:
    """All of one refund of a payment.

    Raises:
        PaymentNotFoundError: no such payment, or another account's.
        RefundNotFoundError: the payment has no such refund.
    """
    found = queries.record(session, scope, number)
    if found is None:
        raise PaymentNotFoundError(number)
    line = next((RefundLine(*one) for one in queries.refunds_of(session, found.id) if one.number == refund), None)
    if line is None:
        raise RefundNotFoundError(refund)
    back = returned.of(session, [found.id]).get(found.id)
    opened, before_cents = _taken(back, refund)
    parts = {part.id: part.number for part in queries.invoices_of(session, found.id)}
    return RefundView(
        refund=line,
        payment=payment_row(found),
        receipt_number=found.receipt_number or "",
        opened=tuple(Applied(parts[part], line.on, cents, "") for part, cents in opened.items()),
        before_cents=before_cents,
        bill_to=bill_to(customer_queries.facts(session, scope)),
    )


def _taken(back: Returned | None, refund: str) -> tuple[dict[int, int], int]:
    """What a refund took from each part of its payment, by the part's id; and what of the payment had come back before it."""
    returns = back.returns if back is not None else ()
    at = next((at for at, one in enumerate(returns) if one.number == refund), None)
    if back is None or at is None:  # it is not through: what came back, came back before it
        return {}, 0 if back is None else back.came_back(len(returns))
    then, now = back.states[at], back.states[at + 1]
    parts = {part.id: late - early for part, early, late in zip(back.parts, then, now, strict=True) if late != early}
    return parts, back.came_back(at)


def _why_not(found: Found) -> str:
    """What the gateway gave as the reason, in words; empty for a payment that did not fail."""
    is_debit = found.method is PaymentMethod.BANK
    return declines.reason(found.failure_code, is_debit=is_debit) if found.state is PaymentState.FAILED and found.failure_code else ""
