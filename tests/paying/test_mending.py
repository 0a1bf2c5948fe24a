"""What the office does where the gateway's word and the portal's differ."""

import pytest

from db.models import AuditEntry, Difference, DifferenceKind, Payment, PaymentState
from db.queries import differences
from db.queries.differences import Finding
from portal_ui.money_desk_errors import NoSuchDifferenceError, NotAskableError, StillTrueError
from portal_ui.service.money_desk.comparing import Compares
from portal_ui.service.paying import applying
from portal_ui.service.paying.moments import Moment
from tests.builders.trade import TODAY, add_customer, add_invoice
from tests.paying.desk import Desk, paid_by_somebody
from tests.paying.till import ADDRESS

pytestmark = pytest.mark.any_database


async def _parked(desk: Desk, trouble: str) -> Payment:
    """A payment in process that was left to the office."""
    dana = await desk.till.payer()
    await add_invoice(desk.till.database, dana.scope, number="A", total_cents=4_900)
    getattr(desk.till.gateway.faults, trouble)()
    told = await desk.till.pay_new(dana, {"A": 4_900}, "visa")
    payment = await desk.till.payment(told.request_id)
    await desk.till.database.write(applying.park, payment.id, "somebody has to look", Moment(desk.till.clock(), TODAY))
    return payment


async def _note(desk: Desk, finding: Finding) -> bool:
    return await desk.till.database.write(differences.note, finding, desk.till.clock())


async def test_what_is_set_aside_and_charged_goes_through_once_the_office_asks_again(desk: Desk) -> None:
    payment = await _parked(desk, "lose_answer")

    with pytest.raises(StillTrueError):
        await desk.service.settle(desk.staff, payment.number, "Looks wrong", address=ADDRESS)
    assert await desk.service.ask_again(desk.staff, payment.number, address=ADDRESS)
    assert not await desk.service.ask_again(desk.staff, payment.number, address=ADDRESS)

    now = await desk.payment(payment.number)
    assert (now.state, now.parked_reason) == (PaymentState.SUCCEEDED, None)
    assert await desk.unsound() == []


async def test_what_the_gateway_never_had_is_let_go_with_a_note(desk: Desk) -> None:
    payment = await _parked(desk, "lose_request")

    await desk.service.settle(desk.staff, payment.number, "Nothing at the processor", address=ADDRESS)

    now = await desk.payment(payment.number)
    assert (now.state, now.parked_reason) == (PaymentState.FAILED, None)
    assert (await desk.till.invoice("A")).held_cents == 0
    assert "payment.settle" in [row.action for row in await desk.till.rows(AuditEntry)]
    assert await desk.unsound() == []


async def test_a_difference_that_was_dealt_with_stays_so_until_it_is_another(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 4_900})
    finding = Finding(DifferenceKind.PAYMENT_AMOUNT, "demo", str(paid.gateway_reference), "USD", paid.id, 4_900, 4_800)
    assert [await _note(desk, finding), await _note(desk, finding)] == [True, False]
    (waiting,) = await desk.service.differences()

    await desk.service.seen(desk.staff, waiting.difference_id, "Called the processor", address=ADDRESS)

    with pytest.raises(NoSuchDifferenceError):
        await desk.service.seen(desk.staff, waiting.difference_id, "Again", address=ADDRESS)
    assert not await _note(desk, finding)
    assert [(one.by, one.note) for one in await desk.service.differences(is_open=False)] == [("Ruth Calloway", "Called the processor")]
    other = Finding(DifferenceKind.PAYMENT_AMOUNT, "demo", str(paid.gateway_reference), "USD", paid.id, 4_900, 4_700)
    assert await _note(desk, other)
    assert len(await desk.till.rows(Difference)) == 2


async def test_both_sides_are_compared_line_by_line(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 4_900})
    await desk.refund(paid, 900)
    await desk.till.gateway.refund("made-there", str(paid.gateway_reference), 100)

    lines = await desk.service.compared(paid.number)

    assert [(one.what, one.agrees, one.here_cents, one.there_cents) for one in lines] == [
        (Compares.PAYMENT, True, 4_900, 4_900),
        (Compares.REFUND, True, 900, 900),
        (Compares.REFUND, False, None, 100),
    ]
    scope = await add_customer(desk.till.database)
    await add_invoice(desk.till.database, scope, number="B")
    with pytest.raises(NotAskableError):
        await desk.service.compared((await desk.record(scope, 100)).number)
