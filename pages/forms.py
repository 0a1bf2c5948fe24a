"""What a form may bring: the fields its handler declares, each single one once. Anything else is refused, and nothing is changed.

A handler declares its fields as `Form` parameters. What it reads by hand, or has browsers send without reading it, it names with
`takes`. `declared_only` stands before every form, so a handler that declares nothing is sent nothing.

A form inside an account names the account it was made for, in the field `account`, and is refused once the session looks into
another one: a page may have been left open while another tab changed it. Only a form that is `personal` needs none.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from fastapi import Request, params

from pages.guard import visit_of
from pages.guard.limits import has_body
from pages.guard.rules import Access, access_to
from portal_ui.errors import AccountSwitchedError, UnknownFieldError
from portal_ui.views import Visit

FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
ACCOUNT = "account"
_TAKEN = "taken_fields"
_PERSONAL = "is_personal"
_Handler = TypeVar("_Handler", bound=Callable[..., Any])


def takes(*names: str) -> Callable[[_Handler], _Handler]:
    """Let a handler's form bring these fields, too, each once."""

    def mark(handler: _Handler) -> _Handler:
        setattr(handler, _TAKEN, names)
        return handler

    return mark


def personal(handler: _Handler) -> _Handler:
    """Let a handler's form come from within any account: it changes something of the person's own, whichever account they are in."""
    setattr(handler, _PERSONAL, True)
    return handler


async def declared_only(request: Request) -> None:
    """Stand before a form's handler.

    Raises:
        UnknownFieldError: what came is no form, holds a file, a NUL, a field the handler does not declare, a single field twice, or
            names no account where it must.
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
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in FORM_TYPES:
        raise UnknownFieldError
    declared = fields_of(handler, of_account=is_of_account)
    form = await request.form(max_files=0)
    for name in form:
        values = form.getlist(name)
        is_meant = name in declared and (declared[name] or len(values) == 1)
        if not is_meant or not all(isinstance(value, str) and "\0" not in value for value in values):
            raise UnknownFieldError
    if is_of_account:
        _check_account(form.get(ACCOUNT), visit_of(request))


def names_account(path: str, handler: Callable[..., Any]) -> bool:
    """Whether a form sent there must name the account it was made for."""
    return access_to(path) is Access.IN_ACCOUNT and not getattr(handler, _PERSONAL, False)


async def sent_with(request: Request) -> dict[str, str]:
    """What a form brought, by name; for handlers that read it by hand."""
    return {name: value.strip() for name, value in (await request.form()).items() if isinstance(value, str)}


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


def _check_account(named: object, visit: Visit) -> None:
    if named is None:
        raise UnknownFieldError
    if named != visit.account.number:
        raise AccountSwitchedError(visit.account.name, visit.account.number)
