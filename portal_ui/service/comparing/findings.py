"""The gateway's list against the ledger, both ways: plain rows go in, what differs comes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.models import DifferenceKind, DisputeState, PaymentState, RefundState
from db.queries.differences import Finding
from portal_ui.gateways import DisputeReport, DisputeStanding, Listing, RefundReport, Report, Standing

_NO_MONEY = ("failed", "canceled")
_COUNTING = (PaymentState.REQUIRES_ACTION, PaymentState.PROCESSING, PaymentState.SUCCEEDED)
_ON_ITS_WAY = (Standing.REQUIRES_ACTION, Standing.PROCESSING)  # of a refund
_Back = RefundReport | DisputeReport


@dataclass(frozen=True, slots=True)
class OurPayment:
    """A payment as the ledger has it."""

    payment_id: int
    number: str
    request: str  # our request id
    reference: str  # the gateway's; empty while there is none
    state: PaymentState
    cents: int
    currency: str
    customer: str  # the gateway's reference of the account that was asked to pay
    moved_at: datetime  # when it was taken to the gateway, or settled
    has_failed_late: bool = False  # it failed after it had succeeded, which is a row of its own


@dataclass(frozen=True, slots=True)
class OurReturn:
    """A refund or a dispute as the ledger has it."""

    payment_id: int
    name: str  # the refund's number; of a dispute the gateway's reference
    key: str  # of a refund, as the gateway remembers it
    reference: str
    state: RefundState | DisputeState
    cents: int
    currency: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the portal has: of the days that are compared, and whatever older the gateway names."""

    payments: tuple[OurPayment, ...] = ()
    refunds: tuple[OurReturn, ...] = ()
    disputes: tuple[OurReturn, ...] = ()


def compare(gateway: str, listing: Listing, ledger: Ledger, since: datetime, settled_before: datetime) -> tuple[Finding, ...]:
    """What is on one side only, and what differs in amount, currency, state or account.

    Of ours, those before `since` need not be listed any more, and those that moved after `settled_before` may be on their way.
    """
    return (
        *_payments(gateway, listing.payments, ledger.payments, since, settled_before),
        *_returns(gateway, listing.refunds, ledger.refunds, since, settled_before),
        *_returns(gateway, listing.disputes, ledger.disputes, since, settled_before),
    )


def _payments(
    gateway: str, listed: Sequence[Report], ours: Sequence[OurPayment], since: datetime, settled_before: datetime
) -> Iterator[Finding]:
    by_reference = {one.reference: one for one in ours if one.reference}
    by_request = {one.request: one for one in ours}
    seen: set[int] = set()
    for report in listed:
        own = by_reference.get(report.reference)
        same = own or by_request.get(report.payment)
        if same is None or (same.reference and same is not own):
            if report.standing.value not in _NO_MONEY:
                yield _finding(gateway, DifferenceKind.PAYMENT_UNKNOWN, report.reference, theirs=report, ours=same, is_one_sided=True)
            continue
        seen.add(same.payment_id)
        if same.moved_at <= settled_before:
            yield from _of_payment(gateway, report, same)
    for one in ours:
        is_due = since <= one.moved_at <= settled_before and one.state in _COUNTING
        if is_due and one.payment_id not in seen:
            yield _finding(gateway, DifferenceKind.PAYMENT_MISSING, one.reference or one.number, ours=one)


def _of_payment(gateway: str, report: Report, one: OurPayment) -> Iterator[Finding]:
    if (report.amount_cents, report.currency) != (one.cents, one.currency):
        there = report.standing.value if report.currency == one.currency else f"{report.standing.value}, {report.currency}"
        yield _finding(gateway, DifferenceKind.PAYMENT_AMOUNT, report.reference, theirs=report, ours=one, there=there)
    if report.customer and one.customer and report.customer != one.customer:
        yield _finding(
            gateway, DifferenceKind.PAYMENT_STATE, report.reference, theirs=report, ours=one, here=one.customer, there=report.customer
        )
    elif not _agree(report, one):
        yield _finding(gateway, DifferenceKind.PAYMENT_STATE, report.reference, theirs=report, ours=one)


def _agree(report: Report, one: OurPayment) -> bool:
    here, there = one.state.value, report.standing.value
    return here == there or (here in _NO_MONEY and there in _NO_MONEY) or (one.has_failed_late and there in _NO_MONEY)


def _returns(
    gateway: str, listed: Sequence[_Back], ours: Sequence[OurReturn], since: datetime, settled_before: datetime
) -> Iterator[Finding]:
    by_reference = {one.reference: one for one in ours if one.reference}
    by_key = {one.key: one for one in ours if one.key}
    seen: set[str] = set()
    for report in listed:
        same = by_reference.get(report.reference) or by_key.get(getattr(report, "refund", ""))
        if same is None:
            if report.standing.value not in _NO_MONEY:
                yield _finding(gateway, DifferenceKind.RETURN_UNKNOWN, report.reference, theirs=report)
            continue
        seen.add(same.name)
        if same.moved_at > settled_before:
            continue
        if report.amount_cents != same.cents:
            yield _finding(gateway, DifferenceKind.RETURN_AMOUNT, report.reference, theirs=report, ours=same)
        here, there = same.state.value, _said(report)
        if here != there and not (here in _NO_MONEY and there in _NO_MONEY):
            yield _finding(gateway, DifferenceKind.RETURN_STATE, report.reference, theirs=report, ours=same)
    for one in ours:
        counts = one.state in (RefundState.PENDING, RefundState.SUCCEEDED) or isinstance(one.state, DisputeState)
        if counts and since <= one.moved_at <= settled_before and one.name not in seen:
            yield _finding(gateway, DifferenceKind.RETURN_MISSING, one.reference or one.name, ours=one)


def _finding(
    gateway: str,
    kind: DifferenceKind,
    reference: str,
    *,
    theirs: Report | RefundReport | DisputeReport | None = None,
    ours: OurPayment | OurReturn | None = None,
    here: str = "",
    there: str = "",
    is_one_sided: bool = False,
) -> Finding:
    """`is_one_sided`: ours is only who it is said to be of, not the same thing."""
    same = None if is_one_sided else ours
    currency = ours.currency if ours is not None else getattr(theirs, "currency", "")
    return Finding(
        kind=kind,
        gateway=gateway,
        reference=reference,
        currency=currency,
        payment_id=ours.payment_id if ours is not None else None,
        here_cents=same.cents if same is not None else None,
        there_cents=theirs.amount_cents if theirs is not None else None,
        here=here or (same.state.value if same is not None else ""),
        there=there or (_said(theirs) if theirs is not None else ""),
    )


def _said(report: Report | _Back) -> str:
    """How it stands there, as our own rows call it."""
    if isinstance(report, RefundReport) and report.standing in _ON_ITS_WAY:
        return RefundState.PENDING.value
    standing: Standing | DisputeStanding = report.standing
    return str(standing.value)
