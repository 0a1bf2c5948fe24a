"""Who of the office looks, and what the office's first page tells."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from db.models import StaffRole
from db.queries.access_lists import Stage
from db.scope import OfficeScope


class StaffStep(enum.Enum):
    """How far in a member of the office is."""

    CODE = "code"  # named the password; the code of the second factor is still to come
    SET_UP = "set-up"  # must have a second factor and has none
    IN = "in"


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """A member of the office who is signed in: what every staff page is built for."""

    session_id: int
    staff_id: int
    name: str
    email: str
    role: StaffRole
    theme: str  # system, light or dark
    locale: str
    today: date  # the company's
    has_factor: bool  # a second factor is set up
    step: StaffStep = StaffStep.IN
    idle: timedelta = timedelta(minutes=30)  # without activity for so long it ends

    @property
    def scope(self) -> OfficeScope:
        """Every account, for the office's own lists."""
        return OfficeScope()

    @property
    def may_change(self) -> bool:
        """Whether the role changes anything at all; a read-only member sees."""
        return self.role is not StaffRole.READ_ONLY

    @property
    def is_admin(self) -> bool:
        """Whether the role may do everything that staff can do."""
        return self.role is StaffRole.ADMIN

    @property
    def actor(self) -> str:
        """As the audit names them."""
        return f"staff:{self.staff_id}"

    @property
    def initials(self) -> str:
        """One or two letters for the person."""
        words = (self.name or self.email).split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


@dataclass(frozen=True, slots=True)
class PortalState:
    """How the portal stands: whether customers may come in, how far people are, which letters came back."""

    is_active: bool
    customers: int
    open_customers: int  # whose access is switched on
    people: Mapping[str, int]  # by state: active, invited, off
    logins: Mapping[Stage, int]  # their ways into accounts, by stage; a stage without any is left out
    bounced: int
    given_up: int
    waiting: int


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of the office as the operator lists them."""

    email: str
    name: str
    role: StaffRole
    state: str  # active, invited or disabled
    has_factor: bool
