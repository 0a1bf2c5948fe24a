"""Windows that are used again: what a fresh one loads and compiles anew is most of what a small test costs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

_FORGET = "localStorage.clear()"
_RECALL = "items => items.forEach(({ name, value }) => localStorage.setItem(name, value))"
_OPEN = "void window.open('about:blank')"  # opened by the tab that stays, the new one finds in memory what others have compiled

_KEPT = 6  # windows that nobody is in
_USES = 40  # of one window, whose memory grows with each


@dataclass
class _Window:
    """A window, its tab that stays, and how often it was used."""

    context: BrowserContext
    stays: Page
    kind: tuple[int, int, bool, str]
    uses: int = 0


@dataclass
class Windows:
    """The windows of one browser. Each has a tab that stays, at a `quiet` address of the portal's that shows no page."""

    browser: Browser
    quiet: str = "/healthz"
    timeout: float = 15_000
    _used: dict[BrowserContext, _Window] = field(default_factory=dict)
    _idle: list[_Window] = field(default_factory=list)

    def tab(self, url: str, size: ViewportSize, *, dark: bool = False, cookies: Sequence[Any] = (), kept: Sequence[Any] = ()) -> Page:
        """A new tab in a window with these cookies and what pages `kept`, no more; nobody else is in the window until it is left."""
        kind = (size["width"], size["height"], dark, url)
        window = next((idle for idle in reversed(self._idle) if idle.kind == kind), None)
        if window is None:
            window = self._opened(kind)
        else:
            self._idle.remove(window)
        self._used[window.context] = window
        window.context.add_cookies(list(cookies))
        window.stays.evaluate(_RECALL, list(kept))
        with window.context.expect_page() as opened:
            window.stays.evaluate(_OPEN)
        return opened.value

    def leave(self, context: BrowserContext, *, is_changed: bool = False) -> None:
        """Close what was opened there, and forget who it was. A window with another clock or other routes is closed for good."""
        window = self._used.pop(context)
        window.uses += 1
        if is_changed or window.stays.is_closed() or window.uses >= _USES:
            context.close()
            return
        for tab in context.pages:
            if tab is not window.stays:
                tab.close()
        context.clear_cookies()
        window.stays.evaluate(_FORGET)
        self._idle.append(window)
        if len(self._idle) > _KEPT:
            self._idle.pop(0).context.close()

    def _opened(self, kind: tuple[int, int, bool, str]) -> _Window:
        width, height, dark, url = kind
        scheme: Any = "dark" if dark else "light"
        context = self.browser.new_context(base_url=url, viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(self.timeout)
        stays = context.new_page()
        stays.goto(self.quiet)
        return _Window(context, stays, kind)
