"""The audit: what is added stays as it is."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
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


def count_since(session: Session, moment: datetime, actions: Collection[str]) -> int:
    """How often any of these was done since `moment`."""
    entry = AuditEntry.__table__.c
    return int(session.execute(select(func.count()).where(entry.at > moment, entry.action.in_(actions))).scalar_one())
