"""What shall go wrong at the demo processor: requests and answers that get lost, late or broken, and events too.

It is kept in memory, for this process, and used up call by call. Tests and the demo's operator set it; nothing else does.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from typing import TypeVar

from portal_ui.dates import Clock

T = TypeVar("T")


class Trouble(Enum):
    """What happens to one call that moves something: charge, keep, refund or cancel."""

    NONE = "none"
    REQUEST_LOST = "request lost"  # nothing was done, nothing is heard
    REQUEST_LATE = "request late"  # nothing is heard, and it is done later
    ANSWER_LOST = "answer lost"  # it was done, nothing is heard; asked again, the answer comes
    ERROR_AFTER = "error after"  # it was done, and a server error is answered, to every repetition too


class EventTrouble(Enum):
    """What happens to one event on its way."""

    NONE = "none"
    TWICE = "twice"
    LOST = "lost"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Planned:
    """The trouble of one call."""

    trouble: Trouble = Trouble.NONE
    seconds: float = 0.0  # how late


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """The trouble of one event."""

    trouble: EventTrouble = EventTrouble.NONE
    seconds: float = 0.0


class Faults:
    """The plan. Each call that moves something takes the next planned trouble off the list; an empty list is fair weather."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: deque[Planned] = deque()
        self._events: deque[PlannedEvent] = deque()
        self._away_until: datetime | None = None
        self._shuffle: Random | None = None

    def lose_request(self, times: int = 1) -> None:
        """The next calls never reach the gateway."""
        self._calls.extend([Planned(Trouble.REQUEST_LOST)] * times)

    def lose_answer(self, times: int = 1) -> None:
        """The next calls are carried out, and their answers get lost."""
        self._calls.extend([Planned(Trouble.ANSWER_LOST)] * times)

    def delay_request(self, seconds: float) -> None:
        """The next call is carried out only so many seconds of its clock later. A `cancel` is lost instead."""
        self._calls.append(Planned(Trouble.REQUEST_LATE, seconds))

    def fail_500_after(self, times: int = 1) -> None:
        """The next calls are carried out and answered with a server error, which is all that their keys ever answer."""
        self._calls.extend([Planned(Trouble.ERROR_AFTER)] * times)

    def go_well(self, times: int = 1) -> None:
        """The next calls meet no trouble: to plan one for a call further on."""
        self._calls.extend([Planned()] * times)

    def be_unreachable(self, seconds: float) -> None:
        """Nothing reaches the gateway for so many seconds of its clock."""
        self._away_until = self._clock() + timedelta(seconds=seconds)

    def deliver_twice(self, times: int = 1) -> None:
        """The next events arrive twice."""
        self._events.extend([PlannedEvent(EventTrouble.TWICE)] * times)

    def lose_event(self, times: int = 1) -> None:
        """The next events never arrive."""
        self._events.extend([PlannedEvent(EventTrouble.LOST)] * times)

    def delay_event(self, seconds: float) -> None:
        """The next event arrives so many seconds later."""
        self._events.append(PlannedEvent(EventTrouble.LATE, seconds))

    def shuffle_events(self, seed: int) -> None:
        """From now on events that are due together arrive in any order."""
        self._shuffle = Random(seed)  # noqa: S311 - to be repeated, not to be secret

    def clear(self) -> None:
        """Fair weather again."""
        self._calls.clear()
        self._events.clear()
        self._away_until = self._shuffle = None

    def is_away(self) -> bool:
        """Whether the gateway cannot be reached at this moment."""
        return self._away_until is not None and self._clock() < self._away_until

    def next_call(self) -> Planned:
        """The trouble of a call that is made now."""
        if self.is_away():
            return Planned(Trouble.REQUEST_LOST)
        return self._calls.popleft() if self._calls else Planned()

    def next_event(self) -> PlannedEvent:
        """The trouble of an event that goes out now."""
        return self._events.popleft() if self._events else PlannedEvent()

    def in_order(self, things: list[T]) -> list[T]:
        """The same things, in the order they shall arrive in."""
        if self._shuffle is not None:
            self._shuffle.shuffle(things)
        return things
