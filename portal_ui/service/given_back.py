"""Refunds and credit memos as lists, for packs: whoever looks at one finds it at its payment, or among the account's credit."""

from datetime import date

from db.queries import credit_memos, payments
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.errors import MoneyNotShownError
from portal_ui.service.credits import credit_row
from portal_ui.service.grids import GridService, Row
from portal_ui.views import CreditRow, RefundRow


class _OfMoney(GridService[Row]):
    FILTERS = ("all",)
    SORTS = ("date",)
    USUAL_SORT = "-date"

    def _admit(self, scope: Scope) -> None:
        if not scope.sees_money:
            raise MoneyNotShownError


class Refunds(_OfMoney[RefundRow]):
    """What was given back, or is to be, of an account's payments. Searched and narrowed as its payment is."""

    GRID = payments.REFUNDS

    def _row(self, found: Found, scope: Scope, today: date) -> RefundRow:
        return RefundRow(*found)


class CreditMemos(_OfMoney[CreditRow]):
    """An account's credit memos: at the locations of the invoices they went to, found by number and reason."""

    GRID = credit_memos.GRID

    def _row(self, found: Found, scope: Scope, today: date) -> CreditRow:
        return credit_row(found)
