"""Work of the framework that none of our pages needs, done once or not at all.

Like `framework`, this knows NiceGUI's inside; its version is pinned, and `make bench` shows what a page costs.
"""

import re
from collections.abc import Callable
from types import MethodType, ModuleType, SimpleNamespace
from typing import Any

from fastapi import FastAPI
from nicegui import client, helpers
from nicegui.middlewares import RedirectWithPrefixMiddleware, SetCacheControlMiddleware

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_UNNEEDED = (RedirectWithPrefixMiddleware.__name__, SetCacheControlMiddleware.__name__)
_BASIC_PLANE = 0xFFFF


def quicken() -> None:
    """Put the shorter ways in place. Again, it changes nothing."""
    pages: Any = client
    questions: Any = helpers
    if isinstance(pages.json, ModuleType):
        pages.json = SimpleNamespace(dumps=_in_ascii(pages.json.dumps), loads=pages.json.loads)
        questions.expects_arguments = _remembered(questions.expects_arguments)


def shed(app: FastAPI) -> None:
    """Take off what the framework puts around every request: the guard itself drops the prefix and says what may be kept.

    Each of the two costs a group of tasks and a queue a request.
    """
    app.user_middleware = [one for one in app.user_middleware if getattr(one.cls, "__name__", "") not in _UNNEEDED]


def _in_ascii(dumps: Callable[..., str]) -> Callable[..., str]:
    """JSON in ASCII: what escapes it for HTML next is quick on that alone, and one dash on a page would spoil it."""

    def spelled(*args: Any, **options: Any) -> str:
        text = dumps(*args, **options)
        return text if text.isascii() else _BEYOND_ASCII.sub(_escaped, text)

    return spelled


def _escaped(letter: re.Match[str]) -> str:
    code = ord(letter[0])
    if code <= _BASIC_PLANE:
        return f"\\u{code:04x}"
    code -= _BASIC_PLANE + 1
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _remembered(ask: Callable[[Callable[..., Any]], bool]) -> Callable[[Callable[..., Any]], bool]:
    """The answer for each method of a class, found once: the framework asks it of three methods an element."""
    known: dict[Any, bool] = {}

    def expects_arguments(asked: Callable[..., Any]) -> bool:
        if not isinstance(asked, MethodType):
            return ask(asked)
        if asked.__func__ not in known:
            known[asked.__func__] = ask(asked)
        return known[asked.__func__]

    return expects_arguments
