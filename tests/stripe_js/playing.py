"""Has a browser find a stand-in where Stripe.js is: at the addresses that the portal's pages name, by Playwright's routing."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Route

HERE = Path(__file__).parent
SCRIPT = "https://js.stripe.com/endive/stripe.js"
BANK = "https://hooks.stripe.com/stub/bank.html"
TOKENS = "https://api.stripe.com/v1/confirmation_tokens"
FILES = {SCRIPT: "stub.js", "https://js.stripe.com/stub/fields.html": "fields.html", BANK: "bank.html"}
_KINDS = {".js": "text/javascript", ".html": "text/html"}

Said = dict[str, object]
Sent = dict[str, str]


def put(context: BrowserContext, tokens: Callable[[Sent], Said], answers: Callable[[Sent], Said]) -> list[str]:
    """From here on the browser's Stripe is the stand-in; returns the addresses at Stripe that were asked for, as they come.

    `tokens` makes a confirmation token for a card, or says `{"error": ...}`; `answers` hears what the card holder told the bank.
    """
    asked: list[str] = []

    def answer(route: Route) -> None:
        address = route.request.url.partition("#")[0]
        asked.append(address)
        if address in FILES:
            file = HERE / FILES[address]
            route.fulfill(body=file.read_text(encoding="utf-8"), content_type=f"{_KINDS[file.suffix]}; charset=utf-8")
            return
        deeds = {"/v1/confirmation_tokens": tokens, "/stub/answer": answers}
        deed = deeds.get(urlsplit(address).path)
        if deed is None:
            route.abort()
            return
        sent = {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}
        said = deed(sent)
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(
            status=402 if address == TOKENS and "error" in said else 200,
            headers=headers,
            content_type="application/json",
            body=json.dumps(said),
        )

    context.route("https://*.stripe.com/**", answer)
    return asked
