"""What the portal makes of the merged books: labels, search texts, totals, what came back, and each location's share."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from db.engine import load
from db.models import LineKind, PaymentState
from db.queries.books import derive, settle
from db.text import searchable
from portal_ui.shares import largest_remainder
from portal_ui.wording import payment_method

_LABEL, _SEARCH, _SHORT_SEARCH, _PAYMENT_SEARCH = 200, 2000, 200, 1000  # letters that fit
_BY_ID = attrgetter("id")


def work(session: Session) -> None:
    """Labels, search texts and totals of services and orders, staged."""
    names = ["id", "location_label", "search_text"]
    load(session, "books_derived_services", names, map(_service, derive.services(session)))
    load(session, "books_derived_orders", [*names, "total_cents"], map(_order, derive.orders(session)))


def _service(facts: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a row of a select
    words = facts.number, facts.service, facts.container, facts.material, facts.frequency, facts.days
    return facts.id, _label(facts), searchable(*words, *_address(facts))[:_SHORT_SEARCH]


def _order(facts: Any) -> tuple[Any, ...]:  # noqa: ANN401
    words = facts.number, facts.po_number, facts.ticket_number, facts.asset_id, facts.size, facts.material
    search = searchable(*words, *_address(facts), facts.description)
    return facts.id, _label(facts), search[:_SEARCH], facts.total_cents


def _label(facts: Any) -> str:  # noqa: ANN401
    return ", ".join(part for part in (facts.address_line, facts.city) if part)[:_LABEL]


def _address(facts: Any) -> tuple[str, str, str]:  # noqa: ANN401
    return facts.location_name, facts.address_line, facts.city


def payments(session: Session) -> None:
    """What payments of the books left over, gave back and took back from invoices: staged and settled at once."""
    reversals: list[tuple[int, int]] = []
    names = ["id", "unapplied_cents", "refunded_cents", "search_text"]
    facts = groupby(derive.payments(session), _BY_ID)
    load(session, "books_derived_payments", names, (_payment(list(rows), reversals) for _id, rows in facts))
    load(session, "books_derived_allocations", ["id", "reversed_cents"], reversals)
    settle.payments(session)


def _payment(rows: list[Any], reversals: list[tuple[int, int]]) -> tuple[Any, ...]:
    """Money that came back is taken from what was not applied first, the rest from the invoices in proportion."""
    payment, parts = rows[0], [row for row in rows if row.allocation_id is not None]
    allocated = sum(row.allocated_cents for row in parts)
    received = payment.amount_cents if payment.state is PaymentState.SUCCEEDED else 0
    surplus = max(0, received - allocated)
    returned = min(received, payment.refunded_cents + payment.disputed_cents)
    back = min(allocated, max(0, returned - surplus))
    if parts:
        shares = largest_remainder(back, [row.allocated_cents for row in parts]) if back else [0] * len(parts)
        reversals += [(row.allocation_id, share) for row, share in zip(parts, shares, strict=True)]
    method = payment_method(payment.method, payment.brand, payment.last4)
    words = payment.number, payment.reference, method, *(row.invoice for row in parts)
    search = searchable(*words)[:_PAYMENT_SEARCH]
    return payment.id, surplus - min(surplus, returned), min(received, payment.refunded_cents), search


def invoices(session: Session) -> None:
    """Totals, sums, labels and search texts of invoices, staged."""
    sums = ["gross_cents", "total_cents", "tax_cents", "paid_cents", "held_cents", "credited_cents"]
    names = ["id", *sums, "location_count", "location_label", "search_text"]
    facts = groupby(derive.invoices(session), _BY_ID)
    load(session, "books_derived_invoices", names, (_invoice(list(rows)) for _id, rows in facts))


def _invoice(rows: list[Any]) -> tuple[Any, ...]:
    invoice, lines = rows[0], [row for row in rows if row.amount_cents is not None]
    amounts = [line.amount_cents for line in lines]
    tax = sum(line.amount_cents for line in lines if line.kind is LineKind.TAX)
    places = list({line.location_id: line for line in lines if line.location_id is not None}.values())
    label = _label(places[0]) if len(places) == 1 else f"{len(places)} locations" if places else ""
    addresses = (part for place in places for part in _address(place))
    words = dict.fromkeys([invoice.number, invoice.po_number, invoice.memo, *addresses, *(line.description for line in lines)])
    sums = sum(map(abs, amounts)), sum(amounts), tax, invoice.paid_cents, invoice.held_cents, invoice.credited_cents
    return invoice.id, *sums, len(places), label, searchable(*words)[:_SEARCH]


def splits(session: Session) -> None:
    """Each location's share of every allocation and credit application of the books, stored."""
    names = ["parent_id", "location_id", "amount_cents"]
    load(session, "books_shares", names, _shares(derive.allocations(session)))
    settle.allocation_splits(session)
    load(session, "books_shares", names, _shares(derive.applications(session)))
    settle.credit_splits(session)


def _shares(facts: Iterable[Any]) -> Iterator[tuple[int, int | None, int]]:
    for part, group in groupby(facts, _BY_ID):
        rows = list(group)
        places = [(row.location_id, row.subtotal_cents) for row in rows if row.location_id is not None]
        untied = rows[0].total_cents - sum(subtotal for _place, subtotal in places)
        weights = [(place, subtotal) for place, subtotal in [*places, (None, untied)] if subtotal > 0] or [(None, 1)]
        shares = largest_remainder(rows[0].amount_cents, [weight for _place, weight in weights])
        yield from ((part, place, share) for (place, _weight), share in zip(weights, shares, strict=True) if share)
