"""What came back of payments, and when: each as its parts stood before and after every return."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from db.queries import returned as queries
from db.queries.rows import Found
from portal_ui import reversals
from portal_ui.reversals import Part, Return, State


@dataclass(frozen=True)
class Returned:
    """A payment of which something came back: its parts, all that came back, in order, and how the parts stood meanwhile."""

    cents: int
    parts: Sequence[Found]
    returns: Sequence[Found]

    @cached_property
    def states(self) -> list[State]:
        """What of each part had come back before the first return and after each."""
        parts = [Part(part.amount_cents, part.reversed_cents, part.applied_on) for part in self.parts]
        return reversals.states(self.cents, parts, [Return(one.on_day, one.cents) for one in self.returns])

    @cached_property
    def place(self) -> Mapping[int, int]:
        """Where in a state a part stands, by its id."""
        return {part.id: at for at, part in enumerate(self.parts)}

    def count(self, day: date) -> int:
        """How many returns there were when the day ended."""
        return sum(one.on_day <= day for one in self.returns)

    def later(self, day: date) -> dict[int, int]:
        """By part: what of its reversal came after the day; less than nothing where more was reversed then."""
        then, now = self.states[self.count(day)], self.states[-1]
        return {part.id: late - early for part, early, late in zip(self.parts, then, now, strict=True) if late != early}

    def came_back(self, count: int) -> int:
        """What of the whole payment the first so many returns took back."""
        return reversals.came_back(self.cents, [Return(one.on_day, one.cents) for one in self.returns[:count]])

    def came_back_later(self, day: date) -> int:
        """What of the whole payment came back after the day."""
        return self.came_back(len(self.returns)) - self.came_back(self.count(day))


def of(session: Session, payment_ids: Iterable[int]) -> dict[int, Returned]:
    """Those of these payments of which something came back, by id."""
    returns: defaultdict[int, list[Found]] = defaultdict(list)
    for found in queries.returns(session, payment_ids):
        returns[found.payment_id].append(found)
    parts: defaultdict[int, list[Found]] = defaultdict(list)
    for found in queries.parts(session, returns):
        parts[found.payment_id].append(found)
    return {payment: Returned(rows[0].amount_cents, parts[payment], rows) for payment, rows in returns.items()}
