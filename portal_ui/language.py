"""The language people read: gettext catalogs, chosen per request."""

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel import Locale

LOCALES = Path(__file__).with_name("locales")
DOMAIN = "portal"
SOURCE = "en_US"  # what the code itself speaks
_current: ContextVar[str] = ContextVar("locale", default="")  # empty until somebody says
_folders = [LOCALES]


def use(locale: str) -> None:
    """Speak `locale`, such as `en_US`, for the rest of this request or task."""
    _current.set(locale)


def use_unless_chosen(locale: str) -> None:
    """Speak `locale` where nobody has said another for this request: in the company's language to a stranger."""
    if not _current.get():
        _current.set(locale)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak `locale` inside the block, and as before after it."""
    before = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(before)


def current() -> str:
    """The locale in use, such as `en_US`."""
    return _current.get() or SOURCE


def gettext(message: str) -> str:
    """`message` in the language in use; itself where no catalog has it."""
    return _catalog(current()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the text that `count` asks for, in the language in use."""
    return _catalog(current()).ngettext(one, many, count)


def pgettext(about: str, message: str) -> str:
    """`message` as said of something, such as `invoice`: where a word changes with what it is said of."""
    return _catalog(current()).pgettext(about, message)


def choices(usual: str) -> tuple[tuple[str, str], ...]:
    """The locales a person may choose, each with its language's own name for itself.

    `usual` is the company's locale; it stands for its language, so that dates and amounts stay as the company writes them.
    """
    spoken = {_language_of(locale): locale for locale in (SOURCE, *_shipped())}
    if _language_of(usual) in spoken:
        spoken[_language_of(usual)] = usual
    return tuple((locale, _own_name(language)) for language, locale in spoken.items())


@contextmanager
def more_catalogs(folder: Path) -> Iterator[None]:
    """Inside the block, read this folder's catalogs before the portal's own: `<locale>/LC_MESSAGES/portal.mo`."""
    _folders.insert(0, folder)
    _catalog.cache_clear()
    try:
        yield
    finally:
        _folders.remove(folder)
        _catalog.cache_clear()


def _shipped() -> list[str]:
    return sorted(file.parts[-3] for folder in _folders for file in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))


def _language_of(locale: str) -> str:
    return locale.split("_", maxsplit=1)[0]


def _own_name(language: str) -> str:
    name = Locale.parse(language).get_language_name(language) or language
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=32)
def _catalog(locale: str) -> _gettext.NullTranslations:
    """The locale's catalog; else one of its language, whatever the country; else none, and the code's own words stand."""
    language = _language_of(locale)
    wanted = [locale, *(other for other in _shipped() if _language_of(other) == language)]
    for folder in _folders:
        for name in wanted:
            file = folder / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
            if file.is_file():
                with file.open("rb") as catalog:
                    return _gettext.GNUTranslations(catalog)
    return _gettext.NullTranslations()
