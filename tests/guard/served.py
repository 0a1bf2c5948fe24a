"""A tiny portal behind the real guard, as a process of its own. Run as a module; it takes orders as lines on its input.

Its keeper is a fake, so that a test can end a session, or revoke one behind the guard's back.
"""

import asyncio
import json
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from nicegui import Client, app, core, ui

from pages import health, serving, webhooks
from pages.guard import address_of, asset_url, framework, staff_of, visit_of
from pages.guard.installing import Guard
from portal_ui import language
from portal_ui.errors import OrderNotFoundError
from portal_ui.settings import Settings
from portal_ui.views import CompanyView
from tests.guard.fake_keeper import FakeKeeper
from tests.guard.fake_paying import FakePaying

FAULT = os.environ.get("TINY_FAULT", "")  # what is to be wrong with it
COMPANY = CompanyView(
    name="Piney Hollow Hauling",
    address_line="1 Landfill Road",
    city="Piney",
    state="TX",
    postal_code="77001",
    phone="555-0100",
    email="office@example.com",
    website="",
    support_hours="",
    time_zone="America/Chicago",
    currency="USD",
    locale="en_US",
    paper="letter",
    brand_color="#0f6b5c",
    remit_to="",
    portal_active=True,
    show_pending_invoices=False,
)


class TinyPortal:
    """Its pages, and what tests may ask and order."""

    def __init__(self) -> None:
        self.keeper = FakeKeeper()
        self.paying = FakePaying()
        self.acts: list[str] = []
        self.listeners: dict[str, tuple[int, str]] = {}
        self.uploads: list[str] = []

    def install(self) -> None:
        """Register the pages."""
        app.include_router(health.router(health.Checks(self._database)))
        ui.page("/")(self._start)
        ui.page("/upload")(self._upload)
        ui.page("/missing-page")(missing)
        ui.page("/boom")(self._boom)
        ui.page("/late-boom")(self._late_boom)
        ui.page("/refused")(self._refused)
        ui.page("/slow", response_timeout=0.1)(self._slow)
        app.add_api_route("/sign-in", lambda: PlainTextResponse("sign in here"), methods=["GET", "POST"])
        app.add_api_route("/accounts", lambda: PlainTextResponse("choose"), methods=["GET"])
        app.add_api_route("/who", who, methods=["GET"])
        ui.page("/staff")(self._office)
        for path in ("/staff/sign-in", "/staff/sign-in/code", "/staff/second-factor", "/staff/customers"):
            app.add_api_route(path, here, methods=["GET", "POST"])
        app.add_api_route("/number/{number}", number, methods=["GET"])
        app.add_api_route("/echo", echo, methods=["POST"])
        for path in ("/staff/documents/new", "/staff/documents/{document}/replace"):
            app.add_api_route(path, echo, methods=["POST"])
        app.add_api_route("/webhooks/echo", echo, methods=["POST"])
        app.include_router(webhooks.router(self.paying))
        app.add_api_route("/missing", missing, methods=["GET"])
        app.add_api_route("/plain-boom", plain_boom, methods=["GET"])
        app.add_api_route("/away", lambda: RedirectResponse("/who", 303), methods=["GET"])

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Take orders while the server runs."""
        if FAULT == "lifespan":
            raise ConnectionError("the database is not there")
        if FAULT == "gate":
            core.sio.on("event", framework.handle_event)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop,), daemon=True).start()
        yield

    async def company(self) -> CompanyView:
        """The hauler."""
        return COMPANY

    def _start(self, request: Request) -> None:
        visit = visit_of(request)
        ui.add_head_html(f'<link rel="stylesheet" href="{asset_url("theme.css")}">')
        label = ui.label("nothing yet")

        def act() -> None:
            self.acts.append(f"{visit.person_name} {language.current()}")
            label.text = "it ran"

        button = ui.button("Act", on_click=act)
        ui.button("Break", on_click=self._boom)
        ui.button("Break later", on_click=self._late_boom)
        ui.button("Refuse", on_click=self._refused)
        ui.notify("hello")
        client = ui.context.client
        self.listeners[client.id] = (button.id, next(iter(button._event_listeners)))

    def _office(self, request: Request) -> None:
        staff = staff_of(request)
        button = ui.button("Act", on_click=lambda: self.acts.append(f"{staff.name} of the office"))
        client = ui.context.client
        self.listeners[client.id] = (button.id, next(iter(button._event_listeners)))

    def _upload(self) -> None:
        upload = ui.upload(on_upload=lambda: self.acts.append("uploaded"))
        self.uploads.append(upload.props["url"])

    def _boom(self) -> None:
        raise RuntimeError("canary-secret")

    async def _late_boom(self) -> None:
        await asyncio.sleep(0)
        raise RuntimeError("canary-secret")

    async def _slow(self) -> None:
        await asyncio.sleep(5)

    def _refused(self) -> None:
        raise OrderNotFoundError("4711")

    def _database(self) -> Mapping[str, str]:
        if self.keeper.is_down:
            raise ConnectionError("canary-database")
        return {"database": "sqlite", "version": "3"}

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            asked = json.loads(line)
            loop.call_soon_threadsafe(self._obey, asked)

    def _obey(self, asked: dict[str, Any]) -> None:
        orders: dict[str, Callable[..., Any]] = {
            "begin": self.keeper.begin,
            "begin office": self.keeper.begin_office,
            "promote": self.keeper.promote,
            "end": self.keeper.end,
            "revoke": self.keeper.revoke,
            "switch": self.keeper.switch,
            "fail": lambda is_down: setattr(self.keeper, "is_down", is_down),
            "heard": lambda: self.paying.heard,
            "not keep": self.paying.fail,
            "acts": lambda: self.acts,
            "touched": lambda: self.keeper.touched,
            "listener": lambda client_id: self.listeners[client_id],
            "uploads": lambda: self.uploads,
            "clients": lambda: sorted(Client.instances),
            "sockets": lambda: len(core.sio.environ),
        }
        print(json.dumps(orders[asked["order"]](*asked["with"])), flush=True)  # noqa: T201 - the answer


async def who(request: Request) -> JSONResponse:
    """What a page sees of its visitor."""
    visit = visit_of(request)
    forwarded = [name for name in request.headers if "forwarded" in name]
    return JSONResponse(
        {
            "person": visit.person_name,
            "address": address_of(request),
            "scheme": request.url.scheme,
            "forwarded": forwarded,
            "locale": language.current(),
        }
    )


async def here(request: Request) -> PlainTextResponse:
    """A page that says where one is."""
    return PlainTextResponse(f"here: {request.url.path}")


async def number(number: int) -> int:
    """A page whose address must hold a number."""
    return number


async def echo(request: Request) -> JSONResponse:
    """How much came."""
    return JSONResponse({"bytes": len(await request.body())})


async def missing() -> None:
    """Nothing there."""
    raise HTTPException(404, "canary-detail")


async def plain_boom() -> None:
    """A bug."""
    raise RuntimeError("canary-secret")


def main() -> None:
    """Serve at the address given as the first argument; further ones are trusted proxies."""
    base_url = sys.argv[1]
    port = int(sys.argv[2])
    settings = Settings(base_url=base_url, port=port, trusted_proxies=tuple(sys.argv[3:]))
    portal = TinyPortal()
    serving.PatientHttp.header_seconds = 3.0
    guard = Guard(settings, portal.keeper, portal.company)
    serving.serve(settings, guard, install=portal.install, lifespan=portal.lifespan)


if __name__ == "__main__":
    main()
