"""Paying without a gateway: each card of the account has one outcome, and what is paid is paid in memory."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from portal_ui.money import money
from portal_ui.payment_errors import AmountNotOpenError, MayNotPayError
from portal_ui.views import (
    CardView,
    CreditUsed,
    CreditWish,
    Held,
    InvoiceRow,
    InvoiceState,
    Offer,
    Outcome,
    Part,
    Payable,
    PaymentStatus,
    PaymentWish,
    Summary,
    Visit,
)

BEGAN = datetime(2026, 11, 23, 16, 2, tzinfo=UTC)  # 10:02 AM in Marshall
CARDS = (
    CardView(1, "Visa", "4242", 8, 2029, True, False),
    CardView(2, "Mastercard", "4444", 3, 2025, False, True),
    CardView(3, "Discover", "1117", 12, 2026, False, False, days_left=12),
    CardView(4, "Amex", "8431", 5, 2028, False, False),
)
GOES = {1: Outcome.PAID, 2: Outcome.DECLINED, 3: Outcome.CONFIRMING, 4: Outcome.NEEDS_YOU}


class FakeChanges:
    """Who listens to which account, in this process."""

    def __init__(self) -> None:
        self._listeners: dict[int, list[Callable[[], None]]] = defaultdict(list)
        self._left: dict[int, asyncio.Event] = defaultdict(asyncio.Event)

    def listen(self, customer_id: int, callback: Callable[[], None], *, seen: int) -> Callable[[], None]:
        self._listeners[customer_id].append(callback)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners[customer_id].remove(callback)
            if not self._listeners[customer_id]:
                self._left[customer_id].set()

        return stop

    def tell(self, customer_id: int) -> None:
        for callback in list(self._listeners[customer_id]):
            callback()

    def count(self, customer_id: int) -> int:
        return len(self._listeners[customer_id])

    async def left(self, customer_id: int) -> None:
        """Wait until the last page that listens is gone."""
        await self._left[customer_id].wait()


@dataclass
class Account:
    """One account's money."""

    rows: tuple[InvoiceRow, ...]
    credit_cents: int = 15000
    holds: dict[str, list[Held]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[UUID, PaymentStatus] = field(default_factory=dict)
    cards: tuple[CardView, ...] = CARDS
    told: set[UUID] = field(default_factory=set)
    asked: list[int] = field(default_factory=list)  # the sums of all calls to pay
    prepared: list[int] = field(default_factory=list)  # the sums for which a new card was to be entered

    def pay(self, number: str, cents: int) -> int:
        """Take it off the invoice, and return what remains."""
        row = next(row for row in self.rows if row.number == number)
        rest = row.balance_cents - cents
        state = row.state if rest else InvoiceState.PAID
        paid = replace(row, balance_cents=rest, part_paid=rest > 0, state=state, days_late=row.days_late if rest else 0)
        self.rows = tuple(paid if one.number == number else one for one in self.rows)
        return rest

    def hold(self, number: str, held: Held) -> None:
        self.holds[number].append(held)
        self._held(number)

    def release(self, number: str) -> None:
        self.holds.pop(number, None)
        self._held(number)

    def _held(self, number: str) -> None:
        cents = sum(part.amount_cents for part in self.holds[number])
        self.rows = tuple(replace(row, held_cents=cents) if row.number == number else row for row in self.rows)


class FakePaying:
    """`portal.paying` over accounts in memory; `rows_of` holds what the grid of each account shows."""

    def __init__(self, rows: tuple[InvoiceRow, ...], changes: FakeChanges, rows_of: dict[int, tuple[InvoiceRow, ...]]) -> None:
        self._usual = rows
        self._changes = changes
        self._rows_of = rows_of
        self.accounts: dict[int, Account] = {}
        self._looked = asyncio.Event()  # someone asked what is in process

    def account(self, customer_id: int) -> Account:
        if customer_id not in self.accounts:
            held = Held(30000, BEGAN.date(), BEGAN, "Maria Ortiz", is_mine=False)
            account = self.accounts[customer_id] = Account(self._rows_of.get(customer_id, self._usual))
            for row in account.rows:
                if row.held_cents:
                    account.holds[row.number].append(held)
        return self.accounts[customer_id]

    def changed(self, customer_id: int) -> None:
        """Something happened to the account: grids and pages see it."""
        self._rows_of[customer_id] = self.account(customer_id).rows
        self._changes.tell(customer_id)

    def summary(self, customer_id: int, usual: Summary) -> Summary:
        """The figures of an account someone paid in; the usual ones before."""
        if customer_id not in self._rows_of:
            return usual
        open_rows = [row for row in self._rows_of[customer_id] if row.balance_cents]
        late = [row for row in open_rows if row.days_late]
        owed, overdue = sum(row.balance_cents for row in open_rows), sum(row.balance_cents for row in late)
        return replace(
            usual,
            open_invoices=len(open_rows),
            outstanding_cents=owed,
            overdue_cents=overdue,
            overdue_invoices=len(late),
            oldest_days_late=max((row.days_late for row in late), default=0),
            processing_cents=sum(row.held_cents for row in open_rows),
            overdue_processing_cents=sum(row.held_cents for row in late),
            credit_cents=self.account(customer_id).credit_cents,
            aging_cents=(owed - overdue, overdue, 0, 0, 0),
        )

    async def offer(self, visit: Visit) -> Offer:
        if not visit.scope.may_pay:
            raise MayNotPayError
        account = self.account(visit.scope.customer_id)
        rows = sorted((row for row in account.rows if row.balance_cents), key=lambda row: (row.due_date, row.number))
        payable = tuple(
            Payable(
                row.number,
                row.due_date,
                row.days_late,
                row.due_date <= visit.today,
                row.location,
                row.balance_cents,
                tuple(account.holds.get(row.number, ())),
            )
            for row in rows
        )
        return Offer(uuid4(), payable, account.cards, account.credit_cents, 50, 99_999_999, is_demo=True)

    async def pay(self, visit: Visit, wish: PaymentWish, *, address: str) -> PaymentStatus:
        account, customer_id = self.account(visit.scope.customer_id), visit.scope.customer_id
        account.asked.append(wish.total_cents)
        for number, cents in wish.amounts.items():
            row = next(row for row in account.rows if row.number == number)
            if cents > row.balance_cents - row.held_cents:
                raise AmountNotOpenError(number, money(row.balance_cents - row.held_cents))
        went = GOES[wish.card_id or 1]
        account.statuses[wish.request_id] = status = _status(wish, account, went)
        if went is Outcome.PAID:
            self._settle(account, wish)
            status = account.statuses[wish.request_id]
        elif went is not Outcome.DECLINED:
            for number, cents in wish.amounts.items():
                account.hold(number, Held(cents, BEGAN.date(), BEGAN, "Dana Ortiz", is_mine=True))
        self._looked.clear()
        self.changed(customer_id)
        if went is Outcome.CONFIRMING:  # the bank is slow: open pages have looked long before this is answered
            with suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await self._looked.wait()
        return status

    async def prepare(self, visit: Visit, wish: PaymentWish) -> None:
        self.account(visit.scope.customer_id).prepared.append(wish.total_cents)

    async def status(self, visit: Visit, request_id: UUID) -> PaymentStatus | None:
        return self.account(visit.scope.customer_id).statuses.get(request_id)

    async def news(self, visit: Visit) -> tuple[PaymentStatus, ...]:
        self._looked.set()
        if visit.scope.customer_id not in self.accounts:
            return ()
        account = self.account(visit.scope.customer_id)
        return tuple(one for one in account.statuses.values() if not one.outcome.is_over or one.request_id not in account.told)

    async def told(self, visit: Visit, request_ids: Collection[UUID]) -> None:
        self.account(visit.scope.customer_id).told.update(request_ids)

    async def use_credit(self, visit: Visit, wish: CreditWish, *, address: str) -> CreditUsed:
        account = self.account(visit.scope.customer_id)
        parts = tuple(Part(number, cents, account.pay(number, cents)) for number, cents in wish.amounts.items())
        used = sum(wish.amounts.values())
        account.credit_cents -= used
        self.changed(visit.scope.customer_id)
        return CreditUsed(used, parts, account.credit_cents)

    def settle_all(self, customer_id: int) -> None:
        """The bank answers: what was being confirmed is paid."""
        account = self.account(customer_id)
        for request_id, status in list(account.statuses.items()):
            if status.outcome is Outcome.CONFIRMING:
                for part in status.parts:
                    account.release(part.number)
                self._settle(account, PaymentWish(request_id, {part.number: part.amount_cents for part in status.parts}, 3))
        self.changed(customer_id)

    def _settle(self, account: Account, wish: PaymentWish) -> None:
        remaining = {number: account.pay(number, cents) for number, cents in wish.amounts.items()}
        parts = tuple(Part(number, cents, remaining[number]) for number, cents in wish.amounts.items())
        status = replace(account.statuses[wish.request_id], outcome=Outcome.PAID, parts=parts, receipt_number="R-2026-000123")
        account.statuses[wish.request_id] = status


def _status(wish: PaymentWish, account: Account, went: Outcome) -> PaymentStatus:
    card = next(card for card in CARDS if card.id == (wish.card_id or 1))
    balances = {row.number: row.balance_cents for row in account.rows}
    return PaymentStatus(
        request_id=wish.request_id,
        number="7412",
        outcome=went,
        amount_cents=wish.total_cents,
        currency="USD",
        paid_with=f"{card.brand} ending {card.last4}",
        parts=tuple(Part(number, cents, balances[number]) for number, cents in wish.amounts.items()),
        failure_code="insufficient_funds" if went is Outcome.DECLINED else "",
        began_at=BEGAN,
        by="Dana Ortiz",
        is_mine=True,
    )
