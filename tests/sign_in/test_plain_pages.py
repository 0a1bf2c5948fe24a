import re
from dataclasses import replace
from typing import Any

import pytest

from components import plain
from components.plain import brand_address, dial, errors
from components.plain.refusals import Refusal
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


@pytest.mark.parametrize(
    ("fields", "marked", "place"),
    [
        (("new",), {"new"}, "new-wrong"),
        (("current", "new"), {"current", "new"}, "refusal"),
        ((), set(), "refusal"),
        (("moon",), set(), "refusal"),  # no field of this form: it is said nevertheless
    ],
)
def test_a_refused_form_marks_the_fields_at_fault_and_says_it_once(fields: tuple[str, ...], marked: set[str], place: str) -> None:
    values: dict[str, Any] = {"base": "/account", "way_back": "/account", "email": "dana@example.com", "shortest": 12, "banner": ""}
    refusal = Refusal("<b>No.</b>", fields)

    html = plain.page("password.html", title="Password", company=company(), assets=address, refusal=refusal, **values)

    assert html.count("&lt;b&gt;No.") == html.count('role="alert"') == 1
    assert f'id="{place}" role="alert"' in html
    inputs = re.findall(r'<input[^>]* name="(\w+)"([^>]*)>', html)
    assert {name for name, tags in inputs if 'aria-invalid="true"' in tags} == marked
    assert {name for name, tags in inputs if place in tags} == marked
    assert [name for name, tags in inputs if "autofocus" in tags] == [place.removesuffix("-wrong") if place != "refusal" else "current"]
