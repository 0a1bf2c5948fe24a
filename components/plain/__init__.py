"""Plain pages: HTML from templates, without sockets: for whoever is not inside yet, cannot be served, or enters a card."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nicegui import __version__ as nicegui_version

from components.plain import refusals
from components.plain.refusals import Refusal
from portal_ui import language
from portal_ui.dates import day, long_day
from portal_ui.money import money
from portal_ui.views import CompanyView

STYLE_SHEET = Path(__file__).with_name("plain.css")
_SCHEMES = {"light": "light", "dark": "dark"}
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_USUAL_COLOR = "#0f6b5c"
_NONE = Refusal()

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # templates change with the program alone
)
_templates.globals["fonts"] = f"/_nicegui/{nicegui_version}/static/fonts.css"  # one typeface for all screens
_templates.globals.update(_=language.gettext, ngettext=language.ngettext, pgettext=language.pgettext, money=money)


def dial(phone: str) -> str:
    """A phone number as a link dials it: digits, and the plus of another country."""
    return re.sub(r"[^\d+]", "", phone)


_templates.globals.update(refused=refusals.refused, field=refusals.field, wrong=refusals.wrong)
_templates.filters["dial"] = dial
_templates.filters.update(day=day, long_day=long_day)


def page(
    template: str,
    *,
    title: str,
    company: CompanyView | None,
    assets: Callable[[str], str],
    theme: str = "system",
    refusal: Refusal = _NONE,
    **values: Any,
) -> str:
    """The HTML of one plain page, in the language in use.

    `company` is `None` when nobody could be asked who the company is. `assets` gives the address of a served file,
    such as `theme.css`; `theme` is `system`, `light` or `dark`; `refusal` is what its form was refused for; `values` are
    what this template shows, all of it escaped.
    """
    values |= {
        "title": title,
        "company": company,
        "asset": assets,
        "brand": brand_address(company),
        "color_scheme": _SCHEMES.get(theme, "light dark"),
        "lang": language.current().replace("_", "-"),
    }
    form = _templates.get_template(template)
    html = form.render(values, refusal=refusal)
    return html if refusal.is_told_in(html) else form.render(values, refusal=refusal.above())


def brand_address(company: CompanyView | None) -> str:
    """Where the style sheet with the company's accents is; the colour is in the address, so it may be kept for ever."""
    color = company.brand_color if company is not None and _COLOR.fullmatch(company.brand_color) else _USUAL_COLOR
    return f"/brand/{color[1:].lower()}.css"
