"""A grid's questions: which rows, in which order, how many. One `Grid` a table, named from fixed maps only.

A statement is built once for each shape of a question (which filters are set, which order) and only bound anew after that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, FromClause, Integer, Select, String, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from db.models.base import Instant
from db.queries.rows import Found
from db.scope import OfficeScope, Scope

TODAY = bindparam("today", type_=Date)
NOW = bindparam("now", type_=Instant())
LOCATION_ID = bindparam("location_id", type_=Integer)
LOCATION_IDS = bindparam("location_ids", type_=Integer, expanding=True)
CUSTOMER_ID = bindparam("customer_id", type_=Integer)
PO_NUMBERS = bindparam("po_numbers", type_=String, expanding=True)
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a grid: names from its maps, words already folded by `db.text.folded`."""

    status: str
    sort: str
    today: date
    descending: bool = False
    words: tuple[str, ...] = ()  # each must occur
    since: date | None = None
    until: date | None = None
    location_id: int | None = None
    now: datetime | None = None  # for grids that know NOW
    is_together: bool = False  # with other lists: also what belongs to what the words find there
    po_numbers: tuple[str, ...] = ()  # with other lists, where the words are just a PO number: that, in every spelling


@dataclass(frozen=True, eq=False)
class Grid:
    """How one table answers. `filters` and `sorts` hold every name that may be asked for."""

    table: FromClause
    columns: tuple[ColumnElement[Any], ...]
    filters: Mapping[str, tuple[ColumnElement[bool], ...]]
    sorts: Mapping[str, tuple[ColumnElement[Any], ...]]  # the id follows, so the order is total
    day: ColumnElement[Any]
    at_location: ColumnElement[bool]  # with LOCATION_ID
    at_locations: ColumnElement[bool]  # with LOCATION_IDS: what a site contact is limited to
    is_history: bool = False  # a scope may be limited to its last days
    pending: ColumnElement[bool] | None = None  # true of rows that only some accounts may see
    is_the_offices: bool = False  # rows of every account: an `OfficeScope` asks, and nobody else
    word: Callable[[ColumnElement[str]], ColumnElement[bool]] | None = None  # where one looks for a word, if not in `search_text`
    of_po: ColumnElement[bool] | None = None  # with PO_NUMBERS: rows of a PO number, or that belong to such
    beside: Callable[[Sequence[ColumnElement[str]]], ColumnElement[bool]] | None = None  # rows that belong to what has all these words


class _Shape(NamedTuple):
    status: str
    sort: str
    descending: bool
    words: int
    has_since: bool
    has_until: bool
    has_location: bool
    sees_pending: bool
    is_limited: bool
    is_cut: bool
    is_together: bool
    is_of_po: bool


def rows(session: Session, grid: Grid, scope: Scope, question: Question, *, limit: int, offset: int = 0) -> Sequence[Found]:
    """At most `limit` rows from `offset` on, in a total order."""
    _admit(grid, scope)
    values = _values(scope, question) | {"limit": limit, "offset": offset}
    return session.connection().execute(_page(grid, _shape(scope, question)), values).all()


def chunks(session: Session, grid: Grid, scope: Scope, question: Question) -> Iterator[Sequence[Found]]:
    """All rows, a thousand at a time; never are all of them in memory."""
    _admit(grid, scope)
    asked, values = _ordered(grid, _shape(scope, question)), _values(scope, question)
    with session.connection().execute(asked, values, execution_options={"yield_per": CHUNK}) as result:
        yield from result.partitions()


def count(session: Session, grid: Grid, scope: Scope, question: Question, *, most: int | None = None) -> int:
    """How many rows match; with `most`, no more than that are looked at."""
    _admit(grid, scope)
    shape = _shape(scope, question)._replace(sort="", descending=False)
    values = _values(scope, question) | ({} if most is None else {"limit": most})
    return session.connection().execute(_count(grid, shape, capped=most is not None), values).scalar_one()


def values_of(session: Session, grid: Grid, scope: Scope, question: Question, column: str) -> Sequence[str]:
    """What the matching rows have in a column of text, each once."""
    _admit(grid, scope)
    asked = select(grid.table.c[column]).where(*_conditions(grid, _shape(scope, question))).distinct()
    return session.connection().execute(asked, _values(scope, question)).scalars().all()


def has_any(session: Session, grid: Grid, scope: Scope, today: date) -> bool:
    """Whether the account has any row that it may see, whatever the filters."""
    return count(session, grid, scope, Question(status="all", sort="", today=today), most=1) > 0


def _admit(grid: Grid, scope: Scope) -> None:
    """Stop whoever would read the office's rows as a customer; that is a fault of ours, and no refusal."""
    if grid.is_the_offices and not isinstance(scope, OfficeScope):
        message = "only the office reads this list"
        raise PermissionError(message)


def _shape(scope: Scope, question: Question) -> _Shape:
    return _Shape(
        question.status,
        question.sort,
        question.descending,
        len(question.words),
        question.since is not None,
        question.until is not None,
        question.location_id is not None,
        scope.sees_pending,
        scope.location_ids is not None,
        scope.order_history_days is not None,
        question.is_together,
        bool(question.po_numbers),
    )


def _values(scope: Scope, question: Question) -> dict[str, Any]:
    values: dict[str, Any] = {"customer_id": scope.customer_id, "today": question.today}
    values |= {f"word_{at}": _pattern(word) for at, word in enumerate(question.words)}
    values |= {"since": question.since, "until": question.until, "location_id": question.location_id}
    values["now"] = question.now
    if question.po_numbers:
        values["po_numbers"] = list(question.po_numbers)
    if scope.order_history_days is not None:
        values["oldest"] = question.today - timedelta(days=scope.order_history_days)
    if scope.location_ids is not None:
        values["location_ids"] = sorted(scope.location_ids)
    return values


def _pattern(word: str) -> str:
    for special in "\\%_":
        word = word.replace(special, f"\\{special}")
    return f"%{word}%"


@lru_cache(maxsize=1024)
def _page(grid: Grid, shape: _Shape) -> Select[Any]:
    return _ordered(grid, shape).limit(bindparam("limit", type_=Integer)).offset(bindparam("offset", type_=Integer))


@lru_cache(maxsize=1024)
def _ordered(grid: Grid, shape: _Shape) -> Select[Any]:
    keys = (*grid.sorts[shape.sort], grid.table.c.id)
    return select(*grid.columns).where(*_conditions(grid, shape)).order_by(*(key.desc() if shape.descending else key for key in keys))


@lru_cache(maxsize=1024)
def _count(grid: Grid, shape: _Shape, *, capped: bool) -> Select[int]:
    if not capped:
        return select(func.count()).select_from(grid.table).where(*_conditions(grid, shape))
    matches: Select[Any] = select(literal_column("1")).select_from(grid.table).where(*_conditions(grid, shape))
    found: Select[Any] = matches.limit(bindparam("limit", type_=Integer))
    return select(func.count()).select_from(found.subquery())


def _conditions(grid: Grid, shape: _Shape) -> list[ColumnElement[bool]]:
    own = () if grid.is_the_offices else (grid.table.c.customer_id == CUSTOMER_ID,)
    found = [*own, *grid.filters[shape.status]]
    if grid.pending is not None and not shape.sees_pending and shape.status in {"all", "pending"}:
        found.append(~grid.pending)
    found += _searched(grid, shape)
    if shape.has_since:
        found.append(grid.day >= bindparam("since", type_=_day_type(grid)))
    if shape.has_until:
        found.append(grid.day <= bindparam("until", type_=_day_type(grid)))
    if shape.has_location:
        found.append(grid.at_location)
    if shape.is_cut and grid.is_history:
        found.append(grid.day >= bindparam("oldest", type_=Date))
    if shape.is_limited:
        found.append(grid.at_locations)
    return found


def _searched(grid: Grid, shape: _Shape) -> list[ColumnElement[bool]]:
    if shape.is_of_po and grid.of_po is not None:
        return [grid.of_po]
    patterns = [bindparam(f"word_{at}", type_=String) for at in range(shape.words)]
    own = [grid.word(pattern) if grid.word else has_word(grid.table.c.search_text, pattern) for pattern in patterns]
    if shape.is_together and own and grid.beside is not None:
        return [or_(and_(*own), grid.beside(patterns))]
    return own


def has_word(text: ColumnElement[str], pattern: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a word, made into a pattern, occurs in folded text."""
    return text.like(pattern, escape="\\")


def _day_type(grid: Grid) -> TypeEngine[Any]:
    """A day, or the moment where the table keeps one: then `since` and `until` are moments too."""
    return grid.day.type if isinstance(grid.day.type, Instant) else Date()
