"""The company's colour made legible: one accent for light screens, one for dark ones."""

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

USUAL = "#0f6b5c"
LEGIBLE = 4.6  # WCAG asks 4.5 of small text; a little more survives rounding
_LIGHT_GROUND = (245, 246, 248)
_DARK_GROUND = (22, 28, 35)
_WHITE = (255, 255, 255)
_NIGHT = (10, 20, 24)
_STEP = 0.02

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour for words and buttons, what is written on it, and a tint that carries it. All as `#rrggbb`."""

    color: str
    ink: str
    soft: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent on a light ground and on a dark one."""

    light: Accent
    dark: Accent


def palette(brand_color: str) -> Palette:
    """The two accents nearest to a `#rrggbb` that can be read; what is no colour counts as the usual green."""
    brand = _rgb(brand_color if re.fullmatch(r"#[0-9a-fA-F]{6}", brand_color) else USUAL)
    return Palette(
        light=_legible(brand, step=-_STEP, ground=_LIGHT_GROUND, share=0.11),
        dark=_legible(brand, step=_STEP, ground=_DARK_GROUND, share=0.2),
    )


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart as WCAG counts it: 1 for the same, 21 for black and white."""
    return _contrast(_rgb(one), _rgb(other))


def _legible(color: Rgb, *, step: float, ground: Rgb, share: float) -> Accent:
    """Shade the colour until it can be read on the ground and on its own tint."""
    while True:
        soft = _mix(color, ground, share)
        if min(_contrast(color, ground), _contrast(color, soft)) >= LEGIBLE:
            break
        color = _shaded(color, step)
    ink = max(_WHITE, _NIGHT, key=lambda ink: _contrast(ink, color))
    return Accent(_hex(color), _hex(ink), _hex(soft))


def _contrast(one: Rgb, other: Rgb) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4)


def _shaded(color: Rgb, step: float) -> Rgb:
    """The same hue, lighter by a step or darker; a little paler when lighter, as neon tires on a dark ground."""
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in color))
    red, green, blue = hls_to_rgb(hue, min(1.0, max(0.0, lightness + step)), saturation * (0.96 if step > 0 else 1))
    return round(red * 255), round(green * 255), round(blue * 255)


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` of one colour in the other."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _rgb(color: str) -> Rgb:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
