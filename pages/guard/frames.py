"""The raw frames of a socket: few enough, small enough, and of a kind that pages send.

What the socket's libraries cannot read they answer with a traceback each; so it does not get that far.
"""

import logging

from starlette.types import Message, Receive

from pages.guard.budget import Budget

log = logging.getLogger("portal")
FRAME_BYTES = 65_536
_FRAMES_A_BODY = 16
_BETWEEN = "\x1e"
_FIXED = {"1", "2probe", "3", "3probe", "5"}  # close, probe, answers to a ping, upgrade
_MESSAGES = ("40", "41", "42")  # connect, disconnect, event; pages send neither acknowledgements nor anything binary
_CONNECT = "40"
_HANG_UP: Message = {"type": "websocket.disconnect", "code": 1008}


class FrameFilter:
    """Lets through what a page may send. `who` is whose budget it costs."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def on_websocket(self, receive: Receive, who: object) -> Receive:
        """A `receive` that skips what is over the budget, and hangs up on what no page sends."""
        has_connected = False

        async def filtered() -> Message:
            nonlocal has_connected
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                frame = message.get("text")
                if frame is None or not is_readable(frame):
                    return _HANG_UP
                is_first = frame.startswith(_CONNECT) and not has_connected  # a person may load many pages at once
                has_connected = has_connected or is_first
                if is_first or self._budget.allows(who):
                    return message
                if self._budget.is_spent(who):
                    log.warning("A socket sent too much and was closed.")
                    return _HANG_UP

        return filtered

    def objection_to(self, body: bytes, who: object) -> int | None:
        """The status for a polling body that must not come further."""
        frames = body.decode("utf-8", "replace").split(_BETWEEN)
        if len(body) > FRAME_BYTES:
            return 413
        if len(frames) > _FRAMES_A_BODY or not all(map(is_readable, frames)):
            return 400
        allowed = [frame.startswith(_CONNECT) or self._budget.allows(who) for frame in frames]
        return None if all(allowed) else 429


def is_readable(frame: str) -> bool:
    """Whether a page could have sent this."""
    return len(frame.encode("utf-8", "replace")) <= FRAME_BYTES and (frame in _FIXED or frame.startswith(_MESSAGES))
