"""What must be true when all is quiet: each line that comes back says what is not."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import LIVE_STATES, Invoice, Letter, Payment, PaymentState
from portal_ui.doctor import examine
from portal_ui.views import Outcome
from tests.crashes.ledger import Ledger, Taken, doubled
from tests.crashes.people import Memory
from tests.crashes.scene import Account

_NOTHING_CHARGED = {Outcome.DECLINED, Outcome.CANCELED}


def findings(database: Database, accounts: Iterable[Account], ledger: Ledger, memory: Memory) -> list[str]:
    """What a scenario left that is wrong, in words."""
    taken = ledger.taken()
    payments = database.read_now(_payments)
    letters = database.read_now(_receipts)
    here = {account.visits[0].scope.customer_id for account in accounts}
    return [
        *_charges(taken, [payment for payment in payments if payment.customer_id in here]),
        *_stuck(payments),
        *_papers(payments, letters),
        *database.read_now(_invoices),
        *_told(taken, memory),
        *memory.faults,
    ]


def diagnosis(database: Database) -> list[str]:
    """What the operator's own check finds in what several scenarios left."""
    return [f"doctor: {line.words}: {'; '.join(line.wrong)}" for line in examine(database) if not line.is_green]


def _payments(session: Session) -> list[Payment]:
    return list(session.scalars(select(Payment).where(Payment.gateway != "").order_by(Payment.id)))


def _receipts(session: Session) -> list[str]:
    kinds = select(Letter.facts).where(Letter.kind == "payment-receipt")
    return [facts["payment"] for facts in session.scalars(kinds) if facts is not None]


def _invoices(session: Session) -> list[str]:
    wrong = []
    for invoice in session.scalars(select(Invoice)):
        if invoice.held_cents:
            wrong.append(f"leaked: {invoice.held_cents} cents of {invoice.number} are still set aside")
        if invoice.paid_cents + invoice.credited_cents > invoice.total_cents:
            wrong.append(f"overpaid: {invoice.number}")
    return wrong


def _charges(taken: list[Taken], payments: list[Payment]) -> Iterator[str]:
    done = [payment for payment in payments if payment.state is PaymentState.SUCCEEDED]
    recorded = {Taken(str(payment.request_id), payment.amount_cents, payment.gateway_charge or "") for payment in done}
    yield from (f"lost: the gateway took {charge}, and no payment says so" for charge in sorted(set(taken) - recorded))
    yield from (f"invented: {charge} is recorded, and the gateway took nothing" for charge in sorted(recorded - set(taken)))
    yield from (f"double: charged twice for {request}" for request in doubled(charge.request for charge in taken))


def _stuck(payments: list[Payment]) -> Iterator[str]:
    yield from (f"stuck: {payment.number} is {payment.state.value}" for payment in payments if payment.state in LIVE_STATES)


def _papers(payments: list[Payment], letters: list[str]) -> Iterator[str]:
    receipts = sorted(payment.receipt_number for payment in payments if payment.receipt_number)
    if receipts != [f"DEMO-R-{index:06d}" for index in range(1, len(receipts) + 1)]:
        yield f"receipts: {', '.join(receipts)}"
    done = sorted(payment.number for payment in payments if payment.state is PaymentState.SUCCEEDED)
    if sorted(letters) != done:
        yield f"letters: {sorted(letters)} for the payments {done}"


def _told(taken: list[Taken], memory: Memory) -> Iterator[str]:
    charged = {UUID(charge.request) for charge in taken}
    for request_id, told in memory.told.items():
        outcomes = [status.outcome for status in told]
        if request_id in charged and _NOTHING_CHARGED & set(outcomes):
            yield f"told that nothing was charged, and it was: {request_id}"
        if request_id not in charged and Outcome.PAID in outcomes:
            yield f"told that it was paid, and nothing was charged: {request_id}"
        if Outcome.PAID in outcomes and set(outcomes[outcomes.index(Outcome.PAID) :]) != {Outcome.PAID}:
            yield f"no longer paid after it was: {request_id} {[outcome.value for outcome in outcomes]}"
