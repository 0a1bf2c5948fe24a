"""Paying automatically, as screens show it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """One invoice that will be charged by itself."""

    number: str
    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class AutopayView:
    """What an account agreed to, and how it goes. Without an agreement all but `is_offered` is empty."""

    is_offered: bool  # the office lets customers agree, and payments are open
    is_on: bool = False
    paused: str = ""  # why it stands still, one of `portal_ui.service.autopay.pausing`
    card_id: int | None = None
    card: str = ""  # as "Visa ending 4242"
    cap_cents: int = 0
    first_on: date | None = None
    is_for_open_ones: bool = False  # also for what was open when it was agreed to
    billed_from: date | None = None  # else only for what was billed from that day on
    by: str = ""
    agreed_at: datetime | None = None
    planned: tuple[Planned, ...] = ()

    @property
    def is_at_work(self) -> bool:
        """Whether invoices are charged under it."""
        return self.is_on and not self.paused and self.is_offered


@dataclass(frozen=True, slots=True)
class AutopayWish:
    """What somebody agrees to."""

    card_id: int
    cap_cents: int
    is_for_open_ones: bool
    first_on: date
    consent_version: str
