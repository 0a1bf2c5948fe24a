"""An account that pays automatically, the chore, and a post office that carries letters when the test says so."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Access, AccessRole, AutopayTry, Company, Customer, Letter, LetterState, Payment
from portal_ui.consents import AUTOPAY_VERSION
from portal_ui.mail.letters.shapes import Known
from portal_ui.service.autopay import AutomaticPayments
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.letter_writing import gathered
from portal_ui.views import AutopayView, AutopayWish, Visit
from tests.builders.people import add_company
from tests.builders.trade import TODAY, add_customer, add_invoice
from tests.paying.till import ADDRESS, SetClock, Till

CAP = 500_000


@dataclass
class Scene:
    """Monday, November 23, 2026, at noon in Chicago."""

    till: Till
    autopay: AutomaticPayments
    visit: Visit
    card_id: int = 0

    @classmethod
    async def at(cls, database: Database, folder: Path) -> "Scene":
        """An account whose owner may pay and has a card that works."""
        await add_company(database)
        till = Till.over(database, folder / "gateway.sqlite", clock=SetClock(datetime(2026, 11, 23, 18, tzinfo=UTC)))
        visit = await till.payer(await add_customer(database, portal_enabled=True))
        way = Access(person_id=visit.person_id, customer_id=visit.scope.customer_id, role=AccessRole.OWNER)
        await database.write(lambda session: session.add(way))
        scene = cls(till, cls.desk_of(till), visit)
        await scene.change(update(Company).values(takes_automatic_payments=True))
        scene.card_id = await till.card(visit)
        return scene

    @staticmethod
    def desk_of(till: Till) -> AutomaticPayments:
        """The service over a till, as another process would have its own."""
        company, accounts = CompanyService(till.database, till.clock), GatewayAccounts(till.database, till.gateway)
        return AutomaticPayments(till.database, company, till.gateway, accounts, till.paying, till.clock)

    async def agree(self, **facts: Any) -> None:
        """The owner agrees, to what is usual unless told."""
        usual = {
            "card_id": self.card_id,
            "cap_cents": CAP,
            "is_for_open_ones": True,
            "first_on": self.today,
            "consent_version": AUTOPAY_VERSION,
        }
        await self.autopay.agree(self.visit, AutopayWish(**{"consent_version": AUTOPAY_VERSION, **usual, **facts}), address=ADDRESS)

    async def invoice(self, number: str, **facts: Any) -> None:
        """An invoice of the account; 100.00, due in three days, unless told."""
        await add_invoice(self.till.database, self.visit.scope, number=number, **{"due_in": 3, **facts})

    @property
    def today(self) -> date:
        """Of the clock; it is noon, so also in Chicago."""
        return self.till.clock.now.date()

    async def day(self, day: date, *, carries: bool = True) -> None:
        """It is that day: the chore runs, letters are carried, and it runs again."""
        self.till.clock.now = self.till.clock.now.replace(year=day.year, month=day.month, day=day.day)
        await self.autopay.work()
        if carries:
            await self.carry()
        await self.autopay.work()

    async def carry(self, state: LetterState = LetterState.SENT) -> None:
        """What waits in the outbox is sent now, or is not."""
        waiting = update(Letter).where(Letter.state == LetterState.WAITING)
        await self.change(waiting.values(state=state, sent_at=self.till.clock.now if state is LetterState.SENT else None))

    async def written(self) -> Known:
        """What the one letter says that waits in the outbox, as if it were sent now."""
        company = await self.autopay._company.view()

        def write(session: Session) -> Known:
            letter = session.scalars(select(Letter).where(Letter.state == LetterState.WAITING)).one()
            return gathered(session, letter, company, "https://portal.example.com", self.till.clock.now)

        return await self.till.database.write(write)

    async def letters(self, kind: str = "autopay") -> list[tuple[str, dict[str, Any]]]:
        """The letters of these kinds: kind and facts."""
        found = await self.till.rows(Letter)
        return [(letter.kind, letter.facts or {}) for letter in found if letter.kind.startswith(kind)]

    async def paid(self) -> list[int]:
        """What the gateway took, in all."""
        return await self.till.charged_cents()

    async def tries(self) -> list[tuple[int, str, str]]:
        """Attempt, state and reason of each."""
        return [(row.attempt, row.state.value, row.reason) for row in await self.till.rows(AutopayTry)]

    async def payments(self) -> list[Payment]:
        """The account's payments."""
        return await self.till.rows(Payment)

    async def view(self) -> AutopayView:
        """As the account sees it."""
        return await self.autopay.view(self.visit.scope)

    async def change(self, statement: Any) -> None:
        """Carry it out."""
        await self.till.database.write(lambda session: session.execute(statement))

    async def switch(self, is_on: bool) -> None:
        """The office's setting."""
        await self.change(update(Company).values(takes_automatic_payments=is_on))

    async def close_portal(self) -> None:
        """The customer may not come in any more."""
        await self.change(update(Customer).values(portal_enabled=False))

    async def number(self) -> str:
        """The customer's number."""
        return str((await self.only(Customer)).number)

    async def only(self, kind: type[Any]) -> Any:
        """The one row of a table."""

        def one(session: Session) -> Any:
            return session.scalars(select(kind)).one()

        return await self.till.database.read(one)


DUE = date(2026, 11, 26)
assert (DUE - TODAY).days == 3
