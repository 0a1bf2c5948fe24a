"""Credit memos, and what else an account has in its favor."""

from dataclasses import dataclass
from datetime import date

from portal_ui.views.accounts import BillTo
from portal_ui.views.charges import Applied


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A credit memo in a list."""

    number: str
    issued_on: date
    reason: str
    total_cents: int
    remaining_cents: int  # not used yet


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What a payment brought beyond its invoices, and nobody has used."""

    payment: str
    paid_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class AccountCredit:
    """All credit memos of an account, used or not, and what its payments left over."""

    memos: tuple[CreditRow, ...]  # the newest first
    left_over: tuple[LeftOver, ...]

    @property
    def available_cents(self) -> int:
        """What can be used now."""
        return sum(memo.remaining_cents for memo in self.memos) + sum(one.cents for one in self.left_over)


@dataclass(frozen=True, slots=True)
class CreditView:
    """All of one credit memo."""

    row: CreditRow
    applied: tuple[Applied, ...]  # to which invoices
    bill_to: BillTo

    @property
    def used_cents(self) -> int:
        """What of it went to invoices."""
        return self.row.total_cents - self.row.remaining_cents
