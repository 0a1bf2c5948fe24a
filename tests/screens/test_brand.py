"""The company's colour, made legible."""

import pytest

from portal_ui.brand import USUAL, contrast, palette

COLORS = ("#0f6b5c", "#ffcc00", "#ffffff", "#000000", "#d40000", "#1d4ed8", "#39ff14", "#808080")


@pytest.mark.parametrize("color", COLORS)
def test_every_brand_can_be_read_on_both_grounds_and_on_its_tint(color: str) -> None:
    accents = palette(color)

    for accent, grounds in ((accents.light, ("#ffffff", "#f5f6f8")), (accents.dark, ("#161c23", "#0e1318"))):
        for ground in (*grounds, accent.soft, accent.ink):
            assert contrast(accent.color, ground) >= 4.5, (accent, ground)


def test_a_brand_that_can_be_read_stays_as_it_is() -> None:
    assert palette("#0f6b5c").light.color == "#0f6b5c"


@pytest.mark.parametrize("color", ["", "green", "#12345", "#0f6b5c;}</style>"])
def test_what_is_no_colour_counts_as_the_usual_one(color: str) -> None:
    assert palette(color) == palette(USUAL)
