"""All of one invoice: its lines by location, what was paid by which payment, what remains."""

import asyncio
from dataclasses import dataclass

from components.grid import Download
from components.sheet import Fact, Facts, Group, Head, Lines, Notice, Section, Thing, Things, Way
from pages.customer import addresses, sheets
from pages.customer.card_list import AUTOMATIC
from pages.customer.sheets import Drawing
from portal_ui import process_wording, standing
from portal_ui.dates import day, lateness
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.service import Portal
from portal_ui.views import Applied, BillTo, CompanyView, InvoiceState, InvoiceView, LocationCharges, Planned, Visit
from portal_ui.wording import invoice_state

_NOT_OWED = (InvoiceState.PENDING, InvoiceState.VOID)


@dataclass(frozen=True, slots=True)
class Shown:
    """An invoice, and what is to be charged for it by itself."""

    invoice: InvoiceView
    planned: Planned | None
    card: str


async def find(portal: Portal, visit: Visit, number: str) -> Shown:
    """All of it.

    Raises:
        PortalError: there is none in this account, or its money is not shown.
    """
    invoice, stands = await asyncio.gather(portal.invoices.record(visit.scope, number), portal.autopay.view(visit.scope))
    return Shown(invoice, next((one for one in stands.planned if one.number == number), None), stands.card)


def draw(shown: Shown, company: CompanyView, visit: Visit) -> Drawing:
    """The invoice's sheet."""
    view = shown.invoice
    groups = tuple(_group(group, company, alone=len(view.groups) == 1) for group in view.groups)
    total = money(view.row.total_cents, company.currency)
    charges = Lines(_("Charges"), sheets.columns(), groups, _("Invoice total"), total)
    paid = Things(_("Payments and credits"), tuple(_applied(one, company) for one in view.applied), _("Nothing has been paid on it yet."))
    main: tuple[Section, ...] = (charges,) if view.row.state in _NOT_OWED else (charges, paid)
    return Drawing(_head(shown, company, visit), main, (_sums(view, company), _facts(view)))


def _head(shown: Shown, company: CompanyView, visit: Visit) -> Head:
    row = shown.invoice.row
    late = lateness(row.due_date, visit.today) if row.balance_cents and row.state not in _NOT_OWED else ""
    due = _("Due %(day)s") % {"day": day(row.due_date)} + (f" · {late}" if late else "")
    return Head(
        title=_("Invoice %(number)s") % {"number": row.number},
        back=Way("/invoices", _("Invoices")),
        word=invoice_state(row.state, part_paid=row.part_paid, days_late=row.days_late),
        line="" if row.state is InvoiceState.VOID else due,
        download=Download(f"{addresses.record('invoices', row.number)}.pdf", _("Download PDF")),
        pay=_("Pay") if visit.scope.may_pay and row.state not in _NOT_OWED and row.left_cents else "",
        notices=(*_notices(shown.invoice, company), *_automatic(shown, company, visit)),
    )


def _notices(view: InvoiceView, company: CompanyView) -> tuple[Notice, ...]:
    row = view.row
    if row.state is InvoiceState.PENDING:
        return (Notice(_("Pending: this is not a bill. It may still change, and nothing is owed on it yet."), "warn", "dots"),)
    if row.state is InvoiceState.VOID:
        return (Notice(_("This invoice was voided. Nothing is owed on it."), "info", "minus"),)
    told = (
        (process_wording.on_its_way(view, company.currency), "clock"),
        (process_wording.being_processed(view, company.currency), "dots"),
    )
    return tuple(Notice(text, "info", sign) for text, sign in told if text)


def _automatic(shown: Shown, company: CompanyView, visit: Visit) -> tuple[Notice, ...]:
    if shown.planned is None:
        return ()
    words = {"amount": money(shown.planned.cents, company.currency), "card": shown.card, "day": day(shown.planned.on)}
    text = _("%(amount)s will be charged to %(card)s automatically on %(day)s. What is paid before then is not charged.") % words
    way = (AUTOMATIC, _("See or change it")) if visit.scope.may_pay and visit.looking is None else ("", "")
    return (Notice(text, "info", "clock", *way),)


def _group(group: LocationCharges, company: CompanyView, *, alone: bool) -> Group:
    location = group.location
    title = (location.name or location.address) if location else _("For the whole account")
    return Group(
        lines=sheets.lines(group.lines, company.currency, name_orders=True),
        title="" if alone and location is None else title,
        note=location.address if location and location.name else "",
        subtotal_label="" if alone else _("Subtotal"),
        subtotal="" if alone else money(group.subtotal_cents, company.currency),
    )


def _applied(one: Applied, company: CompanyView) -> Thing:
    words = {"amount": money(one.amount_cents, company.currency), "back": standing.reversed_of(one, company.currency)}
    back = _("%(amount)s paid, %(back)s") % words if words["back"] else ""
    return Thing(
        title=one.description or one.number,
        notes=tuple(filter(None, (f"{one.number} · {day(one.on)}" if one.on else one.number, back))),
        href=addresses.record("credits" if one.is_credit else "payments", one.number),
        amount=money(one.amount_cents - one.reversed_cents, company.currency),
    )


def _sums(view: InvoiceView, company: CompanyView) -> Facts:
    row, currency = view.row, company.currency
    facts = [Fact(_("Invoice total"), money(row.total_cents, currency))]
    if row.state in _NOT_OWED:
        return Facts(_("Amount"), tuple(facts), sums=True)
    if view.tax_cents:
        facts.append(Fact(_("of which tax"), money(view.tax_cents, currency)))
    if view.paid_cents:
        facts.append(Fact(_("Paid"), money(-view.paid_cents, currency)))
    if view.credited_cents:
        facts.append(Fact(_("Credited"), money(-view.credited_cents, currency)))
    if row.held_cents:
        facts.append(Fact(_("Balance"), money(row.balance_cents, currency)))
        facts.append(Fact(_("Processing"), money(-row.held_cents, currency)))
    facts.append(Fact(_("Remains"), money(row.left_cents, currency), tone="bad" if row.days_late and row.left_cents else "", big=True))
    return Facts(_("Balance"), tuple(facts), sums=True)


def _facts(view: InvoiceView) -> Facts:
    row = view.row
    told = sheets.facts(
        (_("Invoice date"), day(row.invoice_date)),
        (_("Due date"), day(row.due_date)),
        (_("Terms"), row.terms),
        (_("PO number"), row.po_number),
        (_("Bill to"), _bill_to(view.bill_to)),
        (_("Note"), view.memo),
    )
    return Facts(_("Details"), told)


def _bill_to(party: BillTo) -> str:
    return "\n".join(filter(None, (party.name, party.address_line, f"{party.city}, {party.state} {party.postal_code}".strip(", "))))
