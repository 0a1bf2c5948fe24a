"""What a person waits for who wants to pay: the payment dialog of an account that owes for very many invoices, in Chromium."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from bench import demo_folder, people, servers
from bench.accounts import Account, Plan
from bench.servers import Server
from portal_ui.money import money
from tools import find_browser

SIZES = (500, 5_000)
_OPENER = ".top .do button.primary"
_BOX = "dialog.pay .invoices input[type=checkbox]:checked"
_EVERYTHING = "dialog.pay .quick .chip:nth-last-child(2)"
_SUM = 'document.querySelector("dialog.pay .sum .value")?.textContent'
_SINCE_CLICK = """
(selector) => new Promise((done) => {
  const before = SUM;
  const began = performance.now();
  const look = () => (READY ? done(performance.now() - began) : requestAnimationFrame(look));
  document.querySelector(selector).click();
  look();
})
""".replace("SUM", _SUM)
_USABLE = """
  document.querySelector("dialog.pay[open] .invoices input:not(:disabled)")?.checkVisibility()
  && document.querySelector("dialog.pay footer .primary")?.getBoundingClientRect().height
  && !document.querySelector("dialog.pay [inert]")
"""
_HAS_NEW_SUM = f"{_SUM} !== before"


@dataclass(slots=True)
class Opened:
    """Milliseconds until the dialog could be used, and until a box that was ticked showed in the sum."""

    usable: list[float] = field(default_factory=list)
    ticked: list[float] = field(default_factory=list)


def measured(rounds: int) -> dict[int, Opened]:
    """By the number of open invoices; each time in a page of its own, the first not counted.

    Raises:
        RuntimeError: a sum in the dialog was not what is open in the database.
    """
    plans = [Plan(f"DL{size}", open_invoices=size) for size in SIZES]
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        accounts = demo_folder.prepare(Path(folder), plans)
        with servers.demo(Path(folder)) as portal, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser.find(), args=["--no-sandbox"])
            found = {len(account.open_cents): _opened(browser, portal, account, rounds) for account in accounts}
            browser.close()
    return found


def _opened(browser: Browser, portal: Server, account: Account, rounds: int) -> Opened:
    signed_in = people.sign_in(portal, account.visit.email)
    window = browser.new_context(viewport={"width": 1280, "height": 900})
    name, _, value = signed_in.cookie.partition("=")
    window.add_cookies([{"name": name, "value": value, "url": portal.url}])
    found = Opened()
    for turn in range(rounds + 1):
        page = window.new_page()
        page.goto(f"{portal.url}/")
        page.wait_for_selector("table tbody tr")
        page.wait_for_function("window.did_handshake === true")
        usable = _clicked(page, _OPENER, _USABLE)
        _check_sum(page, sum(account.open_cents.values()))
        ticked = _clicked(page, _BOX, _HAS_NEW_SUM)
        if turn:
            found.usable.append(usable)
            found.ticked.append(ticked)
        page.close()
    window.close()
    return found


def _clicked(page: Page, selector: str, ready: str) -> float:
    """Milliseconds from the click until it is so, by the page's own clock."""
    return float(page.evaluate(_SINCE_CLICK.replace("READY", ready), selector))


def _check_sum(page: Page, cents: int) -> None:
    """Choose everything, and see that the dialog says what the database says."""
    page.click(_EVERYTHING)
    page.wait_for_selector(f"{_EVERYTHING}[aria-pressed=true]")
    said, right = page.evaluate(_SUM), money(cents, "USD")
    if said != right:
        raise RuntimeError(f"The dialog says {said} where {right} is open.")
