"""An account's money over many days: a plain model that plays what happens, and the rows that the portal keeps of it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    Allocation,
    AllocationSplit,
    CreditApplication,
    CreditMemo,
    CreditSplit,
    CreditUse,
    Dispute,
    DisputeState,
    Invoice,
    InvoiceLine,
    InvoiceLocation,
    InvoiceStatus,
    Payment,
    PaymentMethod,
    PaymentState,
    Person,
    Refund,
    RefundState,
)
from db.scope import Scope
from db.text import natural_key
from portal_ui.shares import largest_remainder

Lines = tuple[tuple[int | None, int], ...]  # the location's place in the account's list, and cents


@dataclass
class Bill:
    """An invoice."""

    lines: Lines
    on: date
    due: date
    paid_cents: int = 0
    credited_cents: int = 0
    held_cents: int = 0
    voided_on: date | None = None

    @property
    def total_cents(self) -> int:
        return sum(cents for _place, cents in self.lines)

    @property
    def balance_cents(self) -> int:
        return 0 if self.voided_on else self.total_cents - self.paid_cents - self.credited_cents

    def shares(self, cents: int) -> list[tuple[int | None, int]]:
        """How a payment of so much is spread over its locations."""
        sums: dict[int | None, int] = {}
        for place, amount in self.lines:
            sums[place] = sums.get(place, 0) + amount
        weights = [(place, amount) for place, amount in sums.items() if amount > 0] or [(None, 1)]
        parts = largest_remainder(cents, [amount for _place, amount in weights])
        return [(place, part) for (place, _amount), part in zip(weights, parts, strict=True) if part]


@dataclass
class Part:
    """What of some money went to an invoice."""

    bill: int
    cents: int
    on: date | None
    reversed_cents: int = 0
    is_later_use: bool = False


@dataclass
class Paid:
    """A payment."""

    cents: int
    began: date
    parts: list[Part]
    settled: date | None = None
    is_failed: bool = False
    unapplied_cents: int = 0
    refund: tuple[date, int] | None = None
    taken: tuple[date, int] | None = None  # by a bank
    won_on: date | None = None  # and given back

    @property
    def is_live(self) -> bool:
        return self.settled is None

    @property
    def has_succeeded(self) -> bool:
        return self.settled is not None and not self.is_failed

    @property
    def taken_cents(self) -> int:
        """What a bank has of it."""
        return self.taken[1] if self.taken and not self.won_on else 0


@dataclass
class Memo:
    """A credit memo."""

    cents: int
    on: date
    parts: list[Part] = field(default_factory=list)

    @property
    def remaining_cents(self) -> int:
        return self.cents - sum(part.cents for part in self.parts)


@dataclass(frozen=True)
class Stand:
    """How the account stands at the end of a day: balance and held money by bill, payments in process, credit."""

    open_cents: dict[int, tuple[int, int]]
    at_places_cents: dict[tuple[int, int], int]  # by bill and location
    in_process_cents: dict[int, int]
    credit_cents: int


@dataclass
class History:
    """What happened, day by day. What cannot happen just then does not."""

    bills: list[Bill] = field(default_factory=list)
    payments: list[Paid] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)

    def stand(self) -> Stand:
        """How it stands now."""
        unapplied = sum(paid.unapplied_cents for paid in self.payments if paid.has_succeeded)
        return Stand(
            {at: (bill.balance_cents, bill.held_cents) for at, bill in enumerate(self.bills) if bill.balance_cents > 0},
            self._at_places(),
            {at: paid.cents for at, paid in enumerate(self.payments) if paid.is_live},
            unapplied + sum(memo.remaining_cents for memo in self.memos),
        )

    def _at_places(self) -> dict[tuple[int, int], int]:
        """What of each open bill belongs to each location, where that is not nothing."""
        left: dict[tuple[int, int | None], int] = {}
        for at, bill in enumerate(self.bills):
            for place, cents in bill.lines:
                left[at, place] = left.get((at, place), 0) + cents
        paid = [part for paid in self.payments if paid.has_succeeded for part in paid.parts]
        for part in [*paid, *(part for memo in self.memos for part in memo.parts)]:
            shares = self.bills[part.bill].shares(part.cents)
            backs = largest_remainder(part.reversed_cents, [cents for _place, cents in shares])
            for (place, cents), back in zip(shares, backs, strict=True):
                left[part.bill, place] = left.get((part.bill, place), 0) - cents + back
        is_open = [bill.balance_cents > 0 for bill in self.bills]
        return {(at, place): cents for (at, place), cents in left.items() if place is not None and cents and is_open[at]}

    def bill(self, day: date, lines: Lines, terms: int) -> None:
        """Something is billed, if it is not less than nothing."""
        if sum(cents for _place, cents in lines) >= 0:
            self.bills.append(Bill(lines, day, day + timedelta(days=terms)))

    def begin(self, day: date, wishes: list[tuple[int, int]], extra: int = 0) -> Paid | None:
        """A payment begins; of each wish (bill, cents) as much as can be paid is."""
        parts = []
        for at, cents in {at % len(self.bills): cents for at, cents in wishes if self.bills}.items():
            wished = min(cents, self.bills[at].balance_cents - self.bills[at].held_cents)
            if wished > 0:
                self.bills[at].held_cents += wished
                parts.append(Part(at, wished, None))
        if not parts and not extra:
            return None
        paid = Paid(sum(part.cents for part in parts) + extra, day, parts)
        self.payments.append(paid)
        return paid

    def settle(self, day: date, paid: Paid, *, is_failed: bool = False) -> None:
        """It arrives, or fails."""
        if not paid.is_live:
            return
        paid.settled, paid.is_failed = day, is_failed
        for part in paid.parts:
            self.bills[part.bill].held_cents -= part.cents
            if not is_failed:
                self.bills[part.bill].paid_cents += part.cents
                part.on = day
        if not is_failed:
            paid.unapplied_cents = paid.cents - sum(part.cents for part in paid.parts)

    def refund(self, day: date, at: int, cents: int) -> None:
        """Money goes back: first what is unapplied, the rest from the invoices in proportion. Once a payment."""
        paid = self.payments[at % len(self.payments)] if self.payments else None
        left = paid.cents - paid.taken_cents if paid else 0
        # What a bank gave back where its invoices had no room, and is refunded then, no row tells any more (`portal_ui.reversals`).
        is_untold = paid is not None and paid.won_on and paid.unapplied_cents
        if paid is not None and paid.has_succeeded and not paid.refund and left > 0 and not is_untold:
            paid.refund = day, min(cents, left)
            self._rebalance(paid)

    def take(self, day: date, at: int, cents: int) -> None:
        """A bank takes money back, as far as nobody gave it back already. Once a payment."""
        paid = self.payments[at % len(self.payments)] if self.payments else None
        left = paid.cents - (paid.refund[1] if paid.refund else 0) if paid else 0
        if paid is not None and paid.has_succeeded and not paid.taken and left > 0:
            paid.taken = day, min(cents, left)
            self._rebalance(paid)

    def win(self, day: date, at: int) -> None:
        """The bank gives back what it took."""
        paid = self.payments[at % len(self.payments)] if self.payments else None
        if paid is not None and paid.taken and not paid.won_on:
            paid.won_on = day
            self._rebalance(paid)

    def _rebalance(self, paid: Paid) -> None:
        """What came back is taken from what is unapplied and then from invoices; what comes again goes there as far as it has room."""
        back = paid.taken_cents + (paid.refund[1] if paid.refund else 0)
        less = paid.unapplied_cents + sum(part.cents - part.reversed_cents for part in paid.parts) - (paid.cents - back)
        if less >= 0:
            from_unapplied = min(less, paid.unapplied_cents)
            paid.unapplied_cents -= from_unapplied
            moves = self._spread(less - from_unapplied, [part.cents - part.reversed_cents for part in paid.parts])
        else:
            moves = [-move for move in self._spread(-less, [part.reversed_cents for part in paid.parts])]
        for part, move in zip(paid.parts, moves, strict=True):
            bill = self.bills[part.bill]
            moved = max(move, -(bill.balance_cents - bill.held_cents)) if move < 0 else move
            part.reversed_cents += moved
            bill.paid_cents -= moved
            less -= moved
        if less < 0:
            paid.unapplied_cents -= less

    @staticmethod
    def _spread(cents: int, weights: list[int]) -> list[int]:
        some = min(cents, sum(weights))
        return largest_remainder(some, weights) if some else [0] * len(weights)

    def use_unapplied(self, day: date, at: int, bill_at: int, cents: int) -> None:
        """What a payment left is used for an invoice."""
        paid, bill = self.payments[at % len(self.payments)] if self.payments else None, self._bill(bill_at)
        if paid is None or bill is None or paid.refund or not paid.has_succeeded:
            return
        used = min(cents, paid.unapplied_cents, bill.balance_cents - bill.held_cents)
        if used > 0:
            paid.unapplied_cents -= used
            bill.paid_cents += used
            paid.parts.append(Part(bill_at % len(self.bills), used, day, is_later_use=True))

    def credit(self, day: date, cents: int) -> None:
        """A credit memo is issued."""
        self.memos.append(Memo(cents, day))

    def use_memo(self, day: date, at: int, bill_at: int, cents: int) -> None:
        """What a credit memo has left is used for an invoice."""
        memo, bill = self.memos[at % len(self.memos)] if self.memos else None, self._bill(bill_at)
        if memo is None or bill is None or any(part.bill == bill_at % len(self.bills) for part in memo.parts):
            return
        used = min(cents, memo.remaining_cents, bill.balance_cents - bill.held_cents)
        if used > 0:
            bill.credited_cents += used
            memo.parts.append(Part(bill_at % len(self.bills), used, day))

    def void(self, day: date, at: int) -> None:
        """An invoice on which nobody paid anything is voided."""
        bill = self._bill(at)
        if bill is not None and not (bill.paid_cents or bill.credited_cents or bill.held_cents or bill.voided_on):
            bill.voided_on = day

    def _bill(self, at: int) -> Bill | None:
        return self.bills[at % len(self.bills)] if self.bills else None


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(18), UTC)


async def keep(database: Database, scope: Scope, places: list[int], history: History) -> None:
    """Write the rows that such a history leaves. Bills are numbered `B0` and on, payments `P0` and on, both after the account."""

    def write(session: Session) -> None:
        ids = [_keep_bill(session, scope, places, at, bill) for at, bill in enumerate(history.bills)]
        for at, paid in enumerate(history.payments):
            _keep_payment(session, scope, places, ids, history, at, paid)
        for at, memo in enumerate(history.memos):
            _keep_memo(session, scope, places, ids, history, at, memo)

    await database.write(write)


def _keep_bill(session: Session, scope: Scope, places: list[int], at: int, bill: Bill) -> int:
    number = f"{scope.customer_id}-B{at}"
    row = Invoice(
        customer_id=scope.customer_id,
        number=number,
        number_key=natural_key(number),
        status=InvoiceStatus.VOID if bill.voided_on else InvoiceStatus.POSTED,
        invoice_date=bill.on,
        due_date=bill.due,
        total_cents=bill.total_cents,
        paid_cents=bill.paid_cents,
        credited_cents=bill.credited_cents,
        held_cents=bill.held_cents,
        voided_at=_noon(bill.voided_on) if bill.voided_on else None,
    )
    session.add(row)
    session.flush()
    sums: dict[int, int] = {}
    for position, (place, cents) in enumerate(bill.lines, 1):
        location = None if place is None else places[place]
        session.add(InvoiceLine(invoice_id=row.id, position=position, location_id=location, description="Haul", amount_cents=cents))
        if location is not None:
            sums[location] = sums.get(location, 0) + cents
    session.add_all(InvoiceLocation(invoice_id=row.id, location_id=place, subtotal_cents=cents) for place, cents in sums.items())
    return row.id


def _keep_payment(session: Session, scope: Scope, places: list[int], invoice_ids: list[int], history: History, at: int, paid: Paid) -> None:
    state = PaymentState.FAILED if paid.is_failed else PaymentState.PROCESSING if paid.is_live else PaymentState.SUCCEEDED
    number = f"{scope.customer_id}-P{at}"
    row = Payment(
        customer_id=scope.customer_id,
        number=number,
        number_key=natural_key(number),
        state=state,
        method=PaymentMethod.CARD,
        gateway="demo",
        amount_cents=paid.cents,
        unapplied_cents=paid.unapplied_cents,
        refunded_cents=paid.refund[1] if paid.refund else 0,
        paid_on=paid.settled or paid.began,
        created_at=_noon(paid.began),
        settled_at=_noon(paid.settled) if paid.settled else None,
    )
    session.add(row)
    session.flush()
    if paid.refund:
        day, cents = paid.refund
        session.add(Refund(payment_id=row.id, number=f"R{number}", amount_cents=cents, refunded_on=day, state=RefundState.SUCCEEDED))
    if paid.taken:
        day, cents = paid.taken
        taken = DisputeState.WON if paid.won_on else DisputeState.LOST
        closed = paid.won_on or day
        session.add(Dispute(payment_id=row.id, state=taken, amount_cents=cents, reason="general", opened_on=day, closed_on=closed))
    for part in paid.parts:
        use = _use(session, scope, part.cents) if part.is_later_use else None
        kept = Allocation(
            payment_id=row.id,
            invoice_id=invoice_ids[part.bill],
            amount_cents=part.cents,
            reversed_cents=part.reversed_cents,
            applied_on=part.on,
            credit_use_id=use,
        )
        session.add(kept)
        session.flush()
        for place, cents in history.bills[part.bill].shares(part.cents):
            location = None if place is None else places[place]
            session.add(AllocationSplit(allocation_id=kept.id, location_id=location, amount_cents=cents))


def _use(session: Session, scope: Scope, cents: int) -> int:
    person = Person(email=f"{uuid4()}@example.com", name="Dana")
    session.add(person)
    session.flush()
    use = CreditUse(customer_id=scope.customer_id, person_id=person.id, request_id=uuid4(), amount_cents=cents)
    session.add(use)
    session.flush()
    return use.id


def _keep_memo(session: Session, scope: Scope, places: list[int], invoice_ids: list[int], history: History, at: int, memo: Memo) -> None:
    row = CreditMemo(
        customer_id=scope.customer_id,
        number=f"{scope.customer_id}-M{at}",
        issued_on=memo.on,
        total_cents=memo.cents,
        remaining_cents=memo.remaining_cents,
    )
    session.add(row)
    session.flush()
    for part in memo.parts:
        assert part.on is not None
        kept = CreditApplication(credit_memo_id=row.id, invoice_id=invoice_ids[part.bill], amount_cents=part.cents, applied_on=part.on)
        session.add(kept)
        session.flush()
        for place, cents in history.bills[part.bill].shares(part.cents):
            session.add(CreditSplit(application_id=kept.id, location_id=None if place is None else places[place], amount_cents=cents))
