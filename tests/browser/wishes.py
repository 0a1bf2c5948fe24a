"""Wishes to pay with a new card, put where the payment dialog puts them; and what the demo's card processor has in its file."""

import sqlite3
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, create_engine, select
from sqlalchemy.orm import Session

from db.models import Access, Payment, PaymentState, Person
from db.queries import drafts
from tests.browser.demo_server import Demo

PATIENCE_SECONDS = 60


def kept_wish(demo: Demo, email: str, amounts: Mapping[str, int]) -> str:
    """The address of the card page for cents by invoice number, wished by this person in their first account."""
    request_id = uuid4()
    engine = create_engine(f"sqlite:///{demo.database}")
    with Session(engine) as session, session.begin():
        person, account = session.execute(
            select(Person.id, Access.customer_id)
            .join(Access, Access.person_id == Person.id)
            .where(Person.email == email)
            .order_by(Access.id)
        ).first() or (0, 0)
        drafts.keep(session, request_id, account, person, amounts, datetime.now(UTC))
    engine.dispose()
    return f"/pay/{request_id}"


def charged(demo: Demo, page: str) -> list[int]:
    """The cents of each movement of money that the processor made for the payment on that page."""
    asked = "SELECT amount_cents FROM intents WHERE request = ? AND charge IS NOT NULL"
    return [cents for (cents,) in _asked(demo, asked, page.rsplit("/", 1)[1])]


def hasten(demo: Demo) -> None:
    """Have the processor's slow banks answer now."""
    _asked(demo, "UPDATE late SET due_at = min(due_at, CAST(strftime('%s', 'now') AS REAL))")
    _asked(demo, "UPDATE intents SET settles_at = min(settles_at, CAST(strftime('%s', 'now') AS REAL)) WHERE settles_at IS NOT NULL")


def wait_until_settled(demo: Demo, page: str) -> None:
    """Wait until the payment on that page succeeded, as the portal's own database has it."""
    _wait_until(demo, page, Payment.state == PaymentState.SUCCEEDED)


def wait_until_told(demo: Demo, page: str) -> None:
    """Wait until its end counts as told."""
    _wait_until(demo, page, Payment.is_untold.is_(False))


def _wait_until(demo: Demo, page: str, condition: ColumnElement[bool]) -> None:
    engine = create_engine(f"sqlite:///{demo.database}")
    asked = select(Payment.id).where(Payment.request_id == UUID(page.rsplit("/", 1)[1]), condition)
    deadline, pause = time.monotonic() + PATIENCE_SECONDS, threading.Event()
    with Session(engine) as session:
        while session.scalar(asked) is None:
            assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS} s: {condition}"
            session.rollback()
            pause.wait(0.1)
    engine.dispose()


def _asked(demo: Demo, sentence: str, *values: str) -> list[tuple[int]]:
    file = demo.database.with_name("gateway.sqlite")
    with closing(sqlite3.connect(file, timeout=10)) as connection, connection:
        return connection.execute(sentence, values).fetchall()
