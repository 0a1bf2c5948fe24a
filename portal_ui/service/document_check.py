"""Whether a paper in someone's hand is one of ours: what stood on it when it was issued, told to whoever has its code."""

from datetime import datetime

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import DocumentKind
from db.queries import issuing
from db.queries.rows import Found
from portal_ui import codes, throttling
from portal_ui.dates import Clock, local_day
from portal_ui.errors import CodeNotKnownError, TooManyTriesError
from portal_ui.service.company import Company
from portal_ui.views import CheckedDocument, PrintedAmount


class DocumentCheck:
    """Open to strangers. A code that no document has counts against the network address it is asked from."""

    def __init__(self, database: Database, company: Company, clock: Clock) -> None:
        self._db = database
        self._company = company
        self._clock = clock

    async def look(self, typed: str, *, address: str) -> CheckedDocument:
        """What the document with this code says, however the code was typed.

        Raises:
            CodeNotKnownError: no document has it.
            TooManyTriesError: too many codes were guessed from this network address.
        """
        wait, found = await self._db.write(_look, codes.printed(typed), address, self._clock())
        if wait:
            raise TooManyTriesError(wait)
        if found is None:
            raise CodeNotKnownError
        zone = (await self._company.view()).time_zone
        return CheckedDocument(
            code=found.code,
            title=found.title,
            is_statement=found.kind is DocumentKind.STATEMENT,
            number=found.number,
            issuer=found.issuer,
            dated_on=found.dated_on,
            total=None if found.total_cents is None else PrintedAmount(found.total_label or "", found.total_cents),
            due=None if found.due_cents is None else PrintedAmount(found.due_label, found.due_cents),
            currency=found.currency,
            remit_to=tuple(found.remit_to.splitlines()),
            issued_on=local_day(found.issued_at, zone),
            replaced_on=None if found.replaced_at is None else local_day(found.replaced_at, zone),
        )


def _look(session: Session, code: str, address: str, now: datetime) -> tuple[int, Found | None]:
    """Seconds to wait, and what was found. While an address waits, nothing is looked up for it, known or not."""
    key = throttling.check_key(address)
    wait = throttling.count_address(session, key, now)
    found = None if wait else issuing.genuine(session, code)
    if found is not None:
        throttling.forgive_address(session, key)
    return wait, found
