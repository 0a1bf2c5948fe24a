"""How a payment went, as the dialog tells it: what is known, and nothing else."""

from collections.abc import Callable, Sequence

from components.payment_dialog.shapes import Outcome
from portal_ui import declines
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import money
from portal_ui.views import CreditUsed, Part, PaymentStatus
from portal_ui.views import Outcome as Went

_MOST_PARTS = 50  # more are a sum, with the receipt for the rest


def outcome(status: PaymentStatus, receipt: str) -> Outcome:
    """How it stands now. `receipt` is the address of its paper, for when there is one."""
    return _TOLD[status.outcome](status, receipt)


def refused(error: PortalError) -> Outcome:
    """Nothing can be paid from here now."""
    return Outcome(_("You cannot pay here just now"), str(error), "warn", "alert", done=_("Close"))


def unknown() -> Outcome:
    """Something broke here after Pay was pressed, so that nobody on this page knows what became of it."""
    text = _("Something went wrong on our side, and this page does not know yet how it ended. Look under Payments before you pay again.")
    return Outcome(_("We are not sure how this went"), text, "warn", "alert", done=_("Close"))


def credit_used(used: CreditUsed, currency: str, *, more: bool) -> Outcome:
    """What the credit did; `more` is still to be paid."""
    left = {"amount": money(used.left_cents, currency)}
    return Outcome(
        title=_("Used %(amount)s of credit.") % {"amount": money(used.amount_cents, currency)},
        text=_("%(amount)s of credit is left.") % left if used.left_cents else _("All your credit is used."),
        tone="ok",
        sign="check",
        facts=_facts(used.parts, currency),
        notes=_unlisted(used.parts),
        again=_("Pay the rest") if more else "",
        done=_("Close") if more else _("Done"),
    )


def _paid(status: PaymentStatus, receipt: str) -> Outcome:
    words = {"card": status.paid_with, "number": status.receipt_number}
    surplus = _("%(amount)s more than was open came in; it is kept as your credit.") % {
        "amount": money(status.credit_cents, status.currency)
    }
    return Outcome(
        title=_("Paid %(amount)s. Thank you.") % {"amount": _amount(status)},
        text=_("Charged to %(card)s. Receipt %(number)s.") % words,
        tone="ok",
        sign="check",
        facts=_facts(status.parts, status.currency),
        notes=(*_unlisted(status.parts), *((surplus,) if status.credit_cents else ())),
        download=receipt,
        download_label=pgettext("payment", "Download receipt"),
        done=_("Done"),
    )


def _declined(status: PaymentStatus, _receipt: str) -> Outcome:
    text = f"{declines.reason(status.failure_code, is_debit=status.is_debit)} {_('Nothing was charged.')}"
    return Outcome(_("The payment was not made"), text, "bad", "cross", again=_("Try another card"), done=_("Close"))


def _canceled(_status: PaymentStatus, _receipt: str) -> Outcome:
    return Outcome(_("The payment was canceled"), _("Nothing was charged."), "gray", "minus", again=_("Pay again"), done=_("Close"))


def _confirming(status: PaymentStatus, _receipt: str) -> Outcome:
    return Outcome(
        title=_("We are confirming your payment"),
        text=_("Please do not pay again; this page will tell you."),
        tone="info",
        sign="dots",
        facts=_facts(status.parts, status.currency, is_over=False),
        notes=(_("You may close this. The top of your account shows how it stands."),),
        done=_("Close"),
        waits=True,
    )


def _needs_you(_status: PaymentStatus, _receipt: str) -> Outcome:
    text = _("You are taken to the page where you confirm it.")
    return Outcome(_("Your bank wants you to confirm"), text, "warn", "clock", done=_("Close"), waits=True)


def _on_its_way(status: PaymentStatus, _receipt: str) -> Outcome:
    return Outcome(
        title=_("Your payment of %(amount)s is on its way") % {"amount": _amount(status)},
        text=_("The bank takes a few days. Please do not pay again; the balance goes down once the money has arrived."),
        tone="info",
        sign="clock",
        facts=_facts(status.parts, status.currency, is_over=False),
        done=_("Done"),
    )


_TOLD: dict[Went, Callable[[PaymentStatus, str], Outcome]] = {
    Went.PAID: _paid,
    Went.DECLINED: _declined,
    Went.CANCELED: _canceled,
    Went.CONFIRMING: _confirming,
    Went.NEEDS_YOU: _needs_you,
    Went.ON_ITS_WAY: _on_its_way,
}


def _amount(status: PaymentStatus) -> str:
    return money(status.amount_cents, status.currency)


def _facts(parts: Sequence[Part], currency: str, *, is_over: bool = True) -> tuple[tuple[str, str, str], ...]:
    """Each invoice with what went to it; what that left is known only once it is over."""
    return tuple(
        (_("Invoice %(number)s") % {"number": part.number}, money(part.amount_cents, currency), _left(part, currency) if is_over else "")
        for part in parts[:_MOST_PARTS]
    )


def _left(part: Part, currency: str) -> str:
    remains = _("%(amount)s remains") % {"amount": money(part.remaining_cents, currency)} if part.remaining_cents else ""
    held = _("%(amount)s processing") % {"amount": money(part.held_cents, currency)} if part.held_cents else ""
    return " · ".join(filter(None, (remains, held))) or _("paid in full")


def _unlisted(parts: Sequence[Part]) -> tuple[str, ...]:
    more = len(parts) - _MOST_PARTS
    return (ngettext("and %(count)d more invoice", "and %(count)d more invoices", more) % {"count": more},) if more > 0 else ()
