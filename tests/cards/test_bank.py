"""The demo's bank asks the card holder, and leads back to what waited."""

from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from portal_ui.gateways import Report, Standing
from portal_ui.gateways.demo.choices import by_key
from portal_ui.payment_errors import GatewayAwayError
from portal_ui.views import Outcome, SetupOutcome
from tests.cards.entering import PAGE, add, asked, pay
from tests.cards.fakes import DRAFT, Fakes


async def test_a_payment_that_waits_for_the_bank_leads_there_and_can_be_cancelled(browser: httpx.AsyncClient) -> None:
    await pay(browser, "3184")
    bank = await asked(browser, PAGE)
    page = await browser.get(PAGE)
    assert "Your bank wants you to confirm" in page.text
    assert "You can confirm until Nov 23, 2026, 10:32 AM" in page.text
    assert f'action="{PAGE}/cancel"' in page.text

    shown = await browser.get(bank)
    for told in ("Confirm this payment?", "$2,689.44", "Visa ending 3184", "Piney Hollow Hauling", "stands in for your bank"):
        assert told in shown.text.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("last4", "answer", "outcome", "told"),
    [
        ("3184", "confirm", Outcome.PAID, "Paid $2,689.44"),
        ("3184", "refuse", Outcome.DECLINED, "The payment was not confirmed with the bank."),
        ("3178", "confirm", Outcome.DECLINED, "not have enough funds"),
    ],
)
async def test_the_answer_leads_back_to_how_the_payment_stands(
    browser: httpx.AsyncClient, fakes: Fakes, last4: str, answer: str, outcome: Outcome, told: str
) -> None:
    await pay(browser, last4)
    bank = await asked(browser, PAGE)
    back = await browser.post(bank, data={"answer": answer})
    assert (back.status_code, back.headers["location"]) == (303, f"{PAGE}/confirmed")
    assert (await browser.get(back.headers["location"])).headers["location"] == PAGE

    assert fakes.paying.payments[DRAFT].outcome is outcome
    assert told in (await browser.get(PAGE)).text


async def test_a_gateway_that_is_away_after_the_answer_leads_to_how_it_stands(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    await pay(browser, "3184")
    await browser.post(await asked(browser, PAGE), data={"answer": "confirm"})
    fakes.paying.refusal = GatewayAwayError()

    assert (await browser.get(f"{PAGE}/confirmed")).headers["location"] == PAGE


async def test_the_bank_asks_once(browser: httpx.AsyncClient) -> None:
    await pay(browser, "3184")
    bank = await asked(browser, PAGE)
    await browser.post(bank, data={"answer": "confirm"})

    assert (await browser.post(bank, data={"answer": "refuse"})).status_code == 404
    assert (await browser.get(bank)).status_code == 404


async def test_the_bank_understands_only_yes_and_no(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    await pay(browser, "3184")
    bank = await asked(browser, PAGE)

    assert (await browser.post(bank, data={"answer": "perhaps"})).status_code == 400
    assert fakes.bank.answers == {}


async def test_what_another_account_is_asked_is_not_found(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    report = Report("theirs", str(uuid4()), Standing.REQUIRES_ACTION, 100, "USD", action="/demo/bank/theirs")
    fakes.bank.asked["theirs"] = report, by_key("confirm")

    assert (await browser.get("/demo/bank/theirs")).status_code == 404
    assert (await browser.post("/demo/bank/theirs", data={"answer": "confirm"})).status_code == 404
    assert fakes.bank.answers == {}


async def test_an_action_that_leads_elsewhere_is_no_link(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    await pay(browser, "3184")
    fakes.paying.payments[DRAFT] = replace(fakes.paying.payments[DRAFT], action="https://bank.example/confirm")

    assert "bank.example" not in (await browser.get(PAGE)).text


@pytest.mark.parametrize(
    ("answer", "outcome", "location"), [("confirm", SetupOutcome.KEPT, "/account?done=card-kept"), ("refuse", SetupOutcome.DECLINED, "")]
)
async def test_a_card_to_keep_is_confirmed_there_too(
    browser: httpx.AsyncClient, fakes: Fakes, answer: str, outcome: SetupOutcome, location: str
) -> None:
    setup = (await add(browser, "3155")).headers["location"]
    bank = await asked(browser, setup)
    assert "Keep this card on file?" in (await browser.get(bank)).text
    back = await browser.post(bank, data={"answer": answer})
    assert back.headers["location"] == f"{setup}/confirmed"
    assert (await browser.get(back.headers["location"])).headers["location"] == setup
    page = await browser.get(setup)

    assert next(iter(fakes.cards.setups.values())).outcome is outcome
    assert page.headers.get("location", "") == location
