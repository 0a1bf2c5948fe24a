"""A door with a clock that tests turn and passwords that are quick to compare."""

from collections.abc import Iterator

import pytest

from db.engine import Database
from portal_ui.service.sign_in import SignIn
from tests.sign_in.door import CountingDesk, TurnedClock


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def passwords() -> Iterator[CountingDesk]:
    desk = CountingDesk()
    yield desk
    desk.close()


@pytest.fixture
def sign_in(database: Database, clock: TurnedClock, passwords: CountingDesk) -> SignIn:
    return SignIn(database, clock, passwords)
