"""Who looks, at which account, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from db.models import AccessRole, CustomerKind
from db.scope import Scope
from portal_ui.views.grids import Tally


@dataclass(frozen=True, slots=True)
class LocationView:
    """A service address."""

    id: int
    number: str
    name: str
    address: str  # one line: street, city
    is_active: bool = True

    @property
    def one_line(self) -> str:
        """Its name, if it has one, and its address."""
        return f"{self.name} · {self.address}" if self.name else self.address


@dataclass(frozen=True, slots=True)
class BillTo:
    """The customer's name and address on paper."""

    number: str
    name: str
    address_line: str
    city: str
    state: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account in the chooser and in the header."""

    customer_id: int
    number: str
    name: str
    city: str
    kind: CustomerKind
    role: AccessRole = AccessRole.OWNER
    open_cents: int = 0
    overdue_cents: int = 0

    @property
    def has_routed_services(self) -> bool:
        """Whether the Services tab exists for this account."""
        return self.kind is not CustomerKind.ROLL_OFF


@dataclass(frozen=True, slots=True)
class Looking:
    """A member of the office sees the portal as a customer's person does, and changes nothing."""

    staff_id: int
    staff_name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is looking, and at which account: what every page is built for. With `looking` it is the office, in the person's place."""

    session_id: int
    person_id: int
    person_name: str
    email: str
    theme: str  # system, light or dark
    locale: str
    account: AccountView
    account_count: int
    scope: Scope
    today: date  # the company's
    looking: Looking | None = None
    idle: timedelta = timedelta(minutes=30)  # without activity for so long it ends
    account_version: int = 0  # of the account's money and cards when the visit was looked up, so before anything was read for it

    @property
    def initials(self) -> str:
        """One or two letters for the person."""
        words = (self.person_name or self.email).split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


@dataclass(frozen=True, slots=True)
class Summary:
    """What an account owes, as of `today`. The five ages sum to outstanding; overdue is the last four."""

    today: date
    open_invoices: int
    outstanding_cents: int
    overdue_cents: int
    overdue_invoices: int
    oldest_days_late: int
    processing_cents: int  # in flight; does not lower the balance
    credit_cents: int  # unapplied payments and credit memos; never netted silently
    aging_cents: tuple[int, int, int, int, int]  # current, 1-30, 31-60, 61-90, 90+
    overdue_processing_cents: int = 0  # what of the overdue balance is in flight


@dataclass(frozen=True, slots=True)
class Overview:
    """What a dashboard begins with, all of one moment. Without a summary for who sees no money."""

    summary: Summary | None
    locations: tuple[LocationView, ...]
    tallies: Mapping[str, Tally]  # by tab; services have none


@dataclass(frozen=True, slots=True)
class CardView:
    """A card on file."""

    id: int
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    is_default: bool
    is_expired: bool
    days_left: int | None = None  # until its last day, when that is 30 days off or less
    is_in_use: bool = False  # a payment in process runs on it


@dataclass(frozen=True, slots=True)
class ContactView:
    """Someone the office may call."""

    name: str
    title: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """An account's details."""

    bill_to: BillTo
    kind: CustomerKind
    email: str
    phone: str
    terms: str
    contacts: tuple[ContactView, ...] = field(default=())
    locations: tuple[LocationView, ...] = field(default=())
    cards: tuple[CardView, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of a person's active sign-ins."""

    id: int
    is_this_one: bool
    created_at: datetime
    last_seen_at: datetime
    browser: str  # as "Chrome on Windows"
    address: str
