"""What stands at the door in tests: a clock that is turned, a desk that remembers, a person who knows the way in."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AuditEntry, Throttle
from portal_ui.passwords import PasswordDesk, hash_password
from portal_ui.service.sign_in import SignIn
from portal_ui.throttling import email_key
from portal_ui.views import Visit
from tests.builders.people import add_account, add_company, add_person

T = TypeVar("T")

PEPPER = "a pepper that is long enough for tests"
PASSWORD = "roll off the truck"
COST = 4
STORED = hash_password(PASSWORD, PEPPER, COST)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class TurnedClock:
    """A clock that stands until it is turned."""

    now: datetime = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class CountingDesk(PasswordDesk):
    """Remembers what it was really asked to compare with."""

    def __init__(self, cost: int = COST, *, waiting: int = 20) -> None:
        super().__init__(PEPPER, cost=cost, waiting=waiting)
        self.compared: list[str | None] = []

    async def matches(self, password: str, stored: str | None) -> bool:
        self.compared.append(stored)
        return await super().matches(password, stored)

    @property
    def real_comparisons(self) -> int:
        return sum(stored is not None for stored in self.compared)


async def add_dana(database: Database) -> int:
    """The company, and Dana with one account and a password; returns her id."""
    await add_company(database)
    dana = await add_person(database, password_hash=STORED)
    await add_account(database, dana)
    return dana


async def enter(sign_in: SignIn, email: str = "dana@example.com", password: str = PASSWORD, address: str = "203.0.113.7") -> str:
    """The token of someone who signs in."""
    return (await sign_in.sign_in(email, password, address=address, user_agent=FIREFOX)).token


async def visit_of(sign_in: SignIn, token: str) -> Visit:
    """The visit behind a token that must be good."""
    found = await sign_in.look_up(token)
    assert found is not None
    assert found.visit is not None
    return found.visit


async def outcome(asked: Awaitable[T]) -> str:
    """`let in`, or the name and the sentence of what was raised."""
    try:
        await asked
    except Exception as error:  # noqa: BLE001 - the test compares whatever it is
        return f"{type(error).__name__}: {error}"
    return "let in"


async def change(database: Database, kind: type[T], **values: object) -> None:
    """Set columns of every row of a table, as the office would."""

    def apply(session: Session) -> None:
        for row in session.scalars(select(kind)):
            for name, value in values.items():
                setattr(row, name, value)

    await database.write(apply)


async def failures(database: Database, email: str) -> int:
    """How many tries are counted for an email."""

    def ask(session: Session) -> int:
        row = session.get(Throttle, email_key(email))
        return row.failures if row is not None else 0

    return await database.read(ask)


async def audited(database: Database) -> Sequence[str]:
    """What was written down, in order."""
    return await database.read(lambda session: session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all())
