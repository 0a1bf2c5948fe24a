"""All of one credit memo: why it was given, and to which invoices it went."""

from components.grid import Download
from components.sheet import Fact, Facts, Head, Section, Thing, Things, Way
from pages.customer import addresses, sheets
from pages.customer.sheets import Drawing
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.service import Portal
from portal_ui.views import Applied, CompanyView, CreditView, Visit
from portal_ui.wording import credit_state


async def find(portal: Portal, visit: Visit, number: str) -> CreditView:
    """The credit memo of that number.

    Raises:
        CreditMemoNotFoundError: no such memo in this account.
        MoneyNotShownError: a site contact asks.
    """
    return await portal.credits.record(visit.scope, number)


def draw(view: CreditView, company: CompanyView, visit: Visit) -> Drawing:
    """The credit memo's sheet."""
    del visit  # all sheets are drawn alike; this one needs no day
    row, currency = view.row, company.currency
    main: tuple[Section, ...] = (
        Things(_("Applied to"), tuple(_applied(one, currency) for one in view.applied), _("It was not used for an invoice yet.")),
    )
    sums = (
        Fact(_("Credit"), money(row.total_cents, currency)),
        Fact(_("Applied to invoices"), money(-view.used_cents, currency)),
        Fact(_("Left to use"), money(row.remaining_cents, currency), big=True),
    )
    facts = sheets.facts((_("Issued on"), day(row.issued_on)), (_("Reason"), row.reason), (_("Credited to"), view.bill_to.name))
    return Drawing(_head(view, currency), main, (Facts(_("Amount"), sums, sums=True), Facts(_("Details"), facts)))


def _head(view: CreditView, currency: str) -> Head:
    row = view.row
    return Head(
        title=_("Credit memo %(number)s") % {"number": row.number},
        back=Way("/credits", pgettext("account", "Credit")),
        word=credit_state(row),
        line=f"{money(row.total_cents, currency)} · {day(row.issued_on)}",
        download=Download(f"{addresses.record('credits', row.number)}.pdf", _("Download PDF")),
    )


def _applied(one: Applied, currency: str) -> Thing:
    return Thing(
        title=_("Invoice %(number)s") % {"number": one.number},
        notes=(day(one.on),) if one.on else (),
        href=addresses.record("invoices", one.number),
        amount=money(one.amount_cents, currency),
    )
