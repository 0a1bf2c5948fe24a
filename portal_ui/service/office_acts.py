"""Who of the office does something: whether they may, asked in the transaction that does it, and how the audit names them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db.models import StaffRole
from db.queries import audit, staff
from portal_ui.office_errors import MayNotChangeError


@dataclass(frozen=True, slots=True)
class By:
    """A member of the office, from where they do it, and when."""

    staff_id: int
    address: str
    now: datetime


def admit(session: Session, by: By) -> None:
    """Refuse who may not change anything, as the database says now: a page may be older than its reader's role.

    Raises:
        MayNotChangeError: the member only sees, or is no member any more.
    """
    member = staff.held(session, by.staff_id)
    if member is None or not member.is_enabled or member.role is StaffRole.READ_ONLY:
        raise MayNotChangeError


def note(
    session: Session, by: By, action: str, *, subject: str, customer_id: int | None = None, details: dict[str, Any] | None = None
) -> None:
    """Write down what the member does, in the transaction that does it."""
    audit.add(
        session,
        at=by.now,
        actor=f"staff:{by.staff_id}",
        action=action,
        subject=subject,
        customer_id=customer_id,
        details=details,
        address=by.address,
    )
