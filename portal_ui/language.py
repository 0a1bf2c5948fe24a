"""The language people read: gettext catalogs, chosen per request."""

import gettext as _gettext
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).with_name("locales")
DOMAIN = "portal"
_current: ContextVar[str] = ContextVar("locale", default="en_US")


def use(locale: str) -> None:
    """Speak `locale`, such as `en_US`, for the rest of this request or task."""
    _current.set(locale)


def current() -> str:
    """The locale in use, such as `en_US`."""
    return _current.get()


def gettext(message: str) -> str:
    """`message` in the language in use; itself where no catalog has it."""
    return _catalog(_current.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the text that `count` asks for, in the language in use."""
    return _catalog(_current.get()).ngettext(one, many, count)


@lru_cache(maxsize=32)
def _catalog(locale: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALES, languages=[locale, locale.split("_", maxsplit=1)[0]], fallback=True)
