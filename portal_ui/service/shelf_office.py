"""The document shelf as the office keeps it: what is put up for whom, replaced, taken down and, by an administrator, erased."""

import asyncio
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import IO

from db.engine import Database
from db.queries import shelf as queries
from db.queries import shelf_list
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.dates import Clock
from portal_ui.office_errors import MayNotChangeError
from portal_ui.service import shelf_acts as acts
from portal_ui.service.company import Company
from portal_ui.service.office_acts import By
from portal_ui.service.office_lists import OfficeList
from portal_ui.service.shelf import item_of
from portal_ui.service.shelf_acts import PassedFile
from portal_ui.service.shelf_wishes import checked
from portal_ui.shelf import MOST_BYTES, inspecting, names
from portal_ui.shelf.refusals import FileRefusedError, Reason
from portal_ui.shelf.store import ShelfStore, hash_of
from portal_ui.shelf_errors import (
    ShelfFileRefusedError,
    ShelfFullError,
)
from portal_ui.views import StaffVisit
from portal_ui.views.shelf import Audience, ShelfItem, ShelfRow, ShelfView, ShelfWish

_MOST_TAKEN = 200  # people who took it along, shown
_MOST_AUDITED = 20  # customers named in the audit
_LONGEST_SEARCH = 2000


class ShelfOffice(OfficeList[ShelfRow]):
    """The list of documents, and what the office does with one."""

    FILTERS = tuple(shelf_list.SHELF.filters)
    SORTS = tuple(shelf_list.SHELF.sorts)
    USUAL_SORT = "-put_up"
    GRID = shelf_list.SHELF

    def __init__(self, database: Database, company: Company, clock: Clock, store: ShelfStore) -> None:
        super().__init__(database, company, clock)
        self._store = store

    async def document(self, document_id: int) -> ShelfView:
        """All of one document.

        Raises:
            ShelfDocumentNotFoundError: there is none.
        """
        return await self._db.read(acts.view, document_id)

    async def of_customer(self, number: str) -> tuple[ShelfItem, ...]:
        """What one customer was given by name, the newest first."""
        zone = (await self._company.view()).time_zone
        return tuple(item_of(one, zone, is_new=False) for one in await self._db.read(queries.of_customer, number))

    async def expired(self) -> int:
        """How many documents that customers see have run out."""
        return await self._db.read(queries.count_expired, await self._company.today())

    async def put_up(self, staff: StaffVisit, wish: ShelfWish, file: IO[bytes], file_name: str, *, address: str) -> int:
        """Put a file up, and return the document's id. The same request again finds the document, and puts up nothing more.

        Raises:
            MayNotChangeError: the member only sees.
            ShelfWishError: the form says something that cannot be meant.
            ShelfFileRefusedError: the file is nothing that is taken.
            ShelfFullError: there is no room for it.
        """
        return await self._kept(staff, wish, file, file_name, address, partial(acts.put_up, replaced=None))

    async def replace(self, staff: StaffVisit, document_id: int, wish: ShelfWish, file: IO[bytes], file_name: str, *, address: str) -> int:
        """Put a file up in a document's place, for the same customers; the older one is kept and shown no more.

        Raises:
            PortalError: as `put_up`.
            ShelfDocumentNotFoundError: there is no such document.
            ShelfEndedError: it was replaced or taken down meanwhile.
        """
        return await self._kept(staff, wish, file, file_name, address, partial(acts.put_up, replaced=document_id))

    async def take_down(self, staff: StaffVisit, document_id: int, *, address: str) -> None:
        """Show it to customers no more; row and file are kept.

        Raises:
            MayNotChangeError: the member only sees.
            ShelfDocumentNotFoundError: there is no such document.
            ShelfEndedError: it was replaced or taken down meanwhile.
        """
        await self._db.write(acts.take_down, document_id, By(staff.staff_id, address, self._clock()))

    async def erase(self, staff: StaffVisit, document_id: int, *, address: str) -> None:
        """Forget a document that was taken down; its file goes with the last row that names it. What the audit says of it stays.

        Raises:
            MayNotChangeError: the member is no administrator.
            ShelfDocumentNotFoundError: there is no such document.
            ShelfStillShownError: customers still see it.
        """
        if not staff.is_admin:
            raise MayNotChangeError
        await self._db.write(acts.erase, document_id, By(staff.staff_id, address, self._clock()))
        await asyncio.to_thread(self._store.sweep, lambda file_hash: self._db.read_now(queries.is_named, file_hash))

    async def _kept(
        self, staff: StaffVisit, wish: ShelfWish, file: IO[bytes], file_name: str, address: str, work: Callable[..., int]
    ) -> int:
        if not staff.may_change:
            raise MayNotChangeError
        asked = checked(wish)
        by = By(staff.staff_id, address, self._clock())
        try:
            arrived = await asyncio.to_thread(self._store.take_in, file)
            try:
                passed = await asyncio.to_thread(self._passed, arrived, file_name)
                return await self._db.write(work, asked=asked, by=by, file=passed)
            finally:
                await asyncio.to_thread(self._store.let_go, arrived)
        except FileRefusedError as refused:
            raise ShelfFileRefusedError(refused.reason) from None
        except OSError as error:
            raise ShelfFullError from error

    def _passed(self, arrived: Path, file_name: str) -> PassedFile:
        """Have it read. It goes to its place within the transaction that writes its row, so that no row stands without its file;
        a file whose row was not written goes with the next sweep."""
        found = inspecting.inspect(arrived)
        size = found.path.stat().st_size
        if size > MOST_BYTES:
            raise FileRefusedError(Reason.TOO_LARGE)
        file_hash, name = hash_of(found.path), names.cleaned(file_name, found.media_type)
        placed = cache(partial(self._store.place, found.path, file_hash))  # a transaction may be run again
        return PassedFile(placed, file_hash, name, found.media_type, size)

    def _row(self, found: Found, scope: Scope, today: date) -> ShelfRow:
        audience = Audience.ORDER if found.order_number else Audience.EVERYONE if found.for_everyone else Audience.CUSTOMERS
        return ShelfRow(
            id=found.id,
            kind=found.kind,
            title=found.title,
            valid_until=found.valid_until,
            audience=audience,
            order_number=found.order_number or "",
            reader=found.reader or "",
            readers=found.readers,
            media_type=found.media_type,
            size_bytes=found.size_bytes,
            put_up_at=found.put_up_at,
            is_shown=found.ended_at is None,
            downloads=found.downloads,
        )
