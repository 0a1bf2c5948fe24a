"""Whatever happens to payments, in whatever order: balances, credits, shares and totals tie, as the doctor counts them."""

import random
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest

from db.models import Invoice, Payment
from portal_ui.errors import PortalError
from portal_ui.periods import PeriodWish
from portal_ui.service.company import Company
from portal_ui.service.statements import UNTIED, Statements
from portal_ui.views import CreditWish, Visit
from tests.builders.trade import Line, add_invoice, add_location
from tests.paying.desk import Desk, number_of
from tests.paying.till import ADDRESS

pytestmark = pytest.mark.any_database
_CHOICES = ("visa", "refund-fails", "disputed", "dispute-won", "bank-taken-back")


class _Life:
    """An account to which things happen at random."""

    def __init__(self, desk: Desk, dana: Visit, dice: random.Random) -> None:
        self.desk, self.dana, self.dice = desk, dana, dice

    async def pay(self) -> None:
        some = [one for one in await self.desk.till.rows(Invoice) if one.balance_cents > one.held_cents]
        chosen = self.dice.sample(some, min(len(some), self.dice.randint(1, 3)))
        amounts = {one.number: self.dice.randint(100, max(100, one.balance_cents - one.held_cents)) for one in chosen}
        if amounts:
            await self.desk.till.pay_new(self.dana, amounts, self.dice.choice(_CHOICES))

    async def refund(self) -> None:
        payments = await self.desk.till.rows(Payment)
        if payments:
            await self.desk.refund(self.dice.choice(payments), self.dice.randint(1, 9_000))

    async def refund_there(self) -> None:
        taken = [one for one in await self.desk.till.rows(Payment) if one.gateway == "demo" and one.gateway_reference]
        if taken:
            await self.desk.till.gateway.refund(str(uuid4()), self.dice.choice(taken).gateway_reference, self.dice.randint(1, 5_000))

    async def record(self) -> None:
        await self.desk.record(self.dana.scope, self.dice.randint(500, 30_000))

    async def void(self) -> None:
        payments = await self.desk.till.rows(Payment)
        if payments:
            await self.desk.service.void(self.desk.staff, self.dice.choice(payments).number, "Came back", address=ADDRESS)

    async def use_credit(self) -> None:
        invoice = self.dice.choice(await self.desk.till.rows(Invoice))
        wish = CreditWish(uuid4(), {invoice.number: self.dice.randint(1, 4_000)})
        await self.desk.service.use_credit(self.desk.staff, await number_of(self.desk, self.dana.scope), wish, address=ADDRESS)

    async def wait(self) -> None:
        self.desk.till.clock.pass_(minutes=self.dice.choice((1, 6, 12, 70)))
        await self.desk.hear()
        await self.desk.till.paying.sweep()

    async def trouble(self) -> None:
        getattr(self.desk.till.gateway.faults, self.dice.choice(("lose_answer", "lose_request", "fail_500_after")))()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.by_hand(4)
async def test_after_any_history_everything_ties(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    dana = await desk.till.payer()
    places = [await add_location(desk.till.database, dana.scope) for _place in range(3)]
    for at in range(5):
        lines = tuple(Line(dice.randint(1, 9_999), location_id=dice.choice((*places, None))) for _line in range(dice.randint(1, 4)))
        await add_invoice(desk.till.database, dana.scope, number=f"I{at}", lines=lines)
    life = _Life(desk, dana, dice)
    acts = (life.pay, life.pay, life.refund, life.refund_there, life.record, life.void, life.use_credit, life.wait, life.wait, life.trouble)

    for _step in range(30):
        with suppress(PortalError):
            await dice.choice(acts)()
    desk.till.gateway.faults.clear()
    for _round in range(3):
        await life.wait()

    assert await desk.unsound() == []
    await _activity_ties(desk, dana)
    for payment in await desk.till.rows(Payment):
        if payment.gateway == "demo" and payment.receipt_number:
            told = await desk.till.gateway.returns(payment.gateway_reference)
            assert told is not None
            given = sum(one.amount_cents for one in told.refunds if one.standing.value == "succeeded")
            assert payment.refunded_cents == given, payment.number


async def _activity_ties(desk: Desk, dana: Visit) -> None:
    """Of every day of that life, for the account and each of its places, activity leads from one statement to the next."""
    till = desk.till
    statements = Statements(till.database, Company(till.database, till.clock))
    whole = await statements.activity(dana.scope)
    places = [*(place.number for place in whole.locations), UNTIED]
    first = min((one.day for one in whole.movements), default=whole.as_of)
    for since in (whole.since, *(first + timedelta(days=at) for at in range((whole.as_of - first).days + 1))):
        told = await statements.activity(dana.scope, wish=PeriodWish(since=since))
        parts = [await statements.activity(dana.scope, location=place, wish=PeriodWish(since=since)) for place in places]
        assert [one.ties for one in (told, *parts)] == [True] * (len(parts) + 1), since
        assert sum(part.closing_cents for part in parts) == told.closing_cents
        assert sum(part.charges_cents for part in parts) == told.charges_cents
        assert sum(part.went_back_cents for part in parts) == told.went_back_cents
