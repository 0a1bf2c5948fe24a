"""Cards on file that are about to expire: who may pay with one is written to 30 and 7 days before, once each."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Access, AccessRole, AuditEntry, Card, Company, Customer, Letter, Person
from db.scope import Scope
from portal_ui.mail import letters
from portal_ui.service import letter_writing
from portal_ui.service.card_dates import CardDates
from portal_ui.service.company import Company as CompanyService
from tests.builders.people import add_company, add_person
from tests.builders.trade import add_customer
from tests.mail.outbox import BASE
from tests.paying.till import SetClock

GOOD_UNTIL = date(2026, 12, 31)


class Scene:
    """An account with a card, its people, and the chore."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = SetClock(datetime(2026, 12, 1, 18, tzinfo=UTC))
        self.scope = Scope(0)

    async def fill(self) -> None:
        """A company that is open to customers, and one account."""
        await add_company(self.database)
        self.scope = await add_customer(self.database)
        await self.change(update(Company).values(portal_active=True))
        await self.change(update(Customer).values(portal_enabled=True))

    async def person(self, email: str, role: AccessRole = AccessRole.OWNER) -> int:
        """Somebody with a way into the account."""
        person_id = await add_person(self.database, email)
        customer_id = self.scope.customer_id
        await self.database.write(lambda session: session.add(Access(person_id=person_id, customer_id=customer_id, role=role)))
        return person_id

    async def card(self, person_id: int | None, *, reference: str = "card_1", gateway: str = "demo", **facts: object) -> None:
        """A card that is good until the end of 2026, unless told."""
        card = Card(
            **{
                "customer_id": self.scope.customer_id,
                "person_id": person_id,
                "gateway": gateway,
                "gateway_reference": reference,
                "brand": "Visa",
                "last4": "4242",
                "exp_month": 12,
                "exp_year": 2026,
                **facts,
            }
        )
        await self.database.write(lambda session: session.add(card))

    async def days_before(self, days: int, *, times: int = 1) -> list[tuple[str, int]]:
        """Do the chore so many days before the card expires; who has been written to until then, about how many days."""
        last = datetime.combine(GOOD_UNTIL, self.clock.now.timetz())
        self.clock.now = last - timedelta(days=days)
        for _time in range(times):
            await CardDates(self.database, CompanyService(self.database, self.clock), _Named("demo"), self.clock).daily()  # type: ignore[arg-type]
        return [(letter.to_address, (letter.facts or {})["days"]) for letter in await self.written()]

    async def change(self, statement: Any) -> None:
        """Carry it out."""
        await self.database.write(lambda session: session.execute(statement))

    async def written(self) -> list[Letter]:
        """The letters."""
        return await self.database.read(lambda session: list(session.scalars(select(Letter).order_by(Letter.id))))


class _Named:
    """A gateway of which only the name matters."""

    def __init__(self, name: str) -> None:
        self.name = name


@pytest.fixture
async def scene(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    """Over one kind of database: the rule is the same on both."""
    file = tmp_path / "portal.sqlite3"
    shutil.copyfile(migrated_sqlite, file)
    with closing(Database.open(f"sqlite:///{file}")) as database:
        scene = Scene(database)
        await scene.fill()
        yield scene


async def test_it_is_told_thirty_and_seven_days_before_and_once_each(scene: Scene) -> None:
    await scene.card(await scene.person("dana@example.com"))

    assert await scene.days_before(31) == []
    assert await scene.days_before(30, times=2) == [("dana@example.com", 30)]
    for days in (29, 15, 8):
        assert await scene.days_before(days) == [("dana@example.com", 30)]
    both = [("dana@example.com", 30), ("dana@example.com", 7)]
    for days in (7, 6, 0, -1):
        assert await scene.days_before(days) == both


async def test_a_card_kept_late_is_told_of_once(scene: Scene) -> None:
    await scene.card(await scene.person("dana@example.com"))

    assert await scene.days_before(3) == [("dana@example.com", 7)]


async def test_whoever_kept_the_card_is_written_to_alone_while_they_may_pay_with_it(scene: Scene) -> None:
    await scene.person("owner@example.com")
    dana = await scene.person("dana@example.com", AccessRole.PAYABLE)
    await scene.card(dana)
    await scene.card(await add_person(scene.database, "gone@example.com"), reference="card_2", last4="1881")

    assert await scene.days_before(30) == [("dana@example.com", 30), ("owner@example.com", 30), ("dana@example.com", 30)]


async def test_nobody_is_written_to_who_may_not_come_in_or_not_pay(scene: Scene) -> None:
    await scene.person("looks@example.com", AccessRole.VIEWER)
    await scene.person("site@example.com", AccessRole.SITE_CONTACT)
    dana = await scene.person("dana@example.com")
    await scene.card(dana)
    ways: tuple[Callable[[bool], Any], ...] = (
        lambda is_open: update(Person).where(Person.id == dana).values(is_enabled=is_open),
        lambda is_open: update(Access).where(Access.person_id == dana).values(is_enabled=is_open),
        lambda is_open: update(Customer).values(portal_enabled=is_open),
        lambda is_open: update(Company).values(portal_active=is_open),
    )

    for days, way in enumerate(ways):
        await scene.change(way(False))
        assert await scene.days_before(20 - days) == []
        await scene.change(way(True))

    assert await scene.days_before(10) == [("dana@example.com", 30)]


async def test_a_removed_card_and_another_gateways_are_not_told_of(scene: Scene) -> None:
    dana = await scene.person("dana@example.com")
    await scene.card(dana, removed_at=scene.clock.now)
    await scene.card(dana, reference="card_2", gateway="former")

    assert await scene.days_before(30) == []


async def test_a_card_that_was_renewed_is_told_of_again_when_its_new_date_comes(scene: Scene) -> None:
    await scene.card(await scene.person("dana@example.com"))
    await scene.days_before(30)
    await scene.change(update(Card).values(exp_month=1, exp_year=2027))

    assert len(await scene.days_before(7)) == 1  # 38 days left now
    assert await scene.days_before(-2) == [("dana@example.com", 30)] * 2


async def test_the_letter_is_in_the_persons_language_and_not_sent_once_the_card_is_gone(scene: Scene, tmp_path: Path) -> None:
    dana = await scene.person("dana@example.com")
    await scene.card(dana)
    await scene.change(update(Person).values(locale="es_US"))
    await scene.days_before(30)
    letter = (await scene.written())[0]
    company = await CompanyService(scene.database, scene.clock).view()

    def words(session: Session) -> str:
        return letters.write(letter.kind, letter_writing.gathered(session, letter, company, BASE, scene.clock.now)).html

    html = await scene.database.write(words)
    assert 'lang="es' in html
    assert f'href="{BASE}/account"' in html
    await scene.change(update(Card).values(removed_at=scene.clock.now))
    with pytest.raises(letter_writing.NotToBeSentError):
        await scene.database.write(words)


async def test_it_is_written_down_that_somebody_was_told(scene: Scene) -> None:
    await scene.card(await scene.person("dana@example.com"))
    await scene.days_before(30)

    (entry,) = await scene.database.read(lambda session: list(session.scalars(select(AuditEntry))))
    assert (entry.action, entry.actor, entry.details) == ("card.expires", "portal", {"expires": "2026-12-31", "ahead": 30})
