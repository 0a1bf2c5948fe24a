"""Cards on file: adding, removing, choosing the default."""

import re
from uuid import UUID

import httpx
import pytest

from portal_ui.consents import SAVE_CARD_VERSION
from portal_ui.views import SetupOutcome
from tests.cards.entering import NEW, add
from tests.cards.fakes import Fakes, visit
from tests.cards.serving import Introduce


async def test_a_card_is_put_on_file_with_the_consent_that_was_shown(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    assert "It is charged only when you press Pay." in (await browser.get(NEW)).text
    answer = await add(browser, "4242")
    assert answer.status_code == 303
    assert (await browser.get(answer.headers["location"])).headers["location"] == "/account?done=card-kept"

    assert [(card.keep, card.consent_version) for card in fakes.cards.kept] == [(True, SAVE_CARD_VERSION)]


async def test_without_the_consent_no_card_is_kept(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    answer = await add(browser, "4242", keep="")

    assert answer.status_code == 400
    assert "only if you agree to it" in answer.text
    assert re.search(r'value="ctoken_demo_visa_[a-z]+" required checked', answer.text)
    assert fakes.cards.kept == []


async def test_a_declined_card_is_not_kept_and_says_why(browser: httpx.AsyncClient) -> None:
    page = await browser.get((await add(browser, "0069")).headers["location"])

    assert "The card has expired." in page.text
    assert "Nothing was charged, and the card is not on file." in page.text


async def test_a_bank_account_cannot_be_kept(browser: httpx.AsyncClient) -> None:
    assert "Bank account" not in (await browser.get(NEW)).text


async def test_keeping_a_card_can_be_given_up(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    page = (await add(browser, "3155")).headers["location"]
    assert (await browser.get(f"{page}/status")).json() == {"outcome": "needs-you"}
    answer = await browser.post(f"{page}/cancel")

    assert answer.headers["location"] == page
    assert fakes.cards.setups[UUID(page.rsplit("/", 1)[1])].outcome is SetupOutcome.CANCELED
    assert "No card was added" in (await browser.get(page)).text


@pytest.mark.parametrize("path", [f"{NEW}/nonsense", f"{NEW}/7f0c1f5e-8d0b-4a64-9e5c-d3a6a1f2b3c4/status", "/account/cards/99/remove"])
async def test_an_unknown_card_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).status_code == 404


@pytest.mark.parametrize("name", ["99", "-1", "x", "9" * 30, "٣"])
@pytest.mark.parametrize("act", ["default", "remove"])
async def test_what_is_no_card_of_the_account_can_be_neither_removed_nor_chosen(browser: httpx.AsyncClient, name: str, act: str) -> None:
    assert (await browser.post(f"/account/cards/{name}/{act}")).status_code == 404


async def test_another_card_becomes_the_default(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    answer = await browser.post("/account/cards/2/default")

    assert answer.headers["location"] == "/account?done=card-default"
    assert [card.id for card in fakes.cards.cards.values() if card.is_default] == [2]


async def test_removing_asks_first(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    page = await browser.get("/account/cards/2/remove")
    assert "Remove Mastercard ending 4444?" in page.text
    assert 2 in fakes.cards.cards

    answer = await browser.post("/account/cards/2/remove")
    assert answer.headers["location"] == "/account?done=card-removed"
    assert 2 not in fakes.cards.cards


async def test_a_card_on_which_a_payment_runs_stays_and_says_so(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    page = await browser.get("/account/cards/3/remove")
    assert "Visa ending 0341 is in use" in page.text
    assert "A payment with this card is still being confirmed." in page.text
    assert "<form" not in page.text.replace('<form method="post" action="/sign-out">', "")

    answer = await browser.post("/account/cards/3/remove")
    assert answer.status_code == 409
    assert 3 in fakes.cards.cards


async def test_who_may_not_pay_changes_no_card(browser: httpx.AsyncClient, fakes: Fakes, introduce: Introduce) -> None:
    introduce.visit = visit(may_pay=False)
    answers = [
        await browser.get("/account/cards/2/remove"),
        await browser.post("/account/cards/2/remove"),
        await browser.post("/account/cards/2/default"),
        await browser.post(NEW, data={"request": "7f0c1f5e-8d0b-4a64-9e5c-d3a6a1f2b3c4", "token": "x", "keep": "yes"}),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert 2 in fakes.cards.cards
