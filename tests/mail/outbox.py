"""The outbox and its worker over a real database, and whom it writes to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Company, Customer, CustomerKind, Letter, LetterState, Person, StaffMember, StaffRole
from db.queries import letters as queries
from db.text import natural_key
from portal_ui.mail import Answer, Mailer
from portal_ui.mail.smtp import SmtpMailer
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.mailroom import Mailroom, Postmark
from portal_ui.views.staff import StaffVisit
from tests.builders.people import add_account, add_company, add_person
from tests.mail.post_office import PostOffice
from tests.paying.till import SetClock

BASE = "https://portal.hauler.example"
FROM = "portal@hauler.example"


def clerk(role: StaffRole = StaffRole.OFFICE) -> StaffVisit:
    """Someone of the office."""
    return StaffVisit(1, 1, "Pat", "pat@hauler.example", role, "system", "en_US", date(2026, 11, 23), has_factor=True)


@dataclass
class Outbox:
    """What a test puts in, has worked off, and looks at."""

    database: Database
    clock: SetClock
    mailroom: Mailroom

    async def put(self, kind: str = "password-changed", to: str = "dana@example.com", **facts: Any) -> int:
        """One letter; returns its id."""

        def add(session: Session) -> int:
            queries.queue(session, kind=kind, to_address=to, at=self.clock(), **{"facts": {}, **facts})
            session.flush()
            return int(session.scalars(select(Letter.id).order_by(Letter.id.desc()).limit(1)).one())

        return await self.database.write(add)

    async def letters(self) -> list[Letter]:
        """Every letter as it stands."""
        return await self.database.read(lambda session: list(session.scalars(select(Letter).order_by(Letter.id))))

    async def states(self) -> list[LetterState]:
        """How far each is."""
        return [letter.state for letter in await self.letters()]

    async def activate(self, *, is_active: bool) -> None:
        """Turn the portal on or off."""
        await self.database.write(lambda session: session.execute(update(Company).values(portal_active=is_active)))


def mailroom_over(database: Database, mailer: Mailer | None, clock: SetClock) -> Mailroom:
    """A mailroom as a process that starts would build it."""
    return Mailroom(database, CompanyService(database, clock), clock, mailer, Postmark(BASE, FROM))


async def outbox_over(database: Database, office: PostOffice, *, portal_active: bool = True) -> Outbox:
    """An outbox whose letters go to that office, in a company in Chicago."""
    await add_company(database, portal_active=portal_active)
    clock = SetClock()
    return Outbox(database, clock, mailroom_over(database, SmtpMailer(office.url, FROM, step_seconds=1), clock))


async def add_dana(database: Database, **facts: Any) -> tuple[int, int]:
    """Dana, who may come in; returns the ids of the person and the customer."""
    person = await add_person(database, **facts)
    return person, await add_account(database, person)


async def change(database: Database, statement: Any) -> None:
    """Change rows as the office would have."""
    await database.write(lambda session: session.execute(statement))


async def add_staff(database: Database, email: str = "pat@hauler.example") -> int:
    """Someone of the office; returns the id."""

    def add(session: Session) -> int:
        member = StaffMember(email=email, name="Pat", role=StaffRole.OFFICE)
        session.add(member)
        session.flush()
        return member.id

    return await database.write(add)


async def add_many(database: Database, count: int, at: datetime) -> None:
    """So many people with an account each, all of them invited."""

    def add(session: Session) -> None:
        people = [Person(email=f"p{index:04d}@example.com", name=f"Person {index}") for index in range(count)]
        customers = [
            Customer(number=f"C{index}", number_key=natural_key(f"C{index}"), name=f"C {index}", kind=CustomerKind.ROLL_OFF)
            for index in range(count)
        ]
        session.add_all([*people, *customers])
        session.flush()
        for person in people:
            queries.queue(session, kind="password-changed", to_address=person.email, at=at, facts={}, person_id=person.id)

    await database.write(add)


@dataclass
class ScriptedMailer:
    """Answers as told, and does something else first where told."""

    answer: Answer
    before: Callable[[], None] = lambda: None
    sent: int = 0

    async def send(self, message: EmailMessage) -> Answer:
        """Count it."""
        assert message["To"]
        self.sent += 1
        self.before()
        return self.answer


DAY = timedelta(days=1)
START = datetime(2026, 11, 23, 18, tzinfo=UTC)
