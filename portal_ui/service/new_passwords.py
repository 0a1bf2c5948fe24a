"""Passwords set by who holds a letter of ours: the first one, or another when the old one is forgotten."""

from collections.abc import Callable, Iterable

from db.engine import Database
from portal_ui.dates import Clock
from portal_ui.errors import LinkNotGoodError, PasswordRefusedError, TooManyTriesError
from portal_ui.language import gettext as _
from portal_ui.passwords import PasswordDesk
from portal_ui.service import account, letter_holders, sessions
from portal_ui.service.letter_holders import Door, Holder, Link
from portal_ui.strength import Judgement

__all__ = ["Door", "Holder", "Link", "NewPasswords"]


class NewPasswords:
    """What the links and codes of letters are good for, and asking for another letter."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        passwords: PasswordDesk,
        *,
        shortest_password: int = 12,
        tell_ended: Callable[[Iterable[int]], None] = lambda _ids: None,
    ) -> None:
        self._db = database
        self._clock = clock
        self._passwords = passwords
        self._tell_ended = tell_ended
        self.shortest_password = shortest_password

    async def holder(self, link: Link) -> Holder:
        """Whose letter it is; asked any number of times, that spends nothing.

        Raises:
            LinkNotGoodError: unknown, used, run out, replaced by a newer one, or its person may not come in: one sentence.
            TooManyTriesError: too many codes were guessed from this network address.
        """
        looked = await self._db.write(letter_holders.look, link, self._clock())
        if looked.wait_seconds:
            raise TooManyTriesError(looked.wait_seconds)
        if looked.holder is None:
            raise LinkNotGoodError
        return looked.holder

    async def judge(self, link: Link, password: str) -> Judgement:
        """How good this would be as the holder's password.

        Raises:
            LinkNotGoodError, TooManyTriesError: as for `holder`.
            TooBusyError: the queue for passwords is full.
        """
        async with self._passwords.seat():
            return await self._judged(await self.holder(link), password)

    async def set_password(self, link: Link, new: str, again: str) -> None:
        """Set the holder's password. The link is used up by it, every session of the person ends, and a letter tells of it.

        Raises:
            LinkNotGoodError, TooManyTriesError: as for `holder`; of several at once all but one get the first.
            PasswordRefusedError: the two differ, or it is easy to guess; the link stays good.
            TooBusyError: the queue for passwords is full.
        """
        async with self._passwords.seat():
            holder = await self.holder(link)
            if new != again:
                raise PasswordRefusedError(_("The two passwords differ. Nothing was set yet; type them again.")).about("again")
            judgement = await self._judged(holder, new)
            if not judgement.is_enough:
                raise PasswordRefusedError(judgement.refusal).about("new")
            new_hash = await self._passwords.hash(new)
        self._tell_ended(await self._db.write(letter_holders.set_password, link, new_hash, self._clock()))

    async def ask(self, email: str, *, address: str) -> None:
        """Have a letter sent to whoever may have one under this email. The answer is the same for everyone, as is its time.

        At most three letters an hour go to one email, and twenty at the wish of one network address.
        """
        await self._db.write(letter_holders.ask, sessions.normal_email(email), address[:64], self._clock())

    async def _judged(self, holder: Holder, password: str) -> Judgement:
        words = await self._db.read(account.own_words, holder.person_id)
        return await self._passwords.appraise(password, words, self.shortest_password)
