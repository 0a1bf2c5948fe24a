"""How many new papers an account may have made: one that asks for hundreds keeps nobody else waiting."""

from collections.abc import Callable
from math import ceil
from time import monotonic

from portal_ui.documents.refusals import ManyPapersError

AT_ONCE = 60.0
A_MINUTE = 60.0
_MANY = 10_000  # accounts


class PaperAllowance:
    """A steady rate for each account, with some to spare. Papers that were made before cost nothing."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._left: dict[int, tuple[float, float]] = {}

    @classmethod
    def without_end(cls) -> "PaperAllowance":
        """One that is never used up."""
        return _Endless()

    def take(self, customer_id: int, cost: float = 1) -> None:
        """Count one more paper of this account.

        Raises:
            ManyPapersError: there were too many within the last minute.
        """
        now = self._clock()
        left, since = self._left.get(customer_id, (AT_ONCE, now))
        left = min(AT_ONCE, left + (now - since) * A_MINUTE / 60)
        if left < cost:
            raise ManyPapersError(ceil((cost - left) * 60 / A_MINUTE))
        if len(self._left) >= _MANY:
            self._left = {account: (had, at) for account, (had, at) in self._left.items() if now - at < 60 * AT_ONCE / A_MINUTE}
        self._left[customer_id] = (left - cost, now)


class _Endless(PaperAllowance):
    def take(self, customer_id: int, cost: float = 1) -> None:
        """Let it be made."""
