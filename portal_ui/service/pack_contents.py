"""What a pack is to hold: the rows of one list, those of it that were chosen, or everything that fits of all lists."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from portal_ui.exports.columns import Column
from portal_ui.grid_wishes import GridNames
from portal_ui.service.grids import GridService
from portal_ui.service.pack_refusals import EmptyPackError, PackNotFoundError, TooManyPapersError
from portal_ui.views import DocumentFile, GridWish, Scope

EVERYTHING = "everything"
MOST_PAPERS = 200
_WITHOUT_MONEY = ("orders",)  # the kinds for who sees none

Make = Callable[[Scope, Any], Awaitable[DocumentFile]]
Wanted = tuple[str, Any]  # of which kind, and the row


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of papers: its list, its columns in a file, and what makes a paper."""

    listing: GridService[Any]
    columns: Callable[[Scope], Sequence[Column[Any]]]
    make: Make  # of a row


class PackContents:
    """The kinds of papers there are, by name, and which of them a wish finds."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    def source(self, kind: str) -> Source:
        """One kind.

        Raises:
            PackNotFoundError: there is none of that name.
        """
        if kind not in self._sources:
            raise PackNotFoundError
        return self._sources[kind]

    def kinds(self, scope: Scope, kind: str) -> tuple[str, ...]:
        """The kinds that a pack has a list of."""
        if kind != EVERYTHING:
            return (kind,)
        return tuple(name for name in self._sources if scope.sees_money or name in _WITHOUT_MONEY)

    def names(self, scope: Scope, kind: str) -> GridNames:
        """The filters of the list of that kind; of everything, those that all lists have."""
        return self.source(self.kinds(scope, kind)[0]).listing.names(scope)

    async def po_numbers(self, scope: Scope, wish: GridWish) -> tuple[str, ...]:
        """The PO number that the wish searches for, in every spelling; none where its words are no PO number of the account."""
        return await self.source("orders").listing.po_numbers(scope, wish)

    async def counts(self, scope: Scope, kind: str, wish: GridWish, numbers: Sequence[str] = ()) -> dict[str, int]:
        """How many papers of each kind a pack of these rows would hold: the numbers named or, without any, all that the wish finds.

        Raises:
            PortalError: as the list of that kind.
        """
        if numbers:
            return {kind: len(set(numbers))}
        together = await self._together(scope, kind, wish)
        return {name: await self.source(name).listing.count(scope, wish, together=together) for name in self.kinds(scope, kind)}

    async def rows(self, scope: Scope, kind: str, wish: GridWish, numbers: Sequence[str] = ()) -> Sequence[Wanted]:
        """The rows, each with its kind.

        Raises:
            TooManyPapersError: more than a pack holds.
            EmptyPackError: none.
            PortalError: as the list of that kind, also for a number that is not in it.
        """
        if len(numbers) > MOST_PAPERS:
            raise TooManyPapersError(len(numbers), MOST_PAPERS)
        if numbers:
            return [(kind, await self._row(scope, kind, number)) for number in dict.fromkeys(numbers)]
        found: list[Wanted] = []
        together = await self._together(scope, kind, wish)
        for name in self.kinds(scope, kind):
            found += [(name, row) for row in await self._listed(scope, name, wish, together)]
            if len(found) > MOST_PAPERS:
                raise TooManyPapersError(sum((await self.counts(scope, kind, wish)).values()), MOST_PAPERS)
        if not found:
            raise EmptyPackError
        return found

    async def _together(self, scope: Scope, kind: str, wish: GridWish) -> tuple[str, ...] | None:
        """How lists that are searched together take the words; nothing where one is searched alone."""
        return await self.po_numbers(scope, wish) if kind == EVERYTHING else None

    async def _listed(self, scope: Scope, kind: str, wish: GridWish, together: tuple[str, ...] | None) -> list[Any]:
        """What the wish finds of one list, or a few more than a pack holds."""
        rows: list[Any] = []
        async with aclosing(self.source(kind).listing.export(scope, wish, together=together)) as chunks:
            async for chunk in chunks:
                rows += chunk
                if len(rows) > MOST_PAPERS:
                    break
        return rows

    async def _row(self, scope: Scope, kind: str, number: str) -> Any:  # noqa: ANN401 - a row of any list
        return (await self.source(kind).listing.record(scope, number)).row  # type: ignore[attr-defined]
