"""A window for each visitor: nothing of the one before is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize


@dataclass
class Windows:
    """The windows of one browser."""

    browser: Browser
    timeout: float = 15_000

    def tab(self, url: str, size: ViewportSize, *, dark: bool = False, cookies: Sequence[Any] = (), kept: Sequence[Any] = ()) -> Page:
        """A tab in a new window with these cookies and what pages `kept`."""
        state: Any = {"cookies": [], "origins": [{"origin": url, "localStorage": list(kept)}]} if kept else None
        window = self.browser.new_context(base_url=url, viewport=size, color_scheme="dark" if dark else "light", storage_state=state)
        window.set_default_timeout(self.timeout)
        window.add_cookies(list(cookies))
        return window.new_page()

    def leave(self, context: BrowserContext) -> None:
        """Close it, and all that was opened there."""
        context.close()
