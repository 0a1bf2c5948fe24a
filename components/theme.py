"""The style sheet, and the few lines of it that follow the company."""

from functools import lru_cache
from pathlib import Path

from portal_ui.brand import palette
from portal_ui.views import CompanyView

STYLE_SHEET = Path(__file__).with_name("theme.css")


@lru_cache(maxsize=32)
def brand_style(brand_color: str) -> str:
    """The company's accents as custom properties for a `<style>`: colours of ours, whatever the text was."""
    light, dark = palette(brand_color).light, palette(brand_color).dark
    pairs = {
        "--brand": light.color,
        "--brand-ink": light.ink,
        "--brand-soft": light.soft,
        "--brand-night": dark.color,
        "--brand-night-ink": dark.ink,
        "--brand-night-soft": dark.soft,
    }
    return ":root{" + "".join(f"{name}:{color};" for name, color in pairs.items()) + "}"


def logo_address(company: CompanyView) -> str:
    """Where the company's picture is; empty without one. Its key is in the address, so it may be kept for ever."""
    return f"/brand/{company.logo_key}.png" if company.logo_key else ""


def is_dark(theme: str) -> bool | None:
    """What a person's choice (`light`, `dark`, `system`) means; `None` leaves it to their system."""
    return {"light": False, "dark": True}.get(theme)
