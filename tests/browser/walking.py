"""Steps that several walks share: coming in, reading a list, waiting until it stands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, ViewportSize, expect

from tests.browser.signing_in import PASSWORD
from tests.browser.windows import Windows

LAPTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
MISSED = (
    "Failed to load resource",
    "net::ERR_CONNECTION_REFUSED",
    "access the `loopback` address space",  # a frame of another house may not use a font of a portal that is on this machine
)  # error pages and servers that are away are meant, where a test has them

FIRST_CELL = "td:nth-child(1 of :not(.box))"  # the box that chooses a row stands before it

_WITHOUT_NOTES = """cells => cells.map(cell => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("small").forEach(note => note.remove());
    return copy.textContent.trim();
})"""

ComeIn = Callable[..., Page]


@dataclass
class People:
    """Signs each person in once, and lends the cookies to every window that wants to be them."""

    browser: Browser
    url: str
    windows: Windows
    _cookies: dict[tuple[str, str], StorageState] = field(default_factory=dict)

    def tab(self, email: str = "", account: str = "", *, size: ViewportSize = LAPTOP) -> Page:
        """A tab of someone who is signed in, looking into `account` where they have several; a stranger's without an email."""
        if email and (email, account) not in self._cookies:
            self._cookies[email, account] = self._signed_in(email, account)
        if not email:
            return self.windows.tab(self.url, size)
        state = self._cookies[email, account]
        return self.windows.tab(
            self.url, size, cookies=state["cookies"], kept=[item for origin in state["origins"] for item in origin["localStorage"]]
        )

    def keep(self, email: str, cookies: StorageState) -> None:
        """Lend these cookies to who wants to be them, who came in another way."""
        self._cookies[email, ""] = cookies

    def _signed_in(self, email: str, account: str) -> StorageState:
        """The forms are sent without their pages: other tests fill them in."""
        window = self.browser.new_context(base_url=self.url)
        _send(window, "/sign-in", email=email, password=PASSWORD)
        if account:
            _send(window, "/accounts/choose", number=account)
        cookies = window.storage_state()
        window.close()
        return cookies


def _send(window: BrowserContext, path: str, **form: str | float | bool) -> None:
    answer = window.request.post(path, form=form, headers={"Sec-Fetch-Site": "same-origin"}, max_redirects=0)
    assert answer.status == HTTPStatus.SEE_OTHER, answer.text()
    assert "/sign-in" not in answer.headers["location"]


def choose_account(page: Page, number: str) -> None:
    """Take an account in the chooser, and wait until one is in it."""
    page.locator(f"button.choice[value='{number}']").click()
    expect(page.locator("a.account, div.account")).to_contain_text(number)


def settled(page: Page) -> None:
    """Wait until the list on screen shows what was last asked of it."""
    expect(page.locator("[aria-busy]:visible")).to_have_attribute("aria-busy", "false")


def rows(page: Page) -> Locator:
    """The rows of the list on screen, as a table or as cards."""
    return page.locator("tbody tr:visible, ul.items > li:visible")


def headings(page: Page) -> list[str]:
    """The columns of the list on screen, in order, without those of the boxes and the downloads."""
    return page.locator("thead:visible th button").all_text_contents()


def column(page: Page, heading: str) -> list[str]:
    """The cells below a heading, each without its second line."""
    place = headings(page).index(heading) + 1
    cells: list[str] = page.locator(f"tbody tr:visible td:nth-child({place} of :not(.box))").evaluate_all(_WITHOUT_NOTES)
    return cells


def search(page: Page, words: str) -> None:
    """Type into the search of the list on screen, and press Enter."""
    field = page.locator("input[type=search]:visible")
    field.fill(words)
    field.press("Enter")
    settled(page)


def choose(page: Page, chip: str) -> None:
    """Filter by a status."""
    page.get_by_role("group", name="Status").locator("visible=true").get_by_role("button", name=chip).first.click()
    settled(page)


def count(page: Page) -> str:
    """How many rows the list on screen says it has: `1–25 of 38`."""
    return page.locator(".pager:visible [role=status]").inner_text()


def how_many(page: Page) -> int:
    """The number after the last word of that sentence."""
    return int(count(page).rsplit(" ", 1)[1].replace(",", ""))


def cents(text: str) -> int:
    """An amount on screen, in cents."""
    return int(text.replace("$", "").replace(",", "").replace(".", "").replace("\N{MINUS SIGN}", "-"))
