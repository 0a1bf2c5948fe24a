"""What the code of a document tells a stranger, who compares it with the paper. What is not final has no code and proves nothing."""

from dataclasses import dataclass
from datetime import date

from portal_ui.documents.paper import Paper
from portal_ui.views import (
    Activity,
    CreditView,
    InvoiceState,
    InvoiceView,
    OrderStatus,
    OrderView,
    PaymentState,
    PaymentView,
    RefundState,
    RefundView,
    Statement,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """Title and number as printed, the day, the total in cents where one is printed, and whom the paper says to pay."""

    title: str
    number: str
    day: date
    total_cents: int | None
    remit_to: tuple[str, ...]
    is_final: bool


def of_order(view: OrderView, paper: Paper) -> Proof:
    """Of an order receipt: work that was done, or tried. Nobody is to be paid on it."""
    is_final = view.row.status in (OrderStatus.COMPLETED, OrderStatus.UNABLE)
    cents = view.row.total_cents if view.lines else None
    return Proof(_title(paper), paper.number, view.row.service_on, cents, (), is_final)


def of_invoice(view: InvoiceView, paper: Paper) -> Proof:
    """Of an invoice in the books, withdrawn or not; a pending one is no bill."""
    is_final = view.row.state is not InvoiceState.PENDING
    return Proof(_title(paper), paper.number, view.row.invoice_date, view.row.total_cents, paper.slip.to if paper.slip else (), is_final)


def of_payment(view: PaymentView, paper: Paper) -> Proof:
    """Of the receipt of a payment that succeeded, whatever came back of it."""
    is_final = view.row.state is PaymentState.SUCCEEDED
    return Proof(_title(paper), paper.number, view.row.paid_on, view.row.amount_cents, (), is_final)


def of_refund(view: RefundView, paper: Paper) -> Proof:
    """Of the note of a refund that went through."""
    is_final = view.refund.state is RefundState.SUCCEEDED
    return Proof(_title(paper), paper.number, view.refund.on, view.refund.amount_cents, (), is_final)


def of_credit(view: CreditView, paper: Paper) -> Proof:
    """Of a credit memo, with the whole credit, whatever was used of it."""
    return Proof(paper.title, paper.number, view.row.issued_on, view.row.total_cents, (), is_final=True)


def of_statement(view: Statement, paper: Paper) -> Proof:
    """Of a statement, whose number is the account's. Where nothing is open, nobody is to be paid."""
    remit_to = paper.slip.to if paper.slip else ()
    return Proof(paper.title, view.account.number, view.as_of, view.total_cents, remit_to, is_final=True)


def of_activity(view: Activity, paper: Paper) -> Proof:
    """Of what moved a balance in a period, with the closing one. It asks for no money; the statement does."""
    return Proof(f"{paper.title} {paper.number}", view.account.number, view.as_of, view.closing_cents, (), is_final=True)


def _title(paper: Paper) -> str:
    """The title, with what is stamped on it where that takes something back: void, refunded, charged back."""
    taken_back = paper.highlight.stamp if paper.highlight.tone in ("bad", "warn") else ""
    return f"{paper.title} · {taken_back}" if taken_back else paper.title
