"""Paying with a saved card while others pay too: how long the portal itself takes, without the time inside the gateway.

Twenty payers at once are twenty people, each of whom pays again as soon as the last payment is answered, through a gateway that
answers within half a second to a second, as Stripe does: some 25 payments a second. All twenty pressing at one instant is a
burst, and measured on its own, with answers that come at one instant too: whoever is last waits for nineteen others, wherever
there is one writer or one processor, so its share is about twenty times what one payment takes of the scarcer of these.
"""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bench import accounts
from bench.accounts import Account, Plan
from db import schema
from db.models import Company as CompanyRow
from db.queries import paying as queries
from portal_ui.changes import Changes
from portal_ui.dates import local_day, utc_clock
from portal_ui.gateways import Charge, News, Report, Standing
from portal_ui.gateways.demo import DemoGateway
from portal_ui.service.company import Company
from portal_ui.service.database import ServedDatabase
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.paying import Paying, applying, reserving
from portal_ui.service.paying.limits import Limits
from portal_ui.service.paying.moments import AT_WORK, Moment
from portal_ui.service.paying.reserving import Wanted
from portal_ui.views import Outcome, PaymentWish

PAYERS = 20
_INVOICES = 3  # in each payment
_IN_A_ROW = 5  # payments that each payer makes on the same invoices
_PART_CENTS = 60
ANSWER_SECONDS = (0.5, 1.0)  # how soon a gateway answers over a network: from, to
_ZONE = "America/Chicago"
_ADDRESS = "203.0.113.7"
Amounts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Milliseconds of each payment: of its three transactions run alone, and the portal's own with twenty payers at once."""

    alone: list[float]
    apart: list[float]  # twenty accounts, each paying its own invoices
    together: list[float]  # one account, all paying the same three invoices
    burst: list[float]  # as `apart`, all at one instant
    burst_together: list[float]  # as `together`, all at one instant
    cpu_ms: float  # processor time of each payment, all threads and the gateway's own in it
    each_second: float  # payments, through a gateway that answers at once


@dataclass(frozen=True, slots=True)
class Payer:
    """Someone who pays again and again without a pause, and what."""

    account: Account
    payments: Sequence[Amounts]


class TimedGateway(DemoGateway):
    """The demo's gateway with a stopwatch. It answers so many seconds later than it could, as one over a network does.

    Neither waits for the disk, which is the portal's own.
    """

    def __init__(self, file: Path, least_seconds: float = 0.0, most_seconds: float = 0.0) -> None:
        super().__init__(file, utc_clock, is_durable=False)
        self.least_seconds, self.most_seconds = least_seconds, most_seconds
        self._random = random.Random(0)  # the same delays in each run
        self.inside_ms: dict[str, float] = {}  # by request id

    async def charge(self, charge: Charge) -> News:
        """As `PaymentGateway` says."""
        began = time.perf_counter()
        await asyncio.sleep(self._random.uniform(self.least_seconds, self.most_seconds))
        news = await super().charge(charge)
        self.inside_ms[charge.payment] = (time.perf_counter() - began) * 1000
        return news


def measured(url: str, folder: Path, rounds: int) -> Found:
    """Make a database there with accounts that pay, and have them pay `rounds` times each; the gateway's files go to `folder`."""
    schema.upgrade(url)
    with closing(ServedDatabase.open(url)) as database:
        database.write_now(lambda session: session.add(CompanyRow(name="Ridgeline Hauling", portal_active=True)))
        each = rounds * _INVOICES
        people = [_account(database, Plan(f"A{at}", 4 * each)) for at in range(PAYERS)]  # for four of the runs
        one = _account(database, Plan("T", 2 * each, cents=range(1_000_000, 1_000_001)))
        apart, busy, bursts = ([Payer(who, _wholly(who, range(at * each, (at + 1) * each))) for who in people] for at in (1, 2, 3))
        parts = [amounts for amounts in _in_part(one) for _ in range(_IN_A_ROW)]
        together, bursts_together = ([Payer(one, parts[at * rounds : (at + 1) * rounds])] * PAYERS for at in (0, 1))
        alone = [_alone_ms(database, people[0], amounts) for amounts in _wholly(people[0], range(each))]
        file = folder / "gateway.sqlite"
        with closing(TimedGateway(file)) as gateway:
            began, cpu_began = time.perf_counter(), time.process_time()
            count = len(asyncio.run(_own_ms(database, gateway, busy)))
            cpu, each_second = (time.process_time() - cpu_began) * 1000 / count, count / (time.perf_counter() - began)
        with closing(TimedGateway(file, *ANSWER_SECONDS)) as gateway:
            steady = [asyncio.run(_own_ms(database, gateway, payers)) for payers in (apart, together)]
        with closing(TimedGateway(file, ANSWER_SECONDS[0], ANSWER_SECONDS[0])) as gateway:
            burst = [asyncio.run(_own_ms(database, gateway, payers, in_bursts=True)) for payers in (bursts, bursts_together)]
    return Found(alone, steady[0], steady[1], burst[0], burst[1], cpu, each_second)


def _account(database: ServedDatabase, plan: Plan) -> Account:
    return database.write_now(accounts.add, plan, local_day(utc_clock(), _ZONE), "")


async def _own_ms(database: ServedDatabase, gateway: TimedGateway, payers: Sequence[Payer], *, in_bursts: bool = False) -> list[float]:
    """All payers at once, each at a pace of its own or all at one instant; milliseconds of the portal's own in each of their payments."""
    references = GatewayAccounts(database, gateway)
    for payer in payers:
        await references.reference(payer.account.visit.scope)
    paying = Paying(database, Company(database, utc_clock), Changes(database), gateway, references, utc_clock)

    async def pay(at: int, account: Account, payments: Sequence[Amounts]) -> list[float]:
        await asyncio.sleep(0 if in_bursts else at * gateway.most_seconds / len(payers))
        return [await _share_ms(paying, gateway, account, amounts) for amounts in payments]

    async def at_once(steps: slice) -> list[float]:
        each = (pay(at, payer.account, payer.payments[steps]) for at, payer in enumerate(payers))
        return [share for shares in await asyncio.gather(*each) for share in shares]

    if not in_bursts:
        return await at_once(slice(None))
    return [share for at in range(len(payers[0].payments)) for share in await at_once(slice(at, at + 1))]


async def _share_ms(paying: Paying, gateway: TimedGateway, account: Account, amounts: Amounts) -> float:
    wish = PaymentWish(uuid4(), amounts, account.card_id)
    began = time.perf_counter()
    status = await paying.pay(account.visit, wish, address=_ADDRESS)
    took = (time.perf_counter() - began) * 1000
    if status.outcome is not Outcome.PAID:
        raise RuntimeError(f"A payment came to {status.outcome}.")
    return took - gateway.inside_ms[str(wish.request_id)]


def _alone_ms(database: ServedDatabase, account: Account, amounts: Amounts) -> float:
    """Milliseconds of reserving, claiming and applying, with nobody else about and no event loop."""
    now, wish = utc_clock(), PaymentWish(uuid4(), amounts, account.card_id)
    moment, limits, visit = Moment(now, account.visit.today), Limits(1, wish.total_cents, "USD"), account.visit
    wanted = Wanted(visit.scope, visit.person_id, _ADDRESS, wish, None, "demo", "alone", limits, moment)
    said = f"alone_{wish.request_id}"
    report = Report(said, str(wish.request_id), Standing.SUCCEEDED, wish.total_cents, "USD", charge=said)
    began = time.perf_counter()
    payment_id = database.write_now(reserving.reserve, wanted).payment_id
    database.write_now(queries.claim, payment_id, now, now + AT_WORK)
    database.write_now(applying.apply, payment_id, report, moment, is_awaited=True)
    return (time.perf_counter() - began) * 1000


def _wholly(account: Account, which: range) -> list[Amounts]:
    """Payments of these of the account's open invoices, each of three and all that is open on them."""
    numbers = list(account.open_cents)[which.start : which.stop]
    return [{number: account.open_cents[number] for number in numbers[at : at + _INVOICES]} for at in range(0, len(numbers), _INVOICES)]


def _in_part(account: Account) -> list[Amounts]:
    """The same, of a little of each invoice."""
    return [dict.fromkeys(amounts, _PART_CENTS) for amounts in _wholly(account, range(len(account.open_cents)))]
