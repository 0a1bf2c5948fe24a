"""The sweep: what goes wrong with one payment keeps no other waiting, and nobody is asked about what they cannot know."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import pytest

from db.models import AuditEntry, PaymentState
from portal_ui.gateways import Charge, News, Report, Unknown
from portal_ui.views import Outcome
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


async def test_case_29_two_payments_listed_for_one_wish_are_left_to_a_person(till: Till) -> None:
    """A key was forgotten there between the two: neither is taken for the right one, and nothing is let go."""

    class Twice(Beside):
        async def charge(self, charge: Charge) -> News:
            for key in (charge.key, str(uuid4())):
                await self._inner.charge(Charge(**{**charge.as_json(), "key": key}))
            return Unknown()

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)
    twice = Till.over(till.database, till.file, clock=till.clock, gateway=Twice(till.gateway))
    told = await twice.pay(dana, {"10433": 4_900}, card)
    for _round in range(3):
        till.clock.pass_(minutes=6)
        await till.paying.sweep()

    payment = await till.payment(told.request_id)
    assert (payment.state, payment.gateway_charge) == (PaymentState.SUBMITTING, None)
    assert "several payments for it" in (payment.parked_reason or "")
    invoice = await till.invoice("10433")
    assert (invoice.held_cents, invoice.paid_cents) == (4_900, 0)
    assert [entry.action for entry in await till.rows(AuditEntry)].count("payment.parked") == 1  # however often it is looked at


async def test_case_72_a_start_waits_for_no_payment_in_doubt(till: Till) -> None:
    """The gateway is asked and does not answer; meanwhile everyone is told how things stand, and pays."""
    asked = asyncio.Event()

    class Silent(Beside):
        async def find(self, customer: str, since: datetime) -> Sequence[Report]:
            asked.set()
            await asyncio.Event().wait()
            return []

    dana = await till.payer()
    for number in ("10433", "10471"):
        await add_invoice(till.database, dana.scope, number=number, total_cents=4_900)
    card = await till.card(dana)
    till.gateway.faults.lose_answer()
    doubtful = await till.pay(dana, {"10433": 4_900}, card)
    started = Till.over(till.database, till.file, clock=till.clock, gateway=Silent(till.gateway))

    async with asyncio.timeout(10), started.paying.running():
        await asked.wait()
        known = await started.paying.status(dana, doubtful.request_id)
        paid = await started.pay(dana, {"10471": 4_900}, card)

    assert known is not None
    assert (known.outcome, paid.outcome) == (Outcome.CONFIRMING, Outcome.PAID)
