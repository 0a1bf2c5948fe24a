"""Stripe's fields on our pages: their policy, their language, and the JSON that the script beside them sends."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from starlette.types import ASGIApp

from pages.card.sealing import seal
from pages.card.stripe import locale
from portal_ui.consents import SAVE_CARD_VERSION
from portal_ui.gateways import StripeForm
from portal_ui.gateways.demo.choices import by_key, new_token
from portal_ui.payment_errors import AmountNotOpenError
from portal_ui.views import Outcome
from tests.cards.entering import NEW, PAGE
from tests.cards.fakes import DRAFT, Fakes, visit
from tests.cards.serving import Introduce, build

ACCOUNT = {"account": "2041"}
TO_US = {"Content-Type": "application/json", "Accept": "application/json"}
SEAL = seal(visit(), DRAFT)
SCRIPTED = "script-src 'self' https://js.stripe.com https://*.js.stripe.com"


@pytest.fixture
def served(fakes: Fakes) -> tuple[ASGIApp, Introduce]:
    """A portal whose cards are entered on Stripe's fields."""
    fakes.bank.card_form = StripeForm("pk_test_portal")
    return build(fakes, strict=True)


@pytest.fixture
async def browser(served: tuple[ASGIApp, Introduce]) -> AsyncIterator[httpx.AsyncClient]:
    """A script of ours in front of it."""
    app = served[0]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal.test") as client:
        yield client


async def send(browser: httpx.AsyncClient, card: str, path: str = PAGE, **more: str) -> httpx.Response:
    values = ACCOUNT | {"token": new_token(by_key(card)), "consent": SAVE_CARD_VERSION, "seal": SEAL, **more}
    return await browser.post(path, content=json.dumps(values), headers=TO_US)


def sealed(page: httpx.Response) -> str:
    """The seal on a page."""
    found = re.search(r'name="seal" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


async def test_only_a_page_with_the_fields_may_load_something_of_stripes(browser: httpx.AsyncClient) -> None:
    for path in (PAGE, NEW):
        page = await browser.get(path)
        assert SCRIPTED in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert 'data-key="pk_test_portal"' in page.text
        assert "<input" not in page.text.replace('<input type="hidden"', "").replace('<input type="checkbox"', "")
    await send(browser, "visa")
    for path in (PAGE, "/account/cards/2/remove"):
        assert "stripe" not in (await browser.get(path)).headers["content-security-policy"]


async def test_a_bank_that_asks_is_answered_with_what_its_window_needs_and_nothing_else_is(browser: httpx.AsyncClient) -> None:
    asked = (await send(browser, "confirm")).json()
    assert asked == {"outcome": "needs-you", "page": PAGE, "secret": "pi_demo_0_secret"}
    page = await browser.get(PAGE)
    assert 'data-secret="pi_demo_0_secret"' in page.text
    assert SCRIPTED in page.headers["content-security-policy"]


async def test_a_decline_brings_its_reason_and_the_way_to_another_try(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    told = (await send(browser, "declined")).json()
    assert (told["outcome"], told["again"]) == ("declined", f"{PAGE}/again")
    assert told["reason"].startswith("The bank declined the card.")
    again = (await browser.post(told["again"], content=json.dumps(ACCOUNT), headers=TO_US)).json()
    assert again["cents"] == fakes.paying.drafts[DRAFT].total_cents
    assert again["page"] != PAGE
    assert again["seal"] == sealed(await browser.get(again["page"]))

    fakes.paying.payments[DRAFT] = replace(fakes.paying.payments[DRAFT], is_mine=False)
    assert (await send(browser, "declined")).json()["again"] == ""


async def test_a_refusal_is_a_sentence(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    fakes.paying.refusal = AmountNotOpenError("10433", "$12.00")
    answer = await send(browser, "visa", keep="yes")

    assert answer.status_code == 409
    assert "Only $12.00 can be paid on invoice 10433 now. Nothing was charged" in answer.json()["refused"]


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"[]",
            b"1",
            b"{",
            b"\xff",
            b"[" * 100_000,
            b'{"account": "2041", "token": {}}',
            b'{"account": "2041", "token": "a\\u0000"}',
        ),
        *(b'{"account": "2041", "token": "a", "token": "b"}', b'{"account": "2041", "token": "\\ud800"}', b'{"token": "a"}'),
        *(b'{"account": "2041", "token": "a", "amount": "1"}', b'{"account": 2041, "token": "a"}'),
    ],
)
async def test_what_is_no_object_of_the_texts_that_are_asked_for_is_refused(browser: httpx.AsyncClient, fakes: Fakes, body: bytes) -> None:
    answer = await browser.post(PAGE, content=body, headers=TO_US)

    assert answer.status_code == 422
    assert "Nothing was changed" in answer.json()["refused"]
    assert fakes.paying.payments == {}


async def test_another_accounts_page_and_a_form_without_the_script_pay_nothing(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    other = await send(browser, "visa", account="3107")
    assert (other.status_code, "filled in for another account" in other.json()["refused"]) == (409, True)
    form = await browser.post(PAGE, data=ACCOUNT | {"token": new_token(by_key("visa"))})
    assert form.status_code == 422
    assert fakes.paying.payments == {}

    assert (await send(browser, "visa")).json() == {"outcome": Outcome.PAID.value, "page": PAGE}


async def test_a_page_pays_in_the_sign_in_and_for_the_request_it_was_made_for_alone(
    browser: httpx.AsyncClient, served: tuple[ASGIApp, Introduce], fakes: Fakes
) -> None:
    before, other = sealed(await browser.get(PAGE)), sealed(await browser.get(NEW))
    introduce = served[1]
    introduce.visit = replace(introduce.visit, session_id=introduce.visit.session_id + 1)  # the same person, in the same account
    for wrong in (before, other, "", "é" * 24, before[:-1]):
        answer = await send(browser, "visa", seal=wrong)
        assert (answer.status_code, "Nothing was charged; open the page again." in answer.json()["refused"]) == (409, True)
        assert (await send(browser, "visa", NEW, request=str(DRAFT), keep="yes", seal=wrong)).status_code == 409
    assert fakes.paying.payments == {}

    assert (await send(browser, "visa", seal=sealed(await browser.get(PAGE)))).json()["outcome"] == Outcome.PAID.value


async def test_the_demo_takes_no_json(browser: httpx.AsyncClient, fakes: Fakes) -> None:
    fakes.bank.card_form = None

    assert (await send(browser, "visa")).status_code == 422
    assert fakes.paying.payments == {}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("en_US", "en"), ("en_CA", "en-CA"), ("es_US", "es-419"), ("es_ES", "es-ES"), ("fr_CA", "fr-CA"), ("de_AT", "de"), ("eo", "auto")],
)
def test_the_fields_speak_the_nearest_language(ours: str, theirs: str) -> None:
    assert locale(ours) == theirs
