"""What is open as of a day: the invoices, how old they are, and what is being paid of them. For an account or one location."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db.models import PaymentState
from db.queries import balances, customers
from db.queries import past_days as past_queries
from db.queries import statements as queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.aging import aged
from portal_ui.dates import local_day
from portal_ui.errors import LocationNotFoundError
from portal_ui.service import past_days
from portal_ui.service.past_days import Later
from portal_ui.service.showing import bill_to, location_of, paid_with, where
from portal_ui.shares import kept
from portal_ui.views import InProcess, LocationShare, LocationView, Statement, StatementRow

UNTIED = "-"  # in place of a location's number: what is tied to no location
_Parts = dict[int, dict[int | None, int]]  # cents by invoice and location


@dataclass(frozen=True, slots=True)
class Day:
    """The day a statement is for, and the moment at which it ends or ended."""

    day: date
    until: datetime
    zone: str
    is_past: bool

    @classmethod
    def of(cls, day: date, zone: str, today: date) -> "Day":
        """A day in the company's zone, as seen from its today."""
        return cls(day, datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)), zone, day < today)


@dataclass(frozen=True, slots=True)
class Place:
    """What a statement is for: the whole account, one of its locations, or what is tied to none."""

    location: LocationView | None = None
    is_untied: bool = False

    def of(self, parts: Mapping[int | None, int], whole: int) -> int:
        """What of the `whole`, split into these `parts` of locations, belongs here."""
        if self.location is not None:
            return parts.get(self.location.id, 0)
        return whole - sum(cents for place, cents in parts.items() if place is not None) if self.is_untied else whole


@dataclass(frozen=True, slots=True)
class _Debt:
    """An invoice that is or was open, with what is open on it and what of that is being paid."""

    invoice: Found
    balance_cents: int
    processing_cents: int


def statement(session: Session, scope: Scope, number: str, day: Day, *, by_location: bool = False) -> Statement:
    """The statement as of a day; the whole account's with what is open at each location, where that is asked for.

    Raises:
        LocationNotFoundError: not a location of this account.
    """
    locations = tuple(location_of(found, found.location_id) for found in customers.locations(session, scope))
    place = place_of(locations, number)
    later = past_days.since(session, scope, day.day) if day.is_past else Later()
    process = _in_process(session, scope, day)
    debts = _debts(session, scope, day, later, process)
    processing = frozenset(part.allocation_id for part in process)
    is_split = by_location and place == Place() and len(locations) > 1
    owed, held = _by_location(session, debts, later, processing) if is_split or place != Place() else ({}, {})
    rows = tuple(_rows(debts, place, owed, _by_invoice(process, held), day.day))
    return Statement(
        account=bill_to(customers.facts(session, scope)),
        as_of=day.day,
        location=place.location,
        is_untied=place.is_untied,
        rows=rows,
        ages_cents=aged(((row.due_date, row.share_cents) for row in rows), day.day),
        in_process=tuple(_payments(process, place, held, day)),
        credit_cents=later.credit_cents if day.is_past else balances.credit(session, scope.customer_id),
        locations=locations,
        has_untied=place.is_untied or _has_untied(session, scope, day, debts),
        split=_split(debts, locations, owed, day.day) if is_split else (),
    )


def _split(debts: Sequence[_Debt], locations: Sequence[LocationView], owed: _Parts, day: date) -> tuple[LocationShare, ...]:
    """What is open at each place, last what is tied to none; nothing where all is in one place."""
    parts: defaultdict[int | None, list[tuple[date, int]]] = defaultdict(list)
    for debt in debts:
        tied = 0
        for place, cents in owed[debt.invoice.id].items():
            if place is not None and cents:
                parts[place].append((debt.invoice.due_date, cents))
                tied += cents
        if debt.balance_cents != tied:
            parts[None].append((debt.invoice.due_date, debt.balance_cents - tied))
    known: dict[int | None, LocationView] = {location.id: location for location in locations}
    found = [LocationShare(known.get(key), len(parts[key]), aged(parts[key], day)) for key in (*known, None) if key in parts]
    return tuple(found) if len(found) > 1 else ()


def _has_untied(session: Session, scope: Scope, day: Day, debts: Iterable[_Debt]) -> bool:
    return queries.have_untied(session, (debt.invoice.id for debt in debts)) if day.is_past else queries.has_untied(session, scope)


def place_of(locations: Iterable[LocationView], number: str) -> Place:
    """What a location's number, `UNTIED` or an empty text stands for.

    Raises:
        LocationNotFoundError: none of these locations has that number.
    """
    if number in ("", UNTIED):
        return Place(is_untied=number == UNTIED)
    for location in locations:
        if location.number == number:
            return Place(location)
    raise LocationNotFoundError(number)


def _in_process(session: Session, scope: Scope, day: Day) -> Sequence[Found]:
    return past_queries.in_process(session, scope, day.day, day.until) if day.is_past else queries.in_process(session, scope)


def _debts(session: Session, scope: Scope, day: Day, later: Later, process: Iterable[Found]) -> list[_Debt]:
    if not day.is_past:
        found = queries.open_invoices(session, scope)
        return [_Debt(one, one.total_cents - one.paid_cents - one.credited_cents, one.held_cents) for one in found]
    held: defaultdict[int, int] = defaultdict(int)
    for part in process:
        if part.invoice_id is not None:
            held[part.invoice_id] += part.part_cents
    then = past_days.open_invoices(session, scope, day.day, day.until, later)
    return [_Debt(one, balance, held[one.id]) for one, balance in then]


def _by_location(session: Session, debts: Sequence[_Debt], later: Later, processing: frozenset[int]) -> tuple[_Parts, _Parts]:
    """What is open at each location of an invoice, and what is being paid there by each allocation: by the shares stored with the money."""
    owed: _Parts = {debt.invoice.id: {} for debt in debts}
    held: _Parts = {}
    paid = [debt.invoice.id for debt in debts if later.allocations or later.returned or debt.invoice.paid_cents or debt.processing_cents]
    credited = [debt.invoice.id for debt in debts if later.applications or debt.invoice.credited_cents]
    for found in queries.subtotals(session, owed):
        owed[found.invoice_id][found.location_id] = found.subtotal_cents
    for allocation, rows in groupby(queries.paid_shares(session, paid), lambda row: row.part):
        part = list(rows)
        if allocation in processing:
            _add(held.setdefault(allocation, {}), part, [row.amount_cents for row in part])
        if part[0].state is PaymentState.SUCCEEDED and allocation not in later.allocations:
            back = part[0].reversed_cents - later.returned.get(allocation, 0)
            _add(owed[part[0].invoice_id], part, [-cents for cents in kept([row.amount_cents for row in part], back)])
    for row in queries.credited_shares(session, credited):
        if row.part not in later.applications:
            _add(owed[row.invoice_id], [row], [-row.amount_cents])
    return owed, held


def _add(parts: dict[int | None, int], rows: Iterable[Found], amounts: Iterable[int]) -> None:
    for row, cents in zip(rows, amounts, strict=True):
        parts[row.location_id] = parts.get(row.location_id, 0) + cents


def _rows(debts: Iterable[_Debt], place: Place, owed: _Parts, being_paid: _Parts, day: date) -> Iterator[StatementRow]:
    """The invoices of which something belongs to the place."""
    for debt in debts:
        invoice = debt.invoice
        share = place.of(owed.get(invoice.id, {}), debt.balance_cents)
        processing = place.of(being_paid.get(invoice.id, {}), debt.processing_cents)
        if share or processing:
            yield StatementRow(
                number=invoice.number,
                invoice_date=invoice.invoice_date,
                due_date=invoice.due_date,
                days_late=max(0, (day - invoice.due_date).days),
                terms=invoice.terms,
                location=where(invoice),
                po_number=invoice.po_number,
                total_cents=invoice.total_cents,
                balance_cents=debt.balance_cents,
                share_cents=share,
                processing_cents=processing,
            )


def _by_invoice(process: Iterable[Found], held: _Parts) -> _Parts:
    """What is being paid at each location of an invoice."""
    found: _Parts = {}
    for part in process:
        for place, cents in held.get(part.allocation_id, {}).items():
            parts = found.setdefault(part.invoice_id, {})
            parts[place] = parts.get(place, 0) + cents
    return found


def _payments(process: Sequence[Found], place: Place, held: _Parts, day: Day) -> Iterator[InProcess]:
    """The payments of which something is meant for the place, the newest first."""
    by_payment = [list(rows) for _payment, rows in groupby(process, lambda row: row.id)]
    for rows in reversed(by_payment):
        payment = rows[0]
        parts: dict[int | None, int] = {}
        for row in rows:
            for location, cents in held.get(row.allocation_id, {}).items():
                parts[location] = parts.get(location, 0) + cents
        amount = place.of(parts, payment.amount_cents)
        if amount:
            since = local_day(payment.created_at, day.zone) if payment.gateway else payment.paid_on
            yield InProcess(payment.number, since, payment.by or "", paid_with(payment), amount)
