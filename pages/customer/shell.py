"""What every page inside an account begins with, and what it says when it cannot go on."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from typing import get_args

from fastapi.responses import HTMLResponse
from nicegui import Client, ui
from nicegui.language import Language

from components import theme
from components.frame import Frame, look_strip
from components.idle import IdleWarning
from components.plain import errors
from pages.guard import asset_url
from portal_ui import language
from portal_ui.errors import PortalError
from portal_ui.service import Portal
from portal_ui.views import CompanyView, Visit

_LANGUAGES = frozenset(get_args(Language))


@contextmanager
def frame(portal: Portal, company: CompanyView, visit: Visit, title: str) -> Iterator[None]:
    """A page in the person's language and theme and the company's colour; the block fills its main part.

    What it says of the company follows the office's settings while the page is open.
    """
    dress(company, title, theme_name=visit.theme, locale=visit.locale)
    with Frame(company, visit) as placed:
        yield
        IdleWarning(visit.idle)
    ui.context.client.on_delete(portal.company.listen(placed.show))


def dress(company: CompanyView, title: str, *, theme_name: str, locale: str) -> None:
    """Give the page that is being built its title, a language, a theme and the company's colour."""
    client = ui.context.client
    page = copy.copy(client.page)
    page.title = f"{title} · {company.name}"
    page.dark = theme.is_dark(theme_name)
    page.language = page_language(locale)  # type: ignore[assignment]  # one of its literals, looked up
    client.page = page
    _unlayer(client)
    ui.add_head_html(_head(company.brand_color))


def _unlayer(client: Client) -> None:
    """Make plain boxes of the layout that surrounds a page: its `<main>` would hold the header too."""
    client.layout.props.pop("view", None)
    for element in (client.layout, client.page_container, *client.page_container.default_slot.children):
        element.tag = "div"


def page_language(locale: str) -> str:
    """The language pack for a locale such as `en_US`: its own, its language's, or English."""
    exact = locale.replace("_", "-")
    return next((name for name in (exact, exact.split("-")[0]) if name in _LANGUAGES), "en-US")


def speak(visit: Visit) -> None:
    """Use the person's language for the rest of this request or event."""
    language.use(visit.locale)


def refusal(error: PortalError, company: CompanyView, visit: Visit, *, way_back: str = "/") -> HTMLResponse:
    """A plain page with the error's sentence and status, in place of the page that was begun."""
    ui.context.client.delete()
    html = errors.page(
        error.status,
        company=company,
        assets=asset_url,
        theme=visit.theme,
        sentence=str(error),
        way_back=way_back,
        look=look_strip(visit, company.time_zone),
    )
    return HTMLResponse(html, status_code=error.status)


@lru_cache(maxsize=32)
def _head(brand_color: str) -> str:
    """The style sheet and the company's colours; both values are ours, and escaped all the same.

    The page tells its own forms' origin: older Safari has no other way to say that they are ours.
    """
    sheet = escape(asset_url("theme.css"))
    own = '<meta name="referrer" content="same-origin">'
    return f'{own}<link rel="stylesheet" href="{sheet}"><style>{escape(theme.brand_style(brand_color))}</style>'
