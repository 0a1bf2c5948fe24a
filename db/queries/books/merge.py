"""Bring a table to what a file says, in set operations: what differs is updated, what is missing added, equal rows stay as they are."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    Subquery,
    Table,
    and_,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase

from db.models import Base

TABLES = Base.metadata.tables


class Counts(NamedTuple):
    """What a merge did to a table's rows."""

    new: int = 0
    changed: int = 0
    removed: int = 0


def merge(
    session: Session,
    target: Table,
    source: Select[Any],
    key: Sequence[str],
    *,
    once: Sequence[str] = (),
    reset: Mapping[str, int] | None = None,
) -> Counts:
    """Update and add rows so that `target` has every row of `source`, whose columns are named as the target's.

    `once` names columns that only a new row is given. `reset` gives a changed row values that keep it within its
    constraints until its sums are computed anew.
    """
    rows = source.subquery("source")
    same = _same(target, rows, key)
    plain = [column.name for column in rows.c if column.name not in {*key, *once}]
    changed = 0
    if plain:
        differs = or_(*(target.c[name].is_distinct_from(rows.c[name]) for name in plain))
        values: dict[str, Any] = {name: rows.c[name] for name in plain}
        values |= {name: literal(value) for name, value in (reset or {}).items()}
        changed = _count(session, update(target).values(values).where(same, differs))
    missing = select(rows).where(~exists(select(literal(1)).select_from(target).where(same).correlate(rows)))
    new = _count(session, insert(target).from_select([column.name for column in rows.c], missing))
    return Counts(new, changed)


def refresh(session: Session, target: Table, source: Select[Any]) -> None:
    """Update the rows of `target` that differ from `source`, by id; none is added."""
    rows = source.subquery("source")
    names = [column.name for column in rows.c if column.name != "id"]
    differs = or_(*(target.c[name].is_distinct_from(rows.c[name]) for name in names))
    session.execute(update(target).values({name: rows.c[name] for name in names}).where(target.c.id == rows.c.id, differs))


def merge_set(
    session: Session,
    target: Table,
    source: Select[Any],
    key: Sequence[str],
    within: ColumnElement[bool],
    *,
    once: Sequence[str] = (),
    reset: Mapping[str, int] | None = None,
) -> Counts:
    """`merge`, after taking away the rows `within` what the files speak of that `source` no longer has."""
    removed = _remove(session, target, source, key, within)
    return merge(session, target, source, key, once=once, reset=reset)._replace(removed=removed)


def give_way(session: Session, target: Table, source: Select[Any], key: Sequence[str], within: ColumnElement[bool]) -> int:
    """Take away the rows `within` that `source` has too, by `key`: its row is to stand in their place. Returns how many went."""
    rows = source.subquery("source")
    named = exists(select(literal(1)).select_from(rows).where(_same(target, rows, key)).correlate(target))
    return _count(session, delete(target).where(within, named))


def ids_of(table: Table, *numbers: ColumnElement[Any]) -> Select[Any]:
    """The ids of the rows whose number stands in one of the columns."""
    return select(table.c.id).where(table.c.number.in_(union_all(*(select(column) for column in numbers))))


def _remove(session: Session, target: Table, source: Select[Any], key: Sequence[str], within: ColumnElement[bool]) -> int:
    rows = source.subquery("source")
    gone = ~exists(select(literal(1)).select_from(rows).where(_same(target, rows, key)).correlate(target))
    return _count(session, delete(target).where(within, gone))


def _same(target: Table, rows: Subquery, key: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(_equal(target.c[name], rows.c[name]) for name in key))


def _equal(here: ColumnElement[Any], there: ColumnElement[Any]) -> ColumnElement[bool]:
    return here.is_not_distinct_from(there) if getattr(here, "nullable", False) else here == there


def _count(session: Session, statement: UpdateBase) -> int:
    return cast("CursorResult[Any]", session.execute(statement, execution_options={"preserve_rowcount": True})).rowcount
