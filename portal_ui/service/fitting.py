"""What moved an invoice within a day, fitted to what it all came to: for the account, and at places that sum to the account."""

from collections.abc import Mapping, Sequence

from portal_ui.shares import largest_remainder

Parts = Mapping[int | None, int]  # cents by location; under `None` what is tied to none


def fitted(moves: Sequence[int], cents: int) -> list[int]:
    """The moves of a day, which make so many cents in all: less of what took off more than was open, or gave back what was not missing."""
    found = list(moves)
    over = cents - sum(found)
    for at in reversed(range(len(found))) if over > 0 else range(len(found)):
        less = max(min(-found[at], over), 0) if over > 0 else min(max(-found[at], over), 0)
        found[at] += less
        over -= less
    found[-1] += over
    return found


def split(moves: Sequence[Parts], wholes: Sequence[int], ends: Parts) -> list[dict[int | None, int]]:
    """The moves of a day at each place: a move's places sum to its whole, a place's moves to what it comes to there.

    `wholes` and `ends` sum to the same, and each place of a move is one of `ends`. What a move moves less than its parts say
    is taken from them in proportion; what then is missing at a place for too much at another is with the move that was
    changed, or else with the largest, and with the first of the day, an invoice's making, only where it is alone.
    """
    full = [{place: parts.get(place, 0) for place in ends} for parts in moves]
    rows = [_scaled(parts, whole) for parts, whole in zip(full, wholes, strict=True)]
    loose = rows[_loosest([sum(parts.values()) for parts in full], wholes)]
    missing = {place: cents - sum(row[place] for row in rows) for place, cents in ends.items()}
    for place, cents in missing.items():
        loose[place] += cents
    return rows


def _scaled(parts: Parts, whole: int) -> dict[int | None, int]:
    over = whole - sum(parts.values())
    shares = largest_remainder(abs(over), [abs(cents) for cents in parts.values()])
    return {place: cents + (share if over > 0 else -share) for (place, cents), share in zip(parts.items(), shares, strict=True)}


def _loosest(sums: Sequence[int], wholes: Sequence[int]) -> int:
    moving = [at for at, whole in enumerate(wholes) if whole]
    changed = [at for at in moving if wholes[at] != sums[at]]
    return max(changed or moving[moving[:1] == [0] :] or moving or [len(wholes) - 1], key=lambda at: abs(wholes[at]))
