"""Every word on every page went through the catalogs: nothing a person reads is left without brackets."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import chromium
from tests.browser.demo_server import Demo
from tests.browser.walking import LAPTOP, PHONE, People
from tests.browser.windows import Windows
from tests.browser.wishes import kept_wish
from tests.language.data import Data
from tests.language.pseudo import write_catalog
from tools import find_browser

pytestmark = pytest.mark.xdist_group("language")
DANA, MARIA, OLIVE = "dana@example.com", "maria@example.com", "olive@example.com"
Come = Callable[..., Page]

_TOLD = """() => {
  const told = [document.title];
  const skipped = "script, style, noscript, template, [aria-hidden=true]";
  const isShown = (element) => element.closest("option") || element.checkVisibility({ visibilityProperty: true });
  const isThere = (element) => !element.closest(skipped) && isShown(element);
  for (const element of document.body.querySelectorAll("*")) {
    if (!isThere(element)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"]) told.push(element.getAttribute(name) ?? "");
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) told.push(node.textContent);
  }
  return told.map((text) => text.trim()).filter(Boolean);
}"""

_AT_REST = """() => {
  const text = document.body.innerText, before = window.lastTold;
  if (before?.text !== text) window.lastTold = { text, since: performance.now() };
  return before?.text === text && performance.now() - before.since > 400;
}"""


class _PseudoDemo(Demo):
    """The demo, speaking the made-up language."""

    def __init__(self, folder: Path, catalogs: Path, first_day: Path) -> None:
        super().__init__(folder, first_day=first_day)
        self._command[1:2] = ["-m", "tests.language.serving", str(catalogs)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, first_day: Path) -> Iterator[Demo]:
    """A demo in which every text is in brackets."""
    folder = tmp_path_factory.mktemp("language")
    write_catalog(folder / "catalogs")
    serving = _PseudoDemo(folder, folder / "catalogs", first_day)
    serving.start()
    yield serving
    serving.stop()


@pytest.fixture(scope="module")
def data(demo: Demo) -> Data:
    """What the demo's books say themselves."""
    return Data(demo.database)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    with chromium(find_browser.find()) as running:
        yield running


@pytest.fixture(scope="module")
def people(browser: Browser, demo: Demo) -> People:
    """Everyone who can sign in there, each signed in at most once."""
    return People(browser, demo.url, Windows(browser))


@pytest.fixture
def come_in(people: People) -> Iterator[Come]:
    """`come_in(email)`: a tab of theirs; a stranger's without an email."""
    tabs: list[Page] = []

    def come(email: str = "", *, phone: bool = False) -> Page:
        tabs.append(people.tab(email, size=PHONE if phone else LAPTOP))
        return tabs[-1]

    yield come
    for tab in tabs:
        people.windows.leave(tab.context)


def untranslated(page: Page, data: Data) -> set[str]:
    """What a person meets on the page that is neither translated nor data."""
    page.wait_for_function(_AT_REST, polling=50)  # milliseconds; each look lays the page out
    told: list[str] = page.evaluate(_TOLD)
    assert any("‹" in text for text in told), "the page does not speak the made-up language"
    return {text for text in told if data.left_of(text)}


@pytest.mark.parametrize("address", ["/sign-in", "/sign-in?after=sign-out", "/sign-in?after=everywhere", "/sign-in?after=end"])
@pytest.mark.by_hand(1)
def test_at_the_door(come_in: Come, data: Data, address: str) -> None:
    page = come_in()
    page.goto(address)
    page.locator("summary").click()

    assert untranslated(page, data) == set()


def test_a_refusal_at_the_door(come_in: Come, data: Data) -> None:
    page = come_in()
    page.goto("/sign-in")
    page.locator("[name=email]").fill("dana@example.com")
    page.locator("[name=password]").fill("not this one")
    page.locator("button[type=submit]").first.click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert untranslated(page, data) == set()


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (MARIA, "/accounts"),
        (OLIVE, "/services"),
        (DANA, "/invoices"),
        (DANA, "/orders"),
        (DANA, "/payments?size=50"),
        (DANA, "/orders?status=completed&page=9"),
        (DANA, "/invoices?q=no+such+thing"),
        (DANA, "/invoices?status=7"),
        (DANA, "/invoices?from=2026-01-01&to=2026-12-31"),
        (DANA, "/payments?from=7"),
        (DANA, "/account"),
        (DANA, "/account?done=password"),
        (DANA, "/account/password"),
        (DANA, "/statement"),
        (DANA, "/statement?location=2041-2"),
        (DANA, "/statement?location=-"),
        (DANA, "/statement?as_of=2199-01-01"),
        (DANA, "/account?done=card-removed"),
        (DANA, "/account/cards/new"),
        (DANA, "/account/cards/1/remove"),
        (DANA, "/pay/7f0c1f5e-8d0b-4a64-9e5c-d3a6a1f2b3c4"),
        (DANA, "/invoices/0"),
        (DANA, "/services"),
        (DANA, "/no-such-page"),
    ],
)
@pytest.mark.by_hand(6)
def test_a_page(come_in: Come, data: Data, who: str, address: str) -> None:
    page = come_in(who)
    page.goto(address)

    assert untranslated(page, data) == set()


@pytest.mark.parametrize("address", ["/orders", "/invoices", "/payments"])
@pytest.mark.by_hand(1)
def test_a_phone_s_cards(come_in: Come, data: Data, address: str) -> None:
    page = come_in(DANA, phone=True)
    page.goto(address)
    expect(page.locator("ul.items")).to_be_visible()

    assert untranslated(page, data) == set()


@pytest.mark.parametrize(
    ("grid", "status"),
    [
        *(("orders", status) for status in ("pending", "completed", "cancelled")),
        *(("invoices", status) for status in ("open", "overdue", "paid", "void")),
        *(("payments", status) for status in ("succeeded", "processing", "failed", "refunded")),
    ],
)
@pytest.mark.by_hand(3)
def test_the_sheet_of_the_first_with_a_status(come_in: Come, data: Data, grid: str, status: str) -> None:
    page = come_in(DANA)
    page.goto(f"/{grid}?status={status}")
    page.locator(f"tbody a[href^='/{grid}/']:not([download])").first.click()
    expect(page.locator("article h1")).to_be_visible()

    assert untranslated(page, data) == set()


@pytest.mark.parametrize("last4", ["4242", "0002", "3184", "0200", "6789"])
@pytest.mark.by_hand(2)
def test_entering_a_card_and_how_the_payment_stands(demo: Demo, come_in: Come, data: Data, last4: str) -> None:
    page = come_in(DANA)
    page.goto(kept_wish(demo, DANA, {"10471": 500}))
    assert untranslated(page, data) == set()
    if last4 == "6789":
        page.locator(".methods a").last.click()
        assert untranslated(page, data) == set()
    page.locator(".outcome").filter(has_text=last4).click()
    page.locator(".checkout button").click()
    expect(page.locator(".result")).to_be_visible()
    assert untranslated(page, Data(demo.database)) == set()  # with the receipt's number
    if last4 == "3184":
        page.locator("a[href^='/demo/bank/']").click()
        expect(page.locator(".bank")).to_be_visible()
        assert untranslated(page, data) == set()


def test_the_payment_dialog(demo: Demo, come_in: Come, data: Data) -> None:
    page = come_in(DANA)
    page.goto("/invoices")
    page.locator(".rows td.box input").first.check()
    expect(page.locator(".picks")).to_be_visible()
    assert untranslated(page, data) == set()
    page.locator(".top .primary").click()
    dialog = page.locator("dialog.pay")
    dialog.locator(".quick button").last.click()
    dialog.locator(".want input").fill("-5")
    dialog.locator(".invoices input.amount").first.fill("999999")
    expect(dialog.locator(".invoices small.bad")).to_be_visible()
    assert untranslated(page, data) == set()
    dialog.locator(".credit button").click()
    expect(dialog.locator("fieldset")).to_have_count(0)
    assert untranslated(page, data) == set()
    dialog.locator("footer .btn").first.click()
    dialog.locator(".quick button").first.click()
    dialog.locator(".method").filter(has_text="1117").click()
    expect(dialog.locator(".method.on")).to_contain_text("1117")
    dialog.locator("footer .primary").click()
    expect(dialog.locator(".result .seal.bad")).to_be_visible()
    assert untranslated(page, Data(demo.database)) == set()


def test_what_opens_on_a_list(come_in: Come, data: Data) -> None:
    page = come_in(DANA)
    page.goto("/invoices")
    page.locator("button.avatar").click()
    assert untranslated(page, data) == set()
    for button in page.locator(".tools button[aria-expanded]").all():
        button.click()
        expect(page.locator(".popup.floating")).to_be_visible()
        assert untranslated(page, data) == set()


def test_the_heads_of_a_download(come_in: Come, demo: Demo) -> None:
    data = Data(demo.database)  # read now: payments were made since the others read it
    for grid, who in (("services", OLIVE), ("orders", DANA), ("invoices", DANA), ("payments", DANA)):
        answer = come_in(who).context.request.get(f"/{grid}.csv")
        rows = list(csv.reader(answer.text().lstrip("\ufeff").splitlines()))

        assert len(rows) > 1
        assert [cell for row in rows for cell in row if data.left_of(cell) and not cell[:4].isdecimal()] == []
