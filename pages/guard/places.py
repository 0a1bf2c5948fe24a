"""Which of our addresses was asked for, as the log may hold it: what people put into an address is left out."""

from collections.abc import Iterable, Iterator

from starlette.routing import BaseRoute


class Places:
    """The beginnings of all addresses that routes answer, up to what differs from one request to the next."""

    def __init__(self, routes: Iterable[BaseRoute] = ()) -> None:
        self._known = {place for path in _paths(routes) for place in _beginnings(path)}

    def of(self, path: str) -> str:
        """`/invoices/...` for an invoice's, `/...` for one that is none of ours."""
        known = max((place for place in _beginnings(path) if place in self._known), key=len, default="")
        return path if path in {known, "/"} else f"{known}/..."


def _paths(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """The paths of routes, also of those that stand in a router that was put on the application whole."""
    for route in routes:
        within = getattr(route, "original_router", None)
        if within is None:
            yield getattr(route, "path", "")
        else:
            yield from _paths(within.routes)


def _beginnings(path: str) -> list[str]:
    """`/staff` and `/staff/mail` of `/staff/mail/{letter}`."""
    pieces = path.partition("{")[0].rstrip("/").split("/")
    return ["/".join(pieces[:count]) for count in range(2, len(pieces) + 1)]
