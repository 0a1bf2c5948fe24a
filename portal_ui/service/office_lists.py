"""The office's lists of customers and of their people, paged, sorted and filtered by the database."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AccessRole, LetterState
from db.queries import access_lists as queries
from db.queries.access_lists import Stage
from db.queries.grid import Question
from db.queries.rows import Found
from db.scope import OfficeScope, Scope
from portal_ui.dates import Clock
from portal_ui.office_errors import MayNotChangeError
from portal_ui.service.company import Company
from portal_ui.service.grids import GridService
from portal_ui.service.ways import CREATE_PASSWORD
from portal_ui.views import GridWish
from portal_ui.views.access import CustomerRow, LetterNews, PersonRow

Row = TypeVar("Row")


class OfficeList(GridService[Row]):
    """A list of the office: over all accounts, and as of this moment, since whether someone must wait changes by the minute."""

    def __init__(self, database: Database, company: Company, clock: Clock) -> None:
        super().__init__(database, company)
        self._clock = clock

    def _admit(self, scope: Scope) -> None:
        if not isinstance(scope, OfficeScope):
            raise MayNotChangeError

    def _question(self, session: Session, scope: Scope, wish: GridWish, today: date) -> Question:
        asked = super()._question(session, scope, replace(wish, since=None, until=None, location=""), today)
        return replace(asked, now=self._clock())


class CustomerList(OfficeList[CustomerRow]):
    """All customers, each with how far its people are."""

    FILTERS = tuple(queries.CUSTOMERS.filters)
    SORTS = tuple(queries.CUSTOMERS.sorts)
    USUAL_SORT = "name"
    GRID = queries.CUSTOMERS

    def _row(self, found: Found, scope: Scope, today: date) -> CustomerRow:
        return CustomerRow(
            number=found.number,
            name=found.name,
            kind=found.kind,
            email=found.email,
            phone=found.phone,
            address=", ".join(filter(None, (found.address_line, found.city))),
            login=found.login or "",
            stage=Stage(found.stage),
        )


class PeopleList(OfficeList[PersonRow]):
    """Everyone who has a way into an account, by customer."""

    FILTERS = tuple(queries.PEOPLE.filters)
    SORTS = tuple(queries.PEOPLE.sorts)
    USUAL_SORT = "customer"
    GRID = queries.PEOPLE

    def _row(self, found: Found, scope: Scope, today: date) -> PersonRow:
        return PersonRow(
            access_id=found.id,
            number=found.number,
            customer=found.name,
            city=found.city,
            email=found.email,
            name=found.person_name,
            role=AccessRole(found.role),
            stage=Stage(found.stage),
            letter=letter_news(found),
            paper_until=found.paper_until,
        )


def letter_news(found: Found) -> LetterNews | None:
    """The last letter that asked someone into the account, as `db.queries.access_lists` finds it."""
    if found.letter_state is None:
        return None
    state = LetterState(found.letter_state)
    with_link = state is LetterState.SENT and found.letter_kind == CREATE_PASSWORD and not found.has_password
    return LetterNews(state, found.letter_at, found.letter_answer or "", has_run_out=with_link and not found.has_link)
