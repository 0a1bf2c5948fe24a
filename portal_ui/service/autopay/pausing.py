"""When paying automatically stands still by itself: the customer is told why, and what was announced is not charged."""

from sqlalchemy.orm import Session

from db.models import Autopay
from db.queries import audit, autopay, changes
from portal_ui.mail.letters import AUTOPAY_STOPPED
from portal_ui.service.autopay import telling
from portal_ui.service.paying.moments import Moment

DECLINED = "card-declined"  # for a reason that no later try would mend
GONE = "card-gone"  # it is not on file any more
UNREACHED = "letter"  # the letter that announces a charge does not arrive
NOBODY = "nobody"  # whoever agreed does not come into the account any more
REASONS = (DECLINED, GONE, UNREACHED, NOBODY)


def pause(session: Session, agreement: Autopay, reason: str, moment: Moment) -> None:
    """Charge nothing until somebody of the account agrees anew."""
    agreement.paused = reason
    session.flush()
    autopay.drop(session, agreement.customer_id, reason)
    telling.write(session, agreement, AUTOPAY_STOPPED, moment, reason=reason)
    subject, customer_id = f"customer:{agreement.customer_id}", agreement.customer_id
    details = {"reason": reason}
    audit.add(session, at=moment.now, actor="portal", action="autopay.pause", subject=subject, customer_id=customer_id, details=details)
    changes.raise_version(session, customer_id)
