"""The audit, paged, filtered and exported for the office."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db.queries import audit_log as queries
from db.queries import company
from db.queries.grid import Question
from db.queries.rows import Found
from db.scope import OfficeScope, Scope
from portal_ui.office_errors import MayNotChangeError
from portal_ui.service.grids import GridService
from portal_ui.views import GridWish
from portal_ui.views.audit import AuditRow


class AuditLog(GridService[AuditRow]):
    """Who did what to whom, when, from where; the newest first. Days are the company's."""

    FILTERS = tuple(queries.AUDIT.filters)
    SORTS = tuple(queries.AUDIT.sorts)
    USUAL_SORT = "-at"
    GRID = queries.AUDIT

    def _admit(self, scope: Scope) -> None:
        if not isinstance(scope, OfficeScope):
            raise MayNotChangeError

    def _question(self, session: Session, scope: Scope, wish: GridWish, today: date) -> Question:
        asked = super()._question(session, scope, replace(wish, location=""), today)
        zone = ZoneInfo((company.facts(session) or {}).get("time_zone", "UTC"))
        after = wish.until + timedelta(days=1) if wish.until else None
        since = datetime.combine(wish.since, time(), zone) if wish.since else None
        until = datetime.combine(after, time(), zone) - timedelta(microseconds=1) if after else None
        return replace(asked, since=since, until=until)

    def _row(self, found: Found, scope: Scope, today: date) -> AuditRow:
        return AuditRow(
            id=found.id,
            at=found.at,
            actor=found.actor_email or found.actor,
            acting_as=found.acting_email or found.acting_as,
            action=found.action,
            subject=found.subject_email or found.subject,
            customer_number=found.customer_number or "",
            customer_name=found.customer_name or "",
            details=found.details or {},
            address=found.address,
        )
