"""Letters about paying automatically: to whoever agreed, or to all who may pay where that person does not come in any more."""

from typing import Any

from sqlalchemy.orm import Session

from db.models import Autopay, Letter
from db.queries import card_dates, letters
from portal_ui.service.paying.moments import Moment


def write(session: Session, agreement: Autopay, kind: str, moment: Moment, **facts: Any) -> int | None:
    """Queue it; returns the id of the first one, or `None` where nobody is left to write to."""
    payers = card_dates.payers(session, agreement.customer_id)
    chosen = [person for person in payers if person.id == agreement.person_id] or payers
    written = [
        letters.add(
            session,
            Letter(
                kind=kind,
                to_address=person.email,
                person_id=person.id,
                customer_id=agreement.customer_id,
                facts=facts,
                created_at=moment.now,
                next_attempt_at=moment.now,
            ),
        )
        for person in chosen
    ]
    return written[0] if written else None
