"""A sign-in service without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from portal_ui.service.sessions import LookedUp
from portal_ui.views import AccountView, CustomerKind, Scope, StaffRole, StaffStep, StaffVisit, Visit


class FakeKeeper:
    """Keeps sessions in memory; a token is its person's name and a number."""

    def __init__(self) -> None:
        self.on_end: list[Callable[[int], None]] = []
        self.held: dict[str, LookedUp] = {}
        self.touched: list[int] = []
        self.is_down = False
        self._begun = 0

    def begin(self, person: str, customer_id: int | None) -> tuple[str, int]:
        """A new session of someone, in an account or in none."""
        self._begun += 1
        session_id = self._begun
        token = f"{person}-{session_id}"
        visit = None if customer_id is None else visit_to(session_id, person, customer_id)
        self.held[token] = LookedUp(session_id, 1, visit, person, f"{person}@example.com", locale="de_DE" if person == "uwe" else "en_US")
        return token, session_id

    def begin_office(self, person: str, step: str = "in", role: str = "office") -> tuple[str, int]:
        """A new session of someone of the office."""
        self._begun += 1
        session_id = self._begun
        token = f"{person}-{session_id}"
        staff = member_of(session_id, person, StaffRole(role), StaffStep(step))
        self.held[token] = LookedUp(session_id, 0, None, person, staff.email, staff=staff)
        return token, session_id

    async def look_up(self, token: str) -> LookedUp | None:
        """Who holds the token."""
        if self.is_down:
            raise ConnectionError("canary-database")
        return self.held.get(token)

    async def touch(self, session_id: int) -> None:
        """Remember an act."""
        self.touched.append(session_id)

    def revoke(self, session_id: int) -> None:
        """End a session as another process would: nobody here is told."""
        self.held = {token: found for token, found in self.held.items() if found.session_id != session_id}

    def end(self, session_id: int) -> None:
        """End a session in this process."""
        self.revoke(session_id)
        for tell in self.on_end:
            tell(session_id)

    def promote(self, session_id: int, role: str) -> None:
        """Give the member another role, as the operator does in another process."""
        for token, found in self.held.items():
            if found.session_id == session_id and found.staff is not None:
                self.held[token] = replace(found, staff=replace(found.staff, role=StaffRole(role)))

    def switch(self, session_id: int, customer_id: int | None) -> None:
        """Look into another account, or into none."""
        for token, found in self.held.items():
            if found.session_id == session_id:
                visit = None if customer_id is None else visit_to(session_id, found.person_name, customer_id)
                self.held[token] = replace(found, visit=visit)


def visit_to(session_id: int, person: str, customer_id: int) -> Visit:
    """Someone's look at an account."""
    account = AccountView(customer_id, f"C-{customer_id}", "Account", "Piney", CustomerKind.ROLL_OFF)
    today = datetime(2026, 11, 23, tzinfo=UTC).date()
    return Visit(session_id, 1, person, f"{person}@example.com", "system", "en_US", account, 1, Scope(customer_id), today)


def member_of(session_id: int, person: str, role: StaffRole, step: StaffStep) -> StaffVisit:
    """Someone of the office, so far in."""
    today = datetime(2026, 11, 23, tzinfo=UTC).date()
    has_factor = step is StaffStep.CODE
    return StaffVisit(session_id, 1, person, f"{person}@example.com", role, "system", "en_US", today, has_factor, step)
