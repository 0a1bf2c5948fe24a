"""How many frames a session may send: a steady rate with some to spare, then silence, then the door."""

from collections.abc import Callable
from time import monotonic

RATE = 20.0
BURST = 40.0
DROPS_BEFORE_THE_DOOR = 200
_MANY = 10_000


class Budget:
    """Counts per name. A name that is forgotten begins afresh."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._left: dict[object, tuple[float, float]] = {}
        self._drops: dict[object, int] = {}

    def allows(self, name: object) -> bool:
        """Whether `name` may send one more now; a yes is counted."""
        now = self._clock()
        left, since = self._left.get(name, (BURST, now))
        left = min(BURST, left + (now - since) * RATE)
        if len(self._left) >= _MANY:
            self._forget_the_idle(now)
        self._left[name] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    def is_spent(self, name: object) -> bool:
        """Count one dropped frame; whether it was one too many. After a yes the count begins again."""
        drops = self._drops.pop(name, 0) + 1
        if drops < DROPS_BEFORE_THE_DOOR:
            self._drops[name] = drops
        while len(self._drops) > _MANY:
            del self._drops[next(iter(self._drops))]
        return drops >= DROPS_BEFORE_THE_DOOR

    def forget(self, name: object) -> None:
        """Begin afresh for `name`."""
        self._left.pop(name, None)
        self._drops.pop(name, None)

    def _forget_the_idle(self, now: float) -> None:
        self._left = {name: (left, since) for name, (left, since) in self._left.items() if now - since < BURST / RATE}
