"""Card numbers must never reach the portal: how one is recognised in any text."""

import re

_RUN = re.compile(r"(?<!\d)\d{13,19}(?!\d)")
_GROUPED = re.compile(r"(?<!\d)(?:\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{5})(?!\d)")
_SHORTEST = 13


def holds_card_number(text: str) -> bool:
    """Whether `text` has a run of 13 to 19 digits, plain or in a card's groups, that passes the card check digit."""
    if len(text) < _SHORTEST:
        return False
    runs = (match[0] for pattern in (_RUN, _GROUPED) for match in pattern.finditer(text))
    return any(_passes_check_digit(run) for run in runs)


def _passes_check_digit(run: str) -> bool:
    digits = [int(letter) for letter in reversed(run) if letter.isdecimal()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0 and any(digits)
