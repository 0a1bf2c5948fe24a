"""The one grid of the portal: rows that the server pages, sorts and filters; cards in their place on a phone."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from nicegui import events, ui

from components.grid.words import words
from portal_ui.views import PAGE_SIZES
from portal_ui.wording import Word

Cell = str | dict[str, str]
_MOST_KEYS = 100  # as many as a page has rows


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind` is text, long (cut when it is), whole or wraps (on several lines when it is), date, money, status or link."""

    key: str
    label: str
    kind: str = "text"
    strong: bool = False
    soft: bool = False
    sorts: bool = True  # rows can be put into its order


@dataclass(frozen=True, slots=True)
class Filter:
    """A chip that chooses a status; `count` is shown in it where it is known."""

    value: str
    label: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A location one may filter by."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Said:
    """A cell as a phone's card says it: `{}` in the text is the cell. `cut` keeps it on one line."""

    key: str
    text: str = "{}"
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Which cells a phone's card shows, and where."""

    title: str
    status: str
    amount: str
    lines: tuple[Said, ...]
    aside: Said | None = None


@dataclass(frozen=True, slots=True)
class GridSpec:
    """What stays the same in a grid: columns, filters, and where it lives."""

    title: str
    hint: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    locations: tuple[Place, ...]
    card: Card
    today: date
    paths: tuple[str, ...]  # the addresses whose query is this grid's state
    export: str = ""  # the address of the exports, without its ending; without it there are none
    pack: str = ""  # the address where papers of all rows, or of those chosen, are asked for as one ZIP file; without it they are not
    dates: bool = True  # rows can be filtered by day
    downloads: bool = True
    pays: bool = False  # rows can be paid, alone or several chosen together
    sizes: tuple[int, ...] = PAGE_SIZES
    words: Mapping[str, str] = field(default_factory=dict)  # in place of the usual ones of those names


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a row."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Paying:
    """That a row can be paid: the names of its button and of its box; without a box it is not chosen together with others."""

    button: str
    box: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: cells by column key, or by what only its card says, its files, and whether it can be paid."""

    key: str
    cells: dict[str, Cell]
    downloads: tuple[Download, ...] = ()
    pay: Paying | None = None
    box: str = ""  # the name of the box that chooses it, where it is chosen for its papers alone


@dataclass(frozen=True, slots=True)
class Emptiness:
    """Why a grid shows nothing, and whether clearing its filters would help."""

    title: str = ""
    text: str = ""
    clear: bool = False


@dataclass(frozen=True, slots=True)
class GridView:
    """What changes in a grid: one answer of the server."""

    turn: int  # the question this answers
    rows: tuple[GridRow, ...]
    wish: dict[str, str]  # as in the address
    query: str  # the address's query, with its question mark
    status: str
    sort: str
    range: str
    page: int
    pages: int  # 0: not known yet
    more: bool
    counting: bool
    filtered: bool
    bare: bool = False  # there is nothing to search or filter
    dates: str = ""
    notice: str = ""
    empty: Emptiness = Emptiness()
    failed: bool = False


class Grid(ui.element, component="list_grid.js"):
    """Shows one page of rows at a time and asks `on_wish` for another. What it hears from a browser is not trusted.

    `on_wish(fields, turn)` gets the fields as they came; `on_count(turn)` asks for the exact number of rows. In a grid that
    pays, `on_pick(keys, on)` hears which rows were chosen or let go, and `on_pay(key)` which is to be paid: "" for those chosen.
    """

    def __init__(
        self,
        spec: GridSpec,
        view: GridView,
        *,
        on_wish: Callable[[Mapping[str, object], int], Awaitable[None]],
        on_count: Callable[[int], Awaitable[None]],
        on_pick: Callable[[tuple[str, ...], bool], None],
        on_pay: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._on_wish, self._on_count, self._on_pick, self._on_pay = on_wish, on_count, on_pick, on_pay
        self._heard = 0  # the newest choice of the browser's: it takes no answer to an older one
        said = {**words(), **spec.words}
        self._props.update(spec=spec, words=said, view=view)  # as they are: NiceGUI watches whatever is a list or a dict
        self.on("wish", self._wished)
        self.on("count", self._asked_to_count)
        if spec.pays:
            self.on("pick", self._picked)
            self.on("pay", self._asked_to_pay)

    def show(self, view: GridView, spec: GridSpec | None = None) -> None:
        """Put these rows in place of the ones shown, and this in place of what stayed the same."""
        if spec is not None:
            self._props["spec"] = spec
        self._props["view"] = view

    def picked(self, keys: Iterable[str], text: str) -> None:
        """Say which rows are chosen, and what the button that pays them is called."""
        self.run_method("show_picked", self._heard, list(keys), text)

    def counted(self, turn: int, text: str, pages: int, *, more: bool) -> None:
        """Say how many rows there are in all, if that answer is still the one on screen."""
        self.run_method("counted", turn, text, pages, more)

    async def _wished(self, event: events.GenericEventArguments) -> None:
        fields = event.args
        if isinstance(fields, dict) and (turn := _turn(fields.get("turn"))) is not None:
            await self._on_wish(fields, turn)

    async def _asked_to_count(self, event: events.GenericEventArguments) -> None:
        turn = _turn(event.args)
        if turn is not None:
            await self._on_count(turn)

    def _picked(self, event: events.GenericEventArguments) -> None:
        sent = event.args
        if not isinstance(sent, dict) or type(on := sent.get("on")) is not bool or not isinstance(keys := sent.get("keys"), list):
            return
        self._heard = _turn(sent.get("turn")) or self._heard
        self._on_pick(tuple(key for key in keys[:_MOST_KEYS] if isinstance(key, str)), on)

    async def _asked_to_pay(self, event: events.GenericEventArguments) -> None:
        if isinstance(event.args, str):
            await self._on_pay(event.args)


def link(text: str, href: str) -> Cell:
    """A cell that leads somewhere."""
    return {"text": text, "href": href}


def status(word: Word) -> Cell:
    """A status: a word, a sign and a tint."""
    return {"text": word.text, "tone": word.tone, "sign": word.sign}


def noted(text: str, note: str, tone: str = "") -> Cell:
    """A cell with a second, smaller line; only the text when there is no note."""
    return {"text": text, "note": note, "tone": tone} if note else text


def settled(text: str) -> Cell:
    """An amount that asks for nothing: plain, where others of its column are bold."""
    return {"text": text, "settled": "yes"}


def _turn(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**31 else None
