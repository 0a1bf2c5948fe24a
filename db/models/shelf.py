"""The shelf: files that the office puts up for its customers, and who took them along."""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class ShelfKind(enum.Enum):
    """What a file on the shelf is."""

    TAX_FORM = "tax-form"  # a W-9
    INSURANCE = "insurance"
    CONTRACT = "contract"
    PRICE_SHEET = "price-sheet"
    SCALE_TICKET = "scale-ticket"
    PHOTO = "photo"
    OTHER = "other"


class ShelfDocument(Base):
    """A file for everyone, for the customers in `shelf_readers`, or for whoever has the order.

    Its bytes are on disk under their hash, once however many rows name them. A row that was replaced or taken down stays,
    with its file, until an administrator erases it.
    """

    __tablename__ = "shelf_documents"
    __table_args__ = (
        CheckConstraint("NOT (for_everyone AND order_id IS NOT NULL)", name="for_whom"),
        CheckConstraint("size_bytes > 0", name="size_positive"),
        Index("ix_shelf_documents_shown_to_all", "id", sqlite_where=text("for_everyone"), postgresql_where=text("for_everyone")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(unique=True)  # made when the form opens: one wish, one document
    kind: Mapped[ShelfKind]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(String(500), default="")
    valid_until: Mapped[date | None]
    for_everyone: Mapped[bool]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    file_hash: Mapped[str] = mapped_column(String(64), index=True)  # SHA-256 of what is kept
    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    put_up_at: Mapped[datetime] = mapped_column(default=utc_now)
    put_up_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]  # replaced or taken down
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("shelf_documents.id"), unique=True)
    search_text: Mapped[str] = mapped_column(String(2000), default="")


class ShelfReader(Base):
    """A customer for whom a document was put up by name."""

    __tablename__ = "shelf_readers"
    __table_args__ = (Index("ix_shelf_readers_by_customer", "customer_id", "document_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("shelf_documents.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)


class ShelfDownload(Base):
    """Someone took a document along."""

    __tablename__ = "shelf_downloads"
    __table_args__ = (Index("ix_shelf_downloads_by_document", "document_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("shelf_documents.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))  # the account in which they did
    at: Mapped[datetime] = mapped_column(default=utc_now)
