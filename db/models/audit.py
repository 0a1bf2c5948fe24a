"""Who did what to whom, when, from where. Rows are only ever added: a trigger forbids the rest."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class AuditEntry(Base):
    """One thing that someone did."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_by_customer", "customer_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    actor: Mapped[str]  # "person:7", "staff:2", "operator", "portal"
    acting_as: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(default="")  # "invoice:10482"
    customer_id: Mapped[int | None]
    details: Mapped[dict[str, Any] | None]
    address: Mapped[str] = mapped_column(String(64), default="")
