"""What may be given back, and what may not; and a refund that nobody answered is never taken for refused."""

from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db.models import Payment, PaymentState, Refund, RefundState
from db.queries import returning as rows
from portal_ui.gateways import RefundReport, Rejected, Unknown
from portal_ui.money_desk_errors import AmountUnreadableError, NotRefundableError, ReasonMissingError
from portal_ui.service.money_desk import RefundWish
from tests.builders.trade import add_invoice
from tests.paying.bell import Beside
from tests.paying.desk import Desk, paid_by_somebody
from tests.paying.till import ADDRESS, Till

pytestmark = pytest.mark.any_database


def _change(session: Session, /, payment_id: int, **facts: object) -> None:
    session.execute(update(Payment).where(Payment.id == payment_id).values(**facts))


@pytest.mark.parametrize("cents", [0, -1, 1.5])
async def test_what_is_no_amount_is_not_given_back(desk: Desk, cents: int) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})

    with pytest.raises(AmountUnreadableError):
        await desk.refund(paid, cents)

    assert await desk.till.rows(Refund) == []


@pytest.mark.parametrize("facts", [{"gateway": ""}, {"gateway": "another"}, {"parked_reason": "somebody has to look"}])
async def test_of_the_books_of_another_gateway_and_of_what_is_set_aside_nothing_is_given_back(desk: Desk, facts: dict[str, object]) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    await desk.till.database.write(_change, paid.id, **facts)

    with pytest.raises(NotRefundableError):
        await desk.refund(paid, 1_000)

    assert await desk.till.rows(Refund) == []


async def test_of_a_payment_on_its_way_nothing_is_given_back(desk: Desk) -> None:
    dana = await desk.till.payer()
    await add_invoice(desk.till.database, dana.scope, number="A", total_cents=10_000)
    told = await desk.till.pay_new(dana, {"A": 10_000}, "bank")
    payment = await desk.till.payment(told.request_id)
    assert payment.state is PaymentState.PROCESSING

    with pytest.raises(NotRefundableError):
        await desk.refund(payment, 1_000)

    assert await desk.till.rows(Refund) == []


async def test_without_a_reason_nothing_is_given_back(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})

    with pytest.raises(ReasonMissingError):
        await desk.service.refund(desk.staff, RefundWish(uuid4(), paid.number, 1_000, "  "), address=ADDRESS)

    assert await desk.till.rows(Refund) == []


async def test_a_refund_is_claimed_once(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    desk.till.gateway.faults.lose_answer()
    await desk.refund(paid, 1_000)
    (refund,) = await desk.till.rows(Refund)
    now: datetime = desk.till.clock.now

    assert refund.state is RefundState.SUBMITTING
    assert await desk.till.database.write(rows.claim, refund.id, now, now) is False


@pytest.mark.parametrize("how", ["breaks", "key in use"])
async def test_an_answer_that_breaks_and_a_key_in_use_are_no_refusal_of_a_refund(till: Till, how: str) -> None:
    class Odd(Beside):
        async def refund(self, key: str, reference: str, cents: int) -> RefundReport | Rejected | Unknown:
            await self._inner.refund(key, reference, cents)
            if how == "breaks":
                raise ValueError("half a body")
            return Rejected("idempotency_key_reuse")

    _dana, paid = await paid_by_somebody(till, {"A": 10_000})
    desk = await Desk.at(Till.over(till.database, till.file, clock=till.clock, gateway=Odd(till.gateway)))

    await desk.refund(paid, 10_000)
    assert [row.state for row in await till.rows(Refund)] == [RefundState.SUBMITTING]
    till.clock.pass_(seconds=30)
    await till.paying.sweep()

    assert [row.state for row in await till.rows(Refund)] == [RefundState.SUCCEEDED]
    assert (await till.invoice("A")).balance_cents == 10_000
