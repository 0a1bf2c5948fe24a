"""The pages around a card over fakes, under the real headers. As a module it serves them: `python -m tests.cards.serving PORT`."""

import sys

import uvicorn
from fastapi import FastAPI, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pages import card, demo_bank, sign_in
from pages.guard.assets import KINDS, shelf
from pages.guard.dressing import Dressing
from pages.guard.places import Places
from pages.guard.refusals import Refusals
from pages.guard.visitors import VISIT
from pages.plain import PlainPages
from portal_ui.views import Visit
from tests.cards.fakes import Fakes, visit


class Introduce:
    """Puts a visit on each request, as the guard does; which one is changed by setting it."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner
        self.visit: Visit = visit()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everyone in."""
        if scope["type"] == "http":
            scope.setdefault("state", {})[VISIT] = self.visit
        await self._inner(scope, receive, send)


def build(fakes: Fakes) -> tuple[ASGIApp, Introduce]:
    """The application, and who says who looks."""
    portal = fakes.portal()
    plain = PlainPages(portal, is_https=False)
    app = FastAPI()
    app.include_router(card.router(plain))
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


if __name__ == "__main__":
    uvicorn.run(build(Fakes())[0], port=int(sys.argv[1]), log_level="warning")
