"""A member of the office in a customer's place: what they may ask for there. Each page is written down before it is shown."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from pages.guard.refusals import Refusals
from pages.guard.rules import ACCOUNTS, LOOK_END, is_file, is_staffs
from pages.guard.visitors import address_of, with_visitor
from portal_ui import language
from portal_ui.language import gettext as _
from portal_ui.service.sessions import LookedUp
from portal_ui.views import Visit

NoteLook = Callable[[Visit, str, str], Awaitable[None]]  # who looks, at which page, from where
_CHANGING = ("/account/", "/accounts/")  # below these one changes things, and sees nothing else


async def unnoted(_visit: Visit, _path: str, _address: str) -> None:
    """In place of what writes it down where nothing does: nobody looks."""
    raise LookupError("Nothing here writes down what the office looks at.")


def is_look(found: LookedUp) -> bool:
    """Whether a member of the office has taken someone's place, or had until just now."""
    return found.look_is_over or (found.visit is not None and found.visit.looking is not None)


class Looks:
    """Lets them look, and end it; nothing else."""

    def __init__(self, refusals: Refusals, note: NoteLook) -> None:
        self._refusals = refusals
        self._note = note

    async def objection(self, scope: Scope, found: LookedUp) -> Response | None:
        """What to answer in place of what was asked for; `None` lets them have it."""
        path: str = scope["path"]
        if path == LOOK_END:
            return None
        language.use(found.locale)
        if scope["method"] not in {"GET", "HEAD"} or path.startswith(_CHANGING):
            sentence = _("You see the portal as a customer does. You can look at everything, and change nothing.")
            return await self._refusals.page(403, sentence=sentence, visit=found.visit)
        if found.visit is None or is_staffs(path):
            return await self._to_end(scope)
        if path == ACCOUNTS:
            return RedirectResponse("/", 303, headers={"Cache-Control": "no-store"})
        if is_file(path):
            return None
        try:
            await self._note(found.visit, path, address_of(HTTPConnection(scope)))
        except Exception as error:  # noqa: BLE001 - what cannot be written down is not shown, whatever the reason
            return await self._refusals.failure(with_visitor(scope, found), error, status=503)
        return None

    async def _to_end(self, scope: Scope) -> Response:
        if Headers(scope=scope).get("sec-fetch-mode", "navigate") != "navigate":
            return await self._refusals.page(401)
        return RedirectResponse(LOOK_END, 303, headers={"Cache-Control": "no-store"})
