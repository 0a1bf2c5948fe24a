"""A company's books from files, in set operations: staged, checked, filed, settled.

The order is: `stage.pitch`, load each file, `stage.sort`, `findings.before_filing`, `file_away` each file, `findings.after_filing`,
derive and load labels and sums, `sums.contradictions`, `settle`. All of it is one transaction of one writer.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from db.engine import claim
from db.queries.books import money, parties, work
from db.queries.books.merge import Counts

FILING: dict[str, Callable[[Session], Counts]] = {  # in this order: a parent before what points to it
    "company": parties.company,
    "customers": parties.customers,
    "contacts": parties.contacts,
    "locations": parties.locations,
    "services": parties.services,
    "orders": work.orders,
    "order_lines": work.order_lines,
    "order_events": work.order_events,
    "invoices": work.invoices,
    "invoice_lines": work.invoice_lines,
    "payments": money.payments,
    "allocations": money.allocations,
    "credit_memos": money.credit_memos,
    "credit_applications": money.credit_applications,
    "refunds": money.refunds,
    "disputes": money.disputes,
}
_CLAIMED = ("customers", "locations", "orders", "invoices", "payments", "allocations", "credit_memos", "credit_applications", "refunds")


def file_away(session: Session, file: str) -> Counts:
    """Merge one staged file and say what that did."""
    return FILING[file](session)


def claim_books(session: Session) -> None:
    """Let nobody else write the books until the import is done."""
    claim(session, _CLAIMED)
