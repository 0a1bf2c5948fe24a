import re
from dataclasses import replace

import pytest

from components.plain import brand_address, dial, errors
from tests.builders.papers import company


def address(name: str) -> str:
    return f"/assets/{name}"


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503, 599])
def test_an_error_page_says_what_happened_what_is_unharmed_and_the_way_back(status: int) -> None:
    html = errors.page(status, company=company(), assets=address)
    said = errors.words(status)
    for sentence in (said.title, said.happened, said.unharmed, said.next_step):
        assert sentence.endswith(".") or sentence == said.title
        assert sentence in html
    assert '<a class="btn primary" href="/">' in html
    assert "(903) 555-0142" in html


def test_an_error_page_needs_nobody_to_ask_who_the_company_is() -> None:
    html = errors.page(500, company=None, assets=address, reference="7f3a9c")
    assert "7f3a9c" in html
    assert "None" not in html


def test_what_an_error_says_is_text_whatever_is_in_it() -> None:
    html = errors.page(404, company=replace(company(), name="<i>Hauling</i>"), assets=address, sentence="<script>alert(1)</script>")
    assert not re.search("<script|<i>", html)
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("theme", "scheme"), [("system", "light dark"), ("light", "light"), ("dark", "dark"), ('"><script>', "light dark")]
)
def test_a_page_is_as_light_as_the_person_chose(theme: str, scheme: str) -> None:
    assert f'<meta name="color-scheme" content="{scheme}">' in errors.page(404, company=company(), assets=address, theme=theme)


@pytest.mark.parametrize(
    ("color", "path"), [("#0F6B5C", "/brand/0f6b5c.css"), ("#123", "/brand/0f6b5c.css"), ('"/><script>', "/brand/0f6b5c.css")]
)
def test_a_brand_colour_that_is_none_gives_the_usual_one(color: str, path: str) -> None:
    assert brand_address(replace(company(), brand_color=color)) == path
    assert brand_address(None) == "/brand/0f6b5c.css"


def test_a_phone_number_is_dialled_without_its_brackets() -> None:
    assert dial("(903) 555-0142") == "9035550142"
    assert dial("+1 903 555-0142") == "+19035550142"
