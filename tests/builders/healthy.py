"""Books in which all is well, with everything in them that an operator may want looked at."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Allocation, AllocationSplit, Counter, GatewayEvent, GatewayEventState, Invoice, Payment, PaymentMethod, PaymentState
from portal_ui.books import import_books
from tests.builders.books import write_books
from tests.builders.credit import use_left_over, use_memo

TODAY = date(2026, 11, 22)


def fill_healthy(database: Database, folder: Path) -> None:
    """The small books, credit used on the portal, and payments W-1 (succeeded) and W-2 (in process) that the portal took."""
    written = write_books(folder)
    for file, line in (("payments", "P4,1001,succeeded,check,2026-11-02,90.00"), ("payments", "P5,1002,succeeded,card,2026-11-02,5.00")):
        with (written / f"{file}.csv").open("a", encoding="utf-8") as rows:
            rows.write(line + "\r\n")
    import_books(database, written)
    database.write_now(_on_the_portal)


def _on_the_portal(session: Session) -> None:
    use_memo(session, "C1", "10", 600)
    use_left_over(session, "P4", "10", 2500)
    now = datetime.now(UTC)
    paid, held = _payment(session, "W-1", PaymentState.SUCCEEDED, 700), _payment(session, "W-2", PaymentState.SUBMITTING, 300)
    paid.receipt_number, paid.gateway_charge = "DEMO-R-000001", "ch_1"
    held.lease_until, held.expires_at = now + timedelta(minutes=5), now + timedelta(minutes=30)
    session.add(Counter(name="receipt:demo", value=1))
    session.add(GatewayEvent(id="evt_1", gateway="demo", kind="payment.succeeded", facts={}, state=GatewayEventState.DONE))


def _payment(session: Session, number: str, state: PaymentState, cents: int) -> Payment:
    invoice = session.scalars(select(Invoice).where(Invoice.number == "10")).one()
    facts = {"customer_id": invoice.customer_id, "number": number, "number_key": number, "paid_on": TODAY, "gateway": "demo"}
    payment = Payment(state=state, method=PaymentMethod.CARD, amount_cents=cents, **facts)
    session.add(payment)
    session.flush()
    part = Allocation(payment_id=payment.id, invoice_id=invoice.id, amount_cents=cents)
    session.add(part)
    session.flush()
    session.add(AllocationSplit(allocation_id=part.id, location_id=None, amount_cents=cents))
    if state is PaymentState.SUCCEEDED:
        invoice.paid_cents += cents
    else:
        invoice.held_cents += cents
    return payment
