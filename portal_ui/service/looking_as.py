"""See as customer: a member of the office takes the place of a customer's person for half an hour, and changes nothing."""

from collections.abc import Callable, Iterable

from db.engine import Database
from portal_ui.dates import Clock
from portal_ui.service import looks, sessions
from portal_ui.service.looks import Back, LookWish
from portal_ui.views import StaffVisit, Visit


class LookingAs:
    """Beginning and ending a look in someone's place, and writing down what was looked at."""

    def __init__(self, database: Database, clock: Clock, tell_ended: Callable[[Iterable[int]], None] = lambda _ids: None) -> None:
        self._db = database
        self._clock = clock
        self._tell_ended = tell_ended

    async def begin(self, by: StaffVisit, person_id: int, customer_number: str, *, address: str = "") -> str:
        """The token under which the member goes on in the person's place, for at most half an hour. Theirs before it is dead.

        Raises:
            LookRefusedError: the role may not.
            NothingToSeeError: the person cannot look into that account.
        """
        token = sessions.new_token()
        self._tell_ended(await self._db.write(looks.begin, LookWish(by, person_id, customer_number, token, address), self._clock()))
        return token

    async def end(self, token: str, *, address: str = "") -> Back | None:
        """The member's own session again, under a new token; nothing when this one takes nobody's place."""
        back = await self._db.write(looks.end, token, sessions.new_token(), address, self._clock())
        self._tell_ended(back.ended if back is not None else ())
        return back

    async def note(self, visit: Visit, path: str, address: str = "") -> None:
        """Write down that this page was looked at in someone's place; anyone else's pages are their own."""
        if visit.looking is not None:
            await self._db.write(looks.note_page, visit, visit.looking, path, address, self._clock())
