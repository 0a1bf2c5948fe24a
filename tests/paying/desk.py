"""The money desk over a till, and what a test of it looks at."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Company, Customer, Letter, Payment, PaymentMethod, RefundState
from db.queries import invariants
from db.scope import Scope
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.money_desk import MoneyDesk, RecordWish, RefundWish
from portal_ui.views import StaffVisit, Visit
from tests.builders.office import add_member
from tests.builders.trade import add_invoice
from tests.paying.till import ADDRESS, Till


@dataclass
class Desk:
    """A member of the office at the desk."""

    till: Till
    service: MoneyDesk
    staff: StaffVisit

    @classmethod
    async def at(cls, till: Till) -> "Desk":
        """Someone who may change things."""
        company = CompanyService(till.database, till.clock)
        service = MoneyDesk(till.database, company, till.changes, till.paying.gateway, till.clock)
        await till.database.write(_give_address)
        return cls(till, service, await add_member(till.database))

    async def refund(self, payment: Payment, cents: int, *, request_id: UUID | None = None, staff: StaffVisit | None = None) -> RefundState:
        """Give back so much; how far it is then."""
        wish = RefundWish(request_id or uuid4(), payment.number, cents, "Paid twice")
        return await self.service.refund(staff or self.staff, wish, address=ADDRESS)

    async def record(self, scope: Scope, cents: int, **facts: object) -> Payment:
        """Record a check over so much."""
        number = await self.till.database.read(lambda session: session.get_one(Customer, scope.customer_id).number)
        wish = RecordWish(
            **{  # type: ignore[arg-type]
                "request_id": uuid4(),
                "customer": number,
                "method": PaymentMethod.CHECK,
                "reference": uuid4().hex[:6],
                "paid_on": self.till.clock.now.date(),
                "cents": cents,
                **facts,
            }
        )
        return await self.payment(await self.service.record(self.staff, wish, address=ADDRESS))

    async def payment(self, number: str) -> Payment:
        """As the database has it now."""
        return await self.till.database.read(lambda session: session.scalars(select(Payment).where(Payment.number == number)).one())

    async def letters(self) -> list[str]:
        """Kinds of letters, with the reason of alerts, in the order in which they were written."""
        rows = await self.till.rows(Letter)
        return [":".join(filter(None, (row.kind, (row.facts or {}).get("reason", "")))) for row in rows]

    async def hear(self) -> None:
        """Deliver what the gateway has to tell, and have it acted on."""
        for delivery in await self.till.gateway.events_due():
            await self.till.paying.hear(delivery.body, delivery.headers)
            await self.till.gateway.delivered(delivery.id)
        await self.till.settled()

    async def unsound(self) -> list[str]:
        """What the doctor would find wrong with the books; invoices of tests have no lines, and that alone is let pass."""

        def ask(session: Session) -> list[str]:
            broken = ((one, invariants.broken(session, one, datetime.now(UTC))) for one in invariants.INVARIANTS)
            let_pass = ("Invoices: the total", "Gateway: no payment is stuck", "Locations: subtotals")
            return [f"{one.words}: {found.rows}" for one, found in broken if found.count and not one.words.startswith(let_pass)]

        return await self.till.database.read(ask)


def _give_address(session: Session) -> None:
    session.get_one(Company, 1).email = "office@example.com"


async def paid_by_somebody(till: Till, amounts: dict[str, int], choice: str = "visa") -> tuple[Visit, Payment]:
    """Somebody who has paid invoices of just these amounts."""
    dana = await till.payer()
    for number, cents in amounts.items():
        await add_invoice(till.database, dana.scope, number=number, total_cents=cents)
    told = await till.pay_new(dana, amounts, choice)
    return dana, await till.payment(told.request_id)


async def number_of(desk: Desk, scope: Scope) -> str:
    """The number of the customer whose account it is."""
    return await desk.till.database.read(lambda session: session.get_one(Customer, scope.customer_id).number)
