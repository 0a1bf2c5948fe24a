"""The one cookie: an opaque token that scripts cannot read and other sites cannot bring along with a form."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

_SECURE_NAME = "__Host-portal"
_LOOPBACK_NAME = "portal"  # browsers refuse the prefix and Secure over plain http


def cookie_name(*, is_https: bool) -> str:
    """What the cookie is called in this installation."""
    return _SECURE_NAME if is_https else _LOOPBACK_NAME


def token_of(request: HTTPConnection, *, is_https: bool) -> str:
    """The token a browser brought along; empty when it brought none."""
    return request.cookies.get(cookie_name(is_https=is_https), "")


def set_token(response: Response, token: str, *, is_https: bool) -> None:
    """Hand the browser its token; it goes when the browser closes, and the session's own limits hold before that."""
    response.set_cookie(cookie_name(is_https=is_https), token, path="/", secure=is_https, httponly=True, samesite="lax")


def forget_token(response: Response, *, is_https: bool) -> None:
    """Have the browser drop its token and whatever it kept of our pages."""
    response.delete_cookie(cookie_name(is_https=is_https), path="/", secure=is_https, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
