"""Refunds that several wish for at the same moment, and that several processes look after."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from db.models import Refund, RefundState
from db.queries import returning as queries
from portal_ui.errors import PortalError
from portal_ui.payment_errors import OtherWishError
from tests.builders.trade import TODAY
from tests.paying.desk import Desk, paid_by_somebody
from tests.paying.till import Till


async def test_of_twenty_refunds_at_once_no_more_goes_back_than_was_paid(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})

    told = await asyncio.gather(*(desk.refund(paid, 3_000) for _click in range(20)), return_exceptions=True)

    refused = [one for one in told if isinstance(one, PortalError)]
    assert (len(refused), [one for one in told if one not in refused]) == (17, [RefundState.SUCCEEDED] * 3)
    returns = await desk.till.gateway.returns(str(paid.gateway_reference))
    assert returns is not None
    assert sum(refund.amount_cents for refund in returns.refunds) == 9_000
    assert (await desk.till.invoice("A")).balance_cents == 9_000
    assert await desk.unsound() == []


async def test_a_second_click_gives_back_once(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})
    wish_id = uuid4()

    await asyncio.gather(*(desk.refund(paid, 2_000, request_id=wish_id) for _click in range(5)))

    assert [row.amount_cents for row in await desk.till.rows(Refund)] == [2_000]
    with pytest.raises(OtherWishError):
        await desk.refund(paid, 2_001, request_id=wish_id)


async def test_a_refund_whose_process_died_before_it_was_sent_is_sent_once(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 10_000})

    def leave(session: Session) -> None:
        clock = desk.till.clock()
        queries.add_refund(
            session, payment_id=paid.id, number="DEMO-RF-9", key=uuid4(), state=RefundState.REQUESTED, cents=2_500, reason="Twice",
            on=TODAY, now=clock, staff_id=desk.staff.staff_id, lease_until=clock,
        )  # fmt: skip

    await desk.till.database.write(leave)
    other = Till.over(desk.till.database, desk.till.file, clock=desk.till.clock)

    await asyncio.gather(desk.till.paying.sweep(), other.paying.sweep())

    returns = await desk.till.gateway.returns(str(paid.gateway_reference))
    assert returns is not None
    assert [refund.amount_cents for refund in returns.refunds] == [2_500]
    assert (await desk.till.invoice("A")).balance_cents == 2_500
