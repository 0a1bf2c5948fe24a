"""Numbers given out without gaps, such as receipt numbers."""

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Counter(Base):
    """The last number given out under a name; raised inside the transaction that uses it."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
