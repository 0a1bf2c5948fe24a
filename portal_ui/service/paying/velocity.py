"""Limits against card testing: after several declined cards an account tries no further ones for a while.

Who has stolen numbers tries them out where small amounts are paid; the bank's answer is what they want. So the answers are limited, per
account, whoever of it tries. Bank accounts and what the portal charges by itself are neither counted nor refused.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import audit, declines
from db.scope import Scope
from portal_ui import throttling
from portal_ui.dates import moment as moment_in_words
from portal_ui.declines import OTHER_FAILURES
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.mail.letters import alerts
from portal_ui.service import alarm
from portal_ui.service.paying.moments import Moment
from portal_ui.views import CompanyView, Outcome, PaymentStatus, SetupOutcome, SetupStatus, Visit

Status = TypeVar("Status", PaymentStatus, SetupStatus)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Declines:
    """How many declined cards an account may have within an hour, and within a day; with so many it waits."""

    hourly: int = 5
    daily: int = 10


USUAL = Declines()
FOR_A_DEMO = Declines(hourly=10_000, daily=10_000)  # whoever looks at one tries every outcome a card can have; its cards are nobody's


@dataclass(frozen=True, slots=True)
class Guard:
    """The limits, and what the sentence about them needs to know of the company."""

    allowed: Declines = USUAL
    zone: str = "UTC"
    phone: str = ""
    takes_debits: bool = False


UNKNOWN_COMPANY = Guard()


class TooManyDeclinesError(PortalError):
    """So many cards of the account were declined that no further one is tried for now."""

    status = 429

    def __init__(self, goes_on_at: datetime, guard: Guard, *, is_payment: bool) -> None:
        words = {"time": moment_in_words(goes_on_at, guard.zone), "phone": guard.phone}
        self.goes_on_at = goes_on_at
        said = [
            _("Several cards were declined for this account, so no card can be used here before %(time)s."),
            _unharmed(is_payment=is_payment),
        ]
        if is_payment and guard.takes_debits:
            said.append(
                _("You can pay from a bank account instead, or call us: %(phone)s.")
                if guard.phone
                else _("You can pay from a bank account instead, or call the office.")
            )
        else:
            said.append(_("If it cannot wait, call us: %(phone)s.") if guard.phone else _("If it cannot wait, please call the office."))
        super().__init__(" ".join(said) % words)


class Watch:
    """Looks at how tries with cards end, and tells the office of accounts that have reached a limit."""

    def __init__(self, database: Database, allowed: Declines, moment: Callable[[], Awaitable[Moment]]) -> None:
        self._db = database
        self._allowed = allowed
        self._moment = moment

    def guard(self, company: CompanyView, *, takes_debits: bool = False) -> Guard:
        """The limits as this company's customers read of them."""
        return Guard(self._allowed, company.time_zone, company.phone, takes_debits)

    async def over(self, visit: Visit, trying: Awaitable[Status]) -> Status:
        """Wait for a try, and return or raise as it does; after a decline or a refusal the office may have to be told.

        What was settled without anybody waiting is told of at the account's next try.
        """
        try:
            told = await trying
        except TooManyDeclinesError:
            await self._tell_office(visit)
            raise
        if told.outcome in (Outcome.DECLINED, SetupOutcome.DECLINED):
            await self._tell_office(visit)
        return told

    async def _tell_office(self, visit: Visit) -> None:
        await self._db.write(tell_office, visit.scope, visit.account.number, self._allowed, await self._moment())


def check(session: Session, scope: Scope, guard: Guard, moment: Moment, *, is_payment: bool) -> None:
    """Refuse a try with a card while too many were declined.

    Raises:
        TooManyDeclinesError: it is too early for another one.
    """
    goes_on_at = _goes_on_at(_declined(session, scope, moment), guard.allowed, moment.now)
    if goes_on_at is not None:
        raise TooManyDeclinesError(goes_on_at, guard, is_payment=is_payment)


def tell_office(session: Session, scope: Scope, number: str, allowed: Declines, moment: Moment) -> None:
    """Write to the office when the account has reached a limit: once per account and hour, however often this is asked."""
    declined = _declined(session, scope, moment)
    if _goes_on_at(declined, allowed, moment.now) is None:
        return
    if not throttling.count_asked(session, f"alarm:declines:{scope.customer_id}", throttling.ALARMS, moment.now):
        return
    within_hour = sum(at > moment.now - _HOUR for at in declined)
    hours, count = (1, within_hour) if within_hour >= allowed.hourly else (24, len(declined))
    audit.add(
        session,
        at=moment.now,
        actor="portal",
        action="card.limit",
        subject=f"customer:{number}",
        customer_id=scope.customer_id,
        details={"declines": count, "hours": hours},
    )
    facts = {"reason": alerts.DECLINES, "customer": number, "failures": count, "hours": hours}
    alarm.tell(session, facts, moment.now, scope.customer_id)


def _declined(session: Session, scope: Scope, moment: Moment) -> list[datetime]:
    """When cards of the account were tried that were declined, within a day; the newest first."""
    failed = declines.failed(session, scope, moment.today - 2 * _DAY, moment.now - _DAY)  # two: a day is not always 24 hours long
    return sorted((at for at, code in failed if code not in OTHER_FAILURES), reverse=True)


def _goes_on_at(declined: list[datetime], allowed: Declines, now: datetime) -> datetime | None:
    """When another card may be tried, on the whole minute; `None` when it may now."""
    spans = ((_HOUR, allowed.hourly), (_DAY, allowed.daily))
    waits = [declined[most - 1] + span for span, most in spans if len(declined) >= most and declined[most - 1] > now - span]
    if not waits:
        return None
    until = max(waits).astimezone(UTC)
    return until if until == until.replace(second=0, microsecond=0) else until.replace(second=0, microsecond=0) + _MINUTE


def _unharmed(*, is_payment: bool) -> str:
    return _("Nothing was charged.") if is_payment else _("Nothing was charged, and no card was put on file.")
