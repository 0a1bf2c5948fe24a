"""What the demo gateway keeps, who may have it open, and what is never in it."""

import asyncio
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from portal_ui.card_numbers import holds_card_number
from portal_ui.gateways import PaymentGateway, RefundReport, Rejected, Report, Standing
from portal_ui.gateways.demo import DemoGateway
from portal_ui.gateways.demo.choices import ACCOUNTS, CARDS, CHOICES, new_token, of_token
from tests.gateways.contract import charge_wish, debit_wish, reported, setup_wish
from tests.gateways.demo_world import BEGIN, SetClock, demo_counterpart, token_for


async def test_what_was_charged_outlives_the_process(tmp_path: Path) -> None:
    file, clock = tmp_path / "gateway.sqlite3", SetClock()
    with demo_counterpart(file, clock) as before:
        customer = await before.gateway.ensure_customer("customer:2041", "Delgado")
        wish = charge_wish(customer, token=token_for("4242"))
        paid = await before.gateway.charge(wish)

    with demo_counterpart(file, clock) as after:
        assert await after.gateway.ensure_customer("customer:2041", "Delgado") == customer
        assert await after.gateway.charge(wish) == paid
        assert await after.gateway.find(customer, BEGIN) == (paid,)
        assert [after.gateway.read_event(*event).reference for event in await after.events()] == [reported(paid).reference]


async def test_two_processes_with_one_key_charge_once_and_believe_each_other_s_events(tmp_path: Path) -> None:
    file, clock = tmp_path / "gateway.sqlite3", SetClock()
    with demo_counterpart(file, clock) as one, demo_counterpart(file, clock) as two:
        customer = await one.gateway.ensure_customer("customer:2041", "Delgado")
        wish = charge_wish(customer, token=token_for("4242"))

        answers = await asyncio.gather(*(gateway.charge(wish) for gateway in (one.gateway, two.gateway) * 10))

        assert len({reported(answer).reference for answer in answers}) == 1
        taken = [*await one.events(), *await two.events()]
        assert [two.gateway.read_event(*event).kind for event in taken] == ["payment_intent.succeeded"]


async def test_of_two_processes_that_charge_at_the_same_time_neither_loses_an_answer(tmp_path: Path) -> None:
    file, clock = tmp_path / "gateway.sqlite3", SetClock()
    with demo_counterpart(file, clock) as one, demo_counterpart(file, clock) as two:
        customer = await one.gateway.ensure_customer("customer:2041", "Delgado")

        paying = [gateway.charge(charge_wish(customer, token=token_for("4242"))) for gateway in (one.gateway, two.gateway) * 60]
        answers = await asyncio.gather(*paying)

        assert {reported(answer).standing for answer in answers} == {Standing.SUCCEEDED}
        assert len(await one.gateway.find(customer, BEGIN)) == 120


async def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    for turn in range(40):
        together = threading.Barrier(6)

        def opened(turn: int, together: threading.Barrier) -> DemoGateway:
            together.wait()
            return DemoGateway(tmp_path / f"new-{turn}" / "gateway.sqlite3", SetClock(), patience_seconds=0)

        gateways = await asyncio.gather(*(asyncio.to_thread(opened, turn, together) for _one in range(6)))

        customers = [await gateway.ensure_customer("customer:2041", "Delgado") for gateway in gateways]
        for gateway in gateways:
            gateway.close()
        assert len(set(customers)) == 1


async def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        await counterpart.gateway.ensure_customer("customer:2041", "Delgado")

        modes = {file.name: stat.filemode(file.stat().st_mode) for file in tmp_path.iterdir()}  # noqa: ASYNC240 - nobody waits

    assert set(modes.values()) == {"-rw-------"}


@pytest.mark.parametrize(
    ("reference", "standing", "code"),
    [
        ("demo_card_2041_4242", Standing.SUCCEEDED, ""),
        ("demo_card_2041_4444", Standing.SUCCEEDED, ""),
        ("demo_card_2041_1117", Standing.FAILED, "expired_card"),
        ("demo_card_3107_1881", Standing.SUCCEEDED, ""),
        ("demo_card_4155_8431", Standing.SUCCEEDED, ""),
    ],
)
async def test_the_demo_company_s_cards_are_known_from_the_first_use_on(
    tmp_path: Path, reference: str, standing: Standing, code: str
) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        owner, other = [await counterpart.gateway.ensure_customer(key, "Someone") for key in ("customer:1", "customer:2")]

        report = reported(await counterpart.gateway.charge(charge_wish(owner, card=reference)))

        assert (report.standing, report.code) == (standing, code)
        assert report.card is not None
        assert (report.card.reference, report.card.last4) == (reference, reference[-4:])
        assert await counterpart.gateway.charge(charge_wish(other, card=reference)) == Rejected("resource_missing")


@pytest.mark.parametrize("reference", ["demo_card_2041_0002", "demo_card_2041_", "demo_card__4242", "card_2041_4242", "demo_card_1_42424"])
async def test_other_cards_are_not_made_up(tmp_path: Path, reference: str) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        customer = await counterpart.gateway.ensure_customer("customer:1", "Someone")

        assert await counterpart.gateway.charge(charge_wish(customer, card=reference)) == Rejected("resource_missing")


async def test_a_demo_card_that_was_let_go_before_its_first_use_stays_gone(tmp_path: Path) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        customer = await counterpart.gateway.ensure_customer("customer:1", "Someone")

        await counterpart.gateway.detach("demo_card_2041_4242")

        assert await counterpart.gateway.charge(charge_wish(customer, card="demo_card_2041_4242")) == Rejected("resource_missing")


@pytest.mark.parametrize(
    "token", ["", "ctoken_demo_visa", "ctoken_demo_visa_", "ctoken_demo_nothing_abc", "ctoken_demo_visa-seeded_abc", "4242"]
)
async def test_tokens_of_no_choice_stand_for_nothing(token: str) -> None:
    assert of_token(token) is None


async def test_every_choice_has_a_token_of_its_own_and_does_what_it_says(tmp_path: Path) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        customer = await counterpart.gateway.ensure_customer("customer:1", "Someone")
        wishes = [
            charge_wish(customer, token=new_token(choice)) if choice.is_card else debit_wish(customer, new_token(choice))
            for choice in CHOICES
        ]
        tokens = [wish.token for wish in wishes]

        answers = [await counterpart.gateway.charge(wish) for wish in wishes]

    assert [of_token(token) for token in tokens] == list(CHOICES)
    assert len({(choice.brand, choice.last4) for choice in CHOICES}) == len({choice.key for choice in CHOICES}) == len(CHOICES)
    assert CARDS + ACCOUNTS == CHOICES
    assert {choice.key.partition("-")[0] for choice in ACCOUNTS} == {"bank"}
    standings = [answer.standing.value if isinstance(answer, Report) else "unknown" for answer in answers]
    expected = {"asks you": "requires_action", "gets no answer": "unknown", "succeeds": "succeeded", "is on its way": "processing"}
    assert standings == [next((found for words, found in expected.items() if words in choice.text), "failed") for choice in CHOICES]


async def test_no_card_number_is_anywhere_in_what_it_makes(tmp_path: Path) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        customer = await counterpart.gateway.ensure_customer("customer:1", "Someone")
        for choice in CHOICES:
            token = new_token(choice)
            wish = charge_wish(customer, token=token, keep_card=True) if choice.is_card else debit_wish(customer, token)
            await counterpart.gateway.charge(wish)
            await counterpart.gateway.keep(setup_wish(customer, new_token(choice)))
        found = await counterpart.gateway.find(customer, BEGIN - timedelta(days=1))

    assert len(found) == 2 * len(CHOICES) - 1  # the slow bank has not said anything yet
    assert not any(holds_card_number(str(report)) for report in found)


async def test_it_is_a_payment_gateway(tmp_path: Path) -> None:
    with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
        gateway: PaymentGateway = counterpart.gateway

        assert (gateway.name, gateway.least_cents, gateway.most_cents) == ("demo", 50, 99_999_999)


async def test_a_file_of_an_earlier_demo_is_brought_on(tmp_path: Path) -> None:
    file, clock = tmp_path / "gateway.sqlite3", SetClock()
    with closing(sqlite3.connect(file)) as earlier:
        earlier.executescript(
            "CREATE TABLE refunds (id INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, intent TEXT NOT NULL,"
            " amount_cents INTEGER NOT NULL, standing TEXT NOT NULL, code TEXT NOT NULL DEFAULT '', fails_at REAL);"
            "CREATE INDEX ix_refunds_failing ON refunds (fails_at) WHERE fails_at IS NOT NULL;"
        )

    for _time in range(2):
        with demo_counterpart(file, clock) as counterpart:
            customer = await counterpart.gateway.ensure_customer("customer:2041", "Delgado")
            paid = reported(await counterpart.gateway.charge(charge_wish(customer, token=token_for("7726"))))
            refund = await counterpart.gateway.refund(str(uuid4()), paid.reference, 4900)
            assert isinstance(refund, RefundReport)
            assert refund.standing is Standing.PROCESSING
