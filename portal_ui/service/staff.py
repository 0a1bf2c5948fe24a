"""The office's own sign-ins: coming in with a password and a second factor, and what members change about themselves."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from db.engine import Database
from portal_ui import totp
from portal_ui.dates import Clock
from portal_ui.errors import FactorRefusedError, LinkNotGoodError, PasswordRefusedError, SignInRefusedError, TooManyTriesError
from portal_ui.language import gettext as _
from portal_ui.passwords import PasswordDesk
from portal_ui.service import sessions, staff_admission, staff_factor, staff_passwords, staff_self
from portal_ui.service.admission import Applicant
from portal_ui.service.sign_in import Inside
from portal_ui.service.staff_admission import CodeTry, StaffAttempt, StaffClaim
from portal_ui.service.staff_factor import FactorWish
from portal_ui.service.staff_passwords import StaffChange, StaffHolder
from portal_ui.strength import Judgement
from portal_ui.views import PortalState, SessionView, StaffVisit

_LONGEST_CODE = 100


class Staff:
    """Who of the office comes in. Sessions are looked up and touched by `SignIn`, which knows those of both houses."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        passwords: PasswordDesk,
        *,
        idle: timedelta = timedelta(minutes=30),
        longest: timedelta = timedelta(hours=12),
        shortest_password: int = 12,
        tell_ended: Callable[[Iterable[int]], None] = lambda _ids: None,
    ) -> None:
        self._db = database
        self._clock = clock
        self._passwords = passwords
        self._limits = sessions.Limits(idle, longest)
        self._tell_ended = tell_ended
        self.shortest_password = shortest_password

    async def sign_in(self, email: str, password: str, *, address: str, user_agent: str, browser: str = "") -> Inside:
        """A new token for the cookie. Who has a second factor gets no further with it than to the code.

        Raises:
            SignInRefusedError: unknown, wrong, invited, disabled, or to wait: one sentence, one time.
            TooManyTriesError: too many failures from this network address.
            TooBusyError: the queue for comparing passwords is full.
        """
        token = sessions.new_token()
        who = Applicant(sessions.normal_email(email), address[:64], sessions.clean(user_agent), browser)
        async with self._passwords.seat():
            claim = await self._db.write(staff_admission.claim, who, self._clock())
            if claim.address_wait_seconds:
                raise TooManyTriesError(claim.address_wait_seconds)
            matches = await self._passwords.matches(password, claim.stored)
            better = await self._passwords.improved(password, claim.stored) if matches else None
        attempt = StaffAttempt(who, claim, matches, better, token)
        known_as = await self._db.write(staff_admission.conclude, attempt, self._limits, self._clock())
        if known_as is None:
            raise SignInRefusedError
        return Inside(token, known_as)

    async def give_code(self, visit: StaffVisit, code: str, *, address: str = "") -> str:
        """The token under which a member goes on who gave the code of their app, or a recovery code.

        Raises:
            FactorRefusedError: it is not good, was used before, or they must wait: one sentence.
        """
        tried = CodeTry(visit, code[:_LONGEST_CODE], sessions.new_token(), address)
        ended = await self._db.write(staff_admission.give_code, tried, self._limits, self._clock())
        if not ended:
            raise _code_refused()
        self._tell_ended(ended)
        return tried.token

    async def holder(self, token: str) -> StaffHolder:
        """Whose link it is; asked any number of times, that spends nothing.

        Raises:
            LinkNotGoodError: unknown, used, run out, replaced, or its member is disabled: one sentence.
        """
        found = await self._db.write(staff_passwords.look, token, self._clock())
        if found is None:
            raise LinkNotGoodError
        return found

    async def judge(self, token: str, password: str) -> Judgement:
        """How good this would be as the password of the link's holder.

        Raises:
            LinkNotGoodError: as for `holder`.
            TooBusyError: the queue for passwords is full.
        """
        async with self._passwords.seat():
            return await self._judged((await self.holder(token)).staff_id, password)

    async def set_password(self, token: str, new: str, again: str, *, address: str = "") -> None:
        """Set the password of the link's holder. The link is used up by it, and every session of theirs ends.

        Raises:
            LinkNotGoodError: as for `holder`; of several at once all but one get it.
            PasswordRefusedError: the two differ, or it is easy to guess; the link stays good.
            TooBusyError: the queue for passwords is full.
        """
        async with self._passwords.seat():
            holder = await self.holder(token)
            new_hash = await self._new_hash(holder.staff_id, new, again)
        self._tell_ended(await self._db.write(staff_passwords.set_by_link, token, new_hash, address, self._clock()))

    async def change_password(self, visit: StaffVisit, current: str, new: str, again: str, *, address: str = "") -> str:
        """Set a new password and return this browser's new token; every session before it ends.

        Raises:
            PasswordRefusedError: the current one is wrong, the new ones differ, or the new one is easy to guess.
            TooManyTriesError: the current one was wrong too often.
            TooBusyError: the queue for passwords is full.
        """
        async with self._passwords.seat():
            claim = await self._current_named(visit, current, address)
            if new == current:
                raise PasswordRefusedError(_("The new password is the one you have. Choose another.")).about("new")
            new_hash = await self._new_hash(visit.staff_id, new, again)
        wish = StaffChange(visit, claim, new_hash, sessions.new_token(), address)
        ended = await self._db.write(staff_passwords.change, wish, self._limits, self._clock())
        self._tell_ended(id_ for id_ in ended if id_ != visit.session_id)  # told now, its page would leave before the new cookie arrives
        return wish.token

    async def set_up_factor(self, visit: StaffVisit, old_token: str, code: str, *, address: str = "") -> tuple[str, tuple[str, ...]]:
        """Keep the second factor whose secret the page has shown to this sign-in; the new token, and ten recovery codes to show once.

        Raises:
            FactorRefusedError: there is one already, or the code is not what the app shows.
        """
        codes, secret = staff_admission.new_recovery_codes(), totp.secret_of(old_token)
        wish = FactorWish(visit, secret, code[:_LONGEST_CODE], sessions.new_token(), codes, address)
        self._tell_ended(await self._db.write(staff_factor.set_up, wish, self._limits, self._clock()))
        return wish.token, codes

    async def renew_recovery_codes(self, visit: StaffVisit, code: str, *, address: str = "") -> tuple[str, ...]:
        """Ten new recovery codes, to show once; those before are worthless.

        Raises:
            FactorRefusedError: the code that proves it is them was not good.
        """
        codes = staff_admission.new_recovery_codes()
        arguments = visit, code[:_LONGEST_CODE], codes, address
        if not await self._db.write(staff_factor.renew_recovery_codes, *arguments, self._clock()):
            raise _code_refused()
        return codes

    async def remove_factor(self, visit: StaffVisit, code: str, *, address: str = "") -> None:
        """Forget the second factor; an administrator sets up another before anything else. Other sessions end.

        Raises:
            FactorRefusedError: the code that proves it is them was not good.
        """
        ended = await self._db.write(staff_factor.remove, visit, code[:_LONGEST_CODE], address, self._clock())
        if ended is None:
            raise _code_refused()
        self._tell_ended(ended)

    async def recovery_codes_left(self, visit: StaffVisit) -> int:
        """How many recovery codes are still good."""
        return await self._db.read(staff_factor.recovery_codes_left, visit.staff_id)

    async def sign_ins(self, visit: StaffVisit) -> tuple[SessionView, ...]:
        """Where this member is signed in, latest activity first."""
        return await self._db.read(staff_self.sign_ins, visit, self._limits, self._clock())

    async def end_sign_ins(self, visit: StaffVisit, session_id: int | None, *, address: str = "") -> None:
        """End one of the member's sign-ins; without an id all of them, this one too.

        Raises:
            SessionNotFoundError: it is over already, or not this member's.
        """
        self._tell_ended(await self._db.write(staff_self.end_sign_ins, visit, session_id, address, self._clock()))

    async def set_theme(self, visit: StaffVisit, theme: str) -> None:
        """Show the portal as `system`, `light` or `dark` to this member.

        Raises:
            BadRequestError: no such theme.
        """
        await self._db.write(staff_self.set_theme, visit.staff_id, theme)

    async def set_language(self, visit: StaffVisit, locale: str) -> None:
        """Speak `locale`, one of `language.choices`, to this member.

        Raises:
            BadRequestError: the portal does not speak it.
        """
        await self._db.write(staff_self.set_language, visit.staff_id, locale)

    async def state(self) -> PortalState:
        """How the portal stands, for the office's first page."""
        return await self._db.read(staff_self.state, self._clock())

    async def _current_named(self, visit: StaffVisit, current: str, address: str) -> StaffClaim:
        """The claim of someone who named their current password; a wrong one counts for them alone."""
        claim = await self._db.write(staff_admission.claim_own, visit.staff_id, self._clock())
        if claim.budget_wait_seconds:
            raise TooManyTriesError(claim.budget_wait_seconds)
        matches = await self._passwords.matches(current, claim.stored)
        await self._db.write(staff_passwords.note_current, visit, claim, matches, address, self._clock())
        if not matches:
            raise PasswordRefusedError(_("That is not your current password. Your password was not changed.")).about("current")
        return claim

    async def _new_hash(self, staff_id: int, new: str, again: str) -> str:
        if new != again:
            raise PasswordRefusedError(_("The two passwords differ. Nothing was set yet; type them again.")).about("again")
        judgement = await self._judged(staff_id, new)
        if not judgement.is_enough:
            raise PasswordRefusedError(judgement.refusal).about("new")
        return await self._passwords.hash(new)

    async def _judged(self, staff_id: int, password: str) -> Judgement:
        words = await self._db.read(staff_passwords.own_words, staff_id)
        return await self._passwords.appraise(password, words, self.shortest_password)


def _code_refused() -> FactorRefusedError:
    return FactorRefusedError(
        _("That code is not good. Each code works once; wait for the next one of your app. After several tries, wait a few minutes.")
    )
