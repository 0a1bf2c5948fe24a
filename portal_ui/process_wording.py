"""What is said of payments on their way to an invoice, alike on its page and on its paper."""

from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.views import InvoiceView


def on_its_way(view: InvoiceView, currency: str) -> str:
    """What bank accounts pay of it, where the banks were asked already; empty where none was."""
    if not view.debited_cents or view.expected_on is None:
        return ""
    words = {"amount": money(view.debited_cents, currency), "day": day(view.expected_on)}
    return _("Payment pending: %(amount)s from a bank account should be here by %(day)s. You need not pay it again.") % words


def being_processed(view: InvoiceView, currency: str) -> str:
    """What else is being processed; empty where nothing is."""
    other = view.row.held_cents - view.debited_cents
    text = _("%(amount)s is being processed. It comes off the balance once it has arrived. You need not pay it again.")
    return text % {"amount": money(other, currency)} if other > 0 else ""
