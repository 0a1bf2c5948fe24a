"""Facts side by side: none of their words reaches into the next field, or over the edge."""

import pytest

from portal_ui.documents.lettering import BODY, register, width
from portal_ui.documents.strip import Strip

_ROOM = 525.6  # points, of a letter's sheet between its margins
_LABELS = ("Inicial", "+ Cargos", "+ Devuelto", "− Pagos", "− Créditos", "= Final", "= Suma por antigüedad")


@pytest.fixture(autouse=True)
def fonts() -> None:
    """The papers' own."""
    register()


def _strip(*labels: str, amount: str = "$3,674.44", kind: str = "tinted") -> list[float]:
    strip = Strip({"strip": kind, "facts": [{"label": label, "value": amount} for label in labels]})
    strip.wrap(_ROOM, 100)
    assert sum(strip._widths) == pytest.approx(_ROOM)
    return strip._widths


def test_tinted_fields_are_alike_where_all_of_them_fit() -> None:
    assert len(set(_strip(*_LABELS[:5]))) == 1


def test_a_field_is_as_wide_as_its_words_need_it() -> None:
    for wide, label in zip(_strip(*_LABELS), _LABELS, strict=True):
        assert width(label, BODY, 7.3) + 16 <= wide


@pytest.mark.parametrize("kind", ["tinted", "ruled"])
def test_even_large_amounts_share_the_room_there_is(kind: str) -> None:
    assert min(_strip(*_LABELS, amount="$123,456,789,012.34", kind=kind)) > 60
