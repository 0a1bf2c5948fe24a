"""A demo with more accounts than its own: prepared in a folder, then served as `main.py demo` serves it."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from bench import accounts, people
from bench.accounts import Account, Plan
from portal_ui import demo, demo_folder, readiness
from portal_ui.dates import local_day, utc_clock
from portal_ui.passwords import hash_password
from portal_ui.service.database import ServedDatabase

_ZONE = "America/Chicago"


def prepare(folder: Path, plans: Sequence[Plan]) -> list[Account]:
    """Make the demo in that folder, and these accounts beside its own; everyone signs in with the bench's password."""
    settings = demo_folder.settings(folder, 8080, fresh=False)
    readiness.migrate(settings)
    today, peppered = local_day(utc_clock(), _ZONE), partial(hash_password, pepper=settings.secret)
    with opened(folder) as database:
        demo.fill(database, folder, today=today, invoices=0, orders=0, password_hash=peppered)
        password = peppered(people.PASSWORD)
        return database.write_now(lambda session: [accounts.add(session, plan, today, password) for plan in plans])


@contextmanager
def opened(folder: Path) -> Iterator[ServedDatabase]:
    """The demo's database."""
    with closing(ServedDatabase.open(demo_folder.settings(folder, 8080, fresh=False).database)) as database:
        yield database
