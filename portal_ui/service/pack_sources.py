"""Where the papers of packs come from: the lists people see, and the papers they can also have one by one."""

from collections.abc import Awaitable, Callable
from typing import Any

from db.engine import Database
from portal_ui.exports import columns
from portal_ui.service.company import Company
from portal_ui.service.documents import Documents
from portal_ui.service.given_back import CreditMemos, Refunds
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.pack_contents import Make, Source
from portal_ui.service.payments import Payments
from portal_ui.views import DocumentFile, Scope


def pack_sources(database: Database, company: Company, documents: Documents) -> dict[str, Source]:
    """Each kind by its name; a pack asks for one paper after the other, so no allowance is needed."""
    papers = documents.unhurried()
    return {
        "orders": Source(
            Orders(database, company), lambda scope: columns.orders(shows_money=scope.sees_money), _by_number(papers.order_receipt)
        ),
        "invoices": Source(Invoices(database, company), lambda _scope: columns.invoices(), _by_number(papers.invoice)),
        "payments": Source(Payments(database, company), lambda _scope: columns.payments(), _by_number(papers.payment_receipt)),
        "refunds": Source(
            Refunds(database, company),
            lambda _scope: columns.refunds(),
            lambda scope, row: papers.refund_note(scope, row.payment, row.number),
        ),
        "credits": Source(CreditMemos(database, company), lambda _scope: columns.credit_memos(), _by_number(papers.credit_memo)),
    }


def _by_number(make: Callable[[Scope, str], Awaitable[DocumentFile]]) -> Make:
    def made(scope: Scope, row: Any) -> Awaitable[DocumentFile]:  # noqa: ANN401 - a row of any list
        return make(scope, row.number)

    return made
