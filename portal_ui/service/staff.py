"""The office's own sign-ins: coming in with a password and a second factor, and what members change about themselves."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from db.engine import Database
from portal_ui.dates import Clock
from portal_ui.errors import SignInRefusedError, TooManyTriesError
from portal_ui.passwords import PasswordDesk
from portal_ui.service import sessions, staff_admission, staff_self
from portal_ui.service.admission import Applicant
from portal_ui.service.staff_admission import CodeTry, StaffAttempt
from portal_ui.views import PortalState, StaffVisit


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
        on_end: list[Callable[[int], None]] | None = None,
    ) -> None:
        self._db = database
        self._clock = clock
        self._passwords = passwords
        self._limits = sessions.Limits(idle, longest)
        self.shortest_password = shortest_password
        self.on_end = on_end if on_end is not None else []  # each is told the id of a session that has just ended in this process

    async def sign_in(self, email: str, password: str, *, address: str, user_agent: str) -> str:
        """A new token for the cookie. Who has a second factor gets no further with it than to the code.

        Raises:
            SignInRefusedError: unknown, wrong, invited, disabled, or to wait: one sentence, one time.
            TooManyTriesError: too many failures from this network address.
            TooBusyError: the queue for comparing passwords is full.
        """
        token = sessions.new_token()
        who = Applicant(sessions.normal_email(email), address[:64], sessions.clean(user_agent))
        async with self._passwords.seat():
            claim = await self._db.write(staff_admission.claim, who, self._clock())
            if claim.address_wait_seconds:
                raise TooManyTriesError(claim.address_wait_seconds)
            matches = await self._passwords.matches(password, claim.stored)
            better = await self._passwords.hash(password) if matches and self._passwords.is_cheap(claim.stored) else None
        attempt = StaffAttempt(who, claim, matches, better, token)
        if not await self._db.write(staff_admission.conclude, attempt, self._limits, self._clock()):
            raise SignInRefusedError
        return token

    async def give_code(self, visit: StaffVisit, code: str, *, address: str = "") -> str:
        """The token under which a member goes on who gave the code of their app, or a recovery code.

        Raises:
            SignInRefusedError: it is not good, was used before, or they must wait: one sentence.
        """
        tried = CodeTry(visit, code[:100], sessions.new_token(), address)
        ended = await self._db.write(staff_admission.give_code, tried, self._limits, self._clock())
        if not ended:
            raise SignInRefusedError
        self._ended(ended)
        return tried.token

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
        return await self._db.read(staff_self.state)

    def _ended(self, session_ids: Iterable[int]) -> None:
        for session_id in session_ids:
            for tell in self.on_end:
                tell(session_id)
