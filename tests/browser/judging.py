"""Whether a page keeps someone out."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_JUDGE = "axe.run({ resultTypes: ['violations'], iframes: false }).then(found => found.violations)"


def at_night(page: Page) -> None:
    """Make it dark, for someone who wants no motion."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_function("document.getAnimations().every(animation => animation.playState !== 'running')")


def barriers(page: Page) -> list[tuple[str, str]]:
    """What keeps someone out, as axe-core judges it: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(_JUDGE)
    return [(one["id"], node["html"]) for one in found if one["impact"] in {"serious", "critical"} for node in one["nodes"]]
