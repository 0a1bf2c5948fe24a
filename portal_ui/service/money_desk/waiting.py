"""What waits on the money desk for somebody: sums of payments, differences from the gateway, and news that could not be acted on."""

from sqlalchemy.orm import Session

from db.queries import desk as queries
from db.queries import differences as difference_queries
from db.queries import gateway_events as event_queries
from db.queries.rows import Found
from portal_ui.service.paying.hearing import MOST_TRIES
from portal_ui.views.desk import DeskTotals, DifferenceRow, NewsRow, Sum

_MOST = 100  # of a kind on one page


def totals(session: Session) -> DeskTotals:
    """What waits on the desk."""
    found = queries.totals(session)._asdict()
    names = [name for name in found if not name.endswith("_cents")]
    sums = {name: Sum(int(found[name]), int(found[f"{name}_cents"])) for name in names}
    return DeskTotals(sums, difference_queries.count_open(session), event_queries.count_parked(session))


def differences(session: Session, *, is_open: bool, payment_id: int | None = None) -> tuple[DifferenceRow, ...]:
    """Differences that wait, or those that somebody dealt with; of one payment, or of all."""
    return tuple(map(_difference, difference_queries.listed(session, is_open=is_open, most=_MOST, payment_id=payment_id)))


def news(session: Session) -> tuple[NewsRow, ...]:
    """News that could not be acted on, the oldest first."""
    return tuple(
        NewsRow(one.id, one.kind, one.facts["reference"], one.received_at, one.tries, one.error, one.tries < MOST_TRIES)
        for one in event_queries.parked_ones(session, _MOST)
    )


def _difference(found: Found) -> DifferenceRow:
    return DifferenceRow(
        difference_id=found.id,
        kind=found.kind,
        reference=found.reference,
        payment=found.payment or "",
        customer_number=found.customer or "",
        customer_name=found.customer_name or "",
        currency=found.currency,
        here_cents=found.here_cents,
        there_cents=found.there_cents,
        here=found.here,
        there=found.there,
        found_at=found.found_at,
        resolved_at=found.resolved_at,
        by=found.by or "",
        note=found.note,
    )
