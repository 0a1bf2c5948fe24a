"""The hauler itself: one row."""

from datetime import date

from sqlalchemy import CheckConstraint, LargeBinary, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Company(Base):
    """Who sends the invoices, in which zone and currency, and what the office has chosen for the portal."""

    __tablename__ = "company"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    address_line: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    support_hours: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="America/Chicago")  # IANA name: the zone of "today"
    currency: Mapped[str] = mapped_column(default="USD")  # ISO 4217; one currency a company
    locale: Mapped[str] = mapped_column(default="en_US")
    paper: Mapped[str] = mapped_column(default="letter")  # letter or a4
    brand_color: Mapped[str] = mapped_column(default="#0f6b5c")  # #rrggbb
    remit_to: Mapped[str] = mapped_column(default="")
    portal_active: Mapped[bool] = mapped_column(default=False)  # the operator's switch alone
    show_pending_invoices: Mapped[bool] = mapped_column(default=False)
    allow_part_payments: Mapped[bool] = mapped_column(default=True, server_default=true())
    least_part_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))  # no part payment below it
    takes_bank_debits: Mapped[bool] = mapped_column(default=False, server_default=false())  # where the gateway and the currency allow it
    takes_automatic_payments: Mapped[bool] = mapped_column(default=False, server_default=false())  # customers may agree to them
    customers_edit_details: Mapped[bool] = mapped_column(default=False, server_default=false())
    order_history_days: Mapped[int | None]  # empty: all orders are shown
    statement_footer: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    banner: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    banner_from: Mapped[date | None]  # first and last day on which the banner is shown
    banner_until: Mapped[date | None]
    logo_key: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))  # of the picture; empty without one
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # PNG
    is_operators: Mapped[bool] = mapped_column(default=False, server_default=false())  # the operator said who it is, not the books
