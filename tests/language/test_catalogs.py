"""Each language says everything, and says it with the same facts in it."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from portal_ui import language, shelf_wording
from tools import texts

_PLACES = re.compile(r"%\(\w+\)[sd]|\{\}|%")
CATALOGS = pytest.mark.parametrize("file", texts.catalogs(), ids=lambda file: file.parts[-3])


def _forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_spanish_is_spoken() -> None:
    assert "es_US" in {file.parts[-3] for file in texts.catalogs()}


def test_the_template_has_every_text_of_the_code() -> None:
    assert texts.texts_of(texts.read(texts.TEMPLATE)).keys() == texts.texts_of(texts.extracted()).keys()


def test_in_spanish_one_thing_has_one_word() -> None:
    file = next(file for file in texts.catalogs() if file.parts[-3] == "es_US")
    said = [form for message in texts.texts_of(texts.read(file)).values() for form in _forms(message)]

    assert [form for form in said if re.search("pedido|retiramos este pago", form, re.IGNORECASE)] == []
    assert "Órdenes" in said
    with language.speaking("es_US"):
        standing = shelf_wording.standing(date(2026, 1, 1), date(2026, 1, 2), is_shown=True).text
        assert (standing, shelf_wording.validity(date(2026, 1, 1), date(2026, 1, 2))) == ("Vencido", "Venció el 1 ene 2026")


@CATALOGS
def test_every_text_is_translated(file: Path) -> None:
    said = texts.texts_of(texts.read(file))

    missing = [key for key in texts.texts_of(texts.extracted()) if key not in said or not all(_forms(said[key])) or said[key].fuzzy]

    assert missing == []


@CATALOGS
def test_every_form_of_a_text_has_its_placeholders(file: Path) -> None:
    for message in texts.texts_of(texts.read(file)).values():
        wanted = sorted(_PLACES.findall(_ids(message)[-1]))
        for form in _forms(message):
            assert sorted(_PLACES.findall(form)) == wanted, message.id


@CATALOGS
def test_every_count_has_all_forms_that_the_language_has(file: Path) -> None:
    catalog = texts.read(file)

    counted = [message for message in texts.texts_of(catalog).values() if not isinstance(message.id, str)]

    assert counted
    assert {len(_forms(message)) for message in counted} == {catalog.num_plurals}


@CATALOGS
def test_what_programs_read_is_up_to_date_with_what_translators_write(file: Path) -> None:
    assert file.with_suffix(".mo").read_bytes() == texts.compiled(texts.read(file)), "run `make texts`"


def test_a_text_that_no_catalog_has_is_told() -> None:
    found: Catalog = texts.extracted()
    found.add("Something nobody has translated")

    told = [line for file in texts.catalogs() for line in texts.flaws(file, found)]

    assert any("run `make texts`" in line for line in told)


def test_all_countries_of_a_language_share_its_catalog() -> None:
    for locale in ("es_US", "es_MX", "es"):
        with language.speaking(locale):
            assert language.gettext("Sign in") == "Iniciar sesión"
    with language.speaking("de_DE"):
        assert language.gettext("Sign in") == "Sign in"


def test_a_word_agrees_with_what_it_is_said_of() -> None:
    with language.speaking("es_US"):
        assert (language.pgettext("invoice", "Paid"), language.pgettext("payment", "Paid")) == ("Pagada", "Pagado")
        assert language.ngettext("%(count)d day late", "%(count)d days late", 1) == "%(count)d día de atraso"


def test_languages_are_offered_under_their_own_names() -> None:
    assert language.choices("en_US") == (("en_US", "English"), ("es_US", "Español"))


def test_a_company_s_locale_stands_for_its_language() -> None:
    assert language.choices("es_MX") == (("en_US", "English"), ("es_MX", "Español"))
    assert language.choices("de_DE") == (("en_US", "English"), ("es_US", "Español"))
