"""The field of a request in which something stands: of an address, of a form, in parts or not, or of JSON."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,39}")  # as programs name fields; what else stands there is not repeated
_PART = re.compile(r'form-data;[^\r\n]*?\bname="([^"\r\n]*)"')

Test = Callable[[str], bool]


def field_of(text: str, is_meant: Test) -> str:
    """The name of the first field of `text` whose value is meant; empty where none has a name that can be repeated."""
    for name, value in _fields(text):
        if is_meant(value) and _NAME.fullmatch(name) and not is_meant(name):
            return name
    return ""


def _fields(text: str) -> Iterator[tuple[str, str]]:
    if text.lstrip()[:1] in ("{", "["):
        try:
            yield from _values("", json.loads(text))
        except (ValueError, RecursionError):
            return
    elif text.startswith("--"):
        parts = _PART.split(text)
        yield from zip(parts[1::2], parts[2::2], strict=True)
    else:
        yield from parse_qsl(text, keep_blank_values=True)


def _values(name: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever JSON can say
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(name, inner)
    else:
        yield name, str(value)
