"""What the office does where the gateway's word and the portal's differ."""

import pytest
from sqlalchemy.orm import Session

from db.models import AuditEntry, Difference, DifferenceKind, Payment, PaymentState, StaffRole
from db.queries import differences, gateway_events
from db.queries.differences import Finding
from portal_ui import desk_wording
from portal_ui.money_desk_errors import NoSuchDifferenceError, NoSuchNewsError, NotAskableError, StillTrueError
from portal_ui.office_errors import MayNotChangeError
from portal_ui.payment_errors import GatewayAwayError
from portal_ui.service.money_desk.comparing import Compares
from portal_ui.service.paying import applying
from portal_ui.service.paying.moments import Moment
from portal_ui.views import GridWish
from portal_ui.views.desk import Sum
from tests.builders.office import add_member
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


async def _unheeded(desk: Desk, event_id: str, reference: str, error: str) -> None:
    """News that was kept and could not be acted on."""

    def park(session: Session) -> None:
        facts = {"reference": reference, "is_payment": False}
        gateway_events.keep(session, event_id, "demo", "refund.created", facts, desk.till.clock())
        gateway_events.parked(session, event_id, error)

    await desk.till.database.write(park)


async def test_news_that_could_not_be_acted_on_is_listed_and_tried_again_by_the_office(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 4_900})
    assert paid.gateway_reference is not None
    await desk.till.gateway.refund("made elsewhere", paid.gateway_reference, 900)
    await _unheeded(desk, "evt_1", paid.gateway_reference, "KeyError")

    [row] = await desk.service.news()
    assert (row.event_id, row.tries, row.is_tried_on, (await desk.service.totals()).news) == ("evt_1", 1, True, 1)
    assert await desk.service.try_news(desk.staff, "evt_1", address=ADDRESS)

    assert (await desk.payment(paid.number)).refunded_cents == 900
    assert (await desk.service.news(), (await desk.service.totals()).news) == ((), 0)
    assert "news.again" in [entry.action for entry in await desk.till.rows(AuditEntry)]
    with pytest.raises(NoSuchNewsError):
        await desk.service.try_news(desk.staff, "evt_1", address=ADDRESS)


async def test_news_that_still_cannot_be_acted_on_stays_with_its_reason(desk: Desk) -> None:
    dana = await desk.till.payer()
    await add_invoice(desk.till.database, dana.scope, number="A", total_cents=4_900)
    told = await desk.till.pay_new(dana, {"A": 4_900}, "bank")
    payment = await desk.till.payment(told.request_id)
    assert payment.gateway_reference is not None
    await _unheeded(desk, "evt_1", payment.gateway_reference, "KeyError")

    assert not await desk.service.try_news(desk.staff, "evt_1", address=ADDRESS)

    [row] = await desk.service.news()
    assert (row.tries, desk_wording.news_error(row.error)) == (2, "Money came back of a payment that did not go through in the portal.")
    onlooker = await add_member(desk.till.database, StaffRole.READ_ONLY)
    with pytest.raises(MayNotChangeError):
        await desk.service.try_news(onlooker, "evt_1", address=ADDRESS)


async def test_a_gateway_that_is_away_leaves_the_news_as_it_is(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 4_900})
    assert paid.gateway_reference is not None
    await _unheeded(desk, "evt_1", paid.gateway_reference, "KeyError")
    desk.till.gateway.faults.be_unreachable(60)

    with pytest.raises(GatewayAwayError):
        await desk.service.try_news(desk.staff, "evt_1", address=ADDRESS)

    [row] = await desk.service.news()
    assert (row.tries, row.error) == (1, "the gateway did not answer")


async def test_a_refund_on_its_way_is_in_the_desks_list_of_refunds_and_counted_until_it_arrives(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 4_900}, "refund-slow")
    await paid_by_somebody(desk.till, {"B": 4_900})
    await desk.refund(paid, 900)

    [row] = (await desk.service.payments.page(desk.staff.scope, GridWish(status="refunded"))).rows
    assert (row.payment.number, row.has_refund_on_its_way, row.payment.refunded_cents) == (paid.number, True, 0)
    assert (await desk.service.totals()).sums["refunds"] == Sum(1, 900)

    desk.till.clock.pass_(minutes=11)
    await desk.hear()

    [row] = (await desk.service.payments.page(desk.staff.scope, GridWish(status="refunded"))).rows
    assert (row.has_refund_on_its_way, row.payment.refunded_cents) == (False, 900)
    assert (await desk.service.totals()).sums["refunds"] == Sum(0, 0)
    assert await desk.unsound() == []
