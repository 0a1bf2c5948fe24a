"""What of a payment's parts had come back when: played again from what came back, to end where the books say it ended.

The rule is that of `portal_ui.service.paying.returning`: credit goes first, the rest from the invoices in proportion to
what each still has of it; what comes again goes to the invoices it was taken from. How much of it found its place there
depends on what was open just then. No row tells that, but what is stored of it in the end does; only where what came
again found no room and was refunded later, past days show it on its invoices instead of as credit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal_ui.shares import largest_remainder

State = tuple[int, ...]  # cents that had come back, part by part
_MOST_TRIES = 8


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment went to one invoice, and what of that has come back by now."""

    cents: int
    reversed_cents: int
    on: date


@dataclass(frozen=True, slots=True)
class Return:
    """Cents that came back on a day; less than nothing where the payment brought them again."""

    on: date
    cents: int


def states(cents: int, parts: Sequence[Part], returns: Sequence[Return]) -> list[State]:
    """What had come back of each part before any of the `returns`, and after each of them, which are in order.

    `cents` is the whole payment. The last state is what is stored with the parts, whatever the rule says.
    """
    stored = tuple(part.reversed_cents for part in parts)
    if not returns:
        return [stored]
    last_gift = max((at for at, one in enumerate(returns) if one.cents < 0), default=-1)
    less = (0,) * len(parts)
    found = _played(cents, parts, returns, last_gift, less)
    for _try in range(_MOST_TRIES):
        missing = tuple(told - seen for told, seen in zip(stored, found[-1], strict=True))
        if last_gift < 0 or not any(missing):
            break
        less = tuple(before + more for before, more in zip(less, missing, strict=True))
        found = _played(cents, parts, returns, last_gift, less)
    return [*found[:-1], stored]


def came_back(cents: int, returns: Sequence[Return]) -> int:
    """What of a payment of so much these took back, which is never more than all of it."""
    return max(0, min(cents, sum(one.cents for one in returns)))


def _played(cents: int, parts: Sequence[Part], returns: Sequence[Return], last_gift: int, less: State) -> list[State]:
    """The states by the rule, where the last gift found so much `less` room on the invoices than all of it."""
    state = [0] * len(parts)
    found = [tuple(state)]
    for at, one in enumerate(returns):
        before, after = came_back(cents, returns[:at]), came_back(cents, returns[: at + 1])
        rests = [part.cents - back if part.on <= one.on else 0 for part, back in zip(parts, state, strict=True)]
        if after > before:
            credit = max(0, cents - before - sum(rests))
            moves = _spread(after - before - min(after - before, credit), rests)
        else:
            moves = [-move for move in _spread(before - after, state)]
        moves = [move + room for move, room in zip(moves, less, strict=True)] if at == last_gift else moves
        state = [min(part.cents, max(0, back + move)) for part, back, move in zip(parts, state, moves, strict=True)]
        found.append(tuple(state))
    return found


def _spread(cents: int, weights: Sequence[int]) -> list[int]:
    some = min(cents, sum(weights))
    return largest_remainder(some, weights) if some > 0 else [0] * len(weights)
