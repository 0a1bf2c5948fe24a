"""A payment as whoever made it is told: right after, later, and in every other tab of the account."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from db.queries import paying as queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.debits import expected_on
from portal_ui.payment_errors import DraftNotFoundError
from portal_ui.remaining import left_to_pay
from portal_ui.service.showing import paid_with
from portal_ui.views import Outcome, Part, PaymentMethod, PaymentState, PaymentStatus

_OUTCOMES = {
    PaymentState.CREATED: Outcome.CONFIRMING,
    PaymentState.SUBMITTING: Outcome.CONFIRMING,
    PaymentState.REQUIRES_ACTION: Outcome.NEEDS_YOU,
    PaymentState.PROCESSING: Outcome.ON_ITS_WAY,
    PaymentState.SUCCEEDED: Outcome.PAID,
    PaymentState.FAILED: Outcome.DECLINED,
    PaymentState.CANCELED: Outcome.CANCELED,
}


def by_request(session: Session, scope: Scope, person_id: int, request_id: UUID) -> tuple[str, PaymentStatus] | None:
    """The gateway's reference and the status of the payment begun under that id; `None` when none was.

    Raises:
        DraftNotFoundError: it is another account's.
    """
    found = queries.by_request(session, request_id)
    if found is None:
        return None
    if found.customer_id != scope.customer_id:
        raise DraftNotFoundError
    return found.gateway_reference or "", _told(found, parts_by_payment(session, [found.id])[found.id], person_id)


def with_action(told: PaymentStatus, action: str) -> PaymentStatus:
    """The same, with what the gateway's confirmation needs."""
    return replace(told, action=action)


def news(session: Session, scope: Scope, person_id: int) -> tuple[PaymentStatus, ...]:
    """The account's payments that are not settled, then that person's own whose end was not told yet; of each the newest first."""
    payments = [*queries.live(session, scope), *queries.untold(session, scope, person_id)]
    parts = parts_by_payment(session, [found.id for found in payments])
    return tuple(_told(found, parts[found.id], person_id) for found in payments)


def parts_by_payment(session: Session, payment_ids: Iterable[int]) -> Mapping[int, Sequence[Part]]:
    """What each of these payments is for, by due date."""
    found: dict[int, list[Part]] = defaultdict(list)
    for part in queries.parts(session, payment_ids):
        left = left_to_pay(part.balance_cents, part.held_cents)
        found[part.payment_id].append(Part(part.number, part.amount_cents, left, part.held_cents))
    return found


def _told(found: Found, parts: Sequence[Part], person_id: int) -> PaymentStatus:
    return PaymentStatus(
        request_id=found.request_id,
        number=found.number,
        outcome=_OUTCOMES[found.state],
        amount_cents=found.amount_cents,
        currency=found.currency,
        paid_with=paid_with(found),
        parts=tuple(parts),
        receipt_number=found.receipt_number or "",
        failure_code=found.failure_code,
        credit_cents=found.unapplied_cents,
        expires_at=found.expires_at if found.state is PaymentState.REQUIRES_ACTION else None,
        began_at=found.created_at if found.gateway else None,
        began_on=found.paid_on,
        by=found.by or "",
        is_mine=found.person_id == person_id,
        is_debit=found.method is PaymentMethod.BANK,
        expected_on=expected_on(found.paid_on) if _takes_days(found) else None,
    )


def _takes_days(found: Found) -> bool:
    return found.method is PaymentMethod.BANK and found.state is PaymentState.PROCESSING
