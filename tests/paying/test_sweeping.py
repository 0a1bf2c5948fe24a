"""The sweep: what goes wrong with one payment keeps no other waiting, and nobody is asked about what they cannot know."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from db.models import PaymentState
from portal_ui.gateways import Report
from tests.builders.trade import add_invoice
from tests.paying.bell import Beside
from tests.paying.till import Till

pytestmark = pytest.mark.any_database


async def test_a_payment_that_cannot_be_looked_after_keeps_no_other_of_its_account_waiting(till: Till) -> None:
    dana = await till.payer()
    for number in ("10433", "10471"):
        await add_invoice(till.database, dana.scope, number=number, total_cents=4_900)
    first, second = [await till.pay_new(dana, {number: 4_900}, "bank") for number in ("10433", "10471")]
    broken = (await till.payment(first.request_id)).gateway_reference

    class Breaking(Beside):
        async def get(self, reference: str) -> Report | None:
            if reference == broken:
                raise RuntimeError(reference)
            report: Report | None = await self._inner.get(reference)
            return report

    till.clock.pass_(hours=2)
    await Till.over(till.database, till.file, clock=till.clock, gateway=Breaking(till.gateway)).paying.sweep()

    states = [(await till.payment(told.request_id)).state for told in (first, second)]
    assert states == [PaymentState.PROCESSING, PaymentState.SUCCEEDED]


async def test_a_payment_asked_of_a_former_gateway_is_not_given_up_on_the_word_of_another(till: Till) -> None:
    """The portal moved from one processor to another while an answer was still out."""

    class Another(Beside):
        name = "another"

        async def find(self, customer: str, since: datetime) -> Sequence[Report]:
            return []

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)
    till.gateway.faults.lose_answer()
    told = await till.pay(dana, {"10433": 4_900}, card)
    till.clock.pass_(hours=2)

    await Till.over(till.database, till.file, clock=till.clock, gateway=Another(till.gateway)).paying.sweep()
    assert (await till.payment(told.request_id)).state is PaymentState.SUBMITTING
    await till.paying.sweep()

    assert (await till.payment(told.request_id)).state is PaymentState.SUCCEEDED
