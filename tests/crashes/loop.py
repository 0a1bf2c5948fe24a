"""An event loop in which no time is lost: when everyone waits, the clock is put forward, and what would run in a thread runs at once.

What happens on it depends on nothing but the program: the same seed gives the same run, to the last step.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class EverythingWaitsError(BaseException):
    """Everyone waits for someone else: real time would not help either."""


class _NoWaiting(selectors.SelectSelector):
    """Lets time pass in place of waiting. Nothing comes from outside, so nothing is missed."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise EverythingWaitsError
        self.seconds += max(0.0, timeout)
        return []


class TimelessLoop(asyncio.SelectorEventLoop):
    """A loop whose clock begins at nothing and stands still while someone works."""

    def __init__(self) -> None:
        self._no_waiting = _NoWaiting()
        super().__init__(self._no_waiting)

    def time(self) -> float:
        """Seconds since the beginning."""
        return self._no_waiting.seconds

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        """Do it here and now."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            done.set_exception(error)
        return done


def run(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, on a loop of its own."""
    with asyncio.Runner(loop_factory=TimelessLoop) as runner:
        return runner.run(work)
