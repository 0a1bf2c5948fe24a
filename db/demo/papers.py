"""What an account of the books consists of. Papers are told apart by identity; numbers are given when all are known."""

from dataclasses import dataclass, field
from datetime import date

from db.demo.prices import Charge


@dataclass(frozen=True, slots=True)
class Customer:
    """Who is billed."""

    number: str
    name: str
    kind: str
    email: str
    phone: str
    address: str
    city: str
    postal_code: str
    terms: str
    state: str = "TX"


@dataclass(frozen=True, slots=True)
class Site:
    """A service address."""

    number: str
    address: str
    city: str
    postal_code: str
    name: str = ""
    active: bool = True
    state: str = "TX"


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone the office may call."""

    name: str
    title: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Route:
    """A recurring pickup."""

    number: str
    site: Site
    service: str
    container: str
    containers: int
    material: str
    frequency: str
    days: str
    status: str
    next_service: date | None
    start: date
    rate: int
    period: str


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """An order with its charges and weights."""

    site: Site
    on: date
    line: str
    type: str
    status: str
    size: int
    asset: str
    material: str
    description: str
    charges: tuple[Charge, ...] = ()
    po: str = ""
    gross: int | None = None
    tare: int | None = None
    included: int | None = None
    trouble: str = ""  # why the truck could not serve, or why it was called off

    @property
    def total(self) -> int:
        """Its lines' sum, in cents."""
        return sum(charge.amount for charge in self.charges)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an invoice: the charge, where, and for which job."""

    site: Site | None
    charge: Charge
    job: Job | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Bill:
    """An invoice. A `number` given here stays; others get theirs in the order of dates."""

    on: date
    due: date
    terms: str
    entries: tuple[Entry, ...]
    status: str = "posted"
    number: str = ""
    po: str = ""
    memo: str = ""

    @property
    def total(self) -> int:
        """Its lines' sum, in cents."""
        return sum(entry.charge.amount for entry in self.entries)


@dataclass(frozen=True, slots=True, eq=False)
class Paid:
    """A payment, what it went to, and what came back of it."""

    on: date
    method: str
    amount: int
    parts: tuple[tuple[Bill, int], ...]
    status: str = "succeeded"
    brand: str = ""
    last4: str = ""
    reference: str = ""
    failure: str = ""
    refund: tuple[date, int, str] | None = None
    dispute: tuple[date, str, str] | None = None  # opened, how it stands, why


@dataclass(frozen=True, slots=True, eq=False)
class Credit:
    """A credit memo and what it lowered."""

    number: str
    on: date
    amount: int
    reason: str
    parts: tuple[tuple[Bill, int], ...] = ()


@dataclass(slots=True)
class Account:
    """One customer's papers."""

    customer: Customer
    sites: list[Site]
    contacts: list[Contact] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    payments: list[Paid] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
