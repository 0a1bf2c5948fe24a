"""Which of our addresses was asked for, as the log may hold it: what people put into an address is left out."""

from collections.abc import Iterable

from starlette.routing import BaseRoute


class Places:
    """The beginnings of all addresses that routes answer, up to what differs from one request to the next."""

    def __init__(self, routes: Iterable[BaseRoute] = ()) -> None:
        self._known = {place for route in routes for place in _beginnings(getattr(route, "path", ""))}

    def of(self, path: str) -> str:
        """`/invoices/...` for an invoice's, `/...` for one that is none of ours."""
        known = max((place for place in _beginnings(path) if place in self._known), key=len, default="")
        return path if path in {known, "/"} else f"{known}/..."


def _beginnings(path: str) -> list[str]:
    """`/staff` and `/staff/mail` of `/staff/mail/{letter}`."""
    pieces = path.partition("{")[0].rstrip("/").split("/")
    return ["/".join(pieces[:count]) for count in range(2, len(pieces) + 1)]
