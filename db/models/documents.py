"""Documents that were made, kept as they were."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
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


class IssuedDocument(Base):
    """One PDF, found again by the hash of the facts it shows."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    number: Mapped[str]
    facts_hash: Mapped[str] = mapped_column(String(64), unique=True)
    file_hash: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    size_bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
