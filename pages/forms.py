"""What a form may bring: the fields its handler declares, each single one once. Anything else is refused, and nothing is changed.

A handler declares its fields as `Form` parameters. What it reads by hand, or has browsers send without reading it, it names with
`takes`. `declared_only` stands before every form, so a handler that declares nothing is sent nothing.

A file comes only where the handler declares one as a `File` parameter, and only from the office (`pages.guard.uploads`). The guard
does not search such a body for card numbers, so the texts beside the file, and its name, are looked at here.

A form inside an account names the account it was made for, in the field `account`, and is refused once the session looks into
another one: a page may have been left open while another tab changed it. Only a form that is `personal` needs none.
"""

import inspect
import json
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from fastapi import Request, params
from starlette.datastructures import UploadFile

from pages.guard import visit_of
from pages.guard.card_numbers import seems_card
from pages.guard.limits import has_body
from pages.guard.refusals import JSON
from pages.guard.rules import Access, access_to
from pages.guard.uploads import is_spooled
from portal_ui.card_numbers import sentence as card_number_sentence
from portal_ui.errors import AccountSwitchedError, BadRequestError, UnknownFieldError
from portal_ui.views import Visit

FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
ACCOUNT = "account"
_TAKEN = "taken_fields"
_IN_JSON = "comes_as_json_too"
_PERSONAL = "is_personal"
_Handler = TypeVar("_Handler", bound=Callable[..., Any])


def takes(*names: str, in_json: bool = False) -> Callable[[_Handler], _Handler]:
    """Let a handler's form bring these fields, too, each once; `in_json`, a script of ours may send it as a JSON object of texts."""

    def mark(handler: _Handler) -> _Handler:
        setattr(handler, _TAKEN, names)
        setattr(handler, _IN_JSON, in_json)
        return handler

    return mark


def personal(handler: _Handler) -> _Handler:
    """Let a handler's form come from within any account: it changes something of the person's own, whichever account they are in."""
    setattr(handler, _PERSONAL, True)
    return handler


async def declared_only(request: Request) -> None:
    """Stand before a form's handler.

    Raises:
        BadRequestError: a card number stands beside a file.
        UnknownFieldError: what came is no form, holds a file where none is taken, a NUL, a field the handler does not declare, a single
            field twice, or names no account where it must.
        AccountSwitchedError: it was made for another account than the one the session looks into now.
    """
    if request.method != "POST":
        return
    handler = request.scope["endpoint"]
    is_of_account = names_account(request.scope["path"], handler)
    if not has_body(request.scope):
        if is_of_account:
            raise UnknownFieldError
        return
    declared, file = fields_of(handler, of_account=is_of_account), file_of(handler)
    brought = await _brought(request, handler)
    times = Counter(name for name, _value in brought)
    for name, value in brought:
        is_meant = name in declared and (declared[name] or times[name] == 1)
        text = value.filename or "" if isinstance(value, UploadFile) and name == file else value
        if not is_meant or not isinstance(text, str) or "\0" in text:
            raise UnknownFieldError
        if is_spooled(request.scope) and seems_card(text):
            raise BadRequestError(card_number_sentence(name))
    if is_of_account:
        _check_account(dict(brought).get(ACCOUNT), visit_of(request))


def names_account(path: str, handler: Callable[..., Any]) -> bool:
    """Whether a form sent there must name the account it was made for."""
    return access_to(path) is Access.IN_ACCOUNT and not getattr(handler, _PERSONAL, False)


async def sent_with(request: Request) -> dict[str, str]:
    """What a form brought, by name; for handlers that read it by hand."""
    brought = _pairs(await request.body()) if is_json(request) else (await request.form()).multi_items()
    return {name: value.strip() for name, value in brought if isinstance(value, str)}


@cache
def fields_of(handler: Callable[..., Any], *, of_account: bool) -> Mapping[str, bool]:
    """The fields a handler's form may bring, by name; true where one may come several times."""
    found = dict.fromkeys((*getattr(handler, _TAKEN, ()), *((ACCOUNT,) if of_account else ())), False)
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


@cache
def file_of(handler: Callable[..., Any]) -> str:
    """The name of the field in which a handler's form may bring a file; empty where it may bring none."""
    hints = get_type_hints(handler, include_extras=True)
    return next((name for name, hint in hints.items() if any(isinstance(mark, params.File) for mark in get_args(hint)[1:])), "")


def is_json(request: Request) -> bool:
    """Whether a script of ours sends this."""
    return _kind(request) == JSON


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _brought(request: Request, handler: Callable[..., Any]) -> list[tuple[str, object]]:
    if is_json(request) and getattr(handler, _IN_JSON, False):
        return _pairs(await request.body())
    if _kind(request) not in FORM_TYPES:
        raise UnknownFieldError
    return [*(await request.form(max_files=1 if file_of(handler) else 0)).multi_items()]


class _Object(list[tuple[str, object]]):
    """A JSON object with every name it has, also one that stands there twice."""


def _pairs(body: bytes) -> list[tuple[str, object]]:
    try:
        found = json.loads(body, object_pairs_hook=_Object)
        json.dumps(found, ensure_ascii=False).encode()  # half a letter is no text that anything else takes
    except (ValueError, RecursionError):
        raise UnknownFieldError from None
    if not isinstance(found, _Object):
        raise UnknownFieldError
    return found


def _check_account(named: object, visit: Visit) -> None:
    if named is None:
        raise UnknownFieldError
    if named != visit.account.number:
        raise AccountSwitchedError(visit.account.name, visit.account.number)
