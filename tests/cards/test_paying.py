"""`/pay/{request_id}`: the form, what it takes, and what then stands there."""

import re
from dataclasses import replace

import httpx
import pytest

from portal_ui.consents import SAVE_CARD_VERSION
from portal_ui.payment_errors import AmountNotOpenError
from portal_ui.views import Outcome
from tests.cards.entering import PAGE, pay, token
from tests.cards.fakes import DRAFT, MANY, Fakes, visit
from tests.cards.serving import Introduce


async def test_the_page_says_what_is_paid_and_has_no_field_for_a_number(browser: httpx.AsyncClient) -> None:
    page = await browser.get(PAGE)

    assert page.status_code == 200
    for told in ("Invoice 10471", "$1,440.25", "$111.18 stays open", "Pay $2,689.44", "Demo: no real money moves"):
        assert told in page.text
    fields = set(re.findall(r'<input type="(\w+)"', page.text))
    assert fields == {"radio", "checkbox", "hidden"}
    assert re.findall(r'<input type="hidden" name="(\w+)"', page.text) == ["account", "consent"]
    assert "checked" not in page.text  # nobody agrees by doing nothing


async def test_only_one_script_of_our_own_may_run_and_nothing_inline(browser: httpx.AsyncClient) -> None:
    page = await browser.get(PAGE)

    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["connect-src"]) == ("'none'", "'self'", "'self'")
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", page.text)
    assert page.headers["cache-control"] == "no-store"


async def test_each_page_has_tokens_of_its_own(browser: httpx.AsyncClient) -> None:
    once, again = await browser.get(PAGE), await browser.get(PAGE)

    assert token(once, "4242").startswith("ctoken_demo_visa_")
    assert token(once, "4242") != token(again, "4242")


async def test_a_paid_payment_shows_its_receipt_and_what_it_cleared(browser: httpx.AsyncClient) -> None:
    answer = await pay(browser, "4242")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)

    page = await browser.get(PAGE)
    for told in ("Paid $2,689.44", "Visa ending 4242", "DEMO-2026-000123", "Cleared", "$111.18 stays open", "Back to your account"):
        assert told in page.text
    assert 'href="/payments/P-3102/receipt.pdf"' in page.text


async def test_the_form_sent_again_pays_once(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    chosen = token(await browser.get(PAGE), "4242")
    answers = [await browser.post(PAGE, data={"token": chosen}) for _time in range(2)]

    assert {answer.headers["location"] for answer in answers} == {PAGE}
    assert len(fakes.paying.entered) == 1


@pytest.mark.parametrize(
    ("last4", "reason"),
    [("0002", "The bank declined the card."), ("9995", "not have enough funds"), ("9979", "The bank declined the card.")],
)
async def test_a_declined_card_says_why_and_that_nothing_was_charged(browser: httpx.AsyncClient, last4: str, reason: str) -> None:
    await pay(browser, last4)

    page = await browser.get(PAGE)
    assert reason in page.text
    assert "Nothing was charged." in page.text
    assert "stolen" not in page.text


async def test_after_a_decline_another_card_is_tried_on_a_page_of_its_own(browser: httpx.AsyncClient) -> None:
    await pay(browser, "0002")
    answer = await browser.post(f"{PAGE}/again")

    assert answer.status_code == 303
    assert answer.headers["location"] != PAGE
    assert "Pay $2,689.44" in (await browser.get(answer.headers["location"])).text


async def test_another_persons_declined_payment_says_whose_it_is_and_offers_no_other_try(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    await pay(browser, "0002")
    fakes.paying.payments[DRAFT] = replace(fakes.paying.payments[DRAFT], by="Maria Ortiz", is_mine=False)

    page = await browser.get(PAGE)
    assert "Maria Ortiz" in page.text
    assert "/again" not in page.text


async def test_a_payment_without_an_answer_says_not_to_pay_again_and_how_it_stands(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    await pay(browser, "0200")
    page = await browser.get(PAGE)
    assert "Please do not pay again; this page will tell you." in page.text
    assert f'data-ask="{PAGE}/status"' in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert (await browser.get(f"{PAGE}/status")).json() == {"outcome": "confirming"}

    fakes.paying.arrives(DRAFT)
    assert (await browser.get(f"{PAGE}/status")).json() == {"outcome": "paid"}


async def test_a_bank_that_takes_days_says_so(browser: httpx.AsyncClient) -> None:
    await pay(browser, "6789")

    page = await browser.get(PAGE)
    assert "Your payment is on its way" in page.text
    assert "Please do not pay again." in page.text


async def test_a_card_is_saved_only_when_the_box_is_ticked(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    await pay(browser, "4242")
    await pay(browser, "4242", f"/pay/{MANY}", keep="yes")

    assert [(card.keep, card.consent_version) for card in fakes.paying.entered] == [(False, ""), (True, SAVE_CARD_VERSION)]


async def test_what_is_said_about_keeping_a_card_is_read_again_once_it_has_changed(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    answer = await pay(browser, "4242", keep="yes", consent="2020-01")

    assert answer.status_code == 400
    assert "What is said about keeping a card has changed. Nothing was charged" in answer.text
    assert f'name="consent" value="{SAVE_CARD_VERSION}"' in answer.text
    assert fakes.paying.payments == {}


async def test_a_refusal_stands_on_the_form_with_its_choices_kept(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    fakes.paying.refusal = AmountNotOpenError("10433", "$12.00")
    answer = await pay(browser, "4444", keep="yes")

    assert answer.status_code == 409
    assert "Only $12.00 can be paid on invoice 10433 now." in answer.text
    assert re.search(r'value="ctoken_demo_mastercard_[a-z]+" required checked', answer.text)
    assert re.search(r'name="keep" value="yes"[^>]* checked', answer.text)


@pytest.mark.parametrize("sent", ["", "x" * 201])
async def test_a_form_without_a_card_is_asked_for_one(browser: httpx.AsyncClient, fakes: Fakes, sent: str) -> None:
    answer = await browser.post(PAGE, data={"token": sent})

    assert answer.status_code == 400
    assert "No card was chosen. Nothing was charged" in answer.text
    assert fakes.paying.payments == {}


@pytest.mark.parametrize("tail", ["", "/status"])
@pytest.mark.parametrize("name", ["00000000-0000-4000-8000-000000000001", "nonsense", "%00"])
async def test_an_unknown_payment_is_not_found(browser: httpx.AsyncClient, name: str, tail: str) -> None:
    answer = await browser.get(f"/pay/{name}{tail}")

    assert answer.status_code == 404
    assert "This payment page is no longer open, and nothing was charged" in answer.text


async def test_a_page_whose_wish_has_gone_is_not_found_when_it_is_sent(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    chosen = token(await browser.get(PAGE), "4242")
    fakes.paying.drafts.clear()

    assert (await browser.post(PAGE, data={"token": chosen})).status_code == 404


async def test_who_may_not_pay_sees_no_form_and_no_payment(browser: httpx.AsyncClient, fakes: Fakes, introduce: Introduce) -> None:
    chosen = token(await browser.get(PAGE), "4242")
    introduce.visit = visit(may_pay=False)
    answers = [await browser.get(PAGE), await browser.post(PAGE, data={"token": chosen}), await browser.get("/account/cards/new")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert all("does not pay for it. Nothing was charged." in answer.text for answer in answers)
    assert fakes.paying.payments == {}


async def test_without_a_way_to_enter_cards_the_page_says_whom_to_call(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    fakes.bank.card_form = None

    answer = await browser.get(PAGE)
    assert answer.status_code == 409
    assert "Payments by card are not open here yet." in answer.text


async def test_many_invoices_are_folded_up(browser: httpx.AsyncClient) -> None:
    page = await browser.get(f"/pay/{MANY}")

    assert "18 more invoices" in page.text
    assert page.text.count("<li><span><b>Invoice") == 23


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_every_outcome_has_a_page(browser: httpx.AsyncClient, fakes: Fakes, outcome: Outcome) -> None:
    last4 = {Outcome.PAID: "4242", Outcome.DECLINED: "0019", Outcome.CONFIRMING: "0200", Outcome.ON_ITS_WAY: "1116"}.get(outcome, "3184")
    await pay(browser, last4)
    if outcome is Outcome.CANCELED:
        assert (await browser.post(f"{PAGE}/cancel")).headers["location"] == PAGE

    assert fakes.paying.payments[DRAFT].outcome is outcome
    page = await browser.get(PAGE)
    assert page.status_code == 200
    assert "Visa ending" in page.text or "Bank account ending" in page.text
    assert fakes.paying.read == ({DRAFT} if outcome.is_over else set())
