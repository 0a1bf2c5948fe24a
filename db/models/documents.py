"""Documents that were issued, kept as they were."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class DocumentKind(enum.Enum):
    """What a document is."""

    ORDER_RECEIPT = "order-receipt"
    INVOICE = "invoice"
    PAYMENT_RECEIPT = "payment-receipt"
    REFUND_NOTE = "refund-note"
    CREDIT_NOTE = "credit-note"
    STATEMENT = "statement"


_STANDS = text("replaced_at IS NULL")


class IssuedDocument(Base):
    """One PDF as it went out. Nothing of it changes but that a newer one replaces it.

    Of each subject, such as an invoice, or the account's statement as of a day, one document stands. Only what is final has
    a code; what is not yet (a pending invoice, an order under way) is kept the same way, without one.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("replaced_by_id IS NULL OR replaced_at IS NOT NULL", name="replaced_when"),
        Index("uq_documents_standing", "customer_id", "kind", "subject", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    number: Mapped[str]  # as printed; of a statement the account's
    subject: Mapped[str] = mapped_column(String(300))  # what a newer document of it replaces
    code: Mapped[str | None] = mapped_column(String(20), unique=True)  # as printed
    title: Mapped[str]  # as printed, with what takes it back or which location it is for: "Invoice · VOID"
    issuer: Mapped[str]
    dated_on: Mapped[date]
    total_cents: Mapped[int | None]  # none stands on it
    total_label: Mapped[str | None]  # as printed; of documents from before labels were kept nobody knows it
    due_cents: Mapped[int | None]  # what it asks for, where that stands on it beside the total
    due_label: Mapped[str | None]  # as printed
    currency: Mapped[str]
    remit_to: Mapped[str] = mapped_column(String(1000))  # line by line, as printed
    facts_hash: Mapped[str] = mapped_column(String(64))  # of all words but the code
    facts: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # those words, compressed JSON
    logo_hash: Mapped[str | None] = mapped_column(ForeignKey("document_logos.hash"))
    edition: Mapped[str] = mapped_column(String(64))  # of templates and engines
    file_hash: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    size_bytes: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(default=utc_now)
    replaced_at: Mapped[datetime | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))


class DocumentLogo(Base):
    """A logo that stands on documents, once for all of them."""

    __tablename__ = "document_logos"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
