"""One payment line by line: what stands here against what the gateway says."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from portal_ui.gateways import DisputeReport, RefundReport, Report
from portal_ui.service.money_desk.mending import Word
from portal_ui.views import PaymentState
from portal_ui.views.desk import DeskPayment

_NOWHERE = ""


class Compares(Enum):
    """What a line compares."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing on both sides. Where a side has none, its state is empty and it has no cents."""

    what: Compares
    name: str  # the number of ours, else the gateway's reference
    here: str
    there: str
    here_cents: int | None
    there_cents: int | None

    @property
    def agrees(self) -> bool:
        """Whether both sides say the same."""
        return self.here_cents == self.there_cents and self.here == self.there


def compare(payment: DeskPayment, word: Word) -> tuple[Compared, ...]:
    """The payment itself, every refund, and every dispute, those of one side alone too."""
    return (*_payments(payment, word.reports), *_refunds(payment, word), *_disputes(payment, word))


def _payments(payment: DeskPayment, reports: tuple[Report, ...]) -> Iterator[Compared]:
    row = payment.row.payment
    own = next((one for one in reports if one.reference == payment.gateway_reference), None) or next(iter(reports), None)
    here = row.state.value
    if row.state in (PaymentState.CREATED, PaymentState.SUBMITTING) and own is None:
        yield Compared(Compares.PAYMENT, row.number, here, _NOWHERE, row.amount_cents, None)
        return
    there = own.standing.value if own else _NOWHERE
    yield Compared(Compares.PAYMENT, row.number, here, there, row.amount_cents, own.amount_cents if own else None)
    for other in reports:
        if other is not own:
            yield Compared(Compares.PAYMENT, other.reference, _NOWHERE, other.standing.value, None, other.amount_cents)


def _refunds(payment: DeskPayment, word: Word) -> Iterator[Compared]:
    left: dict[str, RefundReport] = {report.reference: report for report in word.returns.refunds} if word.returns else {}
    for refund in payment.refunds:
        report = left.pop(refund.reference, None)
        there = (
            {"processing": "pending", "requires_action": "pending"}.get(report.standing.value, report.standing.value)
            if report
            else _NOWHERE
        )
        cents = report.amount_cents if report else None
        yield Compared(Compares.REFUND, refund.number, refund.state.value, there, refund.amount_cents, cents)
    for report in left.values():
        yield Compared(Compares.REFUND, report.reference, _NOWHERE, report.standing.value, None, report.amount_cents)


def _disputes(payment: DeskPayment, word: Word) -> Iterator[Compared]:
    left: dict[str, DisputeReport] = {report.reference: report for report in word.returns.disputes} if word.returns else {}
    for dispute in payment.disputes:
        report = left.pop(dispute.reference, None)
        there, cents = (report.standing.value, report.amount_cents) if report else (_NOWHERE, None)
        yield Compared(Compares.DISPUTE, dispute.reference, dispute.state.value, there, dispute.amount_cents, cents)
    for report in left.values():
        yield Compared(Compares.DISPUTE, report.reference, _NOWHERE, report.standing.value, None, report.amount_cents)
