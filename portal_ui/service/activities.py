"""What moved the balance in a period: each invoice's own story played from its first day, and what of it fell into the period.

At the end of a day an invoice counts as the statement counts it: with what of it belongs to the place as long as something is
open on it, and with nothing otherwise. So what moved between two days is just what their statements differ by. Within a day
each thing counts with all of its amount, so that money that came, went back and came again stands there three times.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from db.models import InvoiceStatus
from db.queries import activity as queries
from db.queries import statements as share_queries
from db.queries.activity import Within
from db.queries.rows import Found
from db.scope import Scope
from db.text import natural_key
from portal_ui.dates import local_day
from portal_ui.periods import Period
from portal_ui.service import credit_steps, open_items, returned, stories
from portal_ui.service.fitting import Parts, fitted, split
from portal_ui.service.open_items import Day, Place
from portal_ui.service.stories import Step
from portal_ui.views import Activity, Moved, Movement
from portal_ui.views.activity import PAYMENTS

_Key = tuple[date, Moved, str]  # one thing that happened: its day, what it is, and its number
_ORDER = {what: at for at, what in enumerate(Moved)}
_BACK = frozenset({Moved.REFUND, Moved.CHARGEBACK, Moved.BANK_RETURN, Moved.PAYMENT_VOID})


@dataclass(slots=True)
class _Line:
    """A movement as it grows: one payment may go to several invoices."""

    step: Step
    invoices: list[str] = field(default_factory=list)
    cents: int = 0
    is_told: bool = False  # also where it moved nothing: a payment of what had been paid already


@dataclass(frozen=True, slots=True)
class _Frame:
    """The period within the account's time, and for what it is told."""

    period: Period
    zone: str
    today: date
    place: Place

    def within(self) -> Within:
        """What to ask for. What is dated later than today stands on today's statement, so today has no end."""
        begins = Day.of(self.period.since - timedelta(days=1), self.zone, self.today).until
        if self.period.until >= self.today:
            return Within(self.period.since, date.max, begins, None)
        return Within(self.period.since, self.period.until, begins, Day.of(self.period.until, self.zone, self.today).until)

    @property
    def is_whole(self) -> bool:
        """Whether it is told for the whole account."""
        return self.place == Place()

    def has(self, day: date) -> bool:
        """Whether the day is one of the period."""
        return self.period.since <= day <= self.period.until


def activity(session: Session, scope: Scope, number: str, period: Period, zone: str, today: date) -> Activity:
    """The activity of a period, as seen from today.

    Raises:
        LocationNotFoundError: not a location of this account.
    """
    before = open_items.statement(session, scope, number, Day.of(period.since - timedelta(days=1), zone, today))
    after = open_items.statement(session, scope, number, Day.of(period.until, zone, today))
    frame = _Frame(period, zone, today, open_items.place_of(before.locations, number))
    ids = sorted(queries.touched(session, scope, frame.within()))
    lines = _lines(session, ids, frame)
    if frame.is_whole:
        _tell_of_credit(lines, credit_steps.steps(session, scope, frame.within(), today))
    return Activity(
        account=after.account,
        since=period.since,
        as_of=period.until,
        location=after.location,
        is_untied=after.is_untied,
        opening_cents=before.total_cents,
        movements=tuple(_running(lines.values(), before.total_cents)),
        ages_cents=after.ages_cents,
        credit_before_cents=before.credit_cents,
        credit_cents=after.credit_cents,
        locations=after.locations,
        has_untied=before.has_untied or after.has_untied or share_queries.have_untied(session, ids),
    )


def _running(lines: Iterable[_Line], opening_cents: int) -> Iterator[Movement]:
    """The lines in order, each with the balance after it; one that has nothing to do with the place is left out."""
    told = [line for line in lines if line.is_told]
    back = {(line.step.day, line.step.payment) for line in told if line.step.what in _BACK}
    balance = opening_cents
    for line in sorted(told, key=lambda line: _at(line.step, back)):
        balance += line.cents
        step = line.step
        yield Movement(
            step.day, step.what, step.number, step.payment, tuple(line.invoices), step.whole_cents, line.cents, balance_cents=balance
        )


def _at(step: Step, back: Set[tuple[date, str]]) -> tuple[date, bool, int, str, str]:
    """Where a thing stands. Money that went back on its day stands, and went back, before what else came on that day."""
    comes_after = step.what in PAYMENTS | {Moved.CREDIT_MEMO} and (step.day, step.payment) not in back
    return step.day, comes_after or step.what is Moved.INVOICE_VOID, _ORDER[step.what], natural_key(step.number), step.number


def _tell_of_credit(lines: dict[_Key, _Line], steps: Iterable[Step]) -> None:
    """What moved the account's credit alone belongs to none of its places, and is told without an amount of its own."""
    for step in steps:
        lines.setdefault((step.day, step.what, step.number), _Line(step)).is_told = True


def _lines(session: Session, ids: list[int], frame: _Frame) -> dict[_Key, _Line]:
    """What happened in the period: a line for each thing, whatever number of invoices it was on."""
    found: dict[_Key, _Line] = {}
    subtotals = {} if frame.is_whole else _subtotals(session, ids)
    steps = _steps(session, ids, frame)
    for bill in sorted(queries.bills(session, ids), key=lambda bill: (bill.number_key, bill.id)):
        for step, cents in _story(bill, subtotals.get(bill.id, {}), steps.get(bill.id, []), frame):
            line = found.setdefault((step.day, step.what, step.number), _Line(step))
            line.cents += cents
            is_told = bool(cents or (frame.is_whole and step.cents))
            line.is_told |= is_told
            if is_told and bill.number not in line.invoices[-1:]:
                line.invoices.append(bill.number)
    return found


def _subtotals(session: Session, ids: Iterable[int]) -> dict[int, Parts]:
    """What of each invoice belongs to each location."""
    rows = share_queries.subtotals(session, ids)
    return {bill: {row.location_id: row.subtotal_cents for row in own} for bill, own in groupby(rows, lambda row: row.invoice_id)}


def _steps(session: Session, ids: list[int], frame: _Frame) -> Mapping[int, list[Step]]:
    """All that ever happened to these invoices but their making and voiding."""
    allocations = list(queries.allocations(session, ids))
    back = returned.of(session, {found.payment_id for found in allocations})
    paid = {} if frame.is_whole else _shares(share_queries.paid_shares(session, ids))
    credited = {} if frame.is_whole else _shares(share_queries.credited_shares(session, ids))
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for found in allocations:
        steps[found.invoice_id].extend(stories.of_allocation(found, back.get(found.payment_id), paid.get(found.id, [])))
    for found in queries.applications(session, ids):
        steps[found.invoice_id].append(stories.of_application(found, credited.get(found.id, [])))
    return steps


def _shares(rows: Iterable[Found]) -> dict[int, list[Found]]:
    return {part: list(own) for part, own in groupby(rows, lambda row: row.part)}


def _story(bill: Found, subtotals: Parts, steps: Iterable[Step], frame: _Frame) -> Iterator[tuple[Step, int]]:
    """What happened to the invoice in the period, and by how much each thing moved what of it belongs to the place."""
    open_parts: dict[int | None, int] = {}
    counted: Parts = {}
    told = sorted(_dated(bill, subtotals, steps, frame), key=lambda step: (step.day, _ORDER[step.what], step.number))
    for day, group in groupby(told, key=lambda step: step.day):
        of_day: list[Step] = []
        moves: list[Parts] = []
        for step in group:
            of_day.append(step)
            moves.append(_moved(step, open_parts))
            for place, cents in moves[-1].items():
                open_parts[place] = open_parts.get(place, 0) + cents
            if step.what is Moved.INVOICE_VOID:
                break
        counts = dict(open_parts) if sum(open_parts.values()) > 0 else dict.fromkeys(open_parts, 0)
        if frame.has(day):
            comes_to = {place: cents - counted.get(place, 0) for place, cents in counts.items()}
            yield from zip(of_day, _here(moves, comes_to, frame), strict=True)
        counted = counts
        if of_day[-1].what is Moved.INVOICE_VOID:
            return


def _moved(step: Step, open_parts: Parts) -> Parts:
    """By how much more is open at each place since the step: all that is not tied to a location is tied to none."""
    if step.what is Moved.INVOICE_VOID:
        return {place: -cents for place, cents in open_parts.items()}
    tied = sum(cents for place, cents in step.parts.items() if place is not None)
    return {**step.parts, None: step.cents - tied}


def _here(moves: Sequence[Parts], comes_to: Parts, frame: _Frame) -> Iterator[int]:
    """What each of a day's moves moved where it is told for."""
    wholes = fitted([sum(parts.values()) for parts in moves], sum(comes_to.values()))
    if frame.is_whole:
        yield from wholes
        return
    for parts, whole in zip(split(moves, wholes, comes_to), wholes, strict=True):
        yield frame.place.of(parts, whole)


def _dated(bill: Found, subtotals: Parts, steps: Iterable[Step], frame: _Frame) -> Iterator[Step]:
    """The invoice's making, what happened to it, and its end: nothing before it was made, and nothing later than today."""
    made = min(bill.invoice_date, frame.today)
    yield Step(made, Moved.INVOICE, bill.number, "", bill.total_cents, bill.total_cents, subtotals)
    for step in steps:
        yield replace(step, day=min(max(step.day, bill.invoice_date), frame.today))
    if bill.status is InvoiceStatus.VOID:
        voided = max(local_day(bill.voided_at, frame.zone), made)
        yield Step(voided, Moved.INVOICE_VOID, bill.number, "", bill.total_cents, 0, {})
