"""Choosing a card on a page as a person does."""

import re

import httpx

from portal_ui.consents import DEBIT_VERSION, SAVE_CARD_VERSION
from portal_ui.gateways.demo.choices import ACCOUNTS
from tests.cards.fakes import DRAFT

PAGE = f"/pay/{DRAFT}"
NEW = "/account/cards/new"


def token(page: httpx.Response, last4: str) -> str:
    """What the page hands over for the card with that ending."""
    found = re.search(rf'value="([^"]+)"[^>]*>\s*<span><b>[^<]+ {last4}<', page.text)
    assert found is not None
    return found[1]


async def pay(browser: httpx.AsyncClient, last4: str, page: str = PAGE, **more: str) -> httpx.Response:
    """Choose the card, or the bank account, with that ending, and press Pay."""
    if last4 in {choice.last4 for choice in ACCOUNTS}:
        form = await browser.get(f"{page}?with=bank")
        return await browser.post(page, data={"token": token(form, last4), "debit": DEBIT_VERSION, **more})
    return await browser.post(page, data={"token": token(await browser.get(page), last4), "consent": SAVE_CARD_VERSION, **more})


async def add(browser: httpx.AsyncClient, last4: str, **changes: str) -> httpx.Response:
    """Choose the card with that ending, agree, and press Add card."""
    form = await browser.get(NEW)
    found = re.search(r'name="request" value="([^"]+)"', form.text)
    assert found is not None
    return await browser.post(
        NEW, data={"request": found[1], "token": token(form, last4), "keep": "yes", "consent": SAVE_CARD_VERSION, **changes}
    )


async def asked(browser: httpx.AsyncClient, page: str) -> str:
    """The address of the bank's page that a page leads to."""
    found = re.search(r'href="(/demo/bank/[^"]+)"', (await browser.get(page)).text)
    assert found is not None
    return found[1]
