"""What can be paid now: every open invoice of the account, and who is paying what of it already."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy.orm import Session

from db.queries import balances, cards
from db.queries import invoices as invoice_queries
from db.queries import paying as queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.service.paying.limits import Limits
from portal_ui.service.paying.moments import Moment
from portal_ui.service.showing import card_view, where
from portal_ui.views import Held, Offer, Payable


def offer(session: Session, scope: Scope, person_id: int, limits: Limits, moment: Moment, *, gateway: str) -> Offer:
    """Everything the payment dialog opens with, of one moment."""
    held: dict[int, list[Held]] = defaultdict(list)
    for part in queries.holders(session, scope):
        since = part.created_at if part.gateway else None
        held[part.invoice_id].append(Held(part.amount_cents, part.paid_on, since, part.by or "", part.person_id == person_id))
    return Offer(
        request_id=uuid4(),
        invoices=tuple(_payable(found, held[found.id], moment) for found in invoice_queries.open_ones(session, scope)),
        cards=tuple(card_view(card, moment.today) for card in cards.on_file(session, scope) if card.gateway == gateway),
        credit_cents=balances.credit(session, scope.customer_id),
        least_cents=limits.least_cents,
        most_cents=limits.most_cents,
        is_demo=gateway == "demo",
        takes_parts=limits.takes_parts,
        least_part_cents=limits.least_part_cents,
        takes_debits=limits.takes_debits,
    )


def _payable(found: Found, held: Sequence[Held], moment: Moment) -> Payable:
    unnamed = found.held_cents - sum(part.amount_cents for part in held)
    return Payable(
        number=found.number,
        due_date=found.due_date,
        days_late=max(0, (moment.today - found.due_date).days),
        is_due=found.due_date <= moment.today,
        location=where(found),
        balance_cents=found.balance_cents,
        held=(*held, Held(unnamed, moment.today, None, "", is_mine=False)) if unnamed > 0 else tuple(held),
    )
