"""What is heard is acted on once and no further, and a silent gateway uses up no event's tries."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest

from db.models import GatewayEventState, PaymentState
from portal_ui.gateways import Charge, Event, GatewayUnreachableError, News, Rejected, Report
from portal_ui.payment_errors import OtherWishError
from tests.builders.trade import add_invoice
from tests.paying.bell import Beside, heard, ring
from tests.paying.desk import paid_by_somebody
from tests.paying.till import Till

pytestmark = pytest.mark.any_database


class Counted(Beside):
    """Counts how often it is asked, and how many ask at once."""

    asked = 0
    asking = 0
    most = 0
    is_away = False

    async def get(self, reference: str) -> Report | None:
        """Count, and answer as ever, or not at all."""
        self.asked += 1
        self.asking += 1
        self.most = max(self.most, self.asking)
        for _turn in range(5):
            await asyncio.sleep(0)
        self.asking -= 1
        if self.is_away:
            raise GatewayUnreachableError
        report: Report | None = await self._inner.get(reference)
        return report


async def test_an_event_that_is_known_asks_the_gateway_nothing(till: Till) -> None:
    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    counted = Counted(till.gateway)
    over = Till.over(till.database, till.file, clock=till.clock, gateway=counted)
    event_id = uuid4().hex

    for _time in range(3):
        await ring(over, "payment_intent.succeeded", str(payment.gateway_reference), is_payment=True, event_id=event_id)

    assert counted.asked == 1


async def test_news_of_another_environment_ask_the_gateway_nothing(till: Till) -> None:
    class Elsewhere(Counted):
        def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
            read: Event = self._inner.read_event(body, headers)
            return replace(read, reference="")

    elsewhere = Elsewhere(till.gateway)

    await ring(
        Till.over(till.database, till.file, clock=till.clock, gateway=elsewhere), "payment_intent.succeeded", "pi_x", is_payment=True
    )

    assert elsewhere.asked == 0


async def test_while_the_gateway_is_silent_one_event_tries_for_all_and_none_is_used_up(till: Till) -> None:
    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    silent = Counted(till.gateway)
    silent.is_away = True
    over = Till.over(till.database, till.file, clock=till.clock, gateway=silent)
    ids = [await ring(over, "payment_intent.succeeded", str(payment.gateway_reference), is_payment=True) for _event in range(3)]
    till.clock.pass_(minutes=1)
    before = silent.asked

    await over.paying.sweep()

    assert silent.asked - before == 1
    assert {(event.state, event.tries) for event in [await heard(till, event_id) for event_id in ids]} == {(GatewayEventState.PARKED, 0)}


async def test_a_flood_of_events_asks_the_gateway_a_few_at_a_time(till: Till) -> None:
    counted = Counted(till.gateway)
    over = Till.over(till.database, till.file, clock=till.clock, gateway=counted)
    for index in range(40):
        over.paying._settling._acting.add(
            asyncio.create_task(over.paying._settling._hearing.act(Event(f"evt_{index}", "x", f"pi_{index}", True, False)))
        )
    await asyncio.wait(set(over.paying._settling._acting))

    assert counted.asked == 40
    assert 1 < counted.most <= 8


async def test_case_28_the_same_request_with_another_card_is_refused(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    first, other, wish_id = await till.card(dana), await till.card(dana, "mastercard"), uuid4()
    await till.pay(dana, {"10433": 1_000}, first, request_id=wish_id)

    with pytest.raises(OtherWishError):
        await till.pay(dana, {"10433": 1_000}, other, request_id=wish_id)

    assert await till.charged_cents() == [1_000]


async def test_case_10_a_key_that_is_in_use_may_have_been_answered_with_money(till: Till) -> None:
    class InUse(Beside):
        async def charge(self, charge: Charge) -> News:
            await self._inner.charge(charge)
            return Rejected("idempotency_key_reuse")

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)
    told = await Till.over(till.database, till.file, clock=till.clock, gateway=InUse(till.gateway)).pay(dana, {"10433": 4_900}, card)
    assert (await till.payment(told.request_id)).state is PaymentState.SUBMITTING
    till.clock.pass_(seconds=30)
    await till.paying.sweep()

    assert (await till.payment(told.request_id)).state is PaymentState.SUCCEEDED
