"""Many papers of an account as one ZIP file, with lists of them: made beside everything else, and never in its way.

One pack an account at a time; it waits for one paper after the other, so it never has more than one place among the workers. It is
made for as long as someone looks at how far it is, and kept a while. A pack is a file without a name: it ends with the portal.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Any

from portal_ui.errors import PortalError, TooBusyError
from portal_ui.exports.zip_file import Entry, ZipPack
from portal_ui.service.pack import Pack, owner_of
from portal_ui.service.pack_contents import PackContents, Source
from portal_ui.service.pack_refusals import PackFailedError, PackNotFoundError, PackUnderWayError
from portal_ui.views import DocumentFile, GridWish, Scope, Visit
from portal_ui.views.packs import PackState, PackView

log = logging.getLogger(__name__)

_MOST_BYTES = 256 << 20
_MOST_WORKING = 8  # accounts
_BUSY_TRIES = 8


@dataclass(frozen=True, slots=True)
class PackTimes:
    """Seconds: how long a pack goes on that nobody looks at, how long one is kept, and the wait when the workers are busy."""

    unwatched: float = 45
    kept: float = 900
    busy: float = 2


class Packs:
    """The packs of all accounts, in this process."""

    def __init__(self, sources: Mapping[str, Source], times: PackTimes | None = None) -> None:
        self.contents = PackContents(sources)
        self._times = times or PackTimes()
        self._packs: dict[int, Pack] = {}

    async def start(self, visit: Visit, kind: str, wish: GridWish, numbers: Sequence[str] = ()) -> str:
        """Begin a pack in the language of the request, and say its name. One that is ready gives way to it.

        Raises:
            TooManyPapersError: more than a pack holds; nothing was begun.
            EmptyPackError: none.
            PackUnderWayError: this account has one under way.
            TooBusyError: too many accounts have.
            PortalError: as the list of that kind, also for a number that is not in it.
        """
        self._check_free(visit)
        rows = await self.contents.rows(visit.scope, kind, wish, numbers)
        said = GridWish() if numbers else wish
        is_of_po = bool(await self.contents.po_numbers(visit.scope, said))
        self._check_free(visit)  # another may have come in between
        former = self._packs.pop(visit.scope.customer_id, None)
        if former is not None:
            former.task.cancel()
        pack = Pack(visit, kind, rows, TemporaryFile(), said, is_of_po=is_of_po)  # noqa: SIM115 - closed when its task ends
        self._packs[visit.scope.customer_id] = pack
        pack.task = asyncio.create_task(self._work(pack))
        pack.task.add_done_callback(lambda _task: self._let_go(pack))  # also of one that is cancelled before it began
        return pack.name

    def look(self, visit: Visit, name: str) -> PackView:
        """How far it is. As long as someone asks, it goes on.

        Raises:
            PackNotFoundError: there is none of that name, or it is not this sign-in's.
        """
        pack = self._own(visit, name)
        pack.seen = monotonic()
        return pack.view()

    def cancel(self, visit: Visit, name: str) -> str:
        """Give it up, also a ready one; says of which kind it was.

        Raises:
            PackNotFoundError: as `look`.
        """
        pack = self._own(visit, name)
        pack.task.cancel()
        self._forget(pack)
        return pack.kind

    def opened(self, visit: Visit, name: str) -> tuple[PackView, IO[bytes]]:
        """A ready pack, open at its beginning for one reader, who closes it.

        Raises:
            PackNotFoundError: as `look`, or it is not ready.
        """
        pack = self._own(visit, name)
        if pack.state is not PackState.READY:
            raise PackNotFoundError
        return pack.view(), open(f"/proc/self/fd/{pack.file.fileno()}", "rb")

    async def stop(self) -> None:
        """End all of them."""
        tasks = [pack.task for pack in self._packs.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _own(self, visit: Visit, name: str) -> Pack:
        pack = self._packs.get(visit.scope.customer_id)
        if pack is None or pack.name != name or pack.owner != owner_of(visit) or pack.scope != visit.scope:
            raise PackNotFoundError
        return pack

    def _check_free(self, visit: Visit) -> None:
        found = self._packs.get(visit.scope.customer_id)
        if found is not None and found.state is PackState.WORKING:
            raise PackUnderWayError(found.name if found.owner == owner_of(visit) else "")
        if sum(pack.state is PackState.WORKING for pack in self._packs.values()) >= _MOST_WORKING:
            raise TooBusyError

    async def _work(self, pack: Pack) -> None:
        """Make it and keep it for a while."""
        try:
            if await self._filled(pack):
                pack.size_bytes = os.fstat(pack.file.fileno()).st_size
                pack.state = PackState.READY
                await asyncio.sleep(self._times.kept)
        except Exception:
            log.exception("a pack of papers could not be made")
            pack.state = PackState.FAILED
            await asyncio.sleep(self._times.unwatched)

    async def _filled(self, pack: Pack) -> bool:
        """Put every paper and the lists of them into the file; False when nobody looks any more."""
        kinds = self.contents.kinds(pack.scope, pack.kind)
        with ZipPack(pack.file, {kind: self.contents.source(kind).columns(pack.scope) for kind in kinds}, pack.day) as parts:
            for kind, row in pack.rows:
                if monotonic() - pack.seen > self._times.unwatched:
                    return False
                entry = await self._entry(pack, self.contents.source(kind), row)
                pack.missing += bool(entry.note)
                await _to_its_end(partial(parts.add, kind, entry))
                pack.done += 1
            await _to_its_end(parts.close)
        return True

    async def _entry(self, pack: Pack, source: Source, row: Any) -> Entry:  # noqa: ANN401 - a row of any list
        if pack.file.tell() > _MOST_BYTES:
            return Entry(row, note=str(PackFailedError()))
        try:
            document = await self._patiently(source, pack.scope, row)
        except PortalError as refused:
            return Entry(row, note=str(refused))
        return Entry(row, document.path, document.filename)

    async def _patiently(self, source: Source, scope: Scope, row: Any) -> DocumentFile:  # noqa: ANN401 - a row of any list
        for wait in range(1, _BUSY_TRIES + 1):
            try:
                return await source.make(scope, row)
            except TooBusyError:
                await asyncio.sleep(self._times.busy * wait)
        return await source.make(scope, row)

    def _let_go(self, pack: Pack) -> None:
        self._forget(pack)
        pack.file.close()

    def _forget(self, pack: Pack) -> None:
        if self._packs.get(pack.scope.customer_id) is pack:
            del self._packs[pack.scope.customer_id]


async def _to_its_end(work: Callable[[], None]) -> None:
    """Do it in a thread; whoever is cancelled meanwhile waits until the thread has left the file alone."""
    done = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait({done})
        raise
