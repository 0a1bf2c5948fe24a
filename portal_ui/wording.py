"""The words of the trade: how a status, a method or a type reads, and in which tone."""

from dataclasses import dataclass

from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.views import (
    CreditRow,
    CustomerKind,
    DisputeState,
    InvoiceState,
    OrderStatus,
    OrderType,
    PaymentMethod,
    PaymentRow,
    PaymentState,
    RatePeriod,
    RefundState,
    RoutedServiceStatus,
    ServiceLine,
    StaffRole,
)

N_ = str  # marks a text for translation where it is kept; it is translated where it is said


def NP_(_about: str, message: str) -> str:  # noqa: N802
    """The same for a word that changes with what it is said of."""
    return message


@dataclass(frozen=True, slots=True)
class Word:
    """A status as people read it: never by its colour alone, so it has a sign too."""

    text: str
    tone: str  # ok, bad, warn, info or gray
    sign: str  # check, alert, clock, circle, half, minus, dots, back, cross or pause


_INVOICE = {
    InvoiceState.PENDING: Word(NP_("invoice", "Pending, not a bill"), "gray", "dots"),
    InvoiceState.OPEN: Word(NP_("invoice", "Open"), "info", "circle"),
    InvoiceState.PART_PAID: Word(NP_("invoice", "Part paid"), "info", "half"),
    InvoiceState.DUE_TODAY: Word(NP_("invoice", "Due today"), "warn", "clock"),
    InvoiceState.OVERDUE: Word(NP_("invoice", "Overdue"), "bad", "alert"),
    InvoiceState.PAID: Word(NP_("invoice", "Paid"), "ok", "check"),
    InvoiceState.CREDITED: Word(NP_("invoice", "Credited"), "ok", "back"),
    InvoiceState.VOID: Word(NP_("invoice", "Void"), "gray", "minus"),
}
_ORDER = {
    OrderStatus.SCHEDULED: Word(NP_("order", "Scheduled"), "info", "clock"),
    OrderStatus.IN_PROGRESS: Word(NP_("order", "In progress"), "warn", "dots"),
    OrderStatus.COMPLETED: Word(NP_("order", "Completed"), "ok", "check"),
    OrderStatus.UNABLE: Word(NP_("order", "Unable to complete"), "bad", "alert"),
    OrderStatus.CANCELLED: Word(NP_("order", "Cancelled"), "gray", "minus"),
}
_CONFIRMING = Word(NP_("payment", "Confirming"), "warn", "dots")
_PAYMENT = {
    PaymentState.CREATED: _CONFIRMING,
    PaymentState.SUBMITTING: _CONFIRMING,
    PaymentState.REQUIRES_ACTION: Word(NP_("payment", "Waiting for your bank"), "warn", "clock"),
    PaymentState.PROCESSING: Word(NP_("payment", "Processing"), "info", "dots"),
    PaymentState.SUCCEEDED: Word(NP_("payment", "Paid"), "ok", "check"),
    PaymentState.FAILED: Word(NP_("payment", "Failed"), "bad", "cross"),
    PaymentState.CANCELED: Word(NP_("payment", "Canceled"), "gray", "minus"),
}
_REFUND = {
    RefundState.REQUESTED: Word(NP_("refund", "On its way"), "info", "dots"),
    RefundState.SUBMITTING: Word(NP_("refund", "On its way"), "info", "dots"),
    RefundState.PENDING: Word(NP_("refund", "On its way"), "info", "dots"),
    RefundState.SUCCEEDED: Word(NP_("refund", "Refunded"), "ok", "back"),
    RefundState.FAILED: Word(NP_("refund", "Failed"), "bad", "cross"),
    RefundState.CANCELED: Word(NP_("refund", "Canceled"), "gray", "minus"),
}
_DISPUTE = {
    DisputeState.OPEN: Word(NP_("dispute", "Under review"), "warn", "clock"),
    DisputeState.WON: Word(NP_("dispute", "Settled, payment kept"), "ok", "check"),
    DisputeState.LOST: Word(NP_("dispute", "Returned to the cardholder"), "gray", "back"),
}
_SERVICE = {
    RoutedServiceStatus.ACTIVE: Word(NP_("service", "Active"), "ok", "check"),
    RoutedServiceStatus.ON_HOLD: Word(NP_("service", "On hold"), "warn", "pause"),
    RoutedServiceStatus.ENDED: Word(NP_("service", "Ended"), "gray", "minus"),
}
_LINES = {ServiceLine.DUMPSTER: N_("Dumpster"), ServiceLine.LIVE_LOAD: N_("Live load"), ServiceLine.MINIS: N_("Minis")}
_TYPES = {
    OrderType.DELIVERY: N_("Delivery"),
    OrderType.EXCHANGE: N_("Exchange"),
    OrderType.DUMP_AND_RETURN: N_("Dump & return"),
    OrderType.REMOVAL: N_("Removal"),
    OrderType.RELOCATE: N_("Relocate"),
    OrderType.LIVE_LOAD: N_("Live load"),
}
_METHODS = {
    PaymentMethod.CARD: N_("Card"),
    PaymentMethod.BANK: N_("Bank account"),
    PaymentMethod.CHECK: N_("Check"),
    PaymentMethod.CASH: N_("Cash"),
    PaymentMethod.OTHER: N_("Other"),
}
_PERIODS = {
    RatePeriod.PICKUP: N_("a pickup"),
    RatePeriod.MONTH: N_("a month"),
    RatePeriod.TWO_MONTHS: N_("every two months"),
    RatePeriod.QUARTER: N_("a quarter"),
}
_KINDS = {
    CustomerKind.ROLL_OFF: N_("Roll-off"),
    CustomerKind.COMMERCIAL: N_("Commercial"),
    CustomerKind.RESIDENTIAL: N_("Residential"),
}
_STAFF_ROLES = {
    StaffRole.ADMIN: N_("Administrator"),
    StaffRole.OFFICE: N_("Office"),
    StaffRole.READ_ONLY: N_("Read only"),
}


def invoice_state(state: InvoiceState, *, part_paid: bool = False, days_late: int = 0) -> Word:
    """How an invoice stands. What is part paid and late says that it is part paid, in the tone of what is late."""
    if part_paid and days_late > 0:
        return Word(pgettext("invoice", "Part paid"), "bad", "alert")
    return _said(_INVOICE[state], "invoice")


def order_status(status: OrderStatus) -> Word:
    """How far a job is."""
    return _said(_ORDER[status], "order")


def payment_state(row: PaymentRow) -> Word:
    """How a payment stands, with what came back of it."""
    if row.is_void:
        return Word(pgettext("payment", "Void"), "gray", "minus")
    if row.is_lost:
        is_bank = row.method is PaymentMethod.BANK
        return Word(pgettext("payment", "Returned") if is_bank else pgettext("payment", "Charged back"), "bad", "back")
    if row.is_disputed:
        return Word(pgettext("payment", "Disputed"), "warn", "alert")
    if row.state is PaymentState.REQUIRES_ACTION and row.method is PaymentMethod.BANK:
        return Word(pgettext("payment", "Account to confirm"), "warn", "clock")
    if row.state is PaymentState.SUCCEEDED and row.refunded_cents > 0:
        whole = row.refunded_cents >= row.amount_cents
        return Word(pgettext("payment", "Refunded") if whole else pgettext("payment", "Part refunded"), "gray", "back")
    return _said(_PAYMENT[row.state], "payment")


def refund_state(state: RefundState) -> Word:
    """How far a refund is."""
    return _said(_REFUND[state], "refund")


def credit_state(row: CreditRow) -> Word:
    """What became of a credit memo."""
    if not row.remaining_cents:
        return Word(pgettext("credit", "Used"), "gray", "check")
    return Word(
        pgettext("credit", "Partly used") if row.remaining_cents < row.total_cents else pgettext("credit", "Available"), "ok", "check"
    )


def dispute_state(state: DisputeState) -> Word:
    """How a chargeback stands, as the payer sees it."""
    return _said(_DISPUTE[state], "dispute")


def service_status(status: RoutedServiceStatus) -> Word:
    """Whether the truck comes."""
    return _said(_SERVICE[status], "service")


def service_line(line: ServiceLine) -> str:
    """`Dumpster`."""
    return _(_LINES[line])


def order_service(line: ServiceLine, order_type: OrderType) -> str:
    """`Dumpster · Dump & return`; a live load is only that."""
    kind = _(_TYPES[order_type])
    said = _(_LINES[line])
    return said if kind == said else f"{said} · {kind}"


def payment_method(method: PaymentMethod, brand: str = "", last4: str = "") -> str:
    """`Visa ending 4242`, or `Check`."""
    name = brand or _(_METHODS[method])
    return _("%(name)s ending %(last4)s") % {"name": name, "last4": last4} if last4 else name


def paid_with(method: PaymentMethod, brand: str, last4: str, reference: str) -> str:
    """`Visa ending 4242`, `Check 1088`, `Cash`: how a payment was made, wherever people read it."""
    is_numbered = method is PaymentMethod.CHECK and reference
    return _("Check %(number)s") % {"number": reference} if is_numbered else payment_method(method, brand, last4)


def expires_in(days: int) -> str:
    """`Expires in 12 days`: a card's last days."""
    return ngettext("Expires in %(count)d day", "Expires in %(count)d days", days) % {"count": days} if days > 0 else _("Expires today")


def rate_period(period: RatePeriod) -> str:
    """`a month`: what a rate is for."""
    return _(_PERIODS[period])


def customer_kind(kind: CustomerKind) -> str:
    """`Roll-off`."""
    return _(_KINDS[kind])


def staff_role(role: StaffRole) -> str:
    """`Administrator`."""
    return _(_STAFF_ROLES[role])


def _said(word: Word, about: str) -> Word:
    return Word(pgettext(about, word.text), word.tone, word.sign)
