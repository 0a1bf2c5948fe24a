"""What moved the account's credit and no invoice: a payment of which all was left, and what came back of what was left."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from db.queries import activity as queries
from db.queries import returned
from db.queries.activity import Within
from db.scope import Scope
from portal_ui.service.stories import Step, of_return
from portal_ui.views import Moved


def steps(session: Session, scope: Scope, within: Within, today: date) -> Iterator[Step]:
    """A step of no cents for each payment of the period that went to no invoice, and for all that came back of any payment in it."""
    for paid in queries.left_over(session, scope, within):
        yield Step(min(paid.paid_on, today), Moved.PAYMENT, paid.number, paid.number, paid.amount_cents, 0, {})
    for one in returned.between(session, scope, within.since, within.until):
        yield of_return(one, min(one.on_day, today))
