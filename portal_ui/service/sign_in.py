"""Signing in and out, and what people change about their own sign-in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Database
from portal_ui.dates import Clock
from portal_ui.errors import PasswordRefusedError, SignInRefusedError, TooManyTriesError
from portal_ui.language import gettext as _
from portal_ui.passwords import PasswordDesk
from portal_ui.service import account, admission, retention, sessions, staff_sessions
from portal_ui.service.admission import Applicant, Attempt, Claim
from portal_ui.service.sessions import Closed, LookedUp
from portal_ui.views import SessionView, Visit

_TOUCH = timedelta(minutes=1)
_MANY_TOUCHED = 10_000


@dataclass(frozen=True, slots=True)
class Inside:
    """What a browser keeps once someone has come in: the session's token, and the cookie by which the browser is known to them."""

    token: str
    browser: str


class SignIn:
    """Who comes in, for how long, and into which account."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        passwords: PasswordDesk,
        *,
        idle: timedelta = timedelta(minutes=30),
        longest: timedelta = timedelta(hours=12),
        shortest_password: int = 12,
        takes_payments: bool = True,
    ) -> None:
        self._db = database
        self._clock = clock
        self._passwords = passwords
        self._limits = sessions.Limits(idle, longest, takes_payments)
        self.shortest_password = shortest_password
        self._touched: dict[int, datetime] = {}
        self.on_end: list[Callable[[int], None]] = []  # each is told the id of a session that has just ended in this process

    async def sign_in(self, email: str, password: str, *, address: str, user_agent: str, browser: str = "") -> Inside:
        """Let someone in, with a new token. Who has exactly one account is in it at once.

        `browser` is the cookie of a known browser: tries with it have a budget of their own. Who comes in with an
        unknown one, and not for the first time, is told by a letter.

        Raises:
            SignInRefusedError: unknown, wrong, invited, disabled, without an account, or to wait: one sentence, one time.
            TooManyTriesError: too many failures from this network address.
            TooBusyError: the queue for comparing passwords is full.
        """
        token = sessions.new_token()
        who = Applicant(sessions.normal_email(email), address[:64], sessions.clean(user_agent), browser)
        async with self._passwords.seat():
            claim = await self._db.write(admission.claim, who, self._clock())
            if claim.address_wait_seconds:
                raise TooManyTriesError(claim.address_wait_seconds)
            matches = await self._passwords.matches(password, claim.stored)
            better = await self._passwords.improved(password, claim.stored) if matches else None
        attempt = Attempt(who, claim, matches, better, token)
        known_as = await self._db.write(admission.conclude, attempt, self._limits, self._clock())
        if known_as is None:
            raise SignInRefusedError
        return Inside(token, known_as)

    async def look_up(self, token: str) -> LookedUp | None:
        """Who holds this token, as the database says at this moment; `None` for nobody.

        A session found expired is ended for good: a clock set back does not revive it.
        """
        if not token or len(token) > sessions.LONGEST_TOKEN:
            return None
        found = await self._db.read(staff_sessions.who_holds, token, self._limits, self._clock())
        if isinstance(found, int):
            self.tell_ended(await self._db.write(sessions.end, [found], self._clock()))
            return None
        return found

    async def closed_to(self, token: str) -> Closed | None:
        """The account that whoever holds this token was in, where the office has closed it to them; to anyone else nothing is told."""
        return await self._db.read(sessions.closed, token) if token and len(token) <= sessions.LONGEST_TOKEN else None

    async def touch(self, session_id: int) -> None:
        """Remember that the person did something. Written at most once a minute; a session that is over stays over."""
        now = self._clock()
        last = self._touched.get(session_id)
        if last is not None and timedelta() <= now - last < _TOUCH:
            return
        if len(self._touched) >= _MANY_TOUCHED:
            self._touched = {id_: at for id_, at in self._touched.items() if now - at < _TOUCH}
        self._touched[session_id] = now
        await self._db.write(sessions.touch, session_id, self._limits, now)

    async def choose_account(self, session_id: int, customer_number: str, *, address: str = "") -> None:
        """Look into this account from now on, in all tabs of the session.

        Raises:
            AccountNotFoundError: not an account this person may look into; the chosen one stays.
        """
        await self._db.write(sessions.choose_account, session_id, customer_number, address, self._clock())

    async def sign_out(self, token: str, *, address: str = "") -> None:
        """End the session behind this token. A token of nobody changes nothing."""
        self.tell_ended(await self._db.write(sessions.sign_out, token, address, self._clock()))

    async def change_password(self, visit: Visit, current: str, new: str, again: str, *, address: str = "") -> str:
        """Set a new password and return this browser's new token; every session before it ends, and a letter tells of it.

        `on_end` hears of the others at once. Of this browser's old one it does not: its page waits for the new cookie.

        Raises:
            PasswordRefusedError: the current one is wrong, the new ones differ, or the new one is easy to guess.
            TooManyTriesError: the current one was wrong too often.
            TooBusyError: the queue for comparing passwords is full.
        """
        if new != again:
            raise PasswordRefusedError(_("The two new passwords differ. Your password was not changed."))
        async with self._passwords.seat():
            claim = await self._current_named(visit, current, address)
            words = await self._db.read(account.own_words, visit.person_id)
            reason = await self._passwords.judge(new, words, self.shortest_password)
            if reason is not None:
                raise PasswordRefusedError(reason)
            if new == current:
                raise PasswordRefusedError(_("The new password is the one you have. Choose another.")).about("new")
            change = account.Change(visit, claim, await self._passwords.hash(new), sessions.new_token(), address)
        ended = await self._db.write(account.change_password, change, self._limits, self._clock())
        self.tell_ended(id_ for id_ in ended if id_ != visit.session_id)  # told now, its page would leave before the new cookie arrives
        return change.token

    async def sign_ins(self, visit: Visit) -> tuple[SessionView, ...]:
        """Where this person is signed in, latest activity first."""
        return await self._db.read(account.sign_ins_of, visit.person_id, visit.session_id, self._limits, self._clock())

    async def end_sign_in(self, visit: Visit, session_id: int, *, address: str = "") -> None:
        """End one of the person's sign-ins.

        Raises:
            SessionNotFoundError: it is over already, or not this person's.
        """
        self.tell_ended(await self._db.write(account.end_sign_in, visit.person_id, session_id, address, self._clock()))

    async def sign_out_everywhere(self, visit: Visit, *, address: str = "") -> None:
        """End all of the person's sign-ins, this one too."""
        self.tell_ended(await self._db.write(account.sign_out_everywhere, visit.person_id, address, self._clock()))

    async def set_theme(self, visit: Visit, theme: str) -> None:
        """Show the portal as `system`, `light` or `dark` to this person.

        Raises:
            BadRequestError: no such theme.
        """
        await self._db.write(account.set_theme, visit.person_id, theme)

    async def set_language(self, visit: Visit, locale: str) -> None:
        """Speak `locale`, one of `language.choices`, to this person.

        Raises:
            BadRequestError: the portal does not speak it.
        """
        await self._db.write(account.set_language, visit.person_id, locale)

    async def tidy(self) -> None:
        """Forget what is long over; `retention` says what, and when."""
        await self._db.write(retention.forget, self._clock())

    async def _current_named(self, visit: Visit, current: str, address: str) -> Claim:
        """The claim of someone who named their current password; a wrong one counts for them alone."""
        claim = await self._db.write(admission.claim_own, visit.person_id, self._clock())
        if claim.budget_wait_seconds:
            raise TooManyTriesError(claim.budget_wait_seconds)
        matches = await self._passwords.matches(current, claim.stored)
        await self._db.write(account.note_current_password, visit.person_id, claim, matches, address, self._clock())
        if not matches:
            raise PasswordRefusedError(_("That is not your current password. Your password was not changed.")).about("current")
        return claim

    def tell_ended(self, session_ids: Iterable[int]) -> None:
        """Have pages of sessions that have just ended leave at once."""
        for session_id in session_ids:
            self._touched.pop(session_id, None)
            for tell in self.on_end:
                tell(session_id)
