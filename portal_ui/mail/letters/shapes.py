"""What goes into a letter and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from portal_ui.views import AccessRole, CompanyView, PaymentMethod, PaymentState

LOGO_ID = "logo@portal"  # of the picture within a letter


@dataclass(frozen=True, slots=True)
class PaymentTold:
    """A payment as a letter tells of it."""

    number: str
    state: PaymentState
    amount_cents: int
    currency: str
    receipt_number: str
    method: PaymentMethod
    brand: str
    last4: str
    failure_code: str
    credit_cents: int
    reference: str
    paid_on: date
    is_automatic: bool
    parts: tuple[tuple[str, int], ...]  # the number of each invoice, and what of the payment goes to it


@dataclass(frozen=True, slots=True)
class BackTold:
    """A refund of a payment, or its void, as a letter tells of it."""

    number: str  # a void has none
    on: date
    reason: str  # which the customer reads
    opened: tuple[tuple[str, int], ...]  # the number of each invoice that is open again for it, and how much of it


@dataclass(frozen=True, slots=True)
class CardTold:
    """A card on file as a letter tells of it."""

    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True, slots=True)
class Known:
    """All that a letter may say. What a kind has no use for stays empty."""

    company: CompanyView
    locale: str
    to_address: str
    at: datetime  # when it happened that the letter tells of
    name: str = ""  # of whoever gets it
    link: str = ""  # the one address in it
    account_name: str = ""
    account_number: str = ""
    role: AccessRole | None = None  # what whoever gets it may do in that account
    has_several: bool = False  # whoever gets it may look into more than one account
    browser: str = ""
    address: str = ""  # on the network
    payment: PaymentTold | None = None
    back: BackTold | None = None
    card: CardTold | None = None
    reason: str = ""  # of an alert
    is_late: bool = False
    day: date | None = None  # until when, or by when
    cents: int = 0  # what came back of the payment
    cap_cents: int = 0  # up to which an invoice may be charged automatically
    invoices: tuple[tuple[str, int], ...] = ()  # what is open or to be charged: their numbers, each with its cents
    count: int = 0  # of what an alert is about
    hours: int = 0  # within which that was
    by: str = ""  # whose doing it is
    changes: Mapping[str, int] = field(default_factory=dict)  # what was changed, and how many of it where they are counted
    is_offices: bool = False  # whoever gets it signs in at the office


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of one letter in the order in which they are read."""

    subject: str
    title: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    button: str = ""  # what the link says
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A letter to be sent: the same words twice, as text and as HTML."""

    subject: str
    text: str
    html: str
    logo: bytes = b""  # PNG, which the HTML shows as `cid:` with the id below
