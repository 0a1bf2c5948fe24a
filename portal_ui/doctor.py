"""Whether all is well: the settings, the database, and what must be true of the books. Each is green, or says what is wrong."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from db import schema
from db.engine import Database
from db.queries import balances, company, differences, shelf
from db.queries.invariants import INVARIANTS, MOST_SHOWN, Broken, Invariant, broken, paying, sums
from portal_ui import desk_wording, readiness
from portal_ui.dates import local_day, utc_clock
from portal_ui.gateways.opening import answers
from portal_ui.money import plain
from portal_ui.readiness import MAY_DEFINE, NO_MAIL_SERVER, NotReadyError
from portal_ui.settings import Settings, unknown
from portal_ui.shelf.store import ShelfStore

_AT_ONCE = 500  # accounts


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at. `count` is how many rows are wrong, of which `wrong` says the first; or it only warns."""

    words: str
    count: int = 0
    wrong: tuple[str, ...] = ()
    warns: bool = False

    @property
    def is_green(self) -> bool:
        """Whether all is well there."""
        return self.count == 0


def check_up(settings: Settings) -> Iterator[Line]:
    """Look at everything, line by line. What needs the database is left out where there is none to look at.

    Raises:
        DatabaseUnavailableError: it does not answer any more.
    """
    yield _readiness("Settings: customers can be served with them", readiness.check_production, settings)
    strange = unknown()
    yield Line("Settings: every PORTAL_ variable is one of them", len(strange), strange, warns=True)
    yield _gateway(settings)
    yield Line("Email: a mail server carries it", int(not settings.smtp_url), (NO_MAIL_SERVER,) * (not settings.smtp_url), warns=True)
    reached = _readiness("Database: it is there, at this portal's schema", readiness.check_database, settings)
    yield reached
    if not reached.is_green:
        return
    yield _readiness("Gateway: the database is not a demo's", readiness.check_money, settings)
    yield _readiness("Files: nobody else can read them, and the database takes changes", readiness.check_kept, settings)
    may_define = schema.may_define(settings.database)
    yield Line("Database: the role that serves changes no tables", int(may_define), (MAY_DEFINE,) * may_define, warns=True)
    with closing(Database.open(settings.database)) as database:
        yield from examine(database)
        yield _shelf(database, settings)


def _shelf(database: Database, settings: Settings) -> Line:
    """Each file that a row of the shelf names, read whole."""
    store = ShelfStore(settings.data_dir)
    gone = tuple(
        f"document {row.id} ({row.title}): its file is missing or another: {store.path_of(row.file_hash)}"
        for row in database.read_now(shelf.files)
        if not store.is_whole(row.file_hash)
    )
    return Line("Documents: each one on the shelf has its file, as its hash says", len(gone), gone[:MOST_SHOWN])


def _gateway(settings: Settings) -> Line:
    """Who takes payments by card, and whether it answers."""
    is_there = asyncio.run(answers(settings))
    if is_there is None:
        return Line("Gateway: none is set up, so payments by card are not open")
    words = "Gateway: Stripe takes payments by card, and answers to the keys"
    wrong = "Stripe does not answer, or does not accept PORTAL_STRIPE_SECRET_KEY. Payments wait until it does."
    return Line(words) if is_there else Line(words, 1, (wrong,))


def examine(database: Database) -> Iterator[Line]:
    """Look at what the database remembers; each line is one moment's truth, so the portal may go on meanwhile."""
    now = utc_clock()
    for look in LOOKS:
        yield database.read_now(look, now)


def _readiness(words: str, check: Callable[[Settings], None], settings: Settings) -> Line:
    try:
        check(settings)
    except NotReadyError as refused:
        return Line(words, 1, (str(refused),))
    return Line(words)


def _invariant(session: Session, now: datetime, *, invariant: Invariant) -> Line:
    return _line(invariant.words, invariant.thing, broken(session, invariant, now), is_money=invariant.is_money)


def _receipts(session: Session, _now: datetime) -> Line:
    wrong = paying.receipt_gaps(session)
    found = Broken(len(wrong), tuple(wrong[:MOST_SHOWN]))
    return _line("Gateway: receipts are numbered without gaps", "receipt", found, is_money=False)


def _differences(session: Session, _now: datetime) -> Line:
    """What the last comparison with the gateway found, and nobody has dealt with."""
    found = (
        f"{desk_wording.difference(row.kind)} ({row.payment or row.reference}): "
        f"here {_side(row.here_cents, row.here)}, at the gateway {_side(row.there_cents, row.there)}"
        for row in differences.listed(session, is_open=True, most=MOST_SHOWN)
    )
    return Line("Gateway: what it lists is what the portal has", differences.count_open(session), tuple(found))


def _side(cents: int | None, state: str) -> str:
    said = desk_wording.stands(state) if state else "nothing"
    return said if cents is None else f"{_amount(cents)}, {said}"


def _ages(session: Session, now: datetime) -> Line:
    """What screens and papers say is owed, against what the invoices keep."""
    facts = company.facts(session)
    today = local_day(now, facts["time_zone"]) if facts else now.date()
    accounts = session.execute(sums.outstanding()).all()
    wrong: list[tuple[str, int, int]] = []
    for begin in range(0, len(accounts), _AT_ONCE):
        wrong += _differing(session, accounts[begin : begin + _AT_ONCE], today)
    found = Broken(len(wrong), tuple(wrong[:MOST_SHOWN]))
    return _line("Accounts: overdue is part of what is owed, and the ages sum to it", "account", found)


def _differing(session: Session, accounts: Any, today: date) -> Iterator[tuple[str, int, int]]:  # noqa: ANN401 - rows
    said = balances.owed(session, [account.id for account in accounts], today)
    for number, customer_id, cents in accounts:
        owed = said[customer_id]
        found = {owed.cents, sum(owed.ages), max(owed.late_cents, int(cents))} - {int(cents)}
        yield from ((number, int(cents), other) for other in sorted(found))


def _line(words: str, thing: str, found: Broken, *, is_money: bool = True) -> Line:
    say = _amount if is_money else str
    rows = (f"{thing} {name}: expected {say(expected)}, found {say(is_there)}".strip() for name, expected, is_there in found.rows)
    return Line(words, found.count, tuple(rows))


def _amount(cents: int) -> str:
    return plain(int(cents))


LOOKS: tuple[Callable[[Session, datetime], Line], ...] = (
    *(partial(_invariant, invariant=invariant) for invariant in INVARIANTS),
    _ages,
    _receipts,
    _differences,
)
