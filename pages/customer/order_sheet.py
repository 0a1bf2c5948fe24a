"""All of one order: what was done where, what it weighed, what it cost."""

import asyncio
from dataclasses import dataclass

from components.grid import Download
from components.sheet import Event, Events, Fact, Facts, Group, Head, Lines, Notice, Section, Way
from pages.customer import addresses, documents, sheets
from pages.customer.sheets import Drawing
from portal_ui.dates import day, moment
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.service import Portal
from portal_ui.views import CompanyView, OrderStatus, OrderView, Visit, Weights
from portal_ui.views.shelf import ShelfItem
from portal_ui.weighing import pounds
from portal_ui.wording import order_service, order_status


@dataclass(frozen=True, slots=True)
class Shown:
    """An order, and the files that belong to it."""

    order: OrderView
    files: tuple[ShelfItem, ...]


async def find(portal: Portal, visit: Visit, number: str) -> Shown:
    """All of it.

    Raises:
        PortalError: there is none in this account, or not at a location the person may see.
    """
    return Shown(*await asyncio.gather(portal.orders.record(visit.scope, number), portal.shelf.of_order(visit, number)))


def draw(shown: Shown, company: CompanyView, visit: Visit) -> Drawing:
    """The order's sheet; charges only for who may see money."""
    view = shown.order
    main: list[Section] = [_facts(view)]
    if view.lines and visit.scope.sees_money:
        main.append(_charges(view, company))
    aside: list[Section] = []
    if view.weights:
        aside.append(_weights(view.weights))
    aside += documents.of_order(shown.files, visit.today)
    if view.events:
        events = tuple(Event(moment(event.at, company.time_zone), event.description) for event in view.events)
        aside.append(Events(_("What happened"), events))
    return Drawing(_head(view), tuple(main), tuple(aside))


def _head(view: OrderView) -> Head:
    row = view.row
    dry_run = _("The truck came and could not do the work. See what happened for the reason, or call our office.")
    return Head(
        title=_("Order %(number)s") % {"number": row.number},
        back=Way("/orders", _("Orders")),
        word=order_status(row.status),
        line=f"{order_service(row.line, row.type)} · {day(row.service_on)}",
        download=Download(f"{addresses.record('orders', row.number)}/receipt.pdf", _("Download receipt")),
        notices=(Notice(dry_run, "warn"),) if row.status is OrderStatus.UNABLE else (),
    )


def _facts(view: OrderView) -> Facts:
    row = view.row
    told = sheets.facts(
        (_("Service date"), day(row.service_on)),
        (_("Service"), order_service(row.line, row.type)),
        (_("Location"), "\n".join(filter(None, (view.location.name, view.location.address)))),
        (_("Asset ID"), row.asset_id or "–"),
        (_("Size"), view.size),
        (_("Material"), view.material),
        (_("Description"), row.description),
        (_("PO number"), row.po_number),
    )
    number = view.invoice_number
    billed = (Fact(_("Billed on"), _("Invoice %(number)s") % {"number": number}, addresses.record("invoices", number)),) if number else ()
    return Facts(_("Details"), told + billed)


def _charges(view: OrderView, company: CompanyView) -> Lines:
    group = Group(sheets.lines(view.lines, company.currency))
    total = money(view.row.total_cents or 0, company.currency)
    return Lines(_("Charges"), sheets.columns(), (group,), _("Order amount"), total)


def _weights(weights: Weights) -> Facts:
    told = [(_("Gross"), weights.gross_pounds), (_("Tare"), weights.tare_pounds)]
    facts = [Fact(label, pounds(count)) for label, count in told]
    facts.append(Fact(_("Net"), pounds(weights.net_pounds), big=True))
    if weights.included_pounds is not None:
        facts.append(Fact(_("Included"), pounds(weights.included_pounds)))
        facts.append(Fact(_("Over"), pounds(weights.over_pounds), tone="bad" if weights.over_pounds else ""))
    if weights.ticket_number:
        facts.append(Fact(_("Scale ticket"), weights.ticket_number))
    return Facts(_("Weights"), tuple(facts), sums=True)
