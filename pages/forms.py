"""What a form may bring: the fields its handler declares, each single one once. Anything else is refused, and nothing is changed.

A handler declares its fields as `Form` parameters. What it reads by hand, or has browsers send without reading it, it names with
`takes`. `declared_only` stands before every form, so a handler that declares nothing is sent nothing.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from fastapi import Request, params

from pages.guard.limits import has_body
from portal_ui.errors import UnknownFieldError

FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_TAKEN = "taken_fields"
_Handler = TypeVar("_Handler", bound=Callable[..., Any])


def takes(*names: str) -> Callable[[_Handler], _Handler]:
    """Let a handler's form bring these fields, too, each once."""

    def mark(handler: _Handler) -> _Handler:
        setattr(handler, _TAKEN, names)
        return handler

    return mark


async def declared_only(request: Request) -> None:
    """Stand before a form's handler.

    Raises:
        UnknownFieldError: what came is no form, holds a file, a NUL, a field the handler does not declare, or a single field twice.
    """
    if request.method != "POST" or not has_body(request.scope):
        return
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in FORM_TYPES:
        raise UnknownFieldError
    declared = fields_of(request.scope["endpoint"])
    form = await request.form(max_files=0)
    for name in form:
        values = form.getlist(name)
        is_meant = name in declared and (declared[name] or len(values) == 1)
        if not is_meant or not all(isinstance(value, str) and "\0" not in value for value in values):
            raise UnknownFieldError


async def sent_with(request: Request) -> dict[str, str]:
    """What a form brought, by name; for handlers that read it by hand."""
    return {name: value.strip() for name, value in (await request.form()).items() if isinstance(value, str)}


@cache
def fields_of(handler: Callable[..., Any]) -> Mapping[str, bool]:
    """The fields a handler's form may bring, by name; true where one may come several times."""
    found = dict.fromkeys(getattr(handler, _TAKEN, ()), False)
    hints = get_type_hints(handler, include_extras=True)
    for name in inspect.signature(handler).parameters:
        hint = hints.get(name)
        if get_origin(hint) is not Annotated:
            continue
        kind, *marks = get_args(hint)
        form = next((mark for mark in marks if isinstance(mark, params.Form)), None)
        if form is not None:
            found[form.alias or name] = get_origin(kind) is list
    return found
