"""The demo gateway with a clock that tests set."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal_ui.gateways.demo import DemoGateway
from portal_ui.gateways.demo.choices import CHOICES, new_token
from tests.gateways.contract import Account, Card

BEGIN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = BEGIN

    def __call__(self) -> datetime:
        return self.moment

    def pass_time(self, **time: float) -> None:
        """Move it on."""
        self.moment += timedelta(**time)


class DemoCounterpart:
    """A demo gateway on a file, and its card holders."""

    def __init__(self, file: Path, clock: SetClock, patience_seconds: float = 0) -> None:
        self.file = file
        self.clock = clock
        self.gateway = DemoGateway(file, clock, patience_seconds=patience_seconds)

    def token(self, card: Card | Account) -> str:
        """What the demo's card form hands over."""
        return token_for(card.value)

    def now(self) -> datetime:
        """What its clock says."""
        return self.clock()

    async def confirm(self, reference: str, *, agrees: bool) -> None:
        """The card holder answers the bank."""
        await self.gateway.answer(reference, agrees=agrees)

    async def days_pass(self) -> None:
        """The demo's banks take minutes."""
        self.clock.pass_time(minutes=10)

    async def events(self) -> list[tuple[bytes, dict[str, str]]]:
        """What is due, as it would be posted; it counts as delivered."""
        due = await self.gateway.events_due()
        for delivery in due:
            await self.gateway.delivered(delivery.id)
        return [(delivery.body, dict(delivery.headers)) for delivery in due]


def token_for(last4: str) -> str:
    """A fresh token of the choice with that ending."""
    return new_token(next(choice for choice in CHOICES if choice.last4 == last4))


@contextmanager
def demo_counterpart(file: Path, clock: SetClock | None = None, *, patience_seconds: float = 0) -> Iterator[DemoCounterpart]:
    """A counterpart, closed afterwards."""
    counterpart = DemoCounterpart(file, clock or SetClock(), patience_seconds)
    yield counterpart
    counterpart.gateway.close()
