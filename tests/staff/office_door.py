"""What stands at the office's door in tests: a member who knows the way in, and an app that shows their codes."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import StaffMember, StaffRole
from portal_ui import operating, totp
from portal_ui.service.sign_in import SignIn
from portal_ui.service.staff import Staff
from portal_ui.views import StaffVisit
from tests.sign_in.door import PASSWORD, STORED, TurnedClock

RUTH = "ruth@example.com"
ADDRESS = "203.0.113.7"


async def add_ruth(database: Database, role: StaffRole = StaffRole.OFFICE, *, secret: str | None = None) -> int:
    """Ruth of the office, with a password; returns her id."""

    def add(session: Session) -> int:
        member = StaffMember(email=RUTH, name="Ruth Calloway", role=role, password_hash=STORED, totp_secret=secret)
        session.add(member)
        session.flush()
        return member.id

    return await database.write(add)


async def link_for(database: Database, clock: TurnedClock, email: str = RUTH, *, role: StaffRole = StaffRole.OFFICE) -> str:
    """The token of the link that the operator's `staff add` prints."""
    return await database.write(operating.add_member, email, "Ruth Calloway", role, clock())


def code_at(secret: str, now: datetime) -> str:
    """What the app shows."""
    return pyotp.TOTP(secret).at(now)


@dataclass
class Office:
    """The services, and a member in front of them."""

    staff: Staff
    sign_in: SignIn
    clock: TurnedClock

    async def enter(self, email: str = RUTH, password: str = PASSWORD, *, address: str = ADDRESS, browser: str = "") -> str:
        """The token of someone who names the password."""
        return (await self.staff.sign_in(email, password, address=address, user_agent="", browser=browser)).token

    async def visit(self, token: str) -> StaffVisit:
        """The visit behind a token that must be good."""
        found = await self.sign_in.look_up(token)
        assert found is not None
        assert found.staff is not None
        return found.staff

    async def is_in(self, token: str) -> bool:
        """Whether the token is anyone's."""
        return await self.sign_in.look_up(token) is not None

    async def set_up(self, token: str) -> tuple[str, str, tuple[str, ...]]:
        """Set up a second factor: the token to go on under, the app's secret, and the recovery codes."""
        secret = totp.secret_of(token)
        renewed, codes = await self.staff.set_up_factor(await self.visit(token), token, code_at(secret, self.clock()))
        return renewed, secret, codes
