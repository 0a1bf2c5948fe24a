"""A grid's state, and one page of it."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Row = TypeVar("Row")

PAGE_SIZES = (10, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class GridWish:
    """Which rows of a grid someone wishes to see. Names come from the grid's fixed maps."""

    search: str = ""
    status: str = ""  # "" is the grid's usual choice; "all" everything
    since: date | None = None
    until: date | None = None
    location: str = ""  # a location's number
    sort: str = ""  # "" is the grid's usual order
    descending: bool = False
    page: int = 1
    size: int = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a grid. `count` is exact, or a floor ("1,000 or more") where counting on would take long."""

    rows: tuple[Row, ...]
    count: int
    count_is_exact: bool
    wish: GridWish  # as it was carried out: the page clamped to what there is
    in_all: bool = True  # whether the account has any row of this kind, whatever the filters


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of rows; `exact` is False where it is "`count` or more"."""

    count: int
    exact: bool = True
