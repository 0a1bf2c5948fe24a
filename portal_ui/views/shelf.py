"""Documents on the shelf: as a customer finds them, and as the office keeps them."""

import enum
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db.models import ShelfKind

__all__ = ["Audience", "Reader", "ShelfFile", "ShelfItem", "ShelfKind", "ShelfRow", "ShelfView", "ShelfWish", "Taken"]


class Audience(enum.Enum):
    """For whom a document is put up."""

    EVERYONE = "everyone"
    CUSTOMERS = "customers"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """A document as a customer finds it."""

    id: int
    kind: ShelfKind
    title: str
    note: str
    valid_until: date | None
    media_type: str
    size_bytes: int
    put_up_on: date
    is_new: bool  # this person has not taken it along yet


@dataclass(frozen=True, slots=True)
class ShelfFile:
    """A document's file, ready to go out."""

    path: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ShelfWish:
    """What a form of the office says of a document; texts as they were typed."""

    request_id: UUID
    kind: str
    title: str
    note: str = ""
    valid_until: str = ""
    audience: str = Audience.EVERYONE.value
    customers: str = ""  # numbers, apart by commas or lines
    order: str = ""  # a number


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A document in the office's list."""

    id: int
    kind: ShelfKind
    title: str
    valid_until: date | None
    audience: Audience
    order_number: str
    reader: str  # the name of one of the customers
    readers: int
    media_type: str
    size_bytes: int
    put_up_at: datetime
    is_shown: bool
    downloads: int


@dataclass(frozen=True, slots=True)
class Reader:
    """A customer who finds it."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Someone who took it along in one account."""

    name: str
    email: str
    customer: Reader
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class ShelfView:
    """All of one document, for the office."""

    id: int
    kind: ShelfKind
    title: str
    note: str
    valid_until: date | None
    audience: Audience
    readers: tuple[Reader, ...]  # empty where everyone finds it
    order_number: str
    file_name: str
    file_hash: str
    media_type: str
    size_bytes: int
    put_up_at: datetime
    put_up_by: str
    ended_at: datetime | None
    ended_by: str
    replaces_id: int | None
    replaced_by_id: int | None
    taken: tuple[Taken, ...]
