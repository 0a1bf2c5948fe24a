"""Which accounts' money changed, so that pages that are open can tell."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class AccountChange(Base):
    """How often an account's money changed; raised in the transaction of the change, as its last act."""

    __tablename__ = "account_changes"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
