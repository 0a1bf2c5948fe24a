"""A balance statement: what is open on a day, for the account or for one of its locations."""

from dataclasses import dataclass
from datetime import date

from portal_ui.views.accounts import BillTo, LocationView

Ages = tuple[int, int, int, int, int]  # cents: current, 1-30, 31-60, 61-90, 90+ days late


@dataclass(frozen=True, slots=True)
class StatementRow:
    """An open invoice. On the statement of the whole account the share is the balance."""

    number: str
    invoice_date: date
    due_date: date
    days_late: int  # 0 unless it was due before the statement's day
    terms: str
    location: str  # the address, or "3 locations"
    po_number: str
    total_cents: int
    balance_cents: int
    share_cents: int  # what of the balance belongs to what the statement is for; less than nothing after a discount there
    processing_cents: int  # what of the share someone is paying already


@dataclass(frozen=True, slots=True)
class InProcess:
    """A payment that is not settled. It lowers no balance."""

    number: str
    since: date
    by: str  # who began it; empty when nobody of the account did
    paid_with: str  # "Visa ending 4242"
    amount_cents: int  # what of it is for what the statement is for


@dataclass(frozen=True, slots=True)
class LocationShare:
    """What of a balance is open at a location, or tied to none."""

    location: LocationView | None
    invoices: int  # of which something is open there
    ages_cents: Ages

    @property
    def total_cents(self) -> int:
        """What is open there."""
        return sum(self.ages_cents)

    @property
    def overdue_cents(self) -> int:
        """What of it was due before the day."""
        return sum(self.ages_cents[1:])


@dataclass(frozen=True, slots=True)
class Statement:
    """What was open at the end of a day. It is for the account, one location, or what is tied to no location.

    The statements of all locations and of what is tied to none sum to the account's, in every figure but the credit,
    which belongs to the account alone.
    """

    account: BillTo
    as_of: date
    location: LocationView | None  # the chosen one
    is_untied: bool  # what is tied to no location was chosen
    rows: tuple[StatementRow, ...]  # the oldest due first
    ages_cents: Ages
    in_process: tuple[InProcess, ...]  # the newest first
    credit_cents: int  # of the account: unapplied payments and credit memos; never netted silently
    locations: tuple[LocationView, ...]  # those to choose from
    has_untied: bool  # whether something is tied to none of them
    split: tuple[LocationShare, ...] = ()  # of the whole account by location, which sums to it; empty where all is in one place

    @property
    def is_whole(self) -> bool:
        """Whether it is for the whole account."""
        return self.location is None and not self.is_untied

    @property
    def file_name(self) -> str:
        """What a file of it is called, without an ending: `statement-2041-2026-11-23`."""
        place = "" if self.is_whole else "-" + (self.location.number if self.location else "no-location")
        return f"statement-{self.account.number}{place}-{self.as_of.isoformat()}"

    @property
    def total_cents(self) -> int:
        """What is open."""
        return sum(self.ages_cents)

    @property
    def counts_again(self) -> bool:
        """Whether an invoice counts at several of the locations in `split`, whose counts then sum to more than there are."""
        return sum(one.invoices for one in self.split) > len(self.rows)

    @property
    def overdue_cents(self) -> int:
        """What of it was due before the day."""
        return sum(self.ages_cents[1:])

    @property
    def overdue_invoices(self) -> int:
        """How many invoices were due before the day."""
        return sum(row.days_late > 0 for row in self.rows)

    @property
    def processing_cents(self) -> int:
        """What of the total someone is paying already."""
        return sum(row.processing_cents for row in self.rows)

    @property
    def net_cents(self) -> int:
        """What would be left if all credit were used."""
        return self.total_cents - self.credit_cents
