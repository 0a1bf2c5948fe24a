"""An invoice that is to be voided or reduced while somebody pays it: the database refuses, and what comes later finds another place."""

from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import AuditEntry, Invoice, InvoiceStatus, PaymentState
from tests.builders.trade import add_invoice
from tests.paying.till import Till


def _change(session: Session, /, number: str, **facts: object) -> None:
    session.execute(update(Invoice).where(Invoice.number == number).values(**facts))


@pytest.mark.parametrize(
    "change", [{"status": InvoiceStatus.VOID}, {"total_cents": 4_899}, {"credited_cents": 1}], ids=["void", "less", "credit"]
)
async def test_case_43_an_invoice_that_is_being_paid_is_neither_voided_nor_reduced(till: Till, change: dict[str, object]) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "confirm")

    with pytest.raises(IntegrityError):
        await till.database.write(_change, "10433", **change)

    invoice = await till.invoice("10433")
    assert (invoice.status, invoice.total_cents, invoice.held_cents, invoice.credited_cents) == (InvoiceStatus.POSTED, 4_900, 4_900, 0)
    assert (await till.payment(told.request_id)).state is PaymentState.REQUIRES_ACTION


async def test_case_43_money_that_comes_after_its_invoice_was_voided_is_credit_and_the_office_is_told(till: Till) -> None:
    """The payment was given up, so that the invoice could be voided; and then the gateway had it after all."""
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    await add_invoice(till.database, dana.scope, number="10434", total_cents=1_000)
    card, wish_id = await till.card(dana), uuid4()
    till.gateway.faults.delay_request(400)
    await till.pay(dana, {"10433": 4_900, "10434": 1_000}, card, request_id=wish_id)
    for _minute in range(6):
        till.clock.pass_(minutes=1)
        await till.paying.sweep()
    assert (await till.payment(wish_id)).state is PaymentState.FAILED
    await till.database.write(_change, "10433", status=InvoiceStatus.VOID)
    till.clock.pass_(minutes=1)

    for delivery in await till.gateway.events_due():
        await till.paying.hear(delivery.body, delivery.headers)
    await till.settled()

    payment = await till.payment(wish_id)
    assert (payment.state, payment.unapplied_cents, payment.is_late) == (PaymentState.SUCCEEDED, 4_900, True)
    assert [(await till.invoice(number)).paid_cents for number in ("10433", "10434")] == [0, 1_000]
    assert [entry.action for entry in await till.rows(AuditEntry)].count("payment.late") == 1
