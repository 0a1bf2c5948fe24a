"""The office's door, with a clock that tests turn and passwords that are quick to compare."""

from collections.abc import Iterator

import pytest

from db.engine import Database
from portal_ui.service.sign_in import SignIn
from portal_ui.service.staff import Staff
from tests.sign_in.door import CountingDesk, TurnedClock
from tests.staff.office_door import Office


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def passwords() -> Iterator[CountingDesk]:
    desk = CountingDesk()
    yield desk
    desk.close()


@pytest.fixture
def office(database: Database, clock: TurnedClock, passwords: CountingDesk) -> Office:
    sign_in = SignIn(database, clock, passwords)
    return Office(Staff(database, clock, passwords, tell_ended=sign_in.tell_ended), sign_in, clock)
