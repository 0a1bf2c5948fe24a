"""Customers and their people as the office sees them: who may look in, and how far they are on their way."""

import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db.models import AccessRole, CustomerKind, LetterState
from db.queries.access_lists import INVITED, Stage
from db.scope import OfficeScope
from portal_ui.views.accounts import LocationView, ProfileView

__all__ = [
    "INVITED",
    "Board",
    "CustomerAccess",
    "CustomerRow",
    "LetterNews",
    "LetterState",
    "OfficeScope",
    "PersonDone",
    "PersonRow",
    "PrintedLetter",
    "Saved",
    "Sent",
    "Stage",
    "WayView",
    "stamp",
]


def stamp(*facts: str) -> str:
    """What a form was built on, to be sent back with it: another stamp by then, and somebody else changed it meanwhile."""
    return hashlib.sha256("\n".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in the office's list."""

    number: str
    name: str
    kind: CustomerKind
    email: str
    phone: str
    address: str  # one line
    login: str  # the email of its first owner; empty when it has none
    stage: Stage


@dataclass(frozen=True, slots=True)
class LetterNews:
    """The last letter that asked someone in, and what became of it."""

    state: LetterState
    at: datetime
    answer: str  # the mail server's
    has_run_out: bool  # its link is no good any more


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Someone's way into one account, on the activation board."""

    access_id: int
    number: str  # the customer's
    customer: str
    city: str
    email: str
    name: str
    role: AccessRole
    stage: Stage
    letter: LetterNews | None
    paper_until: datetime | None  # a letter on paper lets them in until then


@dataclass(frozen=True, slots=True)
class WayView:
    """The same on the customer's own page, with all that is known."""

    access_id: int
    person_id: int
    email: str
    name: str
    role: AccessRole
    stage: Stage
    letter: LetterNews | None
    paper_until: datetime | None
    last_sign_in_at: datetime | None
    locations: tuple[str, ...]  # numbers; of a site contact alone
    others: tuple[str, ...]  # other accounts of the same sign-in, as `Name (number)`
    has_password: bool

    @property
    def stamp(self) -> str:
        """What may be done there."""
        return stamp(self.role.value, *sorted(self.locations))


@dataclass(frozen=True, slots=True)
class CustomerAccess:
    """A customer's profile for the office: its details, whether it may come in, with which login, and all its people."""

    profile: ProfileView
    is_enabled: bool
    login: str
    ways: tuple[WayView, ...]
    locations: tuple[LocationView, ...]
    portal_active: bool  # the operator's switch

    @property
    def stamp(self) -> str:
        """Whether it may come in, and with which login."""
        return stamp("on" if self.is_enabled else "off", self.login)


@dataclass(frozen=True, slots=True)
class Board:
    """How many people are at each stage, and how many customers nobody was asked in for."""

    people: Mapping[Stage, int]
    customers_without: int


class Sent(enum.Enum):
    """Which letter goes out after something was done."""

    NONE = "none"
    CREATE_PASSWORD = "create-password"  # noqa: S105 - a kind of letter
    ACCOUNT_ADDED = "account-added"
    ACCESS_BACK = "access-back"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - a kind of letter
    ALREADY = "already"  # one is on its way


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a customer's access came to."""

    is_changed: bool
    is_enabled: bool
    email: str
    sent: Sent = Sent.NONE
    was_enabled: bool = False
    notified: str = ""  # the old address, which was told that it was replaced


@dataclass(frozen=True, slots=True)
class PersonDone:
    """What another role, or none any more, came to. `login` is the account's login email where that is another now; empty: none."""

    is_changed: bool
    login: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """What is printed for someone whose mail does not arrive. The code is nowhere else."""

    code: str
    email: str
    name: str
    account_number: str
    account_name: str
    role: AccessRole
    address: tuple[str, ...]  # lines below the name
    until: date
