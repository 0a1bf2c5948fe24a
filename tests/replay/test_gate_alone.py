"""The gate's own word, with the doors before it taken away: a socket of another session is not heard, though it has joined the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nicegui import Client, core, ui
from starlette.requests import Request
from starlette.types import Scope

from pages.guard.budget import Budget
from pages.guard.gate import Gate
from pages.guard.liveness import Liveness
from pages.guard.visitors import SESSION, with_visitor
from tests.guard.fake_keeper import FakeKeeper

SCOPE: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


async def test_a_joined_socket_is_heard_only_if_it_is_of_the_pages_own_session() -> None:
    keeper, ran = FakeKeeper(), list[str]()
    liveness = Liveness(keeper)
    token, session = keeper.begin("ann", 100)
    _other, foreign_session = keeper.begin("mallory", 200)
    found = await liveness.look_up(token)
    gate = Gate(liveness, Budget(), frozenset())
    page = Client(ui.page("/"), request=Request(with_visitor(SCOPE, found)))
    try:
        with page:
            button = ui.button(on_click=lambda: ran.append("it ran"))
        frame = {"client_id": page.id, "id": button.id, "listener_id": next(iter(button._event_listeners)), "args": []}
        async with _joined(page, foreign_session) as foreign, _joined(page, session) as own:
            gate.on_event(foreign, dict(frame))
            after_foreign = list(ran)
            gate.on_event(own, dict(frame))
    finally:
        page.delete()

    assert after_foreign == []
    assert ran == ["it ran"]


@asynccontextmanager
async def _joined(page: Client, session: int) -> AsyncIterator[str]:
    """A socket of that session, as if every door before the gate had let it into the page."""
    connection = f"connection of session {session}"
    core.sio.environ[connection] = {"asgi.scope": {**SCOPE, "type": "websocket", "state": {SESSION: session}}}
    socket: str = await core.sio.manager.connect(connection, "/")
    page._socket_to_document_id[socket] = "document"
    page.tab_id = "tab"
    try:
        yield socket
    finally:
        del core.sio.environ[connection], page._socket_to_document_id[socket]
        await core.sio.manager.disconnect(socket, "/")
