"""The shorter ways give the same as the framework's own."""

import json
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from nicegui import client, helpers
from nicegui.middlewares import RedirectWithPrefixMiddleware, SetCacheControlMiddleware
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from pages.guard import quickening

PAGES: Any = client


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_what_is_spelled_in_ascii_reads_back_the_same(value: object) -> None:
    quickening.quicken()

    text = PAGES.json.dumps(value)

    assert text.isascii()
    assert json.loads(text) == value


def test_a_name_with_any_letters_is_escaped_for_a_page() -> None:
    quickening.quicken()

    assert PAGES.json.dumps("Łukasz – 🚛") == '"\\u0141ukasz \\u2013 \\ud83d\\ude9b"'


class Bell:
    def ring(self) -> None: ...

    def ring_for(self, guest: str) -> None: ...


def test_a_remembered_answer_is_the_right_one() -> None:
    quickening.quicken()

    asked: list[Callable[..., Any]] = [Bell().ring, Bell().ring_for, Bell().ring, Bell().ring_for, lambda: None, lambda guest: None]

    assert [helpers.expects_arguments(handler) for handler in asked] == [False, True, False, True, False, True]


def test_only_the_frameworks_two_are_taken_off() -> None:
    app = FastAPI(middleware=[Middleware(RedirectWithPrefixMiddleware), Middleware(GZipMiddleware), Middleware(SetCacheControlMiddleware)])

    quickening.shed(app)

    assert [str(one.cls) for one in app.user_middleware] == [str(GZipMiddleware)]
