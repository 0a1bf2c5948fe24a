"""How what moved a balance reads: on screen, on paper and in files alike."""

from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import money
from portal_ui.periods import Span
from portal_ui.views import Activity, Moved, Movement

_MOST_INVOICES = 3  # named one by one


def what(movement: Movement) -> str:
    """`Invoice`, `Payment`, `Refund` ..."""
    return {
        Moved.INVOICE: pgettext("activity", "Invoice"),
        Moved.CREDIT_MEMO: pgettext("activity", "Credit memo applied"),
        Moved.PAYMENT: pgettext("activity", "Payment"),
        Moved.CREDIT_USED: pgettext("activity", "Credit used"),
        Moved.REFUND: pgettext("activity", "Refund"),
        Moved.CHARGEBACK: pgettext("activity", "Chargeback"),
        Moved.BANK_RETURN: pgettext("activity", "Returned by the bank"),
        Moved.WON_BACK: pgettext("activity", "Dispute won"),
        Moved.PAYMENT_VOID: pgettext("activity", "Payment voided"),
        Moved.INVOICE_VOID: pgettext("activity", "Invoice voided"),
    }[movement.what]


def about(movement: Movement, currency: str) -> str:
    """On which invoices it was, whose payment it was of, and the whole where only a part of it moved something here."""
    parts = []
    if movement.payment and movement.payment != movement.number:
        parts.append(_("of payment %(number)s") % {"number": movement.payment})
    if movement.invoices and movement.what not in (Moved.INVOICE, Moved.INVOICE_VOID):
        parts.append(_invoices(movement))
    if not movement.moved_cents and not movement.invoices:
        told = _("all of %(amount)s left as credit") if movement.what is Moved.PAYMENT else _("a credit of %(amount)s")
        parts.append(told % {"amount": money(movement.whole_cents, currency)})
    elif not movement.moved_cents:
        told = _("%(amount)s, but it stays paid") if movement.is_charge else _("%(amount)s, but it was paid already")
        parts.append(told % {"amount": money(movement.whole_cents, currency)})
    elif abs(movement.moved_cents) != movement.whole_cents:
        parts.append(_("part of %(amount)s") % {"amount": money(movement.whole_cents, currency)})
    return " · ".join(parts)


def _invoices(movement: Movement) -> str:
    count = len(movement.invoices)
    if count > _MOST_INVOICES:
        return ngettext("%(count)d invoice", "%(count)d invoices", count) % {"count": count}
    numbers = ", ".join(movement.invoices)
    return ngettext("invoice %(numbers)s", "invoices %(numbers)s", count) % {"numbers": numbers}


def period(told: Activity) -> str:
    """`Oct 1, 2026 – Nov 23, 2026`; one day as itself."""
    return day(told.as_of) if told.since == told.as_of else f"{day(told.since)} – {day(told.as_of)}"


def spans() -> tuple[tuple[Span, str], ...]:
    """The periods that have a name, as one chooses among them."""
    return (
        (Span.TO_TODAY, _("Last month to today")),
        (Span.THIS_MONTH, _("This month")),
        (Span.LAST_MONTH, _("Last month")),
        (Span.DAYS_90, _("Last 90 days")),
        (Span.YEAR, _("Year to date")),
    )


def closing(told: Activity) -> str:
    """What the closing balance is of."""
    if told.is_whole:
        return _("Closing balance")
    return _("Closing balance, not tied to a location") if told.is_untied else _("Closing balance at this location")


def proof(told: Activity) -> tuple[tuple[str, str, int], ...]:
    """The check line amount by amount: the sign before it, what it is, and cents."""
    return (
        ("", _("Opening"), told.opening_cents),
        ("+", _("Charges"), told.charges_cents),
        *((("+", pgettext("sum", "Returned"), told.went_back_cents),) if told.went_back_cents else ()),
        ("−", _("Payments"), told.payments_cents),
        ("−", _("Credits"), told.credits_cents),
        ("=", _("Closing"), told.closing_cents),
        ("=" if told.ties else "≠", _("Sum of the aging"), told.aging_cents),
    )


def check(told: Activity, currency: str) -> str:
    """The check line in one sentence."""
    *parts, (_sign, _label, aging_cents) = proof(told)
    line = " ".join(f"{sign} {label.lower()} {money(cents, currency)}" for sign, label, cents in parts).strip()
    line = line[:1].upper() + line[1:]
    words = {"line": line, "aging": money(aging_cents, currency)}
    return (_("%(line)s = sum of the aging %(aging)s") if told.ties else _("%(line)s, but %(aging)s is open by the aging")) % words


def does_not_tie(told: Activity, currency: str) -> str:
    """What a person is told where the movements do not lead to what is open; empty where they do."""
    if told.ties:
        return ""
    return _(
        "These lines leave %(amount)s of the change unexplained. What is open, and the aging, are right: your payments count. "
        "Please tell us, so that we can look into it."
    ) % {"amount": money(abs(told.closing_cents - told.aging_cents), currency)}
