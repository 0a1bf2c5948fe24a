"""What all grids can do: a page, a count, a tally, and every row for a download."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from typing import ClassVar, Generic, TypeVar

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import customers, grid, purchase_orders
from db.queries.grid import Grid, Question
from db.queries.rows import Found
from db.scope import Scope
from db.text import words_of
from portal_ui.errors import BadRequestError, LocationNotFoundError
from portal_ui.grid_wishes import GridNames, checked, sort_of
from portal_ui.language import gettext as _
from portal_ui.service.company import Company
from portal_ui.views import GridWish, Page, Tally

Row = TypeVar("Row")

COUNTED = 1_000  # a page's count goes no further; `count` does
_MOST_WORDS = 8


class GridService(Generic[Row]):
    """The rows of one kind, for one account at a time."""

    FILTERS: ClassVar[tuple[str, ...]]  # the usual one first
    SORTS: ClassVar[tuple[str, ...]]
    USUAL_SORT: ClassVar[str]  # falling with `-` before it
    GRID: ClassVar[Grid]

    def __init__(self, database: Database, company: Company) -> None:
        self._db = database
        self._company = company

    def names(self, scope: Scope) -> GridNames:
        """The filters and sorts that this account has."""
        hidden = {"pending"} if self.GRID.pending is not None and not scope.sees_pending else set()
        return GridNames(tuple(name for name in self.FILTERS if name not in hidden), self.SORTS, self.USUAL_SORT)

    async def page(self, scope: Scope, wish: GridWish) -> Page[Row]:
        """One page. It counts to 1,000 at most, and is the last page where the wished one lies past the end.

        Raises:
            BadRequestError: the wish names something this grid does not know, or a value out of range.
            LocationNotFoundError: not a location of this account.
            MoneyNotShownError: the person may not see such rows at all.
            NoRoutedServicesError: the account has none, and no tab for them.
        """
        wish = self._admitted(scope, wish)
        return await self._db.read(self._page, scope, wish, await self._company.today())

    async def po_numbers(self, scope: Scope, wish: GridWish) -> tuple[str, ...]:
        """How the account's orders and invoices spell the PO number that the search is just; none where it is no PO number there."""
        return await self._db.read(purchase_orders.spelled, scope, words_of(wish.search), await self._company.today())

    async def count(self, scope: Scope, wish: GridWish, *, together: tuple[str, ...] | None = None) -> int:
        """How many rows match, exactly; slow where there are very many. `together` as in `export`.

        Raises:
            PortalError: as `page`.
        """
        wish = self._admitted(scope, wish)
        return await self._db.read(self._count, scope, wish, await self._company.today(), together)

    async def export(
        self, scope: Scope, wish: GridWish, *, together: tuple[str, ...] | None = None
    ) -> AsyncGenerator[tuple[Row, ...], None]:
        """Every matching row in the wished order, a thousand at a time, all from one moment.

        `together` with the other lists, a search for a PO number finds what is of that number, given as `po_numbers` spells
        it, and any other search also what belongs to the invoices that it finds. Without it the list is searched alone.

        Raises:
            PortalError: as `page`, when the first chunk is asked for.
        """
        wish = self._admitted(scope, wish)
        async with aclosing(self._db.stream(self._chunks, scope, wish, await self._company.today(), together)) as chunks:
            async for chunk in chunks:
                yield chunk

    def _row(self, found: Found, scope: Scope, today: date) -> Row:
        raise NotImplementedError

    def _admit(self, scope: Scope) -> None:
        """Refuse whoever may not see such rows at all."""

    def _admit_account(self, session: Session, scope: Scope) -> None:
        """Refuse an account that has no such rows."""

    def _admitted(self, scope: Scope, wish: GridWish) -> GridWish:
        self._admit(scope)
        return checked(wish, self.names(scope))

    def _question(self, session: Session, scope: Scope, wish: GridWish, today: date) -> Question:
        self._admit_account(session, scope)
        words = words_of(wish.search)
        if len(words) > _MOST_WORDS:
            raise BadRequestError(_("A search may have at most %(most)d words. Leave some out.") % {"most": _MOST_WORDS})
        sort, descending = sort_of(wish, self.names(scope))
        return Question(
            status=wish.status or self.FILTERS[0],
            sort=sort,
            today=today,
            descending=descending,
            words=words,
            since=wish.since,
            until=wish.until,
            location_id=_location_id(session, scope, wish.location) if wish.location else None,
        )

    def _asked(self, session: Session, scope: Scope, wish: GridWish, today: date, together: tuple[str, ...] | None) -> Question:
        return replace(self._question(session, scope, wish, today), is_together=together is not None, po_numbers=together or ())

    def _page(self, session: Session, scope: Scope, wish: GridWish, today: date) -> Page[Row]:
        question = self._question(session, scope, wish, today)
        found = self._rows(session, scope, question, wish)
        if not found and wish.page > 1:
            count = grid.count(session, self.GRID, scope, question)
            wish = replace(wish, page=max(1, -(-count // wish.size)))
            found = self._rows(session, scope, question, wish)
        seen = (wish.page - 1) * wish.size + min(len(found), wish.size)
        if len(found) <= wish.size:
            count, is_exact = seen, True
        else:
            counted = grid.count(session, self.GRID, scope, question, most=COUNTED + 1)
            count, is_exact = max(min(counted, COUNTED), seen), counted <= COUNTED
        in_all = count > 0 or grid.has_any(session, self.GRID, scope, today)
        return Page(tuple(self._row(row, scope, today) for row in found[: wish.size]), count, is_exact, wish, in_all)

    def _rows(self, session: Session, scope: Scope, question: Question, wish: GridWish) -> list[Found]:
        """A page's rows and one more, which tells whether there is a next page."""
        return list(grid.rows(session, self.GRID, scope, question, limit=wish.size + 1, offset=(wish.page - 1) * wish.size))

    def _count(self, session: Session, scope: Scope, wish: GridWish, today: date, together: tuple[str, ...] | None) -> int:
        return grid.count(session, self.GRID, scope, self._asked(session, scope, wish, today, together))

    def _chunks(
        self, session: Session, scope: Scope, wish: GridWish, today: date, together: tuple[str, ...] | None
    ) -> Iterator[tuple[Row, ...]]:
        for chunk in grid.chunks(session, self.GRID, scope, self._asked(session, scope, wish, today, together)):
            yield tuple(self._row(row, scope, today) for row in chunk)


def tallied(session: Session, rows: Grid, status: str, scope: Scope, today: date) -> Tally:
    """How many rows have this status, to 1,000 at most."""
    found = grid.count(session, rows, scope, Question(status, next(iter(rows.sorts)), today), most=COUNTED + 1)
    return Tally(min(found, COUNTED), exact=found <= COUNTED)


def _location_id(session: Session, scope: Scope, number: str) -> int:
    found = customers.location_id(session, scope, number) if number.isprintable() else None
    if found is None:
        raise LocationNotFoundError(number)
    return found
