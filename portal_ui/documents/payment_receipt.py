"""The payment receipt: it proves money. How much, when, with what, for which invoices, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal_ui import autopay_wording, return_wording, standing, wording
from portal_ui.dates import day
from portal_ui.documents import paper
from portal_ui.documents.paper import Highlight, Job, Paper, Section, Sum, Sums, Table
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.remaining import left_to_pay
from portal_ui.views import Applied, CompanyView, DisputeState, PaymentState, PaymentView, RefundState


@dataclass(frozen=True, slots=True)
class PaymentPaper(Paper):
    """A payment receipt; of a payment without money, the invoices it was meant for."""

    to_label: str
    applied: Table | None
    sums: Sums | None
    returns_title: str
    returns: Table | None


def job(view: PaymentView, balances: Mapping[str, tuple[int, int]], company: CompanyView) -> Job:
    """The receipt of a payment. `balances` says by invoice number, in cents, what it left open and what of that was in process."""
    row, currency = view.row, company.currency
    said = wording.paid_with(row.method, row.brand, row.last4, row.reference)
    return Job(
        template="payment_receipt",
        day=row.paid_on,
        paper=PaymentPaper(
            language=company.locale,
            title=_title(view),
            number=view.receipt_number or row.number,
            mark=_mark(view),
            notice=_notice(view, currency),
            head=paper.letterhead(company),
            to=paper.party(view.bill_to),
            highlight=_highlight(view, currency),
            facts=paper.strip(
                (_("Payment"), row.number),
                (_("Payment date"), day(row.paid_on)),
                (_("Method"), autopay_wording.method(said, is_automatic=view.is_automatic)),
                (_("Reference"), row.reference),
            ),
            to_label=_("Received from") if row.state is PaymentState.SUCCEEDED else _("Account of"),
            applied=_applications(view, balances, currency) if view.applied else None,
            sums=_sums(view, currency),
            returns_title=_("What came back of it") if _came_back(view) else _("What became of it"),
            returns=_returns(view, currency),
        ),
    )


def _applications(view: PaymentView, balances: Mapping[str, tuple[int, int]], currency: str) -> Table:
    if view.row.state is not PaymentState.SUCCEEDED:
        meant = tuple((_("Invoice %(number)s") % {"number": _number(part)}, money(part.amount_cents, currency)) for part in view.applied)
        return Table((("text", _("Meant for")), ("figure", _("Amount"))), (Section(meant),))
    begun = (("word", _("Invoice")), ("word", _("Applied on")), ("figure", _("Applied")))
    if any(part.reversed_cents for part in view.applied):
        rows = tuple(_opened(part, currency) for part in view.applied)
        return Table((*begun, ("figure", _("Opened again")), ("figure", _("Still paid by it"))), (Section(rows),))
    rows = tuple(_applied(part, balances.get(part.number), currency) for part in view.applied)
    return Table((*begun, ("figure", _("Remained open"))), (Section(rows),))


def _applied(part: Applied, after: tuple[int, int] | None, currency: str) -> tuple[str, ...]:
    """One invoice that the payment went to; under what remained, what others of its payments in process were about to bring."""
    balance_cents, held_cents = after or (0, 0)
    remaining = money(left_to_pay(balance_cents, held_cents), currency) if after else "–"
    process = _("%(amount)s processing") % {"amount": money(held_cents, currency)} if held_cents else ""
    return _number(part), day(part.on), money(part.amount_cents, currency), "\n".join(filter(None, (remaining, process)))


def _opened(part: Applied, currency: str) -> tuple[str, ...]:
    """The same where something came back; what had remained open before that would mislead."""
    left = part.amount_cents - part.reversed_cents
    return _number(part), day(part.on), *(money(cents, currency) for cents in (part.amount_cents, part.reversed_cents, left))


def _number(part: Applied) -> str:
    return paper.cut(part.number, paper.MOST_ADDRESS)


def _title(view: PaymentView) -> str:
    state = view.row.state
    if state is PaymentState.SUCCEEDED:
        return _("Payment receipt") if view.row.has_receipt else _("Payment notice")
    return _("Payment not made") if state in (PaymentState.FAILED, PaymentState.CANCELED) else _("Payment in process")


def _mark(view: PaymentView) -> str:
    if view.row.state is PaymentState.SUCCEEDED:
        return "" if view.row.kept_cents else _stamp(view)[0]
    return {PaymentState.FAILED: _("NOT PAID"), PaymentState.CANCELED: _("NOT PAID")}.get(view.row.state, _("IN PROCESS"))


def _notice(view: PaymentView, currency: str) -> str:
    state = view.row.state
    if state is PaymentState.SUCCEEDED:
        return standing.news(view, currency)
    if state is PaymentState.FAILED:
        reason = paper.cut(view.failure_reason, paper.MOST_TEXT)
        return " ".join(part for part in (_("This payment failed. No money was taken."), reason) if part)
    if state is PaymentState.CANCELED:
        return _("This payment was canceled. No money was taken.")
    return _("This is not a receipt yet. The bank has not confirmed this payment; please do not pay again.")


def boxed_cents(view: PaymentView) -> int:
    """The amount of a payment that succeeded where the eye falls first: what was paid, or what is left where a bank took it back."""
    return view.row.amount_cents if _stands(view) else view.row.kept_cents


def _highlight(view: PaymentView, currency: str) -> Highlight:
    row = view.row
    amount = money(row.amount_cents, currency)
    if row.state in (PaymentState.FAILED, PaymentState.CANCELED):
        return Highlight(_("Amount tried"), amount, _("Nothing was taken"), _("NOT PAID"), "bad")
    if row.state is not PaymentState.SUCCEEDED:
        return Highlight(_("Amount"), amount, _("Not confirmed yet"), _("IN PROCESS"), "warn")
    stamp, tone = _stamp(view)
    boxed = money(boxed_cents(view), currency)
    if _stands(view):
        return Highlight(_("Amount paid"), boxed, _("Thank you"), stamp, tone)
    return Highlight(_("Left of this payment"), boxed, _("of %(amount)s paid") % {"amount": amount}, stamp, tone)


def _stands(view: PaymentView) -> bool:
    """Whether some of it is left, and no bank took or holds any of it."""
    return view.row.kept_cents > 0 and not (view.row.is_disputed or view.row.taken_back_cents)


def _stamp(view: PaymentView) -> tuple[str, str]:
    """How a payment that had succeeded stands, in a word, and in which tone."""
    row = view.row
    if row.is_void:
        return pgettext("payment", "VOID"), "bad"
    if standing.is_under_review(view):
        return _("DISPUTED"), "warn"
    if view.row.taken_back_cents:
        return _("RETURNED") if standing.is_returned(view) else _("CHARGED BACK"), "bad"
    if row.refunded_cents:
        return _("PARTLY REFUNDED") if view.row.kept_cents else _("REFUNDED"), "warn"
    return _("PAID"), "good"


def _sums(view: PaymentView, currency: str) -> Sums | None:
    row = view.row
    listed = [
        (_("Left as credit on the account"), view.unapplied_cents),
        (_("Amount paid"), row.amount_cents if row.state is PaymentState.SUCCEEDED else 0),
        (_("Refunded"), -row.refunded_cents),
        (standing.taken(row.method, view.disputes), -row.taken_back_cents),
        (_("Voided"), -row.amount_cents if row.is_void else 0),
    ]
    sums = [(label, cents) for label, cents in listed if cents]
    if row.state is PaymentState.SUCCEEDED and row.kept_cents < row.amount_cents:
        sums.append((_("Left of this payment"), row.kept_cents))
    told = tuple(Sum(label, money(cents, currency), "plain" if (label, cents) != sums[-1] else "due") for label, cents in sums)
    return Sums(told) if told else None


def _came_back(view: PaymentView) -> bool:
    """Whether all that is told of went back: nothing was voided, and no refund failed or is on its way."""
    refunds = {refund.state for refund in view.refunds} <= {RefundState.SUCCEEDED}
    return view.voided is None and refunds and all(dispute.state is not DisputeState.WON for dispute in view.disputes)


def _returns(view: PaymentView, currency: str) -> Table | None:
    method = view.row.method
    refunds = [
        (
            "\n".join(filter(None, (_what(_("Refund %(number)s") % {"number": line.number}, line.reason), standing.in_vain(line.state)))),
            day(line.on),
            wording.refund_state(line.state).text,
            money(line.amount_cents * (-1 if line.state is RefundState.SUCCEEDED else 1), currency),
        )
        for line in view.refunds
    ]
    disputes = [
        (
            _what(return_wording.taken(method, line.reason, line.state), return_wording.taken_because(line.reason)),
            day(line.on),
            return_wording.taken_state(method, line.reason, line.state).text,
            money(line.amount_cents * (1 if line.state is DisputeState.WON else -1), currency),
        )
        for line in view.disputes
    ]
    voids = [
        (
            _what(pgettext("payment", "Void"), void.reason),
            day(void.on),
            pgettext("payment", "Void"),
            money(-view.row.amount_cents, currency),
        )
        for void in (view.voided,)
        if void is not None
    ]
    columns = (("text", _("What")), ("word", _("Date")), ("word", _("Status")), ("figure", _("Amount")))
    rows = (*refunds, *disputes, *voids)
    return Table(columns, (Section(rows),)) if rows else None


def _what(name: str, reason: str) -> str:
    return paper.cut(f"{name} · {reason}" if reason else name, paper.MOST_TEXT)
