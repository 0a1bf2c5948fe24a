"""What a card's form that was sent as JSON is answered: how it went, and where to go on."""

from uuid import uuid4

from fastapi.responses import JSONResponse

from pages.card.sealing import seal
from portal_ui import declines
from portal_ui.gateways import CardForm, StripeForm
from portal_ui.views import Outcome, PaymentStatus, SetupOutcome, SetupStatus, Visit

_NOT_KEPT = {"Cache-Control": "no-store"}


def of_payment(status: PaymentStatus, form: CardForm) -> JSONResponse:
    """How a payment stands; after a decline with the address that gives another try a request of its own."""
    page = f"/pay/{status.request_id}"
    told = {"outcome": status.outcome.value, "page": page}
    if status.outcome is Outcome.DECLINED:
        told |= {
            "reason": declines.reason(status.failure_code, is_debit=status.is_debit),
            "again": f"{page}/again" if status.is_mine else "",
        }
    return _answer(told, status.action if status.outcome is Outcome.NEEDS_YOU and not status.is_debit else "", form)


def of_setup(visit: Visit, status: SetupStatus, form: CardForm) -> JSONResponse:
    """How putting a card on file stands; after a decline with a new request id for another try."""
    page = f"/account/cards/new/{status.request_id}"
    told = {"outcome": status.outcome.value, "page": page}
    if status.outcome is SetupOutcome.DECLINED:
        fresh = uuid4()
        told |= {"reason": declines.reason(status.failure_code), "request": str(fresh), "seal": seal(visit, fresh)}
    return _answer(told, status.action if status.outcome is SetupOutcome.NEEDS_YOU else "", form)


def of_try(page: str, cents: int, seal_: str) -> JSONResponse:
    """Where another try goes, how much it would charge, and the seal it brings."""
    return JSONResponse({"page": page, "cents": cents, "seal": seal_}, headers=_NOT_KEPT)


def _answer(told: dict[str, str], action: str, form: CardForm) -> JSONResponse:
    """With what the browser needs to have the bank's question shown; only a script of the gateway's can use it."""
    return JSONResponse(told | ({"secret": action} if isinstance(form, StripeForm) and action else {}), headers=_NOT_KEPT)
