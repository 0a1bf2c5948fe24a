"""The alarm tells people: far more sign-ins fail, all over, than people mistype; or the card processor refuses the portal's key.

The waits of `throttling` hold meanwhile, and payments stay open.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import audit, company, letters, staff
from portal_ui import throttling
from portal_ui.dates import Clock
from portal_ui.mail.letters import OFFICE_ALERT, alerts

log = logging.getLogger("portal")
USUAL_FAILURES = 200
SPAN = timedelta(minutes=10)
_FAILURES = ("sign-in.failed", "password.refused", "staff.sign-in.failed", "staff.code.refused", "staff.password.refused")


class Alarm:
    """Looks, each minute, at what the audit has of failures. Those of a network address that must wait are refused and not in it.

    `refused_at` says when the card processor last refused the portal's key.
    """

    def __init__(self, database: Database, clock: Clock, refused_at: Callable[[], datetime | None] = lambda: None) -> None:
        self._db = database
        self._clock = clock
        self._refused_at = refused_at

    async def look(self) -> None:
        """Tell the log and the administrators of what happened within the last ten minutes; of each matter once an hour, not oftener."""
        now, refused_at = self._clock(), self._refused_at()
        failures = await self._db.read(audit.count_since, now - SPAN, _FAILURES)
        if failures > USUAL_FAILURES and await self._db.write(_tell_of_sign_ins, failures, now):
            log.warning("%d sign-ins failed within ten minutes. The administrators are told.", failures)
        if refused_at is not None and refused_at > now - SPAN and await self._db.write(_tell_of_key, now):
            log.warning("The card processor refuses the portal's key. The administrators are told.")


def _tell_of_sign_ins(session: Session, failures: int, now: datetime) -> bool:
    if not throttling.count_asked(session, "alarm:sign-ins", throttling.ALARMS, now):
        return False
    details = {"failures": failures, "minutes": SPAN // timedelta(minutes=1)}
    audit.add(session, at=now, actor="portal", action="sign-in.alarm", details=details)
    tell(session, {"reason": alerts.SIGN_INS, "failures": failures}, now)
    return True


def _tell_of_key(session: Session, now: datetime) -> bool:
    if not throttling.count_asked(session, "alarm:key", throttling.ALARMS, now):
        return False
    audit.add(session, at=now, actor="portal", action="gateway.alarm")
    tell(session, {"reason": alerts.KEY_REFUSED}, now)
    return True


def tell(session: Session, facts: dict[str, Any], now: datetime, customer_id: int | None = None) -> None:
    """Write to every administrator, or to the company where there is none; the caller has not told them within the hour."""
    admins = staff.admins(session)
    for admin in admins:
        letters.queue(session, kind=OFFICE_ALERT, to_address=admin.email, at=now, facts=facts, staff_id=admin.id, customer_id=customer_id)
    if not admins:
        known = company.facts(session) or {}
        letters.queue(session, kind=OFFICE_ALERT, to_address=str(known.get("email", "")), at=now, facts=facts, customer_id=customer_id)
