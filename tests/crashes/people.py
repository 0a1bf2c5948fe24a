"""Customers: they choose, click, click again, reload, confirm or do not, and remember what they were told."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar
from uuid import UUID

from portal_ui.errors import PortalError
from portal_ui.gateways.demo.choices import by_key
from portal_ui.views import CreditWish, NewCard, Outcome, PaymentStatus, PaymentWish, Visit
from tests.crashes.life import DiedError
from tests.crashes.office import write_cheque
from tests.crashes.scene import Account
from tests.crashes.world import Process, World
from tests.paying.till import account

ADDRESS = "203.0.113.7"
_CARDS = ("visa", "visa", "visa", "declined", "confirm", "confirm", "confirm", "confirm-insufficient", "bank", "bank-returned", "slow")
_LOOKS = (5.0, 30.0, 300.0)
T = TypeVar("T")
Ask = Callable[[Process], Awaitable[PaymentStatus | None]]


@dataclass
class Memory:
    """What people were told of each payment, and what they should never see."""

    told: dict[UUID, list[PaymentStatus]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def keep(self, status: PaymentStatus | None) -> PaymentStatus | None:
        """Remember it."""
        if status is not None:
            self.told.setdefault(status.request_id, []).append(status)
        return status


class Person:
    """Someone with a tab open, and an invoice or three to pay."""

    def __init__(self, world: World, account: Account, visit: Visit, memory: Memory) -> None:
        self._world = world
        self._random: Random = world.random
        self._account = account
        self._visit = visit
        self._memory = memory

    async def pay(self) -> None:
        """One wish, from the choice to the end that this person cares to see."""
        await asyncio.sleep(self._random.choice((0.0, 0.0, self._random.uniform(0, 5), self._random.uniform(0, 900))))
        request_id = self._new_id()
        ask = self._with_saved_card(request_id) if self._random.random() < 0.4 else await self._with_new_card(request_id)
        status = await self._press(ask)
        if status is None or not await self._see_to(status):
            return
        again = await self._asked(lambda process: process.paying.again(self._visit, request_id))
        if again not in (None, request_id):
            await self._press(self._entered(again))

    async def use_credit(self) -> None:
        """Use what credit there is, with a click too many."""
        await asyncio.sleep(self._random.uniform(0, 600))
        number = self._random.choice(list(self._account.totals))
        wish = CreditWish(self._new_id(), {number: self._random.randint(1, self._account.totals[number])})
        for _click in range(self._random.randint(1, 2)):
            await self._asked(lambda process: process.paying.use_credit(self._visit, wish, address=ADDRESS))

    async def send_cheque(self) -> None:
        """Pay by post; the office writes it down."""
        await asyncio.sleep(self._random.uniform(0, 900))
        number = self._random.choice(list(self._account.totals))
        cents = self._account.totals[number] // self._random.randint(1, 3)
        await self._world.database.write(write_cheque, number, cents)
        self._world.changed.set()

    def _new_id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _amounts(self) -> dict[str, int]:
        totals = self._account.totals
        chosen = self._random.sample(list(totals), self._random.randint(1, len(totals)))
        return {number: totals[number] // self._random.choice((1, 1, 2, 3)) for number in chosen}

    def _with_saved_card(self, request_id: UUID) -> Ask:
        wish = PaymentWish(request_id, self._amounts(), self._account.card_id)
        return lambda process: process.paying.pay(self._visit, wish, address=ADDRESS)

    async def _with_new_card(self, request_id: UUID) -> Ask:
        wish = PaymentWish(request_id, self._amounts())
        await self._asked(lambda process: process.paying.prepare(self._visit, wish))
        return self._entered(request_id)

    def _entered(self, request_id: UUID) -> Ask:
        """Press the card page's button, each time with the same card; some loaded the page anew and so have another token."""
        choice = self._random.choice(_CARDS)
        tokens = [f"ctoken_demo_{choice}_{self._random.getrandbits(64):x}" for _load in range(2)]
        keep = self._random.random() < 0.3

        async def press(process: Process) -> PaymentStatus | None:
            token = self._random.choice(tokens)
            card = NewCard(token, keep, "test" if keep else "") if by_key(choice).is_card else account(token)
            return await process.paying.pay_with_new_card(self._visit, request_id, card, address=ADDRESS)

        return press

    async def _press(self, ask: Ask) -> PaymentStatus | None:
        """Press Pay once, or twice, at once or later; after a lost connection perhaps once more."""
        clicks = [self._click(ask, 0.0)]
        if self._random.random() < 0.5:
            clicks.append(self._click(ask, self._random.choice((0.0, self._random.uniform(0.1, 3), self._random.uniform(1, 400)))))
        answers = await asyncio.gather(*clicks)
        return next((answer for answer in answers if answer is not None), None)

    async def _click(self, ask: Ask, after: float) -> PaymentStatus | None:
        await asyncio.sleep(after)
        answer = self._memory.keep(await self._asked(ask))
        if answer is None and self._random.random() < 0.5:
            await asyncio.sleep(self._random.uniform(0, 60))
            answer = self._memory.keep(await self._asked(ask))
        return answer

    async def _see_to(self, status: PaymentStatus) -> bool:
        """Look how it goes on, and confirm where that is asked for; whether it came to nothing and this person tries again."""
        for wait in _LOOKS:
            if status.outcome is Outcome.NEEDS_YOU:
                status = await self._confirm(status) or status
            if status.outcome is not Outcome.CONFIRMING:
                break
            await asyncio.sleep(wait)
            status = await self._look(status) or status
        return status.outcome is Outcome.DECLINED and self._random.random() < 0.5

    async def _look(self, status: PaymentStatus) -> PaymentStatus | None:
        return self._memory.keep(await self._asked(lambda process: process.paying.status(self._visit, status.request_id)))

    async def _confirm(self, status: PaymentStatus) -> PaymentStatus | None:
        """Say yes, say no, come late, give up, or go away."""
        seen = await self._look(status)
        if seen is None or not seen.action:
            return seen
        reference, does = seen.action.rsplit("/", 1)[1], self._random.choice(("yes", "yes", "no", "late", "give up", "go away"))
        if does == "go away":
            return seen
        await asyncio.sleep(
            self._random.uniform(1700, 2500) if does == "late" else self._random.choice((3, 15, 200)) * self._random.random()
        )
        if does != "give up":
            await self._world.gateway.answer(reference, agrees=does != "no")
        paying = "cancel" if does == "give up" else "confirmed"
        if self._random.random() < 0.3:  # the way back from the bank is lost
            return seen
        return self._memory.keep(
            await self._asked(lambda process: getattr(process.paying, paying)(self._visit, status.request_id, address=ADDRESS))
        )

    async def _asked(self, ask: Callable[[Process], Awaitable[T]]) -> T | None:
        """What the portal answers; `None` for a refusal and for a connection that broke."""
        try:
            return await ask(await self._world.process())
        except (PortalError, DiedError):
            return None
        except Exception as error:  # noqa: BLE001 - a page that breaks is a finding
            self._memory.faults.append(f"broken page: {error!r}")
            return None
