"""One scenario, all of it decided by its seed: what people do, what goes wrong, and when the portal dies."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from db.engine import Database
from tests.crashes.life import DiedError
from tests.crashes.loop import run
from tests.crashes.people import Memory, Person
from tests.crashes.scene import empty, set_scene
from tests.crashes.verdict import diagnosis, findings
from tests.crashes.world import World, during

_LONGEST = timedelta(hours=12)
_TOGETHER = 25


@dataclass(frozen=True)
class Played:
    """What came of a scenario."""

    seed: int
    wrong: tuple[str, ...]
    charges: int
    deaths: tuple[str, ...]

    def __str__(self) -> str:
        """The scenario that failed, and how to see it again."""
        lines = [f"seed {self.seed}", *self.wrong, f"({self.charges} charges; deaths: {'; '.join(self.deaths) or 'none'})"]
        return "\n  ".join(lines) + f'\n  again: make test ARGS="tests/crashes --crash-seed {self.seed}"'


def play_all(seeds: Sequence[int], database: Database, folder: Path) -> list[Played]:
    """The scenarios of all those seeds; the operator's check looks at what some of them left together."""
    played: list[Played] = []
    for begin in range(0, len(seeds), _TOGETHER):
        batch = seeds[begin : begin + _TOGETHER]
        empty(database)
        told = [_apart(play(seed, database, folder), database) for seed in batch]
        if diagnosis(database):
            told = [_examined(seed, database, folder) for seed in batch]
        played += told
    return played


def _apart(played: Played, database: Database) -> Played:
    """What went wrong in one scenario is nothing to the next."""
    if played.wrong:
        empty(database)
    return played


def _examined(seed: int, database: Database, folder: Path) -> Played:
    """A scenario by itself, and what the operator's check finds in it."""
    empty(database)
    played = play(seed, database, folder)
    return replace(played, wrong=(*played.wrong, *diagnosis(database)))


def play(seed: int, database: Database, folder: Path) -> Played:
    """The scenario of that seed, until all is quiet."""
    file = folder / "gateway.sqlite"
    for old in folder.glob("gateway.sqlite*"):
        old.unlink()
    return run(_play(seed, database, file))


async def _play(seed: int, database: Database, file: Path) -> Played:
    random = Random(seed)
    accounts = set_scene(database, seed, random)
    world, memory = World(random, database, file), Memory()
    acts = []
    for account in accounts:
        people = [Person(world, account, random.choice(account.visits), memory) for _tab in range(random.choice((1, 1, 2)))]
        acts += [person.pay() for person in people]
        acts += [act() for act in (people[0].use_credit, people[0].send_cheque) if random.random() < 0.3]
    if random.random() < 0.3:
        acts.append(world.go_away())
    with _every_fault() as faults:
        is_quiet = False

        async def everything() -> None:
            nonlocal is_quiet
            await asyncio.gather(*acts)
            is_quiet = await world.rest(longest=_LONGEST)

        await during(everything(), world.keep_going(), world.carry_news(), world.sweep())
    wrong = [*dict.fromkeys(faults), *findings(database, accounts, world.ledger, memory)]
    if not is_quiet:
        wrong.append(f"never quiet, not within {_LONGEST}")
    charges = len(world.ledger.taken())
    world.close()
    return Played(seed, tuple(wrong), charges, tuple(world.deaths))


@contextmanager
def _every_fault() -> Iterator[list[str]]:
    """Every error that the portal logs and every task that breaks: none of what happens to it is a reason for one."""
    found: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            error = record.exc_info[1] if record.exc_info else None
            found.append(f"logged: {record.getMessage()} {error!r}")

    def broken(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), DiedError):
            found.append(f"broken: {context['message']} {context.get('exception')!r}")

    listener, log = Listener(logging.ERROR), logging.getLogger("portal")
    log.addHandler(listener)
    asyncio.get_running_loop().set_exception_handler(broken)
    try:
        yield found
    finally:
        log.removeHandler(listener)
