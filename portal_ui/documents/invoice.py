"""The invoice on paper. What changes by the day alone, such as days late, does not stand on it: it is kept as issued."""

from dataclasses import dataclass, replace

from portal_ui import process_wording, standing
from portal_ui.dates import day
from portal_ui.documents import paper
from portal_ui.documents.charge_table import charges
from portal_ui.documents.paper import Highlight, Job, Paper, Section, Slip, Sum, Sums, Table
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.views import Applied, CompanyView, InvoiceRow, InvoiceState, InvoiceView


@dataclass(frozen=True, slots=True)
class InvoicePaper(Paper):
    """An invoice."""

    memo: str
    lines: Table | None
    sums: Sums


def job(view: InvoiceView, company: CompanyView) -> Job:
    """The invoice as it stands in the books: charges by location, what was applied, what is due."""
    row, currency = view.row, company.currency
    return Job(
        template="invoice",
        day=row.invoice_date,
        paper=InvoicePaper(
            language=company.locale,
            title=_("Invoice"),
            number=row.number,
            mark=_mark(row.state),
            notice=_notice(view, currency),
            head=paper.letterhead(company),
            to=paper.party(view.bill_to),
            highlight=_highlight(view, currency),
            facts=paper.strip(
                (_("Invoice date"), day(row.invoice_date)),
                (_("Due date"), "" if row.state is InvoiceState.PENDING else day(row.due_date)),
                (_("Terms"), row.terms),
                (_("PO number"), row.po_number),
                (_("Service location"), row.location),
            ),
            memo=paper.cut(view.memo, paper.MOST_TEXT),
            lines=_lines(view, currency) if view.groups else None,
            sums=_sums(view, currency),
            slip=_slip(view, company),
        ),
    )


def due_cents(row: InvoiceRow) -> int:
    """What the paper asks for; nothing of what was withdrawn or is not final."""
    return 0 if row.state in (InvoiceState.PENDING, InvoiceState.VOID) else row.balance_cents


def _mark(state: InvoiceState) -> str:
    return {InvoiceState.PENDING: _("PENDING"), InvoiceState.VOID: _("VOID")}.get(state, "")


def _notice(view: InvoiceView, currency: str) -> str:
    if view.row.state is InvoiceState.PENDING:
        return _("PENDING – NOT A BILL. These charges are not final and nothing is due yet.")
    if view.row.state is InvoiceState.VOID:
        return _("VOID. This invoice was withdrawn. Nothing is to be paid on it.")
    told = process_wording.on_its_way(view, currency), process_wording.being_processed(view, currency)
    return " ".join(filter(None, told))


def _highlight(view: InvoiceView, currency: str) -> Highlight:
    row = view.row
    balance = money(due_cents(row), currency)
    if row.state is InvoiceState.PENDING:
        return Highlight(_("Charges so far"), money(row.total_cents, currency), _("Not final"), _("NOT A BILL"), "warn")
    if row.state is InvoiceState.VOID:
        return Highlight(_("Amount due"), balance, _("Nothing is due"), _("VOID"), "bad")
    if row.balance_cents > 0:
        part = _process(row, currency) or (_("PART PAID") if view.paid_cents + view.credited_cents else "")
        return Highlight(_("Amount due"), balance, _("Due %(day)s") % {"day": day(row.due_date)}, part, "plain")
    if row.state is InvoiceState.CREDITED or (view.credited_cents and not view.paid_cents):
        return Highlight(_("Amount due"), balance, _("Credited in full"), _("CREDITED"), "good")
    if row.total_cents == 0:
        return Highlight(_("Amount due"), balance, _("Nothing is due"), "", "good")
    return Highlight(_("Amount due"), balance, _("Thank you"), pgettext("invoice", "PAID"), "good")


def _process(row: InvoiceRow, currency: str) -> str:
    """What is on its way, and what is left to pay once it has arrived."""
    words = {"amount": money(row.held_cents, currency), "left": money(row.left_cents, currency)}
    return _("%(amount)s processing, %(left)s remains") % words if row.held_cents else ""


def _lines(view: InvoiceView, currency: str) -> Table:
    orders = {line.order_number for group in view.groups for line in group.lines if line.order_number}
    words = _("Subtotal for this location") if len(view.groups) > 1 else ""
    groups = [
        (
            group.lines,
            Section((), paper.place(group.location), words, money(group.subtotal_cents, currency) if words else ""),
        )
        for group in view.groups
    ]
    return charges(groups, currency, name_orders=bool(orders))


def _slip(view: InvoiceView, company: CompanyView) -> Slip | None:
    """What to send with a check; nothing where all that is due is on its way."""
    row, currency = view.row, company.currency
    if due_cents(row) <= row.held_cents:
        return None
    process = ((_("Processing"), money(-row.held_cents, currency)), (_("Remains"), money(row.left_cents, currency)))
    return paper.slip(
        company,
        view.bill_to,
        (_("Account"), view.bill_to.number),
        (_("Invoice"), row.number),
        (_("Due date"), day(row.due_date)),
        (_("Amount due"), money(due_cents(row), currency)),
        *(process if row.held_cents else ()),
    )


def _sums(view: InvoiceView, currency: str) -> Sums:
    total = view.row.total_cents
    listed = (
        Sum(_("Charges before tax"), money(total - view.tax_cents, currency)),
        Sum(_("Tax"), money(view.tax_cents, currency)),
        Sum(_("Invoice total"), money(total, currency), "strong"),
        *(_applied(part, currency) for part in view.applied),
        *_voided(view, currency),
        *_balance(view.row, currency),
    )
    return Sums(listed)


def _voided(view: InvoiceView, currency: str) -> tuple[Sum, ...]:
    """What was withdrawn with a void invoice, so that what stands above adds up to nothing due."""
    open_cents = view.row.total_cents - view.paid_cents - view.credited_cents
    return (Sum(_("Voided"), money(-open_cents, currency)),) if view.row.state is InvoiceState.VOID and open_cents else ()


def _applied(part: Applied, currency: str) -> Sum:
    words = paper.cut(part.description, paper.MOST_ADDRESS)
    if part.is_credit:
        number = _("Credit memo %(number)s") % {"number": part.number}
        words = f"{number} · {words}" if words else number
    label = _("%(what)s, %(day)s") % {"what": words, "day": day(part.on)}
    label = ", ".join(filter(None, (label, standing.reversed_of(part, currency))))
    return Sum(label, money(part.reversed_cents - part.amount_cents, currency), "quiet")


def _balance(row: InvoiceRow, currency: str) -> tuple[Sum, ...]:
    label = _("Due now") if row.state in (InvoiceState.PENDING, InvoiceState.VOID) else _("Balance due")
    due = Sum(label, money(due_cents(row), currency), "due")
    if not row.held_cents or not due_cents(row):
        return (due,)
    return (
        replace(due, tone="strong"),
        Sum(_("Processing"), money(-row.held_cents, currency)),
        Sum(_("Remains"), money(row.left_cents, currency), "due"),
    )
