"""The alarm: far more sign-ins fail, all over, than people mistype. The waits of `throttling` hold meanwhile; this is told to people."""

import logging
from datetime import datetime, timedelta

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
    """Looks, each minute, at what the audit has of failures. Those of a network address that must wait are refused and not in it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    async def look(self) -> None:
        """Tell the log and the administrators when there were more than usual within the last ten minutes; once an hour, not oftener."""
        now = self._clock()
        failures = await self._db.read(audit.count_since, now - SPAN, _FAILURES)
        if failures > USUAL_FAILURES and await self._db.write(_tell, failures, now):
            log.warning("%d sign-ins failed within ten minutes. The administrators are told.", failures)


def _tell(session: Session, failures: int, now: datetime) -> bool:
    """Write to every administrator, or to the company where there is none; False when they were told within the hour."""
    if not throttling.count_asked(session, "alarm:sign-ins", throttling.ALARMS, now):
        return False
    details = {"failures": failures, "minutes": SPAN // timedelta(minutes=1)}
    audit.add(session, at=now, actor="portal", action="sign-in.alarm", details=details)
    facts = {"reason": alerts.SIGN_INS, "failures": failures}
    admins = staff.admins(session)
    for admin in admins:
        letters.queue(session, kind=OFFICE_ALERT, to_address=admin.email, at=now, facts=facts, staff_id=admin.id)
    if not admins:
        known = company.facts(session) or {}
        letters.queue(session, kind=OFFICE_ALERT, to_address=str(known.get("email", "")), at=now, facts=facts)
    return True
