"""The outbox: who is to be written to and why, in the transaction of what happened."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db.models import Letter


def queue(
    session: Session,
    *,
    kind: str,
    to_address: str,
    at: datetime,
    facts: dict[str, Any],
    person_id: int | None = None,
    customer_id: int | None = None,
) -> None:
    """Put a letter into the outbox; one to nobody is none. Its words are made when it is sent, so `facts` hold names and numbers only."""
    if to_address:
        session.add(
            Letter(
                kind=kind,
                to_address=to_address,
                person_id=person_id,
                customer_id=customer_id,
                facts=facts,
                created_at=at,
                next_attempt_at=at,
            )
        )
