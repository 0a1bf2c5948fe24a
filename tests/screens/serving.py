"""The customer pages over fakes, served on their own: `python -m tests.screens.serving PORT`. The cookie `as` says who looks."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

from fastapi import Response
from nicegui import app, ui
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.customer import account, dashboard, records
from pages.guard.assets import KINDS, shelf
from pages.guard.visitors import VISIT
from portal_ui.views import AccessRole, CustomerKind, Held, Looking
from portal_ui.views import Scope as Account
from tests.screens.fake_paying import BEGAN
from tests.screens.fakes import Fakes, many, nothing_owed, visit

VISITORS: dict[str, Callable[[], Any]] = {
    "contractor": visit,
    "dark": lambda: visit(theme="dark"),
    "light": lambda: visit(theme="light"),
    "roll-off": lambda: visit(account=replace(visit().account, kind=CustomerKind.ROLL_OFF), account_count=1),
    "site": lambda: visit(
        account=replace(visit().account, role=AccessRole.SITE_CONTACT), scope=Account(7, sees_money=False, may_pay=False)
    ),
    "new": lambda: visit(scope=Account(8)),
    "large": lambda: visit(scope=Account(9)),
    "office": lambda: visit(scope=Account(7, may_pay=False), looking=Looking(3, "Olga", datetime.now(UTC) + timedelta(minutes=30))),
    "viewer": lambda: visit(scope=Account(7, may_pay=False)),
    "five-hundred": lambda: visit(scope=Account(10)),
    "five-thousand": lambda: visit(scope=Account(11)),
}


class Introduce:
    """Puts a visit on each request, as the guard does."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everyone in, as whom the cookie names."""
        if scope["type"] == "http":
            jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
            name = jar["as"].value if "as" in jar else "contractor"
            scope.setdefault("state", {})[VISIT] = VISITORS[name]() if name in VISITORS else _payer(name)
        await self._inner(scope, receive, send)


def _payer(name: str) -> Any:
    """`payer-120` is alone in account 120, and may do there what they like."""
    return visit(scope=Account(int(name.removeprefix("payer-"))))


def _play(fakes: Fakes) -> None:
    """Addresses at which a test has others do something, and asks what was done."""

    @app.get("/fake/hold/{customer_id}/{number}/{cents}")
    def hold(customer_id: int, number: str, cents: int, *, unheard: bool = False) -> None:
        """Maria begins to pay on that invoice; `unheard`, open pages do not know of it yet."""
        fakes.paying.account(customer_id).hold(number, Held(cents, BEGAN.date(), BEGAN, "Maria Ortiz", is_mine=False))
        if not unheard:
            fakes.paying.changed(customer_id)

    @app.get("/fake/remove-card/{customer_id}/{card_id}")
    def remove_card(customer_id: int, card_id: int) -> None:
        """Someone of the account takes that card off the file, elsewhere."""
        account = fakes.paying.account(customer_id)
        account.cards = tuple(card for card in account.cards if card.id != card_id)
        fakes.paying.changed(customer_id)

    @app.get("/fake/settle/{customer_id}")
    def settle(customer_id: int) -> None:
        """The bank says yes to all that waits."""
        fakes.paying.settle_all(customer_id)

    @app.get("/fake/asked/{customer_id}")
    def asked(customer_id: int) -> dict[str, list[int]]:
        """The sums that were to be charged there at once, and those that were to wait for a card."""
        account = fakes.paying.account(customer_id)
        return {"pay": account.asked, "prepare": account.prepared}

    @app.get("/fake/told/{customer_id}")
    def told(customer_id: int) -> int:
        """How many payments there ended and were told."""
        return len(fakes.paying.account(customer_id).told)

    @app.get("/fake/listeners/{customer_id}")
    def listeners(customer_id: int) -> int:
        """How many pages listen to that account."""
        return fakes.changes.count(customer_id)

    @app.get("/fake/left/{customer_id}")
    async def left(customer_id: int) -> int:
        """Answers when no page listens to that account any more."""
        await fakes.changes.left(customer_id)
        return fakes.changes.count(customer_id)


def serve(port: int) -> None:
    """Serve until the process ends."""
    fakes = Fakes()
    for listing in (fakes.invoices, fakes.orders, fakes.payments, fakes.routed_services):
        listing.empty_for, listing.uncounted_for = 8, 9
    fakes.figures_of[8] = nothing_owed()
    fakes.invoices.rows_of |= {10: many(500), 11: many(5000)}
    portal = fakes.portal()
    for page in (dashboard, records, account):
        page.register(portal)

    @app.get("/assets/{version}/{name}")
    def asset(version: str, name: str) -> Response:
        content = shelf()[1][name]
        return Response(content, media_type=KINDS["." + name.rsplit(".", 1)[1]])

    _play(fakes)

    @ui.page("/bare")
    def bare() -> None:
        ui.label("A page with one label")

    app.add_middleware(Introduce)
    ui.run(host="127.0.0.1", port=port, tailwind=False, reload=False, show=False, title="Portal", language="en-US", reconnect_timeout=12)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
