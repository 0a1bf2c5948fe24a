"""News that a gateway pushes: heard once, acted on by asking, and never lost, whatever it is about and however late it comes."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db.models import AuditEntry, Card, CardSetup, CardSetupState, Company, GatewayEvent, GatewayEventState, Letter, Payment, PaymentState
from portal_ui.gateways import CardFacts, Charge, Event, News, Report
from portal_ui.service.paying.hearing import PAUSES
from portal_ui.views import NewCard, Outcome, SetupOutcome
from tests.builders.trade import add_invoice
from tests.paying.bell import Beside, heard, ring
from tests.paying.desk import paid_by_somebody
from tests.paying.till import ADDRESS, Till

pytestmark = pytest.mark.any_database


async def events_of(till: Till) -> list[GatewayEventState]:
    """How far each event is."""
    return [event.state for event in await till.rows(GatewayEvent)]


def _give_office_an_address(session: Session) -> None:
    session.get_one(Company, 1).email = "office@example.com"


def _spoil_counter(session: Session, name: str) -> None:
    """No receipt can be numbered: the transaction of a success fails at its very end."""
    session.execute(text(f"ALTER TABLE counters RENAME TO {name}"))


def _mend_counter(session: Session, name: str) -> None:
    session.execute(text(f"ALTER TABLE {name} RENAME TO counters"))


async def test_case_30_an_event_delivered_twice_at_once_is_kept_and_acted_on_once(till: Till) -> None:
    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    event_id = uuid4().hex

    await asyncio.gather(*(ring(till, "payment_intent.succeeded", str(payment.gateway_reference), is_payment=True, event_id=event_id)
                           for _time in range(5)))  # fmt: skip

    assert [event.id for event in await till.rows(GatewayEvent)] == [event_id]
    assert [letter.kind for letter in await till.rows(Letter)] == ["payment-receipt"]


async def test_case_32_news_of_success_before_our_own_commit_settles_the_payment_once(till: Till, tmp_path: Path) -> None:
    """The gateway rings while its own answer is still on its way to us."""

    class Ringing(Beside):
        async def charge(self, charge: Charge) -> News:
            report: Report = await self._inner.charge(charge)
            await ring(till, "payment_intent.succeeded", report.reference, is_payment=True)
            return report

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)
    early = Till.over(till.database, tmp_path / "gateway.sqlite", clock=till.clock, gateway=Ringing(till.gateway))

    told = await early.pay(dana, {"10433": 4_900}, card)

    assert (told.outcome, told.receipt_number) == (Outcome.PAID, "DEMO-R-000001")
    assert (await till.invoice("10433")).paid_cents == 4_900
    assert [letter.kind for letter in await till.rows(Letter)] == ["payment-receipt"]


async def test_case_33_an_event_three_days_late_still_counts(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "bank")
    payment = await till.payment(told.request_id)
    till.clock.pass_(days=3)

    await ring(till, "payment_intent.succeeded", str(payment.gateway_reference), is_payment=True)

    assert (await till.payment(told.request_id)).state is PaymentState.SUCCEEDED


async def test_case_34_what_no_event_ever_told_the_sweep_finds(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "bank")
    till.clock.pass_(hours=1, minutes=1)

    await till.paying.sweep()

    assert (await till.payment(told.request_id)).state is PaymentState.SUCCEEDED
    assert await till.rows(GatewayEvent) == []


async def test_case_36_news_of_what_is_not_ours_is_done_and_says_why(till: Till) -> None:
    class Foreign(Beside):
        async def get(self, reference: str) -> Report | None:
            report = await self._inner.get(reference)
            return replace(report, payment="", reference="pi_of_somebody") if report else None

    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    other = Till.over(till.database, till.file, clock=till.clock, gateway=Foreign(till.gateway))
    ids = [
        await ring(other, "payment_intent.succeeded", str(payment.gateway_reference), is_payment=True),
        await ring(other, "payment_intent.succeeded", "pi_nobody_knows", is_payment=True),
        await ring(other, "customer.updated", "cus_nobody_knows"),
    ]

    said = [(event.state, event.error) for event in [await heard(till, event_id) for event_id in ids]]
    assert said == [
        (GatewayEventState.DONE, "not ours"),
        (GatewayEventState.DONE, "the gateway knows nothing of it"),
        (GatewayEventState.DONE, "not about a payment"),
    ]


async def test_case_37_news_of_another_environment_is_counted_and_nothing_is_asked(till: Till) -> None:
    class Elsewhere(Beside):
        def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
            read: Event = self._inner.read_event(body, headers)
            return replace(read, reference="")

        async def get(self, reference: str) -> Report | None:
            raise AssertionError(reference)

    other = Till.over(till.database, till.file, clock=till.clock, gateway=Elsewhere(till.gateway))

    event = await heard(till, await ring(other, "payment_intent.succeeded", "pi_of_test_mode", is_payment=True))

    assert (event.state, event.error) == (GatewayEventState.DONE, "of another environment")


async def test_news_said_to_be_ours_of_a_payment_that_is_not_there_waits_for_a_person(till: Till) -> None:
    """As after a backup of yesterday was put back."""
    customer = await till.gateway.ensure_customer("customer:77", "Someone")
    lost = await till.gateway.charge(
        Charge(str(uuid4()), str(uuid4()), customer, 4_900, "USD", "10433", token=f"ctoken_demo_visa_{'x' * 12}")
    )
    assert isinstance(lost, Report)

    event = await heard(till, await ring(till, "payment_intent.succeeded", lost.reference, is_payment=True))

    assert event.state is GatewayEventState.PARKED
    assert event.error == f"it is said to be ours, but there is no payment {lost.payment}"


async def test_case_38_a_failing_event_is_tried_again_after_growing_pauses_and_then_left_to_a_person(till: Till) -> None:
    tries: list[float] = []

    class Broken(Beside):
        async def get(self, reference: str) -> Report | None:
            tries.append(till.clock.now.timestamp())
            raise RuntimeError(reference)

    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    broken = Till.over(till.database, till.file, clock=till.clock, gateway=Broken(till.gateway))
    event_id = await ring(broken, "payment_intent.succeeded", str(payment.gateway_reference), is_payment=True)
    for _quarter in range(24 * 4 * 5):
        till.clock.pass_(minutes=15)
        await broken.paying.sweep()

    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) == len(PAUSES)
    assert pauses[3:] == sorted(pauses[3:])
    event = await heard(till, event_id)
    assert (event.state, event.error, event.tries) == (GatewayEventState.PARKED, "RuntimeError", len(PAUSES))


async def test_case_40_an_event_is_done_only_together_with_its_effect(till: Till) -> None:
    """The process dies inside the transaction: neither stands, and the next look makes both true."""
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "bank")
    payment = await till.payment(told.request_id)
    till.clock.pass_(minutes=11)
    await till.database.write(_spoil_counter, "gone")

    event_id = await ring(till, "payment_intent.succeeded", str(payment.gateway_reference), is_payment=True)
    assert ((await heard(till, event_id)).state, (await till.payment(told.request_id)).state) == (
        GatewayEventState.PARKED,
        PaymentState.PROCESSING,
    )
    await till.database.write(_mend_counter, "gone")
    till.clock.pass_(minutes=3)
    await till.paying.sweep()

    assert ((await heard(till, event_id)).state, (await till.payment(told.request_id)).state) == (
        GatewayEventState.DONE,
        PaymentState.SUCCEEDED,
    )


async def test_what_one_process_acted_on_another_that_failed_does_not_park(till: Till) -> None:
    class Late(Beside):
        """Fails, but only after somebody else has acted on the same event."""

        async def get(self, reference: str) -> Report | None:
            till.clock.pass_(minutes=1)
            await till.paying.sweep()
            raise RuntimeError(reference)

    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    late = Till.over(till.database, till.file, clock=till.clock, gateway=Late(till.gateway))

    event = await heard(till, await ring(late, "payment_intent.succeeded", str(payment.gateway_reference), is_payment=True))

    assert event.state is GatewayEventState.DONE


async def test_case_55_a_card_that_was_removed_at_the_gateway_is_off_the_file_here(till: Till) -> None:
    dana = await till.payer()
    card_id = await till.card(dana)
    reference = (await till.rows(Card))[0].gateway_reference
    await till.gateway.detach(reference)

    await ring(till, "payment_method.detached", reference)
    await ring(till, "payment_method.detached", reference)

    (card,) = await till.rows(Card)
    assert await till.cards.on_file(dana.scope) == ()
    assert (card.id, card.is_default, card.detached_at) == (card_id, False, till.clock.now)
    assert [entry.action for entry in await till.rows(AuditEntry)].count("card.gone") == 1


async def test_case_56_a_card_that_its_network_renewed_has_its_new_date_here(till: Till) -> None:
    class Renewing(Beside):
        async def card(self, reference: str) -> CardFacts | None:
            return CardFacts(reference, "Visa", "9424", 3, 2038)

    dana = await till.payer()
    await till.card(dana)
    reference = (await till.rows(Card))[0].gateway_reference
    renewing = Till.over(till.database, till.file, clock=till.clock, gateway=Renewing(till.gateway))

    for kind in ("payment_method.automatically_updated", "payment_method.updated"):
        await ring(renewing, kind, reference)

    (card,) = await till.cards.on_file(dana.scope)
    assert (card.last4, card.exp_month, card.exp_year, card.is_default) == ("9424", 3, 2038, True)
    assert [entry.action for entry in await till.rows(AuditEntry)].count("card.renewed") == 1


async def test_a_card_whose_answer_was_lost_is_kept_as_soon_as_the_gateway_rings(till: Till) -> None:
    dana = await till.payer()
    till.gateway.faults.lose_answer()
    told = await till.cards.keep(dana, uuid4(), NewCard(f"ctoken_demo_visa_{uuid4().hex}", keep=True), address=ADDRESS)
    assert told.outcome is SetupOutcome.CONFIRMING

    for delivery in await till.gateway.events_due():
        await till.paying.hear(delivery.body, delivery.headers)
    await till.settled()

    assert [setup.state for setup in await till.rows(CardSetup)] == [CardSetupState.SUCCEEDED]
    assert [card.last4 for card in await till.cards.on_file(dana.scope)] == ["4242"]


async def test_a_payment_that_was_reported_as_fraud_is_told_to_the_office_and_stays_paid(till: Till) -> None:
    class Warned(Beside):
        def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
            read: Event = self._inner.read_event(body, headers)
            return replace(read, is_warning=True)

    _dana, payment = await paid_by_somebody(till, {"10433": 4_900})
    await till.database.write(_give_office_an_address)
    warning = Till.over(till.database, till.file, clock=till.clock, gateway=Warned(till.gateway))

    await ring(warning, "radar.early_fraud_warning.created", str(payment.gateway_reference), is_payment=True)

    assert [(letter.kind, (letter.facts or {}).get("reason")) for letter in await till.rows(Letter)][-1] == (
        "office-alert",
        "fraud-warning",
    )
    assert [one.state for one in await till.rows(Payment)] == [PaymentState.SUCCEEDED]


async def test_many_events_at_once_are_acted_on_a_few_at_a_time(till: Till) -> None:
    asking, most, count = 0, 0, 40

    class Counting(Beside):
        async def get(self, reference: str) -> Report | None:
            nonlocal asking, most
            asking += 1
            most = max(most, asking)
            await asyncio.sleep(0)
            asking -= 1
            return None

    counting = Till.over(till.database, till.file, clock=till.clock, gateway=Counting(till.gateway))

    await asyncio.gather(*(ring(counting, "payment_intent.succeeded", f"pi_{index}", is_payment=True) for index in range(count)))

    assert 1 <= most <= 8
    assert await events_of(till) == [GatewayEventState.DONE] * count
