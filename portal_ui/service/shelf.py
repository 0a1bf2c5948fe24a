"""The document shelf as customers find it."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import audit
from db.queries import shelf as queries
from db.queries.rows import Found
from portal_ui.dates import Clock, local_day
from portal_ui.service.company import Company
from portal_ui.shelf import ENDINGS
from portal_ui.shelf.store import ShelfStore
from portal_ui.shelf_errors import ShelfDocumentNotFoundError, ShelfFileMissingError
from portal_ui.views import StaffVisit, Visit
from portal_ui.views.shelf import ShelfFile, ShelfItem

log = logging.getLogger("portal")


class Shelf:
    """What an account was given, what belongs to its orders, and the files themselves."""

    def __init__(self, database: Database, company: Company, clock: Clock, store: ShelfStore) -> None:
        self._db = database
        self._company = company
        self._clock = clock
        self._store = store

    async def of_account(self, visit: Visit) -> tuple[ShelfItem, ...]:
        """What everyone was given and what this account was, the newest first; a site contact sees none that tells of money."""
        return await self._items(await self._db.read(queries.of_account, visit.scope, visit.person_id))

    async def of_order(self, visit: Visit, number: str) -> tuple[ShelfItem, ...]:
        """What belongs to an order, the newest first; nothing where the order is another's or at a location they may not see."""
        if not number.isprintable():
            return ()
        return await self._items(await self._db.read(queries.of_order, visit.scope, number, visit.person_id))

    async def hand_out(self, visit: Visit, document_id: int, *, is_noted: bool, address: str) -> ShelfFile:
        """The file of a document that this person may have, written down first. Where it is not to be noted, nothing goes out.

        Raises:
            ShelfDocumentNotFoundError: there is none, it was taken down, or it is not theirs.
            ShelfFileMissingError: its row is there, its file is not.
            TooBusyError: the database takes no row just now.
        """
        found = await self._db.read(queries.visible, visit.scope, document_id)
        file = await asyncio.to_thread(self._file, found)
        if is_noted:
            await self._db.write(self._note, visit, document_id, file, address)
        return file

    async def hand_to_office(self, staff: StaffVisit, document_id: int, *, is_noted: bool, address: str) -> ShelfFile:
        """The file of any document, shown or not, for a member of the office; written down, too.

        Raises:
            ShelfDocumentNotFoundError: there is none.
            ShelfFileMissingError: its row is there, its file is not.
        """
        file = await asyncio.to_thread(self._file, await self._db.read(queries.any_one, document_id))
        if is_noted:
            note = partial(audit.add, at=self._clock(), actor=staff.actor, action="document.download", subject=f"shelf:{document_id}")
            await self._db.write(note, details=_details(file), address=address)
        return file

    async def sweep(self) -> None:
        """Remove files that no document names any more."""
        await asyncio.to_thread(self._store.sweep, lambda file_hash: self._db.read_now(queries.is_named, file_hash))

    async def _items(self, found: Sequence[Found]) -> tuple[ShelfItem, ...]:
        zone = (await self._company.view()).time_zone
        return tuple(item_of(one, zone, is_new=not one.was_taken) for one in found)

    def _file(self, found: Found | None) -> ShelfFile:
        if found is None:
            raise ShelfDocumentNotFoundError
        if not self._store.holds(found.file_hash, found.size_bytes):
            log.error("The file of document %d on the shelf is not there.", found.id)
            raise ShelfFileMissingError
        return ShelfFile(str(self._store.path_of(found.file_hash)), found.file_name, found.media_type)

    def _note(self, session: Session, visit: Visit, document_id: int, file: ShelfFile, address: str) -> None:
        """It may have been taken down since it was found: then it does not go out."""
        if queries.visible(session, visit.scope, document_id) is None:
            raise ShelfDocumentNotFoundError
        now, person = self._clock(), f"person:{visit.person_id}"
        note = partial(audit.add, session, at=now, action="document.download", subject=f"shelf:{document_id}", details=_details(file))
        if visit.looking is None:
            note(actor=person, customer_id=visit.account.customer_id, address=address)
            queries.take_note(session, document_id, visit.person_id, visit.account.customer_id, now)
        else:
            note(actor=f"staff:{visit.looking.staff_id}", acting_as=person, customer_id=visit.account.customer_id, address=address)


def item_of(found: Found, zone: str, *, is_new: bool) -> ShelfItem:
    """A document as a list of a customer's shows it."""
    return ShelfItem(
        id=found.id,
        kind=found.kind,
        title=found.title,
        note=found.note,
        valid_until=found.valid_until,
        media_type=found.media_type,
        size_bytes=found.size_bytes,
        put_up_on=local_day(found.put_up_at, zone),
        is_new=is_new,
    )


def _details(file: ShelfFile) -> dict[str, str]:
    return {"format": ENDINGS[file.media_type].lstrip("."), "title": file.name}
