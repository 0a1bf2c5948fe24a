"""Where the papers of packs come from: the lists people see, and the papers they can also have one by one."""

from portal_ui.exports import columns
from portal_ui.service.documents import Documents
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.pack_contents import Source
from portal_ui.service.payments import Payments


def pack_sources(orders: Orders, invoices: Invoices, payments: Payments, documents: Documents) -> dict[str, Source]:
    """Each kind by its name; a pack asks for one paper after the other, so no allowance is needed."""
    papers = documents.unhurried()
    return {
        "orders": Source(orders, lambda scope: columns.orders(shows_money=scope.sees_money), papers.order_receipt),
        "invoices": Source(invoices, lambda _scope: columns.invoices(), papers.invoice),
        "payments": Source(payments, lambda _scope: columns.payments(), papers.payment_receipt),
    }
