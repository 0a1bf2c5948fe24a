"""The refund note: it proves that money went back. How much, when, to what, of which payment, and what is open again for it."""

from dataclasses import dataclass

from portal_ui import wording
from portal_ui.dates import day
from portal_ui.documents import paper
from portal_ui.documents.paper import Highlight, Job, Paper, Section, Sum, Sums, Table
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.views import CompanyView, RefundState, RefundView

_IN_VAIN = (RefundState.FAILED, RefundState.CANCELED)


@dataclass(frozen=True, slots=True)
class RefundPaper(Paper):
    """A refund note; of a refund that is not through, what is on its way."""

    reason: str
    source: Table | None
    sums: Sums


def job(view: RefundView, company: CompanyView) -> Job:
    """The note of a refund."""
    row, refund = view.payment, view.refund
    return Job(
        template="refund_note",
        day=refund.on,
        paper=RefundPaper(
            language=company.locale,
            title=_title(refund.state),
            number=refund.number,
            mark=_mark(refund.state),
            notice=_notice(refund.state),
            head=paper.letterhead(company),
            to=paper.party(view.bill_to),
            highlight=_highlight(view, company.currency),
            facts=paper.strip(
                (_("Refund date"), day(refund.on)),
                (_("Refunded to"), wording.payment_method(row.method, row.brand, row.last4)),
                (_("Payment"), row.number),
                (_("Payment date"), day(row.paid_on)),
                (_("Receipt"), view.receipt_number),
            ),
            reason=paper.cut(refund.reason, paper.MOST_TEXT),
            source=_source(view, company.currency) if refund.state is RefundState.SUCCEEDED else None,
            sums=_sums(view, company.currency),
        ),
    )


def _title(state: RefundState) -> str:
    if state is RefundState.SUCCEEDED:
        return _("Refund note")
    return _("Refund not made") if state in _IN_VAIN else _("Refund in process")


def _mark(state: RefundState) -> str:
    if state is RefundState.SUCCEEDED:
        return ""
    return _("NOT MADE") if state in _IN_VAIN else _("IN PROCESS")


def _notice(state: RefundState) -> str:
    if state is RefundState.SUCCEEDED:
        return ""
    if state in _IN_VAIN:
        return _("This refund did not reach you, so the payment counts whole. If you still wait for the money, call us.")
    return _("This is not a proof yet. The money is on its way back; banks take up to ten days until you see it.")


def _highlight(view: RefundView, currency: str) -> Highlight:
    amount = money(view.refund.amount_cents, currency)
    if view.refund.state is RefundState.SUCCEEDED:
        return Highlight(_("Amount refunded"), amount, "", _("REFUNDED"), "good")
    if view.refund.state in _IN_VAIN:
        return Highlight(_("Amount"), amount, _("Nothing was refunded"), _("NOT MADE"), "bad")
    return Highlight(_("Amount to be refunded"), amount, _("Not confirmed yet"), _("IN PROCESS"), "warn")


def _source(view: RefundView, currency: str) -> Table:
    """Where the money was: on invoices, of which as much is open again, or left as credit."""
    rows = tuple(
        (_("Invoice %(number)s, open again") % {"number": paper.cut(part.number, paper.MOST_ADDRESS)}, money(part.amount_cents, currency))
        for part in view.opened
    )
    credit = ((_("Money not applied to an invoice"), money(view.from_credit_cents, currency)),) if view.from_credit_cents > 0 else ()
    return Table((("text", _("Taken from")), ("figure", _("Amount"))), (Section((*rows, *credit)),))


def _sums(view: RefundView, currency: str) -> Sums:
    row, cents = view.payment, view.refund.amount_cents
    sums = [Sum(_("Amount paid"), money(row.amount_cents, currency))]
    if view.before_cents:
        sums.append(Sum(_("Came back before"), money(-view.before_cents, currency)))
    if view.refund.state is RefundState.SUCCEEDED:
        sums.append(Sum(_("This refund"), money(-cents, currency), "strong"))
        sums.append(Sum(_("Paid after this refund"), money(view.left_cents, currency), "due"))
    return Sums(tuple(sums))
