"""Files that the office puts up: larger than anything else that comes in, and let in from members of the office alone.

Whoever else sends so much meets `Limits`, as everywhere. A member's is written to a file of ours while it comes, counted and
timed, a few at once; only then does anyone inside see it, in pieces. Its bytes are not searched for card numbers: a picture
holds digits of any kind by chance. What was typed beside them is, as soon as it is known (`pages.forms`), like the file's name.
"""

import asyncio
import tempfile
from typing import IO

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.guard import cookies
from pages.guard.limits import GoneError, TooMuchError, excess_of_headers
from pages.guard.liveness import Liveness
from pages.guard.refusals import Refusals
from pages.guard.rules import is_upload
from portal_ui import language
from portal_ui.language import gettext as _
from portal_ui.money import whole
from portal_ui.shelf import MOST_BYTES
from portal_ui.views import StaffStep, StaffVisit

UPLOAD_BYTES = MOST_BYTES + 100_000  # with what is typed beside the file
UPLOAD_SECONDS = 120.0
AT_ONCE = 2
_PIECE = 65_536
SPOOLED = "portal.spooled"


class Uploads:
    """Stands outside of `Limits`, and takes what it lets in past it."""

    def __init__(self, limited: ASGIApp, inner: ASGIApp, liveness: Liveness, refusals: Refusals, *, is_https: bool) -> None:
        self._limited = limited
        self._inner = inner
        self._liveness = liveness
        self._refusals = refusals
        self._is_https = is_https
        self._coming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, with its body in a file where a member of the office puts one up."""
        member = await self._member(scope)
        if member is None:
            await self._limited(scope, receive, send)
            return
        language.use(member.locale)
        if self._coming >= AT_ONCE:
            sentence = _("Others are adding files just now. Yours was not taken; please try again in a minute.")
            await self._refuse(503, sentence, scope, receive, send)
            return
        self._coming += 1
        try:
            with tempfile.TemporaryFile(prefix="portal-upload-") as file:
                refused = await _spool(scope, receive, file)
                if refused is None:
                    await self._inner({**scope, SPOOLED: True}, _from_file(file, receive), send)
                elif refused:
                    await self._refuse(refused, _sentence(refused), scope, receive, send)
        finally:
            self._coming -= 1

    async def _member(self, scope: Scope) -> StaffVisit | None:
        """Who of the office puts a file up; `None` for everything else, which is limited as ever."""
        if scope["type"] != "http" or scope["method"] != "POST" or not is_upload(scope["path"]) or excess_of_headers(scope) is not None:
            return None
        try:
            found = await self._liveness.look_up(cookies.token_of(HTTPConnection(scope), is_https=self._is_https))
        except Exception:  # noqa: BLE001 - whatever keeps us from the database, the door inside says so
            return None
        member = found.staff if found is not None else None
        is_in = member is not None and member.step is StaffStep.IN and member.may_change and found is not None and found.visit is None
        return member if is_in else None

    async def _refuse(self, status: int, sentence: str, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._refusals.page(status, sentence=sentence, path=scope["path"])
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)


def is_spooled(scope: Scope) -> bool:
    """Whether the body is a file that a member of the office puts up: it comes in pieces, and nobody inside keeps it whole."""
    return bool(scope.get(SPOOLED))


def _sentence(status: int) -> str:
    if status == 413:
        most = {"most": whole(MOST_BYTES // 1_000_000)}
        return _("The file is larger than %(most)s MB. Nothing was added; make it smaller, or split it.") % most
    return ""


async def _spool(scope: Scope, receive: Receive, file: IO[bytes]) -> int | None:
    """Write the body to `file`; the status of a refusal, 0 where the sender has left, and `None` where all is there."""
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > UPLOAD_BYTES:
        return 413
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            await _written(receive, file)
    except TooMuchError:
        return 413
    except TimeoutError:
        return 408
    except GoneError:
        return 0
    except OSError:
        return 507
    return None


async def _written(receive: Receive, file: IO[bytes]) -> None:
    size, waiting = 0, bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        waiting += message.get("body", b"")
        more = message.get("more_body", False)
        if size + len(waiting) > UPLOAD_BYTES:
            raise TooMuchError
        if len(waiting) >= _PIECE or not more:
            size += len(waiting)
            await asyncio.to_thread(file.write, bytes(waiting))
            waiting.clear()
    await asyncio.to_thread(file.seek, 0)


def _from_file(file: IO[bytes], receive: Receive) -> Receive:
    """A `receive` that hands the body over piece by piece, then goes on as before."""
    is_handed = False

    async def handed() -> Message:
        nonlocal is_handed
        if is_handed:
            return await receive()
        piece = await asyncio.to_thread(file.read, _PIECE)
        is_handed = len(piece) < _PIECE
        return {"type": "http.request", "body": piece, "more_body": not is_handed}

    return handed
