"""Credit memos: all of an account's, and all of one."""

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import credit_memos as queries
from db.queries import customers as customer_queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.errors import CreditMemoNotFoundError, MoneyNotShownError
from portal_ui.service.showing import bill_to
from portal_ui.views import AccountCredit, Applied, CreditRow, CreditView, LeftOver


class Credits:
    """What an account has in its favor, and where that came from."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of_account(self, scope: Scope) -> AccountCredit:
        """All credit memos, used or not, and what payments left over.

        Raises:
            MoneyNotShownError: a site contact asks.
        """
        if not scope.sees_money:
            raise MoneyNotShownError
        return await self._db.read(_all, scope)

    async def record(self, scope: Scope, number: str) -> CreditView:
        """All of one credit memo: why it was given, and to which invoices it went.

        Raises:
            CreditMemoNotFoundError: no such memo, or another account's.
            MoneyNotShownError: a site contact asks.
        """
        if not scope.sees_money:
            raise MoneyNotShownError
        if not number.isprintable():
            raise CreditMemoNotFoundError(number)
        return await self._db.read(_view, scope, number)


def _all(session: Session, scope: Scope) -> AccountCredit:
    left = (LeftOver(found.number, found.paid_on, found.unapplied_cents) for found in queries.left_over(session, scope))
    return AccountCredit(tuple(map(credit_row, queries.of_account(session, scope))), tuple(left))


def _view(session: Session, scope: Scope, number: str) -> CreditView:
    found = queries.record(session, scope, number)
    if found is None:
        raise CreditMemoNotFoundError(number)
    applied = tuple(
        Applied(part.number, part.applied_on, part.amount_cents, "", is_credit=True) for part in queries.invoices_of(session, found.id)
    )
    return CreditView(credit_row(found), applied, bill_to(customer_queries.facts(session, scope)))


def credit_row(found: Found) -> CreditRow:
    """A credit memo as lists show it."""
    return CreditRow(found.number, found.issued_on, found.reason, found.total_cents, found.remaining_cents)
