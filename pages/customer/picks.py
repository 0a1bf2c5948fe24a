"""The invoices someone has chosen in the list, to pay them together or to take their papers along."""

from collections.abc import Iterable

_MOST = 500  # chosen one by one; who wants more takes everything in the dialog


class Picks:
    """What is chosen, over all pages of the list. Only what the list has shown can be."""

    def __init__(self) -> None:
        self._payable: dict[str, int] = {}  # in cents, of each that was shown; 0 where nothing is to be paid
        self._chosen: set[str] = set()

    def saw(self, number: str, cents: int) -> None:
        """The list shows this invoice, with so much to pay on it now; what has nothing to pay any more is let go."""
        if self._payable.get(number) and cents <= 0:
            self._chosen.discard(number)
        self._payable[number] = max(0, cents)

    def change(self, numbers: Iterable[str], *, on: bool) -> None:
        """Choose them, or let them go."""
        for number in numbers:
            if not on:
                self._chosen.discard(number)
            elif number in self._payable and len(self._chosen) < _MOST:
                self._chosen.add(number)

    def clear(self) -> None:
        """Let all go."""
        self._chosen.clear()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The chosen ones."""
        return tuple(sorted(self._chosen))

    @property
    def payable(self) -> tuple[str, ...]:
        """Those of them on which something is to be paid."""
        return tuple(number for number in self.numbers if self._payable[number])

    @property
    def cents(self) -> int:
        """What can be paid on them."""
        return sum(self._payable[number] for number in self._chosen)
