"""The script policy, in a real browser: everything of ours works, and nothing smuggled in runs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.chromium import chromium
from tests.guard.tiny import Tiny, Visitor
from tools import find_browser

NO_WEBSOCKETS = "window.WebSocket = class { constructor() { setTimeout(() => this.onerror(new Event('error'))) } close() {} }"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(Path(find_browser.find())) as running:
        yield running


@pytest.fixture
def ann(tiny: Tiny) -> Visitor:
    return tiny.visitor("browser")


@pytest.fixture
def context(browser: Browser, tiny: Tiny, ann: Visitor) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=tiny.url)
    context.add_cookies([{"name": "portal", "value": ann.token, "url": tiny.url, "httpOnly": True, "sameSite": "Lax"}])
    context.set_default_timeout(15_000)
    yield context
    context.close()


def open_start(context: BrowserContext) -> tuple[Page, list[str]]:
    """The first page, ready, and what its console says against it."""
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    page = context.new_page()
    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/")
    page.wait_for_function("window.did_handshake === true")
    return page, said


def test_a_page_works_under_its_policy_without_one_report(context: BrowserContext) -> None:
    page, said = open_start(context)

    page.get_by_role("button", name="Act").click()

    expect(page.get_by_text("it ran")).to_be_visible()
    expect(page.get_by_text("hello")).to_be_visible()
    assert said == []


def test_a_page_works_where_websockets_do_not(context: BrowserContext) -> None:
    context.add_init_script(NO_WEBSOCKETS)
    page, _ = open_start(context)

    page.get_by_role("button", name="Act").click()

    expect(page.get_by_text("it ran")).to_be_visible()


def test_a_page_goes_on_after_its_connection_was_lost_for_a_moment(context: BrowserContext) -> None:
    page, _ = open_start(context)
    page.evaluate("window.socket.disconnect()")
    page.evaluate("window.socket.connect()")
    page.wait_for_function("window.socket.connected")

    page.get_by_role("button", name="Act").click()

    expect(page.get_by_text("it ran")).to_be_visible()


@pytest.mark.parametrize("name", ["Break", "Break later"])
def test_what_breaks_in_an_open_page_is_told_by_a_number_that_is_in_the_log(context: BrowserContext, tiny: Tiny, name: str) -> None:
    page, _ = open_start(context)
    log = tiny.new_log()

    page.get_by_role("button", name=name, exact=True).click()

    told = page.get_by_text("it has been noted")
    expect(told).to_be_visible()
    words = told.inner_text()
    assert "canary" not in words
    [entry] = [line for line in log.text.splitlines() if "A fault at an open page" in line]
    assert re.search(rf" \[request {words.partition('(')[2][:8]} person:1 session [0-9a-f]{{8}}\]: ", entry)


def test_a_refusal_in_an_open_page_is_said_in_its_words(context: BrowserContext) -> None:
    page, _ = open_start(context)

    page.get_by_role("button", name="Refuse").click()

    expect(page.get_by_text("There is no order 4711 in this account.")).to_be_visible()


def test_a_script_that_was_smuggled_into_a_page_does_not_run(context: BrowserContext) -> None:
    page, said = open_start(context)

    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.smuggled = true'}))")

    assert page.evaluate("window.smuggled") is None
    assert any("Content Security Policy" in text for text in said)


def test_each_answer_has_a_nonce_of_its_own(tiny: Tiny, ann: Visitor) -> None:
    answers = [tiny.get("/", ann), tiny.get("/", ann)]

    nonces = {answer.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0] for answer in answers}
    assert len(nonces) == 2
    for answer in answers:
        assert any(f'<script nonce="{nonce}"' in answer.text for nonce in nonces)
        assert answer.text.count("<script") == answer.text.count("<script nonce=")


def test_no_page_may_be_framed(context: BrowserContext, tiny: Tiny) -> None:
    page = context.new_page()
    page.set_content(f'<iframe src="{tiny.url}/"></iframe>')
    frame = page.frames[1]
    frame.wait_for_load_state()

    assert frame.locator("button").count() == 0


def test_an_open_page_goes_to_the_sign_in_when_its_session_ends(context: BrowserContext, tiny: Tiny, ann: Visitor) -> None:
    page, _ = open_start(context)

    tiny.order("end", ann.session_id)

    page.wait_for_url("**/sign-in?after=end&next=%2F")


def test_a_page_of_an_ended_session_that_lost_its_connection_goes_to_the_sign_in(context: BrowserContext, tiny: Tiny, ann: Visitor) -> None:
    page, _ = open_start(context)
    context.set_offline(True)
    page.evaluate("window.socket.disconnect()")
    tiny.order("end", ann.session_id)
    context.set_offline(False)

    page.evaluate("window.socket.connect()")

    page.wait_for_url("**/sign-in?after=end")
