"""A grid's state as its address carries it, and as people read it."""

from urllib.parse import quote

from portal_ui.dates import day
from portal_ui.grid_wishes import query_string
from portal_ui.language import gettext as _
from portal_ui.money import whole
from portal_ui.views import GridWish


def fields(wish: GridWish) -> dict[str, str]:
    """Every part of the state, by its name in the address; empty where it is the usual."""
    return {
        "q": wish.search,
        "status": wish.status,
        "from": wish.since.isoformat() if wish.since else "",
        "to": wish.until.isoformat() if wish.until else "",
        "location": wish.location,
        "sort": f"-{wish.sort}" if wish.sort and wish.descending else wish.sort,
        "page": str(wish.page),
        "size": str(wish.size),
    }


def query(wish: GridWish) -> str:
    """Only what differs from the usual, as `?status=paid&page=2`; empty when nothing does."""
    stated = query_string(wish)
    return f"?{stated}" if stated else ""


def span(wish: GridWish, rows: int, count: int, *, exact: bool) -> str:
    """`26–50 of 1,240`, or `of more than 1,000` while nobody has counted on."""
    first = (wish.page - 1) * wish.size + 1
    text = _("%(first)s–%(last)s of %(count)s") if exact else _("%(first)s–%(last)s of more than %(count)s")
    return text % {"first": whole(first), "last": whole(first + rows - 1), "count": whole(count)}


def dates(wish: GridWish) -> str:
    """The chosen days, as `Nov 1, 2026 – Nov 23, 2026`; empty when any day will do."""
    if wish.since and wish.until:
        return f"{day(wish.since)} – {day(wish.until)}"
    if wish.since:
        return _("from %(day)s") % {"day": day(wish.since)}
    return _("until %(day)s") % {"day": day(wish.until)} if wish.until else ""


def record(kind: str, number: str) -> str:
    """The address of a detail view, such as `/invoices/10482`."""
    return f"/{kind}/{quote(number, safe='')}"
