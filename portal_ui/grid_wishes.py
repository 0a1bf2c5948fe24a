"""What an address asks of a grid, as a `GridWish`, and a wish as an address again.

Only what differs from the grid's usual choice stands in an address, so that equal views have equal addresses.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from portal_ui.errors import BadRequestError, shown
from portal_ui.language import gettext as _
from portal_ui.views import PAGE_SIZES, GridWish

MOST_PAGES = 1_000_000
LONGEST_SEARCH = 100
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class GridNames:
    """The names that one grid knows. The first filter is the usual one; `usual_sort` is a name, `-` before it for falling."""

    filters: tuple[str, ...]
    sorts: tuple[str, ...]
    usual_sort: str


def parsed(query: Mapping[str, str], names: GridNames) -> GridWish:
    """The wish that an address's parameters `q status from to location sort page size` state; others are not looked at.

    Raises:
        BadRequestError: one of them cannot be meant; the text says which and why.
    """
    sort = query.get("sort", "")
    wish = GridWish(
        search=query.get("q", ""),
        status=query.get("status", ""),
        since=named_day(query, "from"),
        until=named_day(query, "to"),
        location=query.get("location", ""),
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        page=_whole(query.get("page", "1"), _not_a_page),
        size=_whole(query.get("size", "25"), _not_a_size),
    )
    return checked(wish, names)


def checked(wish: GridWish, names: GridNames) -> GridWish:
    """The same wish in its one spelling: the usual filter and order are left empty, the search is trimmed.

    Raises:
        BadRequestError: a name is unknown, or a value is out of its range.
    """
    if wish.status and wish.status not in names.filters:
        raise BadRequestError(_('This list has no filter "%(name)s". Choose one of those it offers.') % {"name": shown(wish.status)})
    if wish.sort and wish.sort not in names.sorts:
        raise BadRequestError(_('This list cannot be sorted by "%(name)s". Choose one of its columns.') % {"name": shown(wish.sort)})
    if not 1 <= wish.page <= MOST_PAGES:
        raise _not_a_page(str(wish.page))
    if wish.size not in PAGE_SIZES:
        raise _not_a_size(str(wish.size))
    if wish.since and wish.until and wish.since > wish.until:
        raise BadRequestError(_("The first day of the range lies after the last. Nothing can be in between; turn them around.")).about(
            "from", "to"
        )
    sort, descending = _spelled_sort(wish, names)
    status = "" if wish.status == names.filters[0] else wish.status
    return replace(wish, search=_search(wish.search), status=status, sort=sort, descending=descending)


def query_string(wish: GridWish) -> str:
    """The wish as an address carries it, without `?`; empty for the usual view."""
    usual = GridWish()
    stated = {
        "q": wish.search,
        "status": wish.status,
        "from": wish.since.isoformat() if wish.since else "",
        "to": wish.until.isoformat() if wish.until else "",
        "location": wish.location,
        "sort": f"-{wish.sort}" if wish.sort and wish.descending else wish.sort,
        "page": str(wish.page) if wish.page != usual.page else "",
        "size": str(wish.size) if wish.size != usual.size else "",
    }
    return urlencode({name: value for name, value in stated.items() if value})


def sort_of(wish: GridWish, names: GridNames) -> tuple[str, bool]:
    """The column a wish is sorted by, and whether falling; the usual one where it states none."""
    if wish.sort:
        return wish.sort, wish.descending
    return names.usual_sort.removeprefix("-"), names.usual_sort.startswith("-")


def _spelled_sort(wish: GridWish, names: GridNames) -> tuple[str, bool]:
    stated = sort_of(wish, names)
    return ("", False) if stated == sort_of(GridWish(), names) else stated


def _search(text: str) -> str:
    """Without what no one can see: control characters, NUL, halves of surrogate pairs."""
    visible = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or unicodedata.category(letter)[0] != "C")
    trimmed = " ".join(visible.split())
    if len(trimmed) > LONGEST_SEARCH:
        raise BadRequestError(_("A search may be at most %(most)d characters long. Shorten it.") % {"most": LONGEST_SEARCH}).about("q")
    return trimmed


def day_of(text: str) -> date | None:
    """The day that an address states as `2026-11-23`; none for an empty text.

    Raises:
        BadRequestError: it is no day.
    """
    if not text:
        return None
    if not _DATE.fullmatch(text):
        raise _not_a_day(text)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _not_a_day(text) from error


def named_day(query: Mapping[str, str], name: str) -> date | None:
    """The day that an address's parameter states; none where it states none.

    Raises:
        BadRequestError: it is no day; the refusal is about that parameter.
    """
    try:
        return day_of(query.get(name, ""))
    except BadRequestError as refused:
        raise refused.about(name) from None


def _whole(text: str, refusal: Callable[[str], BadRequestError]) -> int:
    if not _NUMBER.fullmatch(text):
        raise refusal(text)
    return int(text)


def _not_a_day(text: str) -> BadRequestError:
    return BadRequestError(_('"%(text)s" is no day. Write it as 2026-11-23.') % {"text": shown(text)})


def _not_a_page(text: str) -> BadRequestError:
    return BadRequestError(_('There is no page "%(text)s". Pages are counted from 1.') % {"text": shown(text)})


def _not_a_size(text: str) -> BadRequestError:
    sizes = ", ".join(map(str, PAGE_SIZES))
    return BadRequestError(_('A page cannot have "%(text)s" rows. Choose one of %(sizes)s.') % {"text": shown(text), "sizes": sizes})
