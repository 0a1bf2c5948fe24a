"""The sweep: what goes wrong with one payment keeps no other waiting, and nobody is asked about what they cannot know."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from db.models import AuditEntry, PaymentState
from portal_ui.gateways import Charge, News, Report, Standing, Unknown
from portal_ui.gateways.demo import DemoGateway
from portal_ui.service.paying import applying
from portal_ui.views import Outcome, PaymentStatus, Visit
from tests.builders.trade import add_invoice
from tests.paying.bell import Beside, ring
from tests.paying.till import Till

pytestmark = pytest.mark.any_database


async def in_doubt(till: Till, dana: Visit, card: int, number: str) -> PaymentStatus:
    """A payment that was charged, and whose answer was lost."""
    await add_invoice(till.database, dana.scope, number=number, total_cents=4_900)
    till.gateway.faults.lose_answer()
    told = await till.pay(dana, {number: 4_900}, card)
    assert told.outcome is Outcome.CONFIRMING
    return told


async def state(till: Till, told: PaymentStatus) -> PaymentState:
    """How it stands now."""
    return (await till.payment(told.request_id)).state


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


async def test_an_account_that_cannot_be_looked_after_keeps_no_other_waiting(till: Till) -> None:
    people = [await till.payer() for _account in range(2)]
    first, second = [await in_doubt(till, who, await till.card(who), f"1043{at}") for at, who in enumerate(people)]
    broken = (await till.payment(first.request_id)).parameters["charge"]["customer"]  # type: ignore[index]

    class Breaking(Beside):
        async def find(self, customer: str, since: datetime) -> Sequence[Report]:
            if customer == broken:
                raise RuntimeError(customer)
            found: Sequence[Report] = await self._inner.find(customer, since)
            return found

    till.clock.pass_(seconds=30)

    looked = await Till.over(till.database, till.file, clock=till.clock, gateway=Breaking(till.gateway)).paying.sweep()

    assert looked == 2
    assert [await state(till, told) for told in (first, second)] == [PaymentState.SUBMITTING, PaymentState.SUCCEEDED]


async def test_a_gateway_whose_clock_is_some_minutes_slow_is_understood(till: Till) -> None:
    dana = await till.payer()
    card = await till.card(dana)
    slow = DemoGateway(till.file, lambda: till.clock.now - timedelta(minutes=4), patience_seconds=0.01, is_durable=False)
    slow.faults.lose_answer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    over = Till.over(till.database, till.file, clock=till.clock, gateway=slow)
    told = await over.pay(dana, {"10433": 4_900}, card)
    till.clock.pass_(minutes=6)

    await over.paying.sweep()

    assert await state(till, told) is PaymentState.SUCCEEDED
    slow.close()


async def test_of_several_payments_in_doubt_the_oldest_says_from_when_on_the_gateway_is_asked(till: Till) -> None:
    dana = await till.payer()
    card = await till.card(dana)
    first = await in_doubt(till, dana, card, "10433")
    till.clock.pass_(minutes=20)
    second = await in_doubt(till, dana, card, "10434")
    till.clock.pass_(minutes=6)

    await till.paying.sweep()

    assert [await state(till, told) for told in (first, second)] == [PaymentState.SUCCEEDED] * 2


async def test_what_the_gateway_does_not_know_any_more_is_left_to_a_person(till: Till) -> None:
    class Forgetful(Beside):
        async def get(self, reference: str) -> Report | None:
            return None

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "bank")
    till.clock.pass_(hours=2)

    await Till.over(till.database, till.file, clock=till.clock, gateway=Forgetful(till.gateway)).paying.sweep()

    payment = await till.payment(told.request_id)
    assert (payment.state, payment.parked_reason) == (PaymentState.PROCESSING, "the gateway does not know it any more")
    assert (await till.invoice("10433")).held_cents == 4_900


async def test_what_the_gateway_calls_another_payment_of_ours_is_left_to_a_person(till: Till) -> None:
    dana = await till.payer()
    told = await in_doubt(till, dana, await till.card(dana), "10433")
    payment = await till.payment(told.request_id)
    report = Report("pi_of_another", str(uuid4()), Standing.SUCCEEDED, 4_900, "USD", charge="ch_of_another")

    await till.database.write(applying.apply, payment.id, report, await till.paying._moment(), is_awaited=False)

    payment = await till.payment(told.request_id)
    assert (payment.state, payment.gateway_charge) == (PaymentState.SUBMITTING, None)
    assert "another payment of ours" in (payment.parked_reason or "")


async def test_news_that_come_while_the_sweep_looks_are_not_undone_by_what_it_saw(till: Till) -> None:
    """The list was made a moment before; the webhook was faster than its answer."""

    class Outrun(Beside):
        async def find(self, customer: str, since: datetime) -> Sequence[Report]:
            (report,) = await self._inner.find(customer, since)
            await ring(till, "payment_intent.processing", report.reference, is_payment=True)
            return []

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    till.gateway.faults.lose_answer()
    told = await till.pay_new(dana, {"10433": 4_900}, "bank")
    till.clock.pass_(minutes=6)

    await Till.over(till.database, till.file, clock=till.clock, gateway=Outrun(till.gateway)).paying.sweep()

    assert (await state(till, told), (await till.invoice("10433")).held_cents) == (PaymentState.PROCESSING, 4_900)


async def test_what_is_left_to_a_person_is_not_let_go_by_the_sweep(till: Till) -> None:
    class Empty(Beside):
        async def find(self, customer: str, since: datetime) -> Sequence[Report]:
            return []

    dana = await till.payer()
    told = await in_doubt(till, dana, await till.card(dana), "10433")
    payment = await till.payment(told.request_id)
    await till.database.write(applying.park, payment.id, "somebody has to look", await till.paying._moment())
    till.clock.pass_(minutes=6)

    await Till.over(till.database, till.file, clock=till.clock, gateway=Empty(till.gateway)).paying.sweep()

    assert (await state(till, told), (await till.invoice("10433")).held_cents) == (PaymentState.SUBMITTING, 4_900)


async def test_what_somebody_has_taken_to_the_gateway_is_not_given_up_as_never_sent(till: Till) -> None:
    """The sweep had read it as only begun; it was claimed a moment before the sweep's own transaction."""
    dana = await till.payer()
    told = await in_doubt(till, dana, await till.card(dana), "10433")
    payment = await till.payment(told.request_id)

    assert await till.database.write(applying.expire, payment.id, await till.paying._moment()) is None

    assert (await state(till, told), (await till.invoice("10433")).held_cents) == (PaymentState.SUBMITTING, 4_900)
