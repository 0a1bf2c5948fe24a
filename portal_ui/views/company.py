"""The hauler, and files on disk, as screens need them."""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A finished PDF on disk."""

    path: str
    filename: str
