"""What became of a payment whose money did not stay, said alike on its page and on its paper, and true whenever it is read.

What it had paid was opened again; whether it is open still depends on what was paid since, so nobody says so here.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from portal_ui import return_wording
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.views import Applied, DisputeLine, DisputeState, PaymentMethod, PaymentState, PaymentView, RefundState, Reversal
from portal_ui.views.desk import DeskDispute


def news(view: PaymentView, currency: str) -> str:
    """What came back of it and what that opened again, in sentences; empty where the payment stands, or was refunded in part."""
    if view.row.state is not PaymentState.SUCCEEDED:
        return ""
    told = list(_what_came_back(view, currency))
    opened = sum(part.reversed_cents for part in view.applied)
    if told and opened == view.row.amount_cents:
        told.append(_("What it had paid was opened again."))
    elif told and opened:
        told.append(_("%(amount)s of what it had paid was opened again.") % {"amount": money(opened, currency)})
    if told and opened and is_returned(view):
        told.append(_("Please pay it in another way, unless that was done since."))
    return " ".join(told)


def voided(on: date, reason: str) -> str:
    """That the office took back that it had recorded a payment, when and why."""
    return _("We voided this payment on %(day)s: %(reason)s.") % {"day": day(on), "reason": reason.rstrip(".")}


def reversed_of(part: Applied, currency: str) -> str:
    """What of an invoice's payment did not stay on it, and how that came; empty where all of it did."""
    if not part.reversed_cents:
        return ""
    said = {
        Reversal.VOID: pgettext("an invoice's payment", "voided"),
        Reversal.REFUND: _("%(amount)s refunded"),
        Reversal.RETURN: _("%(amount)s returned by the bank"),
        Reversal.CHARGEBACK: _("%(amount)s charged back"),
        Reversal.DISPUTE: _("%(amount)s held by the bank"),
        Reversal.SEVERAL: _("%(amount)s taken back"),
    }
    return said[part.reversal] % {"amount": money(part.reversed_cents, currency)}


def paid_heading(view: PaymentView) -> str:
    """Over the invoices of a payment that had gone through: true also where none of its money stayed."""
    return _("Paid with it") if view.row.kept_cents else _("Had been paid with it")


def taken(method: PaymentMethod, disputes: Iterable[DisputeLine | DeskDispute]) -> str:
    """What the sum that the bank took is called."""
    kept = [line for line in disputes if line.state is DisputeState.LOST]
    if not kept:
        return _("Held by the bank, under review")
    debits = {return_wording.is_debit(method, line.reason) for line in kept}
    if debits == {True}:
        return _("Returned by the bank")
    return _("Charged back") if debits == {False} else _("Taken back by the bank")


def in_vain(state: RefundState) -> str:
    """What is said of a refund that did not arrive; empty where it did, or may."""
    if state not in (RefundState.FAILED, RefundState.CANCELED):
        return ""
    return _("It did not reach you, so this payment counts again. If you still wait for the money, call us.")


def is_under_review(view: PaymentView) -> bool:
    """Whether a bank has yet to decide about it."""
    return any(line.state is DisputeState.OPEN for line in view.disputes)


def is_returned(view: PaymentView) -> bool:
    """Whether what a bank kept of it is a debit that the bank returned, rather than a card's chargeback."""
    kept = [line for line in view.disputes if line.state is DisputeState.LOST]
    return view.voided is None and bool(kept) and all(return_wording.is_debit(view.row.method, line.reason) for line in kept)


def _what_came_back(view: PaymentView, currency: str) -> Iterator[str]:
    if view.voided is not None:
        yield voided(view.voided.on, view.voided.reason)
        return
    for line in view.disputes:
        words = {"day": day(line.on), "amount": money(line.amount_cents, currency)}
        if line.state is DisputeState.OPEN:
            yield _("Disputed on %(day)s, under review: the bank holds %(amount)s until it is decided.") % words
        elif line.state is DisputeState.WON:
            continue
        elif return_wording.is_debit(view.row.method, line.reason):
            yield _("Returned by the bank on %(day)s: %(amount)s.") % words
        else:
            yield _("Charged back on %(day)s: the bank took %(amount)s for good.") % words
    if view.row.refunded_cents >= view.row.amount_cents:
        through = [refund.on for refund in view.refunds if refund.state is RefundState.SUCCEEDED]
        yield _("Refunded in full on %(day)s.") % {"day": day(max(through))} if through else _("Refunded in full.")
