"""Each location's share of a payment or a credit: in proportion to what is left there, in whole cents that sum to it."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from db.queries import splits
from portal_ui.shares import kept, largest_remainder

Left = dict[int | None, int]  # cents by location; under `None` what is tied to none
Shares = list[tuple[int | None, int]]


def left_by_location(session: Session, totals: Mapping[int, int]) -> dict[int, Left]:
    """What of each invoice is neither paid, credited nor set aside, by location. `totals` are the invoices' totals by id.

    A discount may leave less than nothing at a location; the sum over the locations is what is left of the invoice.
    """
    found: dict[int, Left] = {invoice_id: {None: total} for invoice_id, total in totals.items()}
    for place in splits.subtotals(session, totals):
        found[place.invoice_id][place.location_id] = place.subtotal_cents
        found[place.invoice_id][None] -= place.subtotal_cents
    for (invoice_id, _part), rows in groupby(splits.taken(session, totals), lambda row: (row.invoice_id, row.part)):
        part = list(rows)
        amounts = kept([row.amount_cents for row in part], part[0].reversed_cents)
        for row, cents in zip(part, amounts, strict=True):
            found[invoice_id][row.location_id] = found[invoice_id].get(row.location_id, 0) - cents
    return found


def shares(left: Mapping[int | None, int], cents: int) -> Shares:
    """How `cents` are spread over the locations. What clears the invoice clears each of them; no share is above what is left there."""
    if cents == sum(left.values()):
        return [(place, part) for place, part in left.items() if part]
    open_places = [(place, part) for place, part in left.items() if part > 0] or [(None, 1)]
    parts: Sequence[int] = largest_remainder(cents, [part for _place, part in open_places])
    return [(place, part) for (place, _left), part in zip(open_places, parts, strict=True) if part]
