"""Tabs that are links: each has an address, and opens without loading the page again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import events, ui

from portal_ui.language import gettext as _
from portal_ui.money import whole
from portal_ui.views import Tally


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with its address; `paths` are all addresses that show it."""

    name: str
    label: str
    href: str
    paths: tuple[str, ...]
    tally: Tally | None = None


class PageTabs(ui.element, component="page_tabs.js"):
    """A row of tabs. A panel is built by `build(name)` when its tab is first shown, and kept."""

    def __init__(self, tabs: tuple[Tab, ...], *, first: str, site: str, build: Callable[[str], Awaitable[None]]) -> None:
        super().__init__()
        self._build = build
        self._names = {tab.name for tab in tabs}
        self._begun: set[str] = set()
        self._props.update(label=_("Your account"), site=site, first=first, tabs=tuple(map(_spelled, tabs)))
        self.on("open", self._opened)

    def show(self, tabs: tuple[Tab, ...]) -> None:
        """The same tabs, with other numbers on them."""
        self._props["tabs"] = tuple(map(_spelled, tabs))

    async def open(self, name: str) -> None:
        """Build that tab's panel unless it stands already."""
        if name in self._begun:
            return
        self._begun.add(name)
        with self.add_slot(name):
            await self._build(name)
        self.update()

    async def _opened(self, event: events.GenericEventArguments) -> None:
        if isinstance(event.args, str) and event.args in self._names:
            await self.open(event.args)


def _spelled(tab: Tab) -> dict[str, object]:
    tally = tab.tally
    return {
        "name": tab.name,
        "label": tab.label,
        "href": tab.href,
        "paths": list(tab.paths),
        "tally": whole(tally.count) + ("" if tally.exact else "+") if tally and tally.count else "",
        "more": "" if tally is None or tally.exact else _("or more"),
    }
