"""Whose turn it is: accounts one after the other, however many papers each has asked for."""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Turns(Generic[Thing]):
    """What waits, by account. An account that has had its turn goes behind the others; within one, first come, first served."""

    def __init__(self) -> None:
        self._lines: OrderedDict[int, deque[Thing]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        """How much waits, of all accounts."""
        return self._count

    def of(self, account: int) -> int:
        """How much of one account waits."""
        return len(self._lines.get(account, ()))

    def add(self, account: int, thing: Thing) -> None:
        """Let it wait behind what its account waits for already."""
        self._lines.setdefault(account, deque()).append(thing)
        self._count += 1

    def put_first(self, account: int, thing: Thing) -> None:
        """Let it be the very next: it had its turn already, and lost it."""
        self._lines.setdefault(account, deque()).appendleft(thing)
        self._lines.move_to_end(account, last=False)
        self._count += 1

    def next(self) -> Thing:
        """Take what has its turn now.

        Raises:
            KeyError: nothing waits.
        """
        account, line = self._lines.popitem(last=False)
        thing = line.popleft()
        if line:
            self._lines[account] = line
        self._count -= 1
        return thing

    def drop(self, account: int, thing: Thing) -> bool:
        """Let it go, if it still waits; whether it did."""
        line = self._lines.get(account)
        if line is None or thing not in line:
            return False
        line.remove(thing)
        if not line:
            del self._lines[account]
        self._count -= 1
        return True
