"""What a person waits for in Chromium: the first rows on screen, another tab, another order."""

import json
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench import people, servers
from bench.figures import Figure
from bench.people import EIGHT
from bench.servers import Server
from tools import find_browser

MOST_X_BARE, MOST_MS = 1.3, 200
_GRID, _LABEL = "table tbody tr", "#bare"
_WATCH = """
(() => {
  const look = () => {
    const found = document.querySelector(SELECTOR);
    if (found && found.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && found.getBoundingClientRect().height) {
      window.seenAt = performance.now();
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
_CLICK = """
(selector) => new Promise((done) => {
  const all = () => [...document.querySelectorAll("table tbody tr")];
  const rows = () => all().filter((row) => row.checkVisibility()).map((row) => row.textContent).join();
  const before = rows();
  const began = performance.now();
  const watch = new MutationObserver(() => {
    const after = rows();
    if (!after || after === before) return;
    watch.disconnect();
    done(performance.now() - began);
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  document.querySelector(selector).click();
})
"""


def run(database: Path, *, quick: bool = False) -> list[Figure]:
    """All of it, against the bare page."""
    with TemporaryDirectory(prefix="portal-bench-") as data, servers.portal(database, Path(data)) as portal, servers.bare() as bare:
        cookie = people.sign_in(portal, EIGHT[0]).cookie
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser.find(), args=["--no-sandbox"])
            figures = _measure(browser, portal, bare, cookie, 2 if quick else 7)
            browser.close()
    return figures


def _measure(browser: Browser, portal: Server, bare: Server, cookie: str, rounds: int) -> list[Figure]:
    first: dict[str, list[float]] = {"portal": [], "bare": []}
    warm: dict[str, list[float]] = {"portal": [], "bare": []}
    tabs, sorts = [], []
    for _round in range(rounds + 1):  # the first one fills the servers' own caches
        for name, server, selector in (("portal", portal, _GRID), ("bare", bare, _LABEL)):
            profile = _profile(browser, server, cookie)
            first[name].append(_seen(profile, server, selector))
            warm[name] += [_seen(profile, server, selector), _seen(profile, server, selector)]
            if name == "portal":
                tabs.append(_clicked(profile, portal, 'nav.tabs a[href="/orders"]'))
                sorts.append(_clicked(profile, portal, "table thead th:nth-child(7) button"))
            profile.close()
    return [
        _visible("Invoice grid visible in Chromium, first visit", first),
        _visible("Invoice grid visible in Chromium, warm", warm),
        _quick("Switching a tab", tabs[1:]),
        _quick("Sorting a column", sorts[1:]),
    ]


def _profile(browser: Browser, server: Server, cookie: str) -> BrowserContext:
    profile = browser.new_context(viewport={"width": 1280, "height": 900})
    name, _, value = cookie.partition("=")
    profile.add_cookies([{"name": name, "value": value, "url": server.url}])
    return profile


def _seen(profile: BrowserContext, server: Server, selector: str) -> float:
    """Milliseconds until it is on screen."""
    page = profile.new_page()
    page.add_init_script(_WATCH.replace("SELECTOR", json.dumps(selector)))
    page.goto(f"{server.url}/", wait_until="commit")
    found = float(page.wait_for_function("window.seenAt").json_value())
    _wait_for_socket(page)
    page.close()
    return found


def _clicked(profile: BrowserContext, server: Server, selector: str) -> float:
    """Milliseconds from the click until other rows are there."""
    page = profile.new_page()
    page.goto(f"{server.url}/")
    page.wait_for_selector(_GRID)
    _wait_for_socket(page)
    took = float(page.evaluate(_CLICK, selector))
    page.close()
    return took


def _wait_for_socket(page: Page) -> None:
    page.wait_for_function("window.did_handshake === true")


def _visible(what: str, found: dict[str, list[float]]) -> Figure:
    ours, bare = (statistics.median(found[name][len(found[name]) // 8 :]) for name in ("portal", "bare"))
    ratio = ours / bare
    return Figure(what, f"at most {MOST_X_BARE} x bare", f"{ours:.0f} ms (bare {bare:.0f})", f"{ratio:.2f} x", ratio <= MOST_X_BARE)


def _quick(what: str, found: list[float]) -> Figure:
    took = statistics.median(found)
    return Figure(what, f"under {MOST_MS} ms", f"{took:.0f} ms", "", took < MOST_MS)
