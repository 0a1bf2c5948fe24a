"""Cards that are about to expire: whoever may pay with one is written to 30 and 7 days before, once each."""

from calendar import monthrange
from datetime import date, timedelta

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import audit, card_dates, daily, letters, people
from db.queries.rows import Found
from portal_ui.dates import Clock, local_day
from portal_ui.gateways import PaymentGateway
from portal_ui.mail.letters import CARD_EXPIRES
from portal_ui.service.company import Company
from portal_ui.service.paying.moments import Moment

EARLY_DAYS, LATE_DAYS = 30, 7
_NAME = "card-dates"
_TOLD = "card.expires"
_REMEMBERED = timedelta(days=90)
_LEASE = timedelta(0)  # it is one transaction


class CardDates:
    """The letters about cards of one gateway."""

    def __init__(self, database: Database, company: Company, gateway: PaymentGateway, clock: Clock) -> None:
        self._db = database
        self._company = company
        self._gateway = gateway
        self._clock = clock

    async def daily(self) -> None:
        """Write to whom it is due, unless that was done on this day of the company's."""
        now = self._clock()
        moment = Moment(now, local_day(now, (await self._company.view()).time_zone))
        await self._db.write(_write, self._gateway.name, moment)


def _write(session: Session, gateway: str, moment: Moment) -> None:
    if not people.is_portal_active(session) or not daily.begin(session, _NAME, moment.today, moment.now, _LEASE):
        return
    told = card_dates.told(session, _TOLD, moment.now - _REMEMBERED)
    for card in card_dates.expiring(session, gateway, moment.today, moment.today + timedelta(days=EARLY_DAYS)):
        last_day = date(card.exp_year, card.exp_month, monthrange(card.exp_year, card.exp_month)[1])
        left = (last_day - moment.today).days
        days = LATE_DAYS if left <= LATE_DAYS else EARLY_DAYS
        if left <= EARLY_DAYS and (f"card:{card.id}", last_day.isoformat(), days) not in told:
            _tell(session, card, last_day, days, moment)
    daily.end(session, _NAME, moment.today, moment.now, is_done=True)


def _tell(session: Session, card: Found, last_day: date, days: int, moment: Moment) -> None:
    """Whoever put it on file, where they may still pay with it; else everyone who may. Nobody: it is looked at again tomorrow."""
    payers = card_dates.payers(session, card.customer_id)
    keeper = [person for person in payers if person.id == card.person_id]
    for person in keeper or payers:
        facts = {"card": card.id, "days": days}
        letters.queue(
            session,
            kind=CARD_EXPIRES,
            to_address=person.email,
            at=moment.now,
            facts=facts,
            person_id=person.id,
            customer_id=card.customer_id,
        )
    if payers:
        details = {"expires": last_day.isoformat(), "ahead": days}
        subject = f"card:{card.id}"
        audit.add(session, at=moment.now, actor="portal", action=_TOLD, subject=subject, customer_id=card.customer_id, details=details)
