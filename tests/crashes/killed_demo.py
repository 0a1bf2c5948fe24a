"""A demo whose process is killed again and again, and the customer who pays there meanwhile."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import LIVE_STATES, Access, Customer, Invoice, Payment, Person, Standing
from db.queries import drafts
from portal_ui import demo, demo_folder
from portal_ui.dates import local_day, utc_clock
from portal_ui.gateways.demo.choices import by_key, new_token
from portal_ui.passwords import hash_password
from portal_ui.readiness import migrate

ROOT = Path(__file__).parent.parent.parent
ZONE = "America/Chicago"
QUICK = 4  # the cost of a password's hash
ACCOUNT, EMAIL = "5500", "large@example.com"
START_SECONDS = 60
_ASK_AGAIN_SECONDS = 0.03


class KilledDemo:
    """A filled demo. `start` it, pay, `kill` it: its files are what is left."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.folder = folder
        self.customer = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"sec-fetch-site": "same-origin"},
            limits=httpx.Limits(max_keepalive_connections=0),  # none outlives a kill
            trust_env=False,
            timeout=20,
        )
        self.database = f"sqlite:///{folder / 'portal.sqlite'}"
        self.ledger = folder / "gateway.sqlite"
        self._fill(port)
        self.log = folder.parent / "killed.log"
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "tests.crashes.serving", str(folder), str(port)]
            outside = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_", "NICEGUI_"))}
            self._starter = subprocess.Popen(
                command, cwd=ROOT, env=outside, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self._process = 0

    def start(self, order: str = "") -> None:
        """Start the portal, and wait until it answers; `order` as `serving` reads it."""
        if self._process:
            self.kill()
        orders, answers = self._lines()
        orders.write(f"{order or 'start'}\n")
        orders.flush()
        self._process = int(answers.readline())
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not select.select([answers], [], [], _ASK_AGAIN_SECONDS)[0]:  # it would say that it is gone
            with suppress(httpx.TransportError):
                if self.customer.get("/healthz").is_success:
                    return
        raise AssertionError(f"The portal did not come up; its last words:\n{self.log.read_text()[-4000:]}")

    def kill(self, *, after: float = 0) -> None:
        """End its process with no warning in so many seconds, and wait until it is gone."""
        time.sleep(after)  # the moment of death: any
        os.kill(self._process, signal.SIGKILL)
        self._process = 0
        assert self._lines()[1].readline() == "gone\n"

    def tell_to_end(self) -> None:
        """Tell it to end, as an operator does, and wait until it takes nobody in any more; what is under way may go on."""
        os.kill(self._process, signal.SIGTERM)
        deadline = time.monotonic() + START_SECONDS
        with suppress(httpx.TransportError):
            while time.monotonic() < deadline:
                self.customer.get("/healthz")
            raise AssertionError("it goes on as if nothing had been said")

    def wait_until_dead(self) -> None:
        """It dies by itself."""
        assert select.select([self._lines()[1]], [], [], START_SECONDS)[0], "it lives on"
        assert self._lines()[1].readline() == "gone\n"
        self._process = 0

    def wait_until_settled(self, request_id: UUID) -> None:
        """The portal finds out by itself how that payment went."""
        deadline, pause = time.monotonic() + START_SECONDS, threading.Event()
        with closing(Database.open(self.database)) as database:
            while database.read_now(_is_live, request_id):
                assert time.monotonic() < deadline, "it does not find out"
                pause.wait(_ASK_AGAIN_SECONDS)

    def close(self) -> None:
        """End everything."""
        self.customer.close()
        if self._process:
            self.kill()
        self._starter.kill()
        self._starter.wait()
        for line in self._lines():
            line.close()

    def sign_in(self) -> None:
        """Let the customer in, by the form."""
        answer = self.customer.post("/sign-in", data={"email": EMAIL, "password": demo.PASSWORD})
        assert answer.status_code == 303, answer.text

    def press_pay(self, request_id: UUID) -> int | None:
        """Press Pay on the card page; the answer's status, or none when the connection broke."""
        try:
            return self.customer.post(f"/pay/{request_id}", data={"account": ACCOUNT, "token": new_token(by_key("visa"))}).status_code
        except httpx.TransportError:
            return None

    def prepare(self, count: int) -> list[UUID]:
        """So many wishes of the customer that wait for a card, each for two invoices."""
        with closing(Database.open(self.database)) as database:
            return database.write_now(_prepare, count)

    def payments(self, gateway: str = "demo") -> list[Payment]:
        """What the portal knows of payments by card."""
        with closing(Database.open(self.database)) as database:
            return database.read_now(_payments, gateway)

    def _fill(self, port: int) -> None:
        settings = demo_folder.settings(self.folder, port, fresh=True)
        migrate(settings)
        quickly = partial(hash_password, pepper=settings.secret, cost=QUICK)
        with closing(Database.open(settings.database)) as database:
            day = local_day(utc_clock(), ZONE)
            demo.fill(database, self.folder, today=day, invoices=120, orders=80, password_hash=quickly)

    def _lines(self) -> tuple[IO[str], IO[str]]:
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        return self._starter.stdin, self._starter.stdout


@contextmanager
def killed_demo(folder: Path) -> Iterator[KilledDemo]:
    """A demo that runs, and that nothing is left of afterwards."""
    demo_ = KilledDemo(folder)
    try:
        demo_.start()
        yield demo_
    finally:
        demo_.close()


def _prepare(session: Session, count: int) -> list[UUID]:
    customer = session.scalars(sa.select(Customer).where(Customer.number == ACCOUNT)).one()
    person = session.scalars(sa.select(Person).join(Access, Access.person_id == Person.id).where(Access.customer_id == customer.id)).one()
    bills = sa.select(Invoice.number).where(Invoice.customer_id == customer.id, Invoice.standing == Standing.OPEN)
    numbers = session.scalars(bills.order_by(Invoice.balance_cents.desc()).limit(20)).all()
    wishes = [uuid4() for _wish in range(count)]
    for index, wish in enumerate(wishes):
        amounts = {numbers[(index + beside) % len(numbers)]: 100 + index for beside in (0, 1)}
        drafts.keep(session, wish, customer.id, person.id, amounts, utc_clock())
    return wishes


def _is_live(session: Session, request_id: UUID) -> bool:
    return session.scalars(sa.select(Payment).where(Payment.request_id == request_id)).one().state in LIVE_STATES


def _payments(session: Session, gateway: str) -> list[Payment]:
    return list(session.scalars(sa.select(Payment).where(Payment.gateway == gateway).order_by(Payment.id)))
