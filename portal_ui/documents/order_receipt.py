"""The order receipt: it proves work. What was done, where, when, with which box, and what the scale said."""

from dataclasses import dataclass

from portal_ui import wording
from portal_ui.dates import day, moment
from portal_ui.documents import paper
from portal_ui.documents.charge_table import charges
from portal_ui.documents.paper import Fact, Highlight, Job, Paper, Section, Strip, Sum, Sums, Table
from portal_ui.language import gettext as _
from portal_ui.money import hundredths, money
from portal_ui.views import BillTo, CompanyView, OrderStatus, OrderView, Weights
from portal_ui.weighing import pounds

_MOST_EVENTS = 60


@dataclass(frozen=True, slots=True)
class OrderPaper(Paper):
    """An order receipt. Without charges, or for who may not see money, it tells of the work alone."""

    work: Strip
    description: str
    weights: Strip | None
    over_note: str
    charges: Table | None
    total: Sums | None  # with what the receipt is good for beside it
    events: Table | None


def job(view: OrderView, bill_to: BillTo, company: CompanyView) -> Job:
    """The receipt of an order. Until the work is done it is an order confirmation."""
    row, cents = view.row, view.row.total_cents if view.lines else None
    return Job(
        template="order_receipt",
        day=row.service_on,
        paper=OrderPaper(
            language=company.locale,
            title=_title(row.status),
            number=row.number,
            mark=_("CANCELLED") if row.status is OrderStatus.CANCELLED else "",
            notice=_notice(row.status),
            head=paper.letterhead(company),
            to=paper.party(bill_to),
            highlight=_highlight(view),
            facts=paper.strip(
                (_("Service date"), day(row.service_on)),
                (_("PO number"), row.po_number),
                (_("Invoice"), view.invoice_number if row.total_cents is not None else ""),
            ),
            work=_work(view),
            description=paper.cut(row.description, paper.MOST_TEXT),
            weights=_weights(view.weights),
            over_note=_over_note(view.weights),
            charges=None if cents is None else charges([(view.lines, Section(()))], company.currency),
            total=None if cents is None else Sums((Sum(_("Order total"), money(cents, company.currency), "due"),), _proof(view)),
            events=_events(view, company) if view.events else None,
        ),
    )


def _events(view: OrderView, company: CompanyView) -> Table:
    rows = tuple(
        (moment(event.at, company.time_zone), paper.cut(event.description, paper.MOST_TEXT)) for event in view.events[:_MOST_EVENTS]
    )
    return Table((("word", ""), ("text", "")), (Section(rows),))


def _title(status: OrderStatus) -> str:
    if status in (OrderStatus.SCHEDULED, OrderStatus.IN_PROGRESS):
        return _("Order confirmation")
    return _("Cancelled order") if status is OrderStatus.CANCELLED else _("Order receipt")


def _notice(status: OrderStatus) -> str:
    return {
        OrderStatus.SCHEDULED: _("This job is scheduled. Charges may change once the work is done and the load is weighed."),
        OrderStatus.IN_PROGRESS: _("This job is under way. Charges may change once the work is done and the load is weighed."),
        OrderStatus.UNABLE: _("Our truck came and could not serve the location. What kept us is told below."),
        OrderStatus.CANCELLED: _("CANCELLED. This job was not done."),
    }.get(status, "")


def _proof(view: OrderView) -> str:
    """What the receipt is good for, and where what is to be paid stands or will stand."""
    proves = {
        OrderStatus.COMPLETED: _("This receipt proves work."),
        OrderStatus.UNABLE: _("This receipt proves that our truck came."),
    }.get(view.row.status)
    if proves is None:
        return ""
    billed, not_yet = (
        _("What is to be paid stands on the invoice."),
        _("It is not billed yet. What is to be paid will stand on the invoice."),
    )
    return f"{proves} {billed if view.invoice_number else not_yet}"


def _highlight(view: OrderView) -> Highlight:
    label, stamp, tone = {
        OrderStatus.SCHEDULED: (_("Scheduled for"), _("SCHEDULED"), "plain"),
        OrderStatus.IN_PROGRESS: (_("Service date"), _("IN PROGRESS"), "plain"),
        OrderStatus.COMPLETED: (_("Completed on"), _("COMPLETED"), "good"),
        OrderStatus.UNABLE: (_("Tried on"), _("UNABLE TO COMPLETE"), "warn"),
        OrderStatus.CANCELLED: (_("Was planned for"), _("CANCELLED"), "bad"),
    }[view.row.status]
    return Highlight(label, day(view.row.service_on), wording.order_service(view.row.line, view.row.type), stamp, tone)


def _work(view: OrderView) -> Strip:
    row = view.row
    return paper.strip(
        (_("Location"), paper.place(view.location)),
        (_("Service"), wording.order_service(row.line, row.type)),
        (_("Size"), view.size),
        (_("Asset ID"), row.asset_id or "–"),
        (_("Material"), view.material),
    )


def _weights(weights: Weights | None) -> Strip | None:
    if weights is None:
        return None
    told = (
        Fact(_("Scale ticket"), paper.cut(weights.ticket_number, 40) or "–"),
        Fact(_("Gross"), pounds(weights.gross_pounds)),
        Fact(_("Tare"), pounds(weights.tare_pounds)),
        Fact(_("Net"), pounds(weights.net_pounds)),
        Fact(_("Included"), "–" if weights.included_pounds is None else pounds(weights.included_pounds)),
        Fact(_("Over"), "–" if weights.included_pounds is None else pounds(weights.over_pounds)),
    )
    return Strip(told, "tinted")


def _over_note(weights: Weights | None) -> str:
    if weights is None:
        return ""
    return _("The net weight of %(tons)s tons is what was in the box.") % {"tons": hundredths(round(weights.net_pounds / 20))}
