"""At the start: a forged event must not run. If it does, the gate is not where it should be, and nobody is served."""

from fastapi import Request
from nicegui import Client, core, ui
from starlette.types import Scope

from pages.guard import framework
from pages.guard.visitors import SESSION

_SCOPE: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"", "state": {SESSION: -1}}


class GateMissingError(Exception):
    """Events reach pages past the guard."""

    def __init__(self) -> None:
        super().__init__("A forged socket event was not refused. The portal does not serve like this; reinstall what is locked.")


async def check_forgery_is_refused() -> None:
    """Forge an event for a page of our own, as a stranger's socket would.

    Raises:
        GateMissingError: it ran; or it would not even have run without the gate, so that the test says nothing.
    """
    ran: list[str] = []
    page = Client(ui.page("/"), request=Request(_SCOPE))
    try:
        with page:
            button = ui.button(on_click=lambda: ran.append("forged"))
        page.tab_id = "self-test"
        listener = next(iter(button._event_listeners))
        frame = {"client_id": page.id, "id": button.id, "listener_id": listener, "args": []}
        answer = core.sio.handlers["/"]["event"]("a-stranger", dict(frame))
        if answer is not None or ran:
            raise GateMissingError
        framework.handle_event("a-stranger", dict(frame))
        if ran != ["forged"]:
            raise GateMissingError
    finally:
        page.tab_id = None
        page.delete()
