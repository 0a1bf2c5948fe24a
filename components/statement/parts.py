"""What open items and activity have alike on screen: how one goes from one to the other, files, places, aging, pages."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from components.grid import Place
from portal_ui import aging as ages_words
from portal_ui.dates import Age
from portal_ui.language import gettext as _
from portal_ui.money import money, whole
from portal_ui.statement_wishes import ACTIVITY, StatementWish
from portal_ui.views import LocationView
from portal_ui.views.statements import Ages

PAGE_ROWS = 100

Row = TypeVar("Row")


def views(wish: StatementWish) -> tuple[dict[str, object], ...]:
    """The two statements, each with its address: of the same location and last day."""
    other = {"page": "", "from": "", "period": ""}
    return (
        {
            "label": _("Open items"),
            "href": wish.address("/statement", **(other | {"view": ""})),
            "current": not wish.is_activity,
        },
        {
            "label": _("Activity"),
            "href": wish.address("/statement") if wish.is_activity else wish.address("/statement", **(other | {"view": ACTIVITY})),
            "current": wish.is_activity,
        },
    )


def files(wish: StatementWish, *, fits: bool, **days: str) -> list[dict[str, object]]:
    """The files to take along; no PDF where it does not fit one. `days` are parameters that pin a period to its days."""
    offered = [("pdf", _("Download PDF"), fits), ("csv", _("CSV file"), not fits), ("xlsx", _("Excel workbook"), False)]
    return [
        {"label": label, "href": wish.address(f"/statement.{form}", **({"page": ""} | days)), "primary": is_first}
        for form, label, is_first in offered
        if fits or form != "pdf"
    ]


def papers(location: LocationView | None, **days: str) -> dict[str, str]:
    """The way to the papers that stand behind it, as one ZIP file: those of the location and of the days."""
    asked = {"of": "everything", "location": location.number if location else "", **days}
    return {
        "label": _("Orders, invoices and payments together, as one ZIP file"),
        "href": "/packs/new?" + urlencode({name: value for name, value in asked.items() if value}),
    }


def place(location: LocationView | None) -> str:
    """A location in one line, or that it is none."""
    return location.one_line if location else _("Not tied to a location")


def places(locations: Iterable[LocationView], chosen: str, untied: str) -> dict[str, object]:
    """The locations to choose from, and `untied` if it is not empty; none where there is nothing to choose."""
    found = [Place(one.number, one.one_line) for one in locations]
    if untied:
        found.append(Place(untied, _("Not tied to a location")))
    return {
        "label": _("Location"),
        "all": _("All locations"),
        "show": _("Show"),
        "chosen": chosen,
        "places": found if len(found) > 1 or chosen else [],
    }


def aging(cents: Ages, currency: str) -> dict[str, object]:
    """A balance by its age, as a bar and as figures."""
    ages = tuple(
        {"label": ages_words.label(age), "value": money(part, currency), "share": max(part, 0)}
        for age, part in zip(Age, cents, strict=True)
    )
    spoken = ", ".join(f"{age['label']}: {age['value']}" for age in ages)
    return {"label": _("Balance by age, from the due date"), "ages": ages, "spoken": _("Balance by age: %(ages)s") % {"ages": spoken}}


def page_of(rows: Sequence[Row], page: int) -> Sequence[Row]:
    """The rows of a page, counted from 1."""
    first = (page - 1) * PAGE_ROWS
    return rows[first : first + PAGE_ROWS]


def pager(wish: StatementWish, page: int, count: int) -> dict[str, object]:
    """Where in a long list one is; nothing for one of a single page."""
    pages = -(-count // PAGE_ROWS)
    if pages <= 1:
        return {}
    first = (page - 1) * PAGE_ROWS + 1
    span = {"first": whole(first), "last": whole(min(first + PAGE_ROWS - 1, count)), "count": whole(count)}
    return {
        "label": _("Pages"),
        "range": _("%(first)s–%(last)s of %(count)s") % span,
        "previous": {"label": _("Previous page"), "href": _page(wish, page - 1) if page > 1 else ""},
        "next": {"label": _("Next page"), "href": _page(wish, page + 1) if page < pages else ""},
    }


def _page(wish: StatementWish, page: int) -> str:
    return wish.address("/statement", page=str(page) if page > 1 else "")
