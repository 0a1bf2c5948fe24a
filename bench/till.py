"""Paying with a saved card while others pay too: how long the portal itself takes, without the time inside the gateway."""

import asyncio
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
NETWORK_SECONDS = 0.5
_ZONE = "America/Chicago"
_ADDRESS = "203.0.113.7"
Amounts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Milliseconds of each payment: of its three transactions run alone, and the portal's own with twenty payers at once."""

    alone: list[float]
    apart: list[float]  # twenty accounts, each paying its own invoices
    together: list[float]  # one account, all paying the same three invoices
    over_network: list[float]  # as `apart`, through a gateway that takes its time, each payer beginning at a moment of its own
    cpu_ms: float  # of `apart`: processor time of each payment, all threads and the gateway's own in it


@dataclass(frozen=True, slots=True)
class Payer:
    """Someone who pays again and again without a pause, and what."""

    account: Account
    payments: Sequence[Amounts]


class TimedGateway(DemoGateway):
    """The demo's gateway with a stopwatch. It answers `answer_seconds` later than it could, as one over a network does."""

    def __init__(self, file: Path, *, answer_seconds: float = 0.0) -> None:
        super().__init__(file, utc_clock)
        self.answer_seconds = answer_seconds
        self.inside_ms: dict[str, float] = {}  # by request id

    async def charge(self, charge: Charge) -> News:
        """As `PaymentGateway` says."""
        began = time.perf_counter()
        await asyncio.sleep(self.answer_seconds)
        news = await super().charge(charge)
        self.inside_ms[charge.payment] = (time.perf_counter() - began) * 1000
        return news


def measured(url: str, folder: Path, rounds: int) -> Found:
    """Make a database there with accounts that pay, and have them pay `rounds` times each; the gateway's files go to `folder`."""
    schema.upgrade(url)
    with closing(ServedDatabase.open(url)) as database:
        database.write_now(lambda session: session.add(CompanyRow(name="Ridgeline Hauling", portal_active=True)))
        each = rounds * _INVOICES
        payers = [_account(database, Plan(f"A{at}", 3 * each)) for at in range(PAYERS)]  # for three of the runs
        one = _account(database, Plan("T", each, cents=range(1_000_000, 1_000_001)))
        with closing(TimedGateway(folder / "gateway.sqlite")) as gateway:
            alone = [_alone_ms(database, payers[0], amounts) for amounts in _wholly(payers[0], range(each))]
            began = time.process_time()
            apart = asyncio.run(_own_ms(database, gateway, [Payer(who, _wholly(who, range(each, 2 * each))) for who in payers]))
            cpu = (time.process_time() - began) * 1000 / len(apart)
            together = [
                share
                for amounts in _in_part(one)
                for share in asyncio.run(_own_ms(database, gateway, [Payer(one, [amounts] * _IN_A_ROW)] * PAYERS))
            ]
        with closing(TimedGateway(folder / "gateway.sqlite", answer_seconds=NETWORK_SECONDS)) as gateway:
            slow = asyncio.run(_own_ms(database, gateway, [Payer(who, _wholly(who, range(2 * each, 3 * each))) for who in payers]))
    return Found(alone, apart, together, slow, cpu)


def _account(database: ServedDatabase, plan: Plan) -> Account:
    return database.write_now(accounts.add, plan, local_day(utc_clock(), _ZONE), "")


async def _own_ms(database: ServedDatabase, gateway: TimedGateway, payers: Sequence[Payer]) -> list[float]:
    """All payers at once; milliseconds of the portal's own in each of their payments."""
    references = GatewayAccounts(database, gateway)
    for payer in payers:
        await references.reference(payer.account.visit.scope)
    paying = Paying(database, Company(database, utc_clock), Changes(database), gateway, references, utc_clock)

    async def pay(at: int, payer: Payer) -> list[float]:
        await asyncio.sleep(at * gateway.answer_seconds / len(payers))
        return [await _share_ms(paying, gateway, payer.account, amounts) for amounts in payer.payments]

    return [share for shares in await asyncio.gather(*(pay(at, payer) for at, payer in enumerate(payers))) for share in shares]


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
