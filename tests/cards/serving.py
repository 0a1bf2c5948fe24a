"""The pages around a card over fakes, under the real headers. As a module it serves them: `python -m tests.cards.serving PORT`."""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import Depends, FastAPI, Response
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages import card, demo_bank, sign_in
from pages.forms import declared_only
from pages.guard.assets import KINDS, shelf
from pages.guard.dressing import Dressing
from pages.guard.places import Places
from pages.guard.refusals import Refusals
from pages.guard.visitors import VISIT
from pages.plain import PlainPages
from portal_ui import language
from portal_ui.errors import PortalError
from portal_ui.views import Visit
from tests.cards.fakes import Fakes, visit


class Introduce:
    """Puts a visit on each request, as the guard does; which one is changed by setting it."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner
        self.visit: Visit = visit()
        self.is_out = False  # the session has ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everyone in."""
        if scope["type"] == "http" and self.is_out:
            await PlainTextResponse("", 401)(scope, receive, send)
            return
        if scope["type"] == "http":
            language.use(self.visit.locale)
            scope.setdefault("state", {})[VISIT] = self.visit
        await self._inner(scope, receive, send)


def build(fakes: Fakes, *, strict: bool = False) -> tuple[ASGIApp, Introduce]:
    """The application, and who says who looks. Where it is `strict`, forms bring what they declare alone, as in the portal."""
    portal = fakes.portal()
    plain = PlainPages(portal, is_https=False)
    app = FastAPI()
    app.include_router(card.router(plain), dependencies=[Depends(declared_only)] if strict else [])
    app.add_exception_handler(PortalError, Refusals(portal.company.view).for_portal_error)
    app.include_router(demo_bank.router(plain))
    app.add_api_route("/brand/{color}.css", sign_in.brand, methods=["GET"])

    @app.get("/_nicegui/{version}/static/fonts.css")
    def fonts(version: str) -> Response:
        return Response("", media_type="text/css")

    @app.get("/assets/{version}/{name}")
    def asset(version: str, name: str) -> Response:
        return Response(shelf()[1][name], media_type=KINDS["." + name.rsplit(".", 1)[1]])

    introduce = Introduce(app)
    return Dressing(introduce, Refusals(portal.company.view), Places(app.router.routes), is_https=False), introduce


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The base URL of an application in a thread of this process, so that a test reaches what stands behind it."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        pause = threading.Event()
        while not server.started:
            pause.wait(0.02)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    uvicorn.run(build(Fakes())[0], port=int(sys.argv[1]), log_level="warning")
