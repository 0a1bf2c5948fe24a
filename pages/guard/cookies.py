"""The cookies: opaque tokens that scripts cannot read and other sites cannot bring along with a form.

One is the session's. One outlives it and says that its browser is known; it opens nothing. One holds the token of a
letter's link, for the few addresses that belong to it, so that no address does.
"""

from starlette.requests import HTTPConnection
from starlette.responses import Response

_SECURE_NAME = "__Host-portal"
_LOOPBACK_NAME = "portal"  # browsers refuse the prefix and Secure over plain http
_ONE_YEAR = 365 * 24 * 60 * 60
_LETTER_SECONDS = 60 * 60


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


def browser_of(request: HTTPConnection, *, is_https: bool) -> str:
    """The cookie by which a browser is known; empty when it brought none."""
    return request.cookies.get(_browser_name(is_https=is_https), "")


def set_browser(response: Response, cookie: str, *, is_https: bool) -> None:
    """Have the browser be known for a year from now."""
    name = _browser_name(is_https=is_https)
    response.set_cookie(name, cookie, max_age=_ONE_YEAR, path="/", secure=is_https, httponly=True, samesite="lax")


def letter_token_of(request: HTTPConnection, *, is_https: bool) -> str:
    """The token of a letter's link, brought to one of the addresses below its path; empty when there is none."""
    return request.cookies.get(_letter_name(is_https=is_https), "")


def set_letter_token(response: Response, token: str, path: str, *, is_https: bool) -> None:
    """Have the browser bring the token of a letter's link to `path` and below it, for an hour."""
    name = _letter_name(is_https=is_https)
    response.set_cookie(name, token, max_age=_LETTER_SECONDS, path=path, secure=is_https, httponly=True, samesite="lax")


def forget_letter_token(response: Response, path: str, *, is_https: bool) -> None:
    """Have the browser drop it: it was used, or good for nothing."""
    response.delete_cookie(_letter_name(is_https=is_https), path=path, secure=is_https, httponly=True, samesite="lax")


def _browser_name(*, is_https: bool) -> str:
    return f"{cookie_name(is_https=is_https)}-known"


def _letter_name(*, is_https: bool) -> str:
    return "__Secure-portal-letter" if is_https else "portal-letter"  # the stricter prefix allows no path
