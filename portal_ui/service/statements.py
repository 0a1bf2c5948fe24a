"""Balance statements: what is open on a day or what moved it in a period, for the account or for one location."""

from datetime import date

from db.engine import Database
from db.scope import Scope
from portal_ui import periods
from portal_ui.errors import BadRequestError, MoneyNotShownError
from portal_ui.language import gettext as _
from portal_ui.periods import PeriodWish
from portal_ui.service import activities, open_items
from portal_ui.service.company import Company
from portal_ui.service.open_items import Day
from portal_ui.views import Activity, Statement

UNTIED = open_items.UNTIED  # in place of a location's number: what is tied to no location


class Statements:
    """What accounts owe, invoice by invoice. The screen, the PDF and the files all show what is computed here."""

    def __init__(self, database: Database, company: Company) -> None:
        self._db = database
        self._company = company

    async def statement(self, scope: Scope, *, location: str = "", as_of: date | None = None) -> Statement:
        """What is open as of a day, the company's today unless another is named: what was posted and applied by then.

        `location` is a location's number, `"-"` for what is tied to none, or empty for the whole account.

        Raises:
            MoneyNotShownError: a site contact asks.
            LocationNotFoundError: not a location of this account.
            BadRequestError: the day is still to come.
        """
        if not scope.sees_money:
            raise MoneyNotShownError
        today = await self._company.today()
        day = as_of or today
        if day > today:
            raise BadRequestError(_("That day is still to come. A statement can be made for today or for a day that has passed."))
        zone = (await self._company.view()).time_zone
        return await self._db.read(open_items.statement, scope, location, Day.of(day, zone, today), by_location=True)

    async def activity(self, scope: Scope, *, location: str = "", wish: PeriodWish | None = None) -> Activity:
        """What moved the balance in a period, thing by thing, from the balance before it to the one after.

        The period is that of the wish, without one from the first of last month to today. It begins and ends with what
        `statement` says is open on the day before it and on its last day. `location` is as for `statement`.

        Raises:
            MoneyNotShownError: a site contact asks.
            LocationNotFoundError: not a location of this account.
            BadRequestError: the period cannot be meant.
        """
        if not scope.sees_money:
            raise MoneyNotShownError
        today = await self._company.today()
        period = periods.period(wish or PeriodWish(), today)
        zone = (await self._company.view()).time_zone
        return await self._db.read(activities.activity, scope, location, period, zone, today)
