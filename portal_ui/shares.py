"""Whole cents for everyone: how an amount is split so that the parts sum to it."""

from collections.abc import Sequence


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """`total` split in proportion to `weights`, in whole cents that sum to it exactly.

    The cents that rounding down leaves go to the largest remainders, at equal ones to the first. Where all weights
    are zero, each counts the same. Neither `total` nor a weight may be negative, and there must be a weight.
    """
    if total < 0 or not weights or min(weights) < 0:
        message = "shares need an amount and at least one weight, none of them negative"
        raise ValueError(message)
    whole = sum(weights)
    if whole == 0:
        return largest_remainder(total, [1] * len(weights))
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: -(total * weights[at] % whole))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return parts


def kept(parts: Sequence[int], back: int) -> list[int]:
    """`parts` less what came `back` of their sum, taken from each in proportion."""
    if not back:
        return list(parts)
    return [part - less for part, less in zip(parts, largest_remainder(back, [max(part, 0) for part in parts]), strict=True)]
