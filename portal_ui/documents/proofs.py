"""What the code of a document tells a stranger, who compares it with the paper. What is not final has no code and proves nothing."""

from dataclasses import dataclass
from datetime import date

from portal_ui.documents import invoice, payment_receipt
from portal_ui.documents.paper import Paper, place
from portal_ui.language import gettext as _
from portal_ui.views import (
    Activity,
    CreditView,
    InvoiceState,
    InvoiceView,
    OrderStatus,
    OrderView,
    PaymentState,
    PaymentView,
    PrintedAmount,
    RefundState,
    RefundView,
    Statement,
)

_MOST_TITLE = 200  # letters of what is kept


@dataclass(frozen=True, slots=True)
class Proof:
    """Title and number as printed, the day, the amount it is known by where one is printed, and whom the paper says to pay.

    `due` is what it asks for, where that is another amount beside the total. Labels are those that the paper prints.
    """

    title: str
    number: str
    day: date
    total: PrintedAmount | None
    remit_to: tuple[str, ...]
    is_final: bool
    due: PrintedAmount | None = None


def of_order(view: OrderView, paper: Paper) -> Proof:
    """Of an order receipt: work that was done, or tried. Nobody is to be paid on it."""
    is_final = view.row.status in (OrderStatus.COMPLETED, OrderStatus.UNABLE)
    cents = view.row.total_cents if view.lines else None
    total = None if cents is None else PrintedAmount(_("Order total"), cents)
    return Proof(_title(paper), paper.number, view.row.service_on, total, (), is_final)


def of_invoice(view: InvoiceView, paper: Paper) -> Proof:
    """Of an invoice in the books, withdrawn or not; a pending one is no bill."""
    is_final = view.row.state is not InvoiceState.PENDING
    total = PrintedAmount(_("Invoice total"), view.row.total_cents)
    due = _boxed(paper, invoice.due_cents(view.row)) if is_final else None
    remit_to = paper.slip.to if paper.slip else ()
    return Proof(_title(paper), paper.number, view.row.invoice_date, total, remit_to, is_final, due)


def of_payment(view: PaymentView, paper: Paper) -> Proof:
    """Of the receipt of a payment that succeeded; where its money did not stay, with what is left of it."""
    is_final = view.row.state is PaymentState.SUCCEEDED
    return Proof(_title(paper), paper.number, view.row.paid_on, _boxed(paper, payment_receipt.boxed_cents(view)), (), is_final)


def of_refund(view: RefundView, paper: Paper) -> Proof:
    """Of the note of a refund that went through."""
    is_final = view.refund.state is RefundState.SUCCEEDED
    return Proof(_title(paper), paper.number, view.refund.on, _boxed(paper, view.refund.amount_cents), (), is_final)


def of_credit(view: CreditView, paper: Paper) -> Proof:
    """Of a credit memo, with the whole credit, whatever was used of it."""
    return Proof(paper.title, paper.number, view.row.issued_on, _boxed(paper, view.row.total_cents), (), is_final=True)


def of_statement(view: Statement, paper: Paper) -> Proof:
    """Of a statement, whose number is the account's; a location's names it. Where nothing is open, nobody is to be paid."""
    remit_to = paper.slip.to if paper.slip else ()
    title = _of_place(paper.title, view)
    return Proof(title, view.account.number, view.as_of, _boxed(paper, view.total_cents), remit_to, is_final=True)


def of_activity(view: Activity, paper: Paper) -> Proof:
    """Of what moved a balance in a period, with the closing one. It asks for no money; the statement does."""
    title = _of_place(f"{paper.title} {paper.number}", view)
    return Proof(title, view.account.number, view.as_of, _boxed(paper, view.closing_cents), (), is_final=True)


def _boxed(paper: Paper, cents: int) -> PrintedAmount:
    """The amount in the box where the eye falls first, as it is called there."""
    return PrintedAmount(paper.highlight.label, cents)


def _of_place(title: str, view: Statement | Activity) -> str:
    """The title, with the location that the paper says it is for; a whole account's names none."""
    if view.is_whole:
        return title
    return f"{title} · {place(view.location, _MOST_TITLE - len(title) - 3)}"


def _title(paper: Paper) -> str:
    """The title, with what is stamped on it where that takes something back: void, refunded, charged back."""
    taken_back = paper.highlight.stamp if paper.highlight.tone in ("bad", "warn") else ""
    return f"{paper.title} · {taken_back}" if taken_back else paper.title
