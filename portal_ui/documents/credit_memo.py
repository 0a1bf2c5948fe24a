"""The credit memo: it lowers what is owed. How much, why, and to which invoices it went."""

from dataclasses import dataclass

from portal_ui.dates import day
from portal_ui.documents import paper
from portal_ui.documents.paper import Highlight, Job, Paper, Section, Sum, Sums, Table
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.views import Applied, CompanyView, CreditView


@dataclass(frozen=True, slots=True)
class CreditPaper(Paper):
    """A credit memo, with what was used of it."""

    reason: str
    applied: Table | None
    sums: Sums


def job(view: CreditView, company: CompanyView) -> Job:
    """The credit memo as it stands in the books."""
    row, currency = view.row, company.currency
    return Job(
        template="credit_memo",
        day=row.issued_on,
        paper=CreditPaper(
            language=company.locale,
            title=_("Credit memo"),
            number=row.number,
            mark="",
            notice="",
            head=paper.letterhead(company),
            to=paper.party(view.bill_to),
            highlight=_highlight(view, currency),
            facts=paper.strip((_("Issued on"), day(row.issued_on))),
            reason=paper.cut(row.reason, paper.MOST_TEXT),
            applied=_applications(view.applied, currency) if view.applied else None,
            sums=_sums(view, currency),
        ),
    )


def _highlight(view: CreditView, currency: str) -> Highlight:
    total, rest = money(view.row.total_cents, currency), view.row.remaining_cents
    if not rest:
        return Highlight(_("Amount credited"), total, _("Used in full"), _("APPLIED"), "good")
    if view.used_cents:
        return Highlight(
            _("Amount credited"), total, _("%(amount)s left to use") % {"amount": money(rest, currency)}, _("PARTLY APPLIED"), "good"
        )
    return Highlight(_("Amount credited"), total, _("Not used yet"), "", "plain")


def _applications(applied: tuple[Applied, ...], currency: str) -> Table:
    columns = (("text", _("Invoice")), ("word", _("Applied on")), ("figure", _("Applied")))
    rows = tuple(
        (paper.cut(part.number, paper.MOST_ADDRESS), day(part.on) if part.on else "–", money(part.amount_cents, currency))
        for part in applied
    )
    return Table(columns, (Section(rows),))


def _sums(view: CreditView, currency: str) -> Sums:
    used = (Sum(_("Applied to invoices"), money(-view.used_cents, currency)),) if view.used_cents else ()
    left = Sum(_("Left to use"), money(view.row.remaining_cents, currency), "due")
    note = _("A credit memo is no payment: it takes its amount off what you owe, once it is applied to an invoice.")
    return Sums((Sum(_("Credit"), money(view.row.total_cents, currency), "strong"), *used, left), note)
