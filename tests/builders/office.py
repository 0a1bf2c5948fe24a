"""Members of the office, as they come to the services."""

from datetime import date

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import StaffMember, StaffRole
from portal_ui.views import StaffVisit

TODAY = date(2026, 11, 23)


async def add_member(database: Database, role: StaffRole = StaffRole.OFFICE, *, email: str = "") -> StaffVisit:
    """Someone of the office who is signed in."""
    email = email or f"{role.value}@example.com"

    def add(session: Session) -> int:
        row = StaffMember(email=email, name="Ruth Calloway", role=role)
        session.add(row)
        session.flush()
        return row.id

    staff_id = await database.write(add)
    return StaffVisit(1, staff_id, "Ruth Calloway", email, role, "system", "en_US", TODAY, has_factor=False)
