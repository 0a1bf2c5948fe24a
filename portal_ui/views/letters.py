"""The outbox as the office sees it: every letter, how far it is, and what the mail server said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.models import LetterState

__all__ = ["LetterPage", "LetterPreview", "LetterRow", "LetterState", "LetterWish"]


@dataclass(frozen=True, slots=True)
class LetterWish:
    """Which letters to list. Without states: all of them."""

    states: tuple[LetterState, ...] = ()
    search: str = ""  # part of an address or of a customer's number
    customer_id: int | None = None
    page: int = 1
    size: int = 25


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter."""

    letter_id: int
    kind: str
    what: str  # the kind in words
    to_address: str
    person: str
    customer_number: str
    customer_name: str
    state: LetterState
    attempts: int
    answer: str  # the mail server's own words, or in ours why there are none; empty before the first attempt
    created_at: datetime
    next_attempt_at: datetime | None  # while it waits
    sent_at: datetime | None
    waits_for_opening: bool  # it waits because the portal is not active

    @property
    def may_resend(self) -> bool:
        """Whether sending it again, or sooner, makes sense."""
        return self.state is not LetterState.SENDING and not self.waits_for_opening


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A page of letters, with how many there are of all that were wished for, and how many in each state at all."""

    rows: tuple[LetterRow, ...]
    total: int
    counts: Mapping[LetterState, int]


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """A letter as it would be sent now; a link that acts is left unfinished."""

    row: LetterRow
    subject: str
    text: str
    html: str
