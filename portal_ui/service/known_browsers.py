"""Browsers that someone has signed in with before: they have a budget of failures of their own, so that nobody is locked out by others.

A browser's cookie holds a token for each of the last few people who signed in there; a token is good for its person alone.
It opens nothing: whoever brings it still needs the password.
"""

import hashlib
import re
import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from db.queries import known_browsers as queries

_MOST = 5  # people of one browser
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def recognised(session: Session, cookie: str, *, person_id: int | None = None, staff_id: int | None = None) -> int | None:
    """The id of the browser that brought this cookie, if this person or member of staff has signed in with it before."""
    hashes = [_hashed(token) for token in _tokens(cookie)]
    return queries.find(session, hashes, person_id=person_id, staff_id=staff_id) if hashes else None


def remember(
    session: Session,
    cookie: str,
    now: datetime,
    *,
    person_id: int | None = None,
    staff_id: int | None = None,
    user_agent: str,
) -> tuple[str, bool]:
    """Know the browser in which they have just signed in; returns its cookie from now on, and whether it was known before.

    A token that the browser brought and that is not theirs is never adopted: somebody else may have put it there.
    """
    known = recognised(session, cookie, person_id=person_id, staff_id=staff_id)
    if known is not None:
        queries.touch(session, known, now)
        return ".".join(_tokens(cookie)), True
    token = secrets.token_urlsafe(32)
    queries.add(session, _hashed(token), now, person_id=person_id, staff_id=staff_id, user_agent=user_agent)
    return ".".join([token, *_tokens(cookie)[: _MOST - 1]]), False


def budget_key(browser_id: int) -> str:
    """The key under which failures with this browser count."""
    return f"browser:{browser_id}"


def _tokens(cookie: str) -> list[str]:
    """What may be tokens in a cookie; anything else in it is dropped."""
    return [token for token in cookie.split(".", _MOST)[:_MOST] if _TOKEN.fullmatch(token)]


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
