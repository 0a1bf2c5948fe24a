"""Puts the guard around the application, each part in its place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi.exceptions import RequestValidationError
from nicegui import app
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from pages.guard import faults, framework, nonces, quickening, self_test
from pages.guard.budget import Budget
from pages.guard.card_numbers import CardFilter
from pages.guard.dressing import Dressing
from pages.guard.entrance import Entrance, Gatehouse
from pages.guard.frames import FrameFilter
from pages.guard.gate import Gate
from pages.guard.keeper import CompanyOf, Keeper
from pages.guard.limits import Limits
from pages.guard.liveness import Liveness
from pages.guard.looks import NoteLook, unnoted
from pages.guard.nonces import Nonces
from pages.guard.places import Places
from pages.guard.refusals import Refusals
from pages.guard.shelf import Shelf
from pages.guard.site import Site
from pages.guard.sockets import SocketDoor
from pages.guard.uploads import Uploads
from portal_ui.errors import PortalError
from portal_ui.settings import Settings

_LEAVE_AS_THEY_ARE = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_LEVEL = 5


class Guard:
    """Everything that stands between the network and the pages."""

    def __init__(self, settings: Settings, keeper: Keeper, company: CompanyOf, note_look: NoteLook = unnoted) -> None:
        """Without `note_look`, which writes down what the office looks at in a customer's place, nobody looks."""
        self._note_look = note_look
        self._site = Site.of(settings)
        self._refusals = Refusals(company)
        self._liveness = Liveness(keeper)
        self._budget = Budget()
        self._gate = Gate(self._liveness, self._budget, self._site.origins)

    def install(self) -> None:
        """Stand around the application; once, before it is served.

        Raises:
            WrongFrameworkError: the framework is not the one this guard knows.
        """
        framework.check()
        quickening.quicken()
        nonces.mark_template()
        self._gate.install()
        self._answer_errors()
        build = app.build_middleware_stack

        def built() -> ASGIApp:
            quickening.shed(app)
            return self._around(build())

        app.build_middleware_stack = built  # type: ignore[method-assign]

    @asynccontextmanager
    async def on_watch(self) -> AsyncIterator[None]:
        """Prove that the gate holds, then watch the sessions of open pages until the block ends.

        Raises:
            GateMissingError: a forged event ran.
        """
        await self_test.check_forgery_is_refused()
        watching = asyncio.create_task(self._liveness.watch(framework.open_sessions), name="watch sessions")
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    def _around(self, inner: ASGIApp) -> ASGIApp:
        """From the inside out. `add_middleware` would come too late: the framework adds its own outside of it."""
        site, refusals = self._site, self._refusals
        pages: ASGIApp = Entrance(
            inner, self._liveness, refusals, routes=app.router.routes, is_https=site.is_https, note_look=self._note_look
        )
        pages = Nonces(pages, refusals, origins=site.origins)
        pages = GZipMiddleware(pages, minimum_size=500, compresslevel=_LEVEL, exclude_content_types=_LEAVE_AS_THEY_ARE)
        doors: ASGIApp = SocketDoor(inner, Shelf(pages, inner), self._liveness, FrameFilter(self._budget), site)
        filtered = CardFilter(doors, refusals)
        limited = Uploads(Limits(filtered, refusals), filtered, self._liveness, refusals, is_https=site.is_https)
        gatehouse = Gatehouse(limited, site, refusals)
        return Dressing(gatehouse, refusals, Places(app.router.routes), is_https=site.is_https)

    def _answer_errors(self) -> None:
        """Plain pages in place of the framework's, which build a client for each and show what the exception says."""
        refusals = self._refusals

        async def pass_on(_request: Request, error: Exception) -> Response:
            raise error

        app.add_exception_handler(404, refusals.for_http_error)
        app.add_exception_handler(HTTPException, refusals.for_http_error)
        app.add_exception_handler(RequestValidationError, refusals.for_bad_request)
        app.add_exception_handler(PortalError, refusals.for_portal_error)
        app.add_exception_handler(Exception, pass_on)
        framework.on_fault(faults.tell)
