"""The audit: what is added stays as it is."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db.models import AuditEntry


def add(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str = "",
    customer_id: int | None = None,
    details: dict[str, Any] | None = None,
    address: str = "",
    acting_as: str = "",
) -> None:
    """Write down who did what, in the transaction that does it.

    `actor` is like `person:7`, `staff:2`, `operator` or `portal`; `subject` like `invoice:10482`; `address` is
    where it came from on the network. `details` never hold a secret, a whole email or a card.
    """
    session.add(
        AuditEntry(
            at=at,
            actor=actor,
            action=action,
            subject=subject,
            customer_id=customer_id,
            details=details,
            address=address[:64],
            acting_as=acting_as,
        )
    )
