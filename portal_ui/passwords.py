"""Passwords: hashed so that a stolen database gives none away, compared in the same time whatever is stored."""

import asyncio
import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

import bcrypt
from zxcvbn import zxcvbn

from portal_ui import strength
from portal_ui.errors import TooBusyError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.strength import Judgement

P = ParamSpec("P")
T = TypeVar("T")

COST = 12
LONGEST = 200  # code points
_JUDGED = 72  # characters: the estimate's time grows with the square
_TELLING = 4  # letters a word needs to give someone away
_LEFT_OVER = 10  # letters that carry a password without the person's own words
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


def appraise(password: str, own_words: Iterable[str], shortest: int) -> Judgement:
    """How good this would be as a password, and why it cannot be taken when it cannot.

    `own_words` are what a stranger would try first for this person: names, account numbers, the email. There are
    no rules about digits or capitals: they make passwords worse.
    """
    words = [_letters(word) for phrase in own_words for word in (phrase, *phrase.split())]
    if len(password) > LONGEST:
        return strength.refused(0, _("Use at most %(count)d characters.") % {"count": LONGEST})
    if len(password) < shortest:
        return strength.refused(_score(password, words), _too_short(shortest))
    if not _differs_from(password, [word for word in words if len(word) >= _TELLING]):
        return strength.refused(
            1, _("This is too close to your name, your email or the company's name. Choose something nobody would connect with you.")
        )
    return strength.estimated(zxcvbn(password[:_JUDGED], user_inputs=words))


def judge(password: str, own_words: Iterable[str], shortest: int) -> str | None:
    """Why this cannot be a password, as a sentence; `None` when it can."""
    return appraise(password, own_words, shortest).refusal or None


def _score(password: str, words: list[str]) -> int:
    return int(zxcvbn(password, user_inputs=words)["score"]) if password else 0


def _too_short(shortest: int) -> str:
    return ngettext(
        "Use at least %(count)d character. Four random words are easy to remember.",
        "Use at least %(count)d characters. Four random words are easy to remember.",
        shortest,
    ) % {"count": shortest}


def _differs_from(password: str, own_words: list[str]) -> bool:
    """Whether enough is left of the password once the person's own words, digits and signs are taken out."""
    left = whole = _letters(password)
    for word in sorted(own_words, key=len, reverse=True):
        left = left.replace(word, "")
    return left == whole or len(left) >= _LEFT_OVER


def _letters(text: str) -> str:
    """The letters alone, in one case; of a number, its digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalpha()) or "".join(letter for letter in folded if letter.isalnum())


def _prepared(password: str, pepper: str) -> bytes:
    """64 ASCII bytes of any password: bcrypt itself refuses more than 72, and some of its versions stop at a NUL."""
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(pepper.encode("utf-8"), text, hashlib.sha384))


class PasswordDesk:
    """Hashes and compares off the event loop, a few at a time, so that a flood of guesses leaves the pages quick."""

    def __init__(self, pepper: str, *, former: str = "", cost: int = COST, at_once: int = 4, waiting: int = 20) -> None:
        """`former` is the pepper before this one, while passwords move from it: what was hashed with it is right, too."""
        self._cost = cost
        self._peppers = (pepper, former) if former else (pepper,)
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
        return await self._in_thread(hash_password, password, self._peppers[0], self._cost)

    async def matches(self, password: str, stored: str | None) -> bool:
        """`check_password` in a thread; `None` compares with nothing, for the time it takes."""
        return await self._in_thread(self._matches, password, stored)

    async def improved(self, password: str, stored: str | None) -> str | None:
        """The right password hashed anew, where it was kept at a lower cost than today's or with the former pepper."""
        is_present = len(self._peppers) == 1 or await self._in_thread(check_password, password, stored, self._peppers[0], self._cost)
        return await self.hash(password) if self.is_cheap(stored) or not is_present else None

    async def judge(self, password: str, own_words: Iterable[str], shortest: int) -> str | None:
        """`judge` in a thread."""
        return (await self.appraise(password, own_words, shortest)).refusal or None

    async def appraise(self, password: str, own_words: Iterable[str], shortest: int) -> Judgement:
        """`appraise` in a thread."""
        return await self._in_thread(appraise, password, own_words, shortest)

    def is_cheap(self, stored: str | None) -> bool:
        """Whether the stored hash was made at a lower cost than is asked for today."""
        match = _STORED.fullmatch(stored or "")
        return match is not None and int(match[2]) < self._cost

    def _matches(self, password: str, stored: str | None) -> bool:
        """Compared with each pepper in any case, so that a no takes as long as any other."""
        return any([check_password(password, stored, pepper, self._cost) for pepper in self._peppers])

    async def _in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        context = copy_context()  # the language of the sentence
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(context.run, work, *args, **kwargs))

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown()
