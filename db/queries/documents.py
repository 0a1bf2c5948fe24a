"""Documents that were made, and what only papers ask for."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Allocation, CreditApplication, DocumentKind, Invoice, IssuedDocument, Payment
from db.scope import Scope


@dataclass(frozen=True, slots=True)
class Issue:
    """One document to remember: whose it is, which words stand on it, and the file that was made."""

    kind: DocumentKind
    customer_id: int
    number: str
    facts_hash: str
    file_hash: str
    pages: int
    size_bytes: int


def issued(session: Session, scope: Scope, facts_hash: str) -> IssuedDocument | None:
    """The document of the account that shows these facts, if it was made before."""
    asked = select(IssuedDocument).where(IssuedDocument.customer_id == scope.customer_id, IssuedDocument.facts_hash == facts_hash)
    return session.scalars(asked).one_or_none()


def remember(session: Session, issue: Issue) -> None:
    """Keep the row of a document; where its file was lost and made anew, the row that stands is kept."""
    if session.scalar(select(IssuedDocument.id).where(IssuedDocument.facts_hash == issue.facts_hash)) is None:
        session.add(
            IssuedDocument(
                kind=issue.kind,
                customer_id=issue.customer_id,
                number=issue.number,
                facts_hash=issue.facts_hash,
                file_hash=issue.file_hash,
                pages=issue.pages,
                size_bytes=issue.size_bytes,
            )
        )


def remaining_after(session: Session, scope: Scope, payment_number: str) -> dict[str, int]:
    """What a payment left open on each of its invoices, by invoice number, in cents.

    Counts what was applied up to and with this payment, so a receipt says the same whatever is paid later.
    """
    own, earlier = aliased(Allocation), aliased(Allocation)
    before = or_(earlier.applied_on < own.applied_on, and_(earlier.applied_on == own.applied_on, earlier.id < own.id))
    paid = select(func.coalesce(func.sum(earlier.amount_cents - earlier.reversed_cents), 0)).where(
        earlier.invoice_id == own.invoice_id, before
    )
    credited = select(func.coalesce(func.sum(CreditApplication.amount_cents), 0)).where(
        CreditApplication.invoice_id == own.invoice_id, CreditApplication.applied_on <= own.applied_on
    )
    asked = (
        select(Invoice.number, Invoice.total_cents - own.amount_cents - paid.scalar_subquery() - credited.scalar_subquery())
        .join(own, own.invoice_id == Invoice.id)
        .join(Payment, Payment.id == own.payment_id)
        .where(Payment.customer_id == scope.customer_id, Payment.number == payment_number, own.applied_on.is_not(None))
    )
    return {number: max(0, int(cents)) for number, cents in session.execute(asked)}
