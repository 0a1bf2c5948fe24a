"""Passwords: hashed so that a stolen database gives none away, compared in the same time whatever is stored."""

import asyncio
import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import bcrypt

from portal_ui.errors import TooBusyError

COST = 12
LEAST_COST = 10
LONGEST = 200  # code points
_VERSION = "v1:"  # names the pepper and the pre-hash, so that both can change later
_STORED = re.compile(r"v1:(\$2b\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{53})", re.ASCII)


def hash_password(password: str, pepper: str, cost: int = COST) -> str:
    """What to keep of a password. Takes about a quarter of a second at the usual cost."""
    return _VERSION + bcrypt.hashpw(_prepared(password, pepper), bcrypt.gensalt(cost)).decode("ascii")


def check_password(password: str, stored: str | None, pepper: str, cost: int = COST) -> bool:
    """Whether the password is the stored one. Nothing or rubbish stored is a no that takes as long as any other, at `cost`."""
    match = _STORED.fullmatch(stored or "")
    is_possible = match is not None and len(password) <= LONGEST
    kept = match[1] if match is not None else f"$2b${cost:02d}${'.' * 53}"
    return bcrypt.checkpw(_prepared(password[:LONGEST], pepper), kept.encode("ascii")) and is_possible


def is_cheap(stored: str, cost: int) -> bool:
    """Whether the stored hash was made at a lower cost than is asked for today."""
    match = _STORED.fullmatch(stored)
    return match is not None and int(match[2]) < cost


def _prepared(password: str, pepper: str) -> bytes:
    """64 ASCII bytes of any password: bcrypt itself refuses more than 72, and some of its versions stop at a NUL."""
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(pepper.encode("utf-8"), text, hashlib.sha384))


class PasswordDesk:
    """Hashes and compares off the event loop, a few at a time, so that a flood of guesses leaves the pages quick."""

    def __init__(self, pepper: str, *, cost: int = COST, at_once: int = 4, waiting: int = 20) -> None:
        self.cost = cost
        self._pepper = pepper
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="passwords")
        self._seats = at_once + waiting

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[None]:
        """A place in the queue, to be held while one comes to hash or compare.

        Raises:
            TooBusyError: the queue is full.
        """
        if self._seats <= 0:
            raise TooBusyError
        self._seats -= 1
        try:
            yield
        finally:
            self._seats += 1

    async def hash(self, password: str) -> str:
        """`hash_password` in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, hash_password, password, self._pepper, self.cost)

    async def matches(self, password: str, stored: str | None) -> bool:
        """`check_password` in a thread; `None` compares with nothing, for the time it takes."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, check_password, password, stored, self._pepper, self.cost
        )

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown()
