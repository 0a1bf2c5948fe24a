"""A tab's list during one visit: the address to a wish, the service's rows to the grid."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, Protocol, TypeVar

from components.grid import Emptiness, Grid, GridRow, GridSpec, GridView, Place
from pages.customer import addresses
from portal_ui import grid_wishes, language
from portal_ui.errors import PortalError
from portal_ui.grid_wishes import GridNames
from portal_ui.language import gettext as _
from portal_ui.views import CompanyView, GridWish, LocationView, Page, Scope, Summary

Row = TypeVar("Row")
_LONGEST = 300  # of a field; more cannot be meant


class Listing(Protocol[Row]):
    """A service that has rows to page through."""

    def names(self, scope: Scope) -> GridNames:
        """The filters and sorts it knows for this account."""
        ...

    async def page(self, scope: Scope, wish: GridWish) -> Page[Row]:
        """One page of rows."""
        ...

    async def count(self, scope: Scope, wish: GridWish) -> int:
        """How many rows there are, exactly."""
        ...


class Looker(Protocol):
    """Who looks at a list: a customer's person, or a member of the office."""

    @property
    def scope(self) -> Scope:
        """What they may see."""
        ...

    @property
    def locale(self) -> str:
        """The language they read."""
        ...

    @property
    def today(self) -> date:
        """The company's."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lists of one visit share."""

    visit: Looker
    company: CompanyView
    locations: tuple[LocationView, ...] = ()
    summary: Summary | None = None
    has_packs: bool = True  # many papers as one ZIP file; not for who sees as a customer

    def pack(self, kind: str) -> str:
        """Where the papers of such rows are asked for together; empty where they are not."""
        return f"/packs/new?of={kind}" if self.has_packs else ""

    @property
    def places(self) -> tuple[Place, ...]:
        """The locations to filter by."""
        return tuple(Place(location.number, location.name or location.address) for location in self.locations)


class ListTab(ABC, Generic[Row]):
    """One list. A tab says how it looks; asking, answering and refusing are the same for all."""

    def __init__(self, listing: Listing[Row], setting: Setting) -> None:
        self.setting = setting
        self._listing = listing
        self._names = listing.names(setting.visit.scope)
        self._turn = 0
        self._shown: GridView
        self._grid: Grid

    @abstractmethod
    def spec(self) -> GridSpec:
        """Columns, filters and the rest that does not change."""

    @abstractmethod
    def row(self, row: Row) -> GridRow:
        """One row as the grid shows it."""

    @abstractmethod
    def nothing(self, page: Page[Row]) -> Emptiness:
        """What an empty list says when no filter is to blame."""

    async def build(self, query: Mapping[str, str]) -> None:
        """Place the grid with its first rows, as the address asks."""
        self._shown = await self._first(query)
        self._grid = Grid(self.spec(), self._shown, on_wish=self._wished, on_count=self._count, on_pick=self.on_pick, on_pay=self.on_pay)

    async def refresh(self, summary: Summary | None) -> None:
        """Show the same page of rows as it is now, in place."""
        self.setting = replace(self.setting, summary=summary)
        turn = self._turn
        view = await self._answer(self._shown.wish, turn)
        if turn == self._turn:  # else a newer question is answered with what is true anyway
            self._shown = view
            self._grid.show(view, self.spec())

    def on_pick(self, keys: tuple[str, ...], on: bool) -> None:
        """Rows were chosen or let go."""

    async def on_pay(self, key: str) -> None:
        """A row is to be paid, or those chosen."""

    async def _wished(self, fields: Mapping[str, object], turn: int) -> None:
        if turn <= self._turn:
            return
        self._turn = turn
        language.use(self.setting.visit.locale)
        try:
            view = await self._answer(fields, turn)
        except PortalError as error:
            view = replace(self._shown, turn=turn, notice=str(error), counting=False, failed=True)
        if turn == self._turn:  # else a newer question is under way
            self._shown = view
            self._grid.show(view)

    async def _first(self, query: Mapping[str, str]) -> GridView:
        """The rows that the address asks for; the usual ones, with a sentence, when it cannot be meant."""
        try:
            return await self._answer(query, 0)
        except PortalError as error:
            usual = await self._answer({}, 0)
            return replace(usual, notice=_("%(reason)s Until then you see the usual list.") % {"reason": error})

    async def _answer(self, fields: Mapping[str, object], turn: int) -> GridView:
        wish = grid_wishes.parsed({name: str(value)[:_LONGEST] for name, value in fields.items()}, self._names)
        page = await self._listing.page(self.setting.visit.scope, wish)
        notice = ""
        if page.wish.page < wish.page:
            notice = _("There is no page %(wished)d any more. This is the last one.") % {"wished": wish.page}
        return self._view(page, turn, notice)

    def _view(self, page: Page[Row], turn: int, notice: str) -> GridView:
        wish = page.wish
        pages = -(-page.count // wish.size) if page.count_is_exact else 0
        return GridView(
            turn=turn,
            rows=tuple(self.row(row) for row in page.rows),
            wish=addresses.fields(wish),
            query=addresses.query(wish),
            status=wish.status or self._names.filters[0],
            sort=self._sorted_by(wish),
            range=addresses.span(wish, len(page.rows), page.count, exact=page.count_is_exact),
            page=wish.page,
            pages=pages,
            more=wish.page < pages if page.count_is_exact else len(page.rows) == wish.size,
            counting=not page.count_is_exact,
            filtered=bool(wish.search or wish.since or wish.until or wish.location),
            bare=not page.in_all,
            dates=addresses.dates(wish),
            notice=notice,
            empty=self._emptiness(page) if not page.rows else Emptiness(),
        )

    def _sorted_by(self, wish: GridWish) -> str:
        column, descending = grid_wishes.sort_of(wish, self._names)
        return f"-{column}" if descending else column

    def _emptiness(self, page: Page[Row]) -> Emptiness:
        wish = page.wish
        if page.in_all and (wish.search or wish.since or wish.until or wish.location or wish.status):
            return Emptiness(_("Nothing matches"), _("No row fits the search and the filters chosen."), clear=True)
        return self.nothing(page)

    async def _count(self, turn: int) -> None:
        """Put the exact number in place of the floor, once the rows are on screen."""
        shown = self._shown
        if turn != shown.turn or not shown.counting:
            return
        wish = grid_wishes.parsed(shown.wish, self._names)
        language.use(self.setting.visit.locale)
        try:
            count = await self._listing.count(self.setting.visit.scope, wish)
        except PortalError:
            return  # the floor that is shown stays true
        pages = -(-count // wish.size)
        text = addresses.span(wish, len(shown.rows), count, exact=True)
        self._grid.counted(turn, text, pages, more=wish.page < pages)
