"""PO numbers as an account's orders and invoices bear them."""

from datetime import date

from sqlalchemy.orm import Session

from db.queries import grid, invoices, orders
from db.queries.grid import Question
from db.scope import Scope
from db.text import words_of


def spelled(session: Session, scope: Scope, words: tuple[str, ...], today: date) -> tuple[str, ...]:
    """How what the person may see spells the PO number that is just these words; nothing when it is no PO number there."""
    if not words:
        return ()
    grids = (orders.GRID, invoices.GRID) if scope.sees_money else (orders.GRID,)
    question = Question(status="all", sort="", today=today, words=words)
    found = {number for one in grids for number in grid.values_of(session, one, scope, question, "po_number")}
    return tuple(sorted(number for number in found if words_of(number) == words))
