"""Whether the time of a refusal tells anything about who was named: at the door, and where one asks for another letter."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bench.figures import Figure
from bench.people import PASSWORD
from bench.servers import SECRET
from db import schema
from db.engine import Database
from db.models import Access, Company, Customer, CustomerKind, Person
from portal_ui import throttling
from portal_ui.dates import utc_clock
from portal_ui.errors import SignInRefusedError
from portal_ui.passwords import PasswordDesk, hash_password
from portal_ui.service.new_passwords import NewPasswords
from portal_ui.service.sign_in import SignIn

TRIES = 60
MOST_APART = 0.10  # of the median over all
MOST_APART_MS = 10
DOOR = ("unknown", "wrong", "invited", "disabled", "throttled")
ASKED = ("known", "unknown", "disabled")
_EACH = 3  # letters an hour that one email gets


def run(*, quick: bool = False) -> list[Figure]:
    """The medians of each kind of refusal, measured in turns."""
    tries = 10 if quick else TRIES
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'portal.sqlite'}"
        schema.upgrade(url)
        with closing(Database.open(url)) as database, closing(PasswordDesk(SECRET)) as desk:
            database.write_now(fill, hash_password(PASSWORD, SECRET), tries)
            return asyncio.run(_measured(database, desk, tries))


def fill(session: Session, password_hash: str, tries: int) -> None:
    """An account, and so many people of each kind who look into it."""
    session.add(Company(id=1, name="Piney Hollow Hauling", phone="(903) 555-0142", portal_active=True))
    customer = Customer(number="2041", number_key="2041", name="Dana Ortiz Contracting", city="Marshall", kind=CustomerKind.ROLL_OFF)
    customer.portal_enabled = True
    session.add(customer)
    session.flush()
    kinds = {"wrong": tries, "invited": tries, "disabled": tries, "known": tries}
    emails = [*(_email(kind, at) for kind, count in kinds.items() for at in range(count)), _email("throttled", 0)]
    for email in emails:
        person = Person(email=email, name="Dana Ortiz", password_hash=None if email.startswith("invited") else password_hash)
        session.add(person)
        session.flush()
        session.add(Access(person_id=person.id, customer_id=customer.id))
    session.execute(update(Person).where(Person.email.startswith("disabled")).values(is_enabled=False))
    for _try in range(throttling.FREE_TRIES):
        throttling.count_email(session, throttling.email_key(_email("throttled", 0)), utc_clock())
    assert session.scalar(select(Person.id).where(Person.email == _email("throttled", 0)))  # noqa: S101 - nobody would be throttled


def _email(kind: str, at: int) -> str:
    return f"{kind}{0 if kind == 'throttled' else at}@example.com"


async def _measured(database: Database, desk: PasswordDesk, tries: int) -> list[Figure]:
    sign_in, letters = SignIn(database, utc_clock, desk), NewPasswords(database, utc_clock, desk)

    async def refused(kind: str, at: int) -> None:
        with suppress(SignInRefusedError):
            await sign_in.sign_in(_email(kind, at), "not the one at all", address=_address(kind, at), user_agent="bench")

    async def asked(kind: str, at: int) -> None:
        await letters.ask(_email(kind, at // _EACH), address=_address(kind, at))

    door, letter = await _medians(DOOR, tries, refused), await _medians(ASKED, tries, asked)
    middle = statistics.median(door.values())
    apart, apart_ms = (max(door.values()) - min(door.values())) / middle, max(letter.values()) - min(letter.values())
    return [
        Figure(
            "A refusal at the door, whatever its reason",
            f"medians within {MOST_APART:.0%}",
            _told(door),
            f"{apart:.1%} apart",
            apart <= MOST_APART,
        ),
        Figure(
            "Asking for another letter, whoever is named",
            f"medians within {MOST_APART_MS} ms",
            _told(letter),
            f"{apart_ms:.1f} ms apart",
            apart_ms <= MOST_APART_MS,
        ),
    ]


async def _medians(kinds: tuple[str, ...], tries: int, ask: Callable[[str, int], Awaitable[None]]) -> dict[str, float]:
    """Milliseconds of each kind, one after the other in every round."""
    found: dict[str, list[float]] = {kind: [] for kind in kinds}
    for at in range(tries):
        for kind in kinds:
            began = time.perf_counter()
            await ask(kind, at)
            found[kind].append((time.perf_counter() - began) * 1000)
    return {kind: statistics.median(times) for kind, times in found.items()}


def _address(kind: str, at: int) -> str:
    """An address of its own for each try, so that none has to wait."""
    return f"198.51.{(*DOOR, *ASKED).index(kind)}.{at}"


def _told(medians: dict[str, float]) -> str:
    return ", ".join(f"{kind} {ms:.1f}" for kind, ms in medians.items()) + " ms"
