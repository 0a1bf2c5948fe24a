"""Files that people take along: each is written down before it leaves, and what cannot be written down does not leave."""

from functools import partial

from db.engine import Database
from db.queries import audit
from portal_ui.dates import Clock
from portal_ui.views import StaffVisit, Visit


class Handouts:
    """Who took which document or list along, in whose place, as what, and from where.

    Call it when the file is ready, just before it goes.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    async def document(self, visit: Visit, kind: str, number: str, form: str, *, address: str, **more: str) -> None:
        """One paper of the account, such as `invoice` 10482 as `pdf`; `more` says which of several it is.

        Raises:
            TooBusyError: the database takes no row just now.
        """
        await self._note(visit, "document.download", f"{kind}:{number}", form, address, more)

    async def listing(self, visit: Visit, name: str, form: str, *, address: str, **more: str) -> None:
        """The rows of one of the account's lists, such as `invoices` as `csv`; as `zip` their papers, and `more` says how many.

        Raises:
            TooBusyError: the database takes no row just now.
        """
        await self._note(visit, "list.export", f"list:{name}", form, address, more)

    async def offices(self, staff: StaffVisit, name: str, form: str, *, address: str) -> None:
        """One of the office's own lists, such as the `audit`, to one of the office.

        Raises:
            TooBusyError: the database takes no row just now.
        """
        details = {"format": form}
        note = partial(audit.add, at=self._clock(), actor=staff.actor, action="list.export", subject=f"list:{name}", details=details)
        await self._db.write(note, address=address)

    async def paper(self, staff: StaffVisit, customer_id: int, subject: str, *, address: str) -> None:
        """One paper of an account, such as `payment:7244`, to one of the office.

        Raises:
            TooBusyError: the database takes no row just now.
        """
        note = partial(audit.add, at=self._clock(), actor=staff.actor, action="document.download", subject=subject)
        await self._db.write(note, customer_id=customer_id, details={"format": "pdf"}, address=address)

    async def _note(self, visit: Visit, action: str, subject: str, form: str, address: str, more: dict[str, str]) -> None:
        person = f"person:{visit.person_id}"
        details = {"format": form} | {name: said for name, said in more.items() if said}
        note = partial(audit.add, at=self._clock(), action=action, subject=subject, details=details, address=address)
        note = partial(note, customer_id=visit.account.customer_id)
        if visit.looking is None:
            await self._db.write(note, actor=person)
        else:
            await self._db.write(note, actor=f"staff:{visit.looking.staff_id}", acting_as=person)
