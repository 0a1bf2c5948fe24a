"""The hauler, and files on disk, as screens need them."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class CompanyView:
    """The hauler, as screens and documents show it."""

    name: str
    address_line: str
    city: str
    state: str
    postal_code: str
    phone: str
    email: str
    website: str
    support_hours: str
    time_zone: str
    currency: str
    locale: str
    paper: str
    brand_color: str
    remit_to: str
    portal_active: bool
    show_pending_invoices: bool
    allow_part_payments: bool = True
    least_part_cents: int = 0  # no part payment below it
    takes_automatic_payments: bool = False
    takes_bank_debits: bool = False  # customers may pay from a bank account, where the gateway and the currency allow it
    customers_edit_details: bool = False
    order_history_days: int | None = None  # None: all orders are shown
    statement_footer: str = ""
    banner: str = ""
    banner_from: date | None = None  # first and last day on which it is shown
    banner_until: date | None = None
    logo_key: str = ""  # of the picture; empty without one
    logo: bytes = field(default=b"", repr=False)  # PNG

    def banner_on(self, today: date) -> str:
        """What the banner says on that day; nothing outside of its days."""
        has_begun = self.banner_from is None or self.banner_from <= today
        has_ended = self.banner_until is not None and self.banner_until < today
        return self.banner if has_begun and not has_ended else ""


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A finished PDF on disk."""

    path: str
    filename: str


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """An amount that a document is known by, and what it is called there."""

    label: str  # empty: the document is from before labels were kept
    cents: int


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """What the code of an issued document tells a stranger, as it was printed."""

    code: str
    title: str
    is_statement: bool  # its number is the account's
    number: str
    issuer: str
    dated_on: date
    total: PrintedAmount | None  # None: no amount stands on it
    due: PrintedAmount | None  # what it asks for, where that stands on it beside the total
    currency: str
    remit_to: tuple[str, ...]  # empty: it names nobody to pay
    issued_on: date
    replaced_on: date | None  # when a newer one took its place

    @property
    def amounts(self) -> tuple[PrintedAmount, ...]:
        """Those that stand on it, the one it asks for last."""
        return tuple(amount for amount in (self.total, self.due) if amount is not None)

    @property
    def keeps_labels(self) -> bool:
        """Whether it is known what it calls its amounts, and so which of them it asks for."""
        return all(amount.label for amount in self.amounts)

    @property
    def asks_for_cents(self) -> int:
        """What it asks for at most; nothing where it names nobody to pay."""
        return self.amounts[-1].cents if self.amounts and self.remit_to else 0
