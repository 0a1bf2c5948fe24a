"""Paying from a bank account: a page of its own beside the card's, what is agreed to on it, and how its payment is told."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from pages.card.sealing import seal
from portal_ui.consents import DEBIT_VERSION, debit
from portal_ui.gateways import StripeForm
from portal_ui.gateways.demo.choices import by_key, new_token
from portal_ui.money import money
from portal_ui.views import Outcome
from tests.cards.entering import PAGE, pay
from tests.cards.fakes import DRAFT, Fakes, visit
from tests.cards.serving import build

BY_BANK = f"{PAGE}?with=bank"


@pytest.fixture
async def browser(fakes: Fakes) -> AsyncIterator[httpx.AsyncClient]:
    """Someone who may pay at a company that takes bank accounts."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build(fakes)[0]), base_url="http://portal.test") as client:
        client.headers["user-agent"] = "Firefox on Windows"
        yield client


async def test_one_chooses_between_a_card_and_a_bank_account(browser: httpx.AsyncClient) -> None:
    card, account = await browser.get(PAGE), await browser.get(BY_BANK)

    for page in (card, account):
        assert f'href="{BY_BANK}"' in page.text
        assert f'href="{PAGE}"' in page.text
    assert "ending 4242" in card.text
    assert "Bank account ending" not in card.text
    assert "Pay from a bank account" in account.text
    assert "Bank account ending 6789" in account.text
    assert "ending 4242" not in account.text


async def test_a_debit_is_agreed_to_in_words_that_name_the_company_and_nothing_is_kept(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    page = await browser.get(BY_BANK)
    assert debit(fakes.company.name, money(fakes.paying.drafts[DRAFT].total_cents, "USD")) in page.text
    assert "Save this card" not in page.text

    await pay(browser, "6789", keep="yes")

    [entered] = fakes.paying.entered
    assert (entered.is_account, entered.debit_version, entered.keep, entered.browser) == (True, DEBIT_VERSION, False, "Firefox on Windows")


@pytest.mark.parametrize("wrong", [{"currency": "CAD"}, {"takes_bank_debits": False}])
async def test_where_none_are_taken_no_bank_account_can_be_entered(
    browser: httpx.AsyncClient, fakes: Fakes, wrong: dict[str, str | bool]
) -> None:
    fakes.company = replace(fakes.company, **wrong)  # type: ignore[arg-type]

    page = await browser.get(BY_BANK)

    assert "Pay with a new card" in page.text
    assert "Bank account (US)" not in page.text


async def test_the_money_s_day_is_told_and_nobody_is_asked_to_pay_again(browser: httpx.AsyncClient) -> None:
    await pay(browser, "6789")

    page = await browser.get(PAGE)

    assert "The money should be here by Monday, November 30, 2026. Please do not pay again." in page.text


async def test_an_account_that_small_deposits_prove_is_confirmed_where_the_gateway_says(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    await pay(browser, "4320")

    page = await browser.get(PAGE)
    assert "Please confirm your bank account" in page.text
    assert 'href="/demo/bank/demo_0"' in page.text
    for action, shown in (("https://payments.stripe.com/microdeposit/pi_1", True), ("javascript:alert(1)", False)):
        fakes.paying.payments[DRAFT] = replace(fakes.paying.payments[DRAFT], action=action)
        assert (f'href="{action}"' in (await browser.get(PAGE)).text) is shown


async def test_a_returned_debit_says_why_in_the_words_of_a_bank_account(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    await pay(browser, "6789")
    fakes.paying.payments[DRAFT] = replace(fakes.paying.payments[DRAFT], outcome=Outcome.DECLINED, failure_code="account_closed")

    page = await browser.get(PAGE)

    assert "The bank account is closed. Pay from another account, or by card." in page.text
    assert "Pay in another way" in page.text


async def test_stripes_fields_offer_the_one_method_that_the_page_is_for(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    fakes.bank.card_form = StripeForm("pk_test_portal")

    card, account = await browser.get(PAGE), await browser.get(BY_BANK)

    assert 'data-method="card"' in card.text
    assert 'data-method="us_bank_account"' in account.text
    assert "Your bank account goes straight to Stripe" in account.text
    sent = {"account": "2041", "token": new_token(by_key("bank-verify")), "debit": DEBIT_VERSION, "seal": seal(visit(), DRAFT)}
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    told = (await browser.post(PAGE, content=json.dumps(sent), headers=headers)).json()
    assert told == {"outcome": "needs-you", "page": PAGE}
