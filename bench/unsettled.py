"""A start over payments nobody is sure of: how soon the portal answers, and how soon all of them are settled."""

import asyncio
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import demo_folder, people, servers
from bench.accounts import Account, Plan
from bench.pages import asking
from bench.servers import Server
from db.models import LIVE_STATES, Allocation, Invoice, Payment, PaymentState
from db.queries import paying as queries
from portal_ui.dates import utc_clock
from portal_ui.gateways.demo import DemoGateway
from portal_ui.service.database import ServedDatabase
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.paying import reserving
from portal_ui.service.paying.limits import Limits
from portal_ui.service.paying.moments import AT_WORK, Moment
from portal_ui.service.paying.reserving import Wanted
from portal_ui.views import PaymentWish

UNSETTLED, ACCOUNTS = 1_000, 200
_AGO = timedelta(minutes=10)  # longer than a request can be on its way
_LONGEST_SECONDS = 300
_OURS = Payment.submitted_at.is_not(None)  # the demo's own books have a payment under way too
_CALM = Plan("CALM", open_invoices=60)  # the account whose person looks in meanwhile


@dataclass(slots=True)
class Found:
    """What was seen of each start."""

    start_seconds: list[float] = field(default_factory=list)
    calm_start_seconds: list[float] = field(default_factory=list)  # with nothing to settle
    page_ms: list[float] = field(default_factory=list)  # of each page that was asked for while payments were being settled
    settled_seconds: list[float] = field(default_factory=list)  # since the process was started


def measured(rounds: int) -> Found:
    """Start the demo over the same folder with a thousand unsettled payments, and with none, in turns.

    Raises:
        RuntimeError: the payments were not settled in time, or not as the gateway has them.
    """
    found = Found()
    with TemporaryDirectory(prefix="portal-bench-") as temporary:
        calm, full = Path(temporary) / "calm", Path(temporary) / "full"
        made = demo_folder.prepare(calm, [_CALM, *(Plan(f"U{at}", UNSETTLED // ACCOUNTS) for at in range(ACCOUNTS))])
        shutil.copytree(calm, full)
        with demo_folder.opened(full) as database:
            asyncio.run(_leave_unsettled(database, full, made[1:]))
        for at in range(rounds):
            folder = Path(temporary) / f"full-{at}"
            shutil.copytree(full, folder)
            began = time.monotonic()
            with servers.demo(folder) as portal:
                found.start_seconds.append(time.monotonic() - began)
                found.page_ms += _look_in(portal, folder, began + _LONGEST_SECONDS)
                found.settled_seconds.append(time.monotonic() - began)
            began = time.monotonic()
            with servers.demo(calm):
                found.calm_start_seconds.append(time.monotonic() - began)
    return found


async def _leave_unsettled(database: ServedDatabase, folder: Path, made: Sequence[Account]) -> None:
    """Payments that a process took to the gateway and did not live to hear of; every second one was charged."""
    with closing(DemoGateway(folder / "gateway.sqlite", _then, is_durable=False)) as gateway:
        references = GatewayAccounts(database, gateway)
        for account in made:
            customer = await references.reference(account.visit.scope)
            for at, (number, cents) in enumerate(account.open_cents.items()):
                begun = database.write_now(_begin, account, customer, number, cents)
                assert begun.charge is not None  # noqa: S101 - it is new
                if (at + account.card_id) % 2:
                    await gateway.charge(begun.charge)


def _then() -> datetime:
    return utc_clock() - _AGO


def _begin(session: Session, account: Account, customer: str, number: str, cents: int) -> reserving.Begun:
    visit, moment = account.visit, Moment(_then(), account.visit.today)
    wish = PaymentWish(uuid4(), {number: cents}, account.card_id)
    limits = Limits(DemoGateway.least_cents, DemoGateway.most_cents, "USD")
    begun = reserving.reserve(session, Wanted(visit.scope, visit.person_id, "", wish, None, "demo", customer, limits, moment))
    queries.claim(session, begun.payment_id, moment.now, moment.now + AT_WORK)
    return begun


def _look_in(portal: Server, folder: Path, until: float) -> list[float]:
    """Look at a page again and again until every payment is settled; milliseconds of each."""
    ask, found = asking(portal, "/", people.sign_in(portal, _CALM.email).headers), []
    with demo_folder.opened(folder) as database:
        while database.read_now(_unsettled):
            if time.monotonic() > until:
                raise RuntimeError(f"{database.read_now(_unsettled)} payments are not settled after {_LONGEST_SECONDS} s.")
            found.append(_took_ms(ask))
            time.sleep(0.1)
        database.read_now(_check)
    return found


def _took_ms(ask: Callable[[], None]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _unsettled(session: Session) -> int:
    return session.scalar(select(func.count()).where(Payment.state.in_(LIVE_STATES), _OURS)) or 0


def _check(session: Session) -> None:
    """Half of them arrived and half came to nothing, and nothing is set aside any more."""
    ended = select(Payment.state, func.count()).where(_OURS).group_by(Payment.state)
    counts = {state: count for state, count in session.execute(ended)}
    held = session.scalar(
        select(func.sum(Invoice.held_cents))
        .join(Allocation, Allocation.invoice_id == Invoice.id)
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(_OURS)
    )
    if counts != {PaymentState.SUCCEEDED: UNSETTLED // 2, PaymentState.FAILED: UNSETTLED // 2} or held:
        raise RuntimeError(f"Settled as {counts}, and {held} cents are still held.")
