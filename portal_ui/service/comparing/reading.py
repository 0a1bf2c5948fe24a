"""The ledger's rows in the shape in which they are compared."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from db.queries import ledger as rows
from db.queries.rows import Found
from portal_ui.gateways import Listing
from portal_ui.service.comparing.findings import Ledger, OurPayment, OurReturn


def ledger(session: Session, gateway: str, listing: Listing, since: datetime) -> Ledger:
    """All of that gateway since then, and whatever older its list names."""
    requests = _uuids(report.payment for report in listing.payments)
    keys = _uuids(report.refund for report in listing.refunds)
    refunds = rows.refunds(session, gateway, since, {report.reference for report in listing.refunds}, keys)
    disputes = rows.disputes(session, gateway, since, {report.reference for report in listing.disputes})
    return Ledger(
        tuple(_payment(row) for row in rows.payments(session, gateway, since, {report.reference for report in listing.payments}, requests)),
        tuple(_return(row, row.number, str(row.key)) for row in refunds),
        tuple(_return(row, row.gateway_reference, "") for row in disputes),
    )


def _payment(row: Found) -> OurPayment:
    charge = (row.parameters or {}).get("charge", {})
    return OurPayment(
        payment_id=row.id,
        number=row.number,
        request=str(row.request_id),
        reference=row.gateway_reference or "",
        state=row.state,
        cents=row.amount_cents,
        currency=row.currency,
        customer=str(charge.get("customer", "")),
        moved_at=row.moved_at,
        has_failed_late=bool(row.has_failed_late),
    )


def _return(row: Found, name: str, key: str) -> OurReturn:
    return OurReturn(row.payment_id, name, key, row.gateway_reference or "", row.state, row.amount_cents, row.currency, row.created_at)


def _uuids(texts: Iterable[str]) -> set[UUID]:
    found = set()
    for text in texts:
        with suppress(ValueError):
            found.add(UUID(text))
    return found
