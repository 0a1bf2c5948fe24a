"""The columns of each list in a file: headed as on the screen, so that a person finds them again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date
from enum import Enum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from portal_ui import audit_details, audit_wording, desk_wording
from portal_ui.language import gettext as _
from portal_ui.views import CreditRow, InvoiceRow, OrderRow, PaymentRow, RefundRow, RoutedServiceRow
from portal_ui.views.audit import AuditRow
from portal_ui.views.desk import DeskRow
from portal_ui.wording import (
    credit_state,
    invoice_state,
    order_service,
    order_status,
    payment_method,
    payment_state,
    rate_period,
    refund_state,
    service_status,
)

Row = TypeVar("Row")
Value = str | int | date | None


class Kind(Enum):
    """What a column holds: text, a day, or cents."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column, and what a row has in it."""

    title: str
    value: Callable[[Row], Value]
    kind: Kind = Kind.TEXT


def invoices() -> tuple[Column[InvoiceRow], ...]:
    """As the invoices' grid, with the purchase order."""
    return (
        Column(_("Invoice #"), lambda row: row.number),
        Column(_("Invoice Date"), lambda row: row.invoice_date, Kind.DAY),
        Column(_("Due Date"), lambda row: row.due_date, Kind.DAY),
        Column(_("Status"), lambda row: invoice_state(row.state, part_paid=row.part_paid, days_late=row.days_late).text),
        Column(_("Terms"), lambda row: row.terms),
        Column(_("Location Address"), lambda row: row.location),
        Column(_("PO #"), lambda row: row.po_number),
        Column(_("Invoice Total"), lambda row: row.total_cents, Kind.MONEY),
        Column(_("Invoice Balance"), lambda row: row.balance_cents, Kind.MONEY),
    )


def audit(zone: str, currency: str) -> tuple[Column[AuditRow], ...]:
    """As the audit's list, with the customer in columns of its own.

    Moments are ISO 8601, to the second: in UTC, which sorts as text, and as the company's clocks showed, with the offset.
    """
    there = ZoneInfo(zone)
    return (
        Column(_("When (UTC)"), lambda row: row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        Column(_("When"), lambda row: row.at.astimezone(there).isoformat(timespec="seconds")),
        Column(_("Who"), audit_wording.actor),
        Column(_("What"), lambda row: audit_wording.action(row.action)),
        Column(_("To whom"), lambda row: row.subject),
        Column(_("Customer #"), lambda row: row.customer_number),
        Column(_("Customer"), lambda row: row.customer_name),
        Column(_("Details"), lambda row: audit_details.details(row, currency)),
        Column(_("From where"), lambda row: row.address),
    )


def orders(*, shows_money: bool) -> tuple[Column[OrderRow], ...]:
    """As the orders' grid, with the purchase order; no amount for who may not see money."""
    amount = (Column[OrderRow](_("Order Amount"), lambda row: row.priced_cents, Kind.MONEY),) if shows_money else ()
    return (
        Column(_("Order #"), lambda row: row.number),
        Column(_("Service Date"), lambda row: row.service_on, Kind.DAY),
        Column(_("Service"), lambda row: order_service(row.line, row.type)),
        Column(_("Status"), lambda row: order_status(row.status).text),
        Column(_("Location Address"), lambda row: row.location),
        Column(_("Asset ID"), lambda row: row.asset_id),
        Column(_("Description"), lambda row: row.description),
        Column(_("PO #"), lambda row: row.po_number),
        *amount,
    )


def payments() -> tuple[Column[PaymentRow], ...]:
    """As the payments' grid, with what was given back, what a bank took, and what is left of it: of one not paid, nothing."""
    return (
        Column(_("Payment #"), lambda row: row.number),
        Column(_("Payment Date"), lambda row: row.paid_on, Kind.DAY),
        Column(_("Status"), lambda row: payment_state(row).text),
        Column(_("Payment Method"), lambda row: payment_method(row.method, row.brand, row.last4)),
        Column(_("Reference #"), lambda row: row.reference or row.number),
        Column(_("Payment Amount"), lambda row: row.amount_cents, Kind.MONEY),
        Column(_("Refunded"), lambda row: row.refunded_cents, Kind.MONEY),
        Column(_("Taken Back"), lambda row: row.taken_back_cents, Kind.MONEY),
        Column(_("Left of It"), lambda row: row.kept_cents, Kind.MONEY),
    )


def refunds() -> tuple[Column[RefundRow], ...]:
    """As a payment's refunds, with the payment."""
    return (
        Column(_("Refund #"), lambda row: row.number),
        Column(_("Refund Date"), lambda row: row.on, Kind.DAY),
        Column(_("Status"), lambda row: refund_state(row.state).text),
        Column(_("Payment #"), lambda row: row.payment),
        Column(_("Refund Amount"), lambda row: row.amount_cents, Kind.MONEY),
        Column(_("Reason"), lambda row: row.reason),
    )


def credit_memos() -> tuple[Column[CreditRow], ...]:
    """As the account's list of credit memos."""
    return (
        Column(_("Credit Memo #"), lambda row: row.number),
        Column(_("Issued on"), lambda row: row.issued_on, Kind.DAY),
        Column(_("Status"), lambda row: credit_state(row).text),
        Column(_("Credit Amount"), lambda row: row.total_cents, Kind.MONEY),
        Column(_("Left to Use"), lambda row: row.remaining_cents, Kind.MONEY),
        Column(_("Reason"), lambda row: row.reason),
    )


def desk() -> tuple[Column[DeskRow], ...]:
    """As the money desk's list, with the customer in columns of its own."""
    return (
        Column(_("Payment #"), lambda row: row.payment.number),
        Column(_("Payment Date"), lambda row: row.payment.paid_on, Kind.DAY),
        Column(_("Customer #"), lambda row: row.customer_number),
        Column(_("Customer"), lambda row: row.customer_name),
        Column(_("Status"), lambda row: desk_wording.row_state(row).text),
        Column(_("Payment Method"), desk_wording.method),
        Column(_("Receipt #"), lambda row: row.receipt_number),
        Column(_("Source"), desk_wording.source),
        Column(_("Payment Amount"), lambda row: row.payment.amount_cents, Kind.MONEY),
        Column(_("Refunded"), lambda row: row.payment.refunded_cents, Kind.MONEY),
        Column(_("Kept as credit"), lambda row: row.unapplied_cents, Kind.MONEY),
    )


def routed_services(*, shows_money: bool) -> tuple[Column[RoutedServiceRow], ...]:
    """As the services' grid; no rate for who may not see money."""
    rate: tuple[Column[RoutedServiceRow], ...] = (
        Column(_("Rate"), lambda row: row.rate_cents, Kind.MONEY),
        Column(_("Rate Period"), lambda row: rate_period(row.rate_period)),
    )
    return (
        Column(_("Service"), lambda row: row.service),
        Column(_("Container"), lambda row: row.container),
        Column(_("Material"), lambda row: row.material),
        Column(_("Frequency"), lambda row: row.frequency),
        Column(_("Days"), lambda row: row.days),
        Column(_("Location Address"), lambda row: row.location),
        Column(_("Status"), lambda row: service_status(row.status).text),
        Column(_("Next Service"), lambda row: row.next_service_on, Kind.DAY),
        *(rate if shows_money else ()),
    )
