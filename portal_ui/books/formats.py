"""The files of a company's books: which columns each has and how a cell of each is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from db.models import (
    CustomerKind,
    DisputeState,
    InvoiceStatus,
    LineKind,
    OrderStatus,
    OrderType,
    PaymentMethod,
    RatePeriod,
    RoutedServiceStatus,
    ServiceLine,
)
from db.text import natural_key, searchable
from portal_ui.books import texts
from portal_ui.books.amounts import amount, position, positive_amount, quantity, signed_amount, whole
from portal_ui.books.days import day

Row = Mapping[str, Any]
_A_DAY = "2000-01-01"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A `required` one must be there and filled in each row; another's empty cell means `usual`.

    Where a cell is wrong, `stand_in` takes its place while the rest of the books is checked; a row without one is left out.
    """

    name: str
    read: Callable[[str], object]
    required: bool = False
    usual: object = ""
    stand_in: object = None


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One file of the books. `added` gives staged columns that are no cells, made from the row's cells."""

    name: str  # without `.csv`
    columns: tuple[Column, ...]
    added: Mapping[str, Callable[[Row], object]] = field(default_factory=dict)


def _must(name: str, read: Callable[[str], object], stand_in: object = None) -> Column:
    return Column(name, read, required=True, stand_in=stand_in)


def _may(*names: str, read: Callable[[str], object] | None = None, usual: object = "") -> list[Column]:
    return [Column(name, read or texts.text(), usual=usual, stand_in=usual) for name in names]


def _refers(*names: str) -> list[Column]:
    return [_must(name, texts.number) for name in names]


def _key(row: Row) -> str:
    return natural_key(row["number"] or "")


def _customer_search(row: Row) -> str:
    return searchable(row["number"], row["name"], row["email"], row["phone"], row["address"], row["city"])[: texts.TEXT]


def _due(row: Row) -> object:
    return row["due_date"] or row["invoice_date"]


def _unique(_row: Row) -> str:
    return uuid4().hex


_ADDRESS = _may("city", "state", "postal_code")
_EMAIL = _may("email", read=texts.email)
_CHARGE = [
    _must("position", position),
    _must("description", texts.text(texts.LONG)),
    *_may("quantity", read=quantity, usual=1000),
    *_may("unit"),
    *_may("unit_price", read=signed_amount, usual=None),
    _must("amount", signed_amount),
]

_COMPANY = [
    _must("name", texts.text(), ""),
    *_may("address", "phone", "website"),
    *_may("support_hours", "remit_to", read=texts.text(lines=True)),
    *_ADDRESS,
    *_EMAIL,
    *_may("time_zone", read=texts.time_zone, usual="America/Chicago"),
    *_may("currency", read=texts.currency, usual="USD"),
    *_may("locale", read=texts.locale, usual="en_US"),
    *_may("paper", read=texts.choice(("letter", "a4")), usual="letter"),
    *_may("brand_color", read=texts.color, usual="#0f6b5c"),
]
_CUSTOMERS = [
    *_refers("number"),
    _must("name", texts.text(), ""),
    _must("kind", texts.choice(CustomerKind), "roll-off"),
    *_may("phone", "address"),
    *_ADDRESS,
    *_EMAIL,
    *_may("terms", usual="Due on receipt"),
]
_CONTACTS = [*_refers("customer"), _must("name", texts.text(), ""), *_may("title", "phone"), *_EMAIL]
_LOCATIONS = [
    *_refers("number", "customer"),
    *_may("name"),
    _must("address", texts.text(), ""),
    *_ADDRESS,
    *_may("active", read=texts.yes_or_no, usual=True),
]
_SERVICES = [
    *_refers("number", "customer", "location"),
    _must("service", texts.text(), ""),
    *_may("container", "material", "frequency", "days"),
    *_may("containers", read=whole, usual=1),
    *_may("status", read=texts.choice(RoutedServiceStatus), usual="active"),
    *_may("next_service_date", "start_date", read=day, usual=None),
    *_may("rate", read=amount, usual=0),
    *_may("rate_period", read=texts.choice(RatePeriod), usual="month"),
]
_ORDERS = [
    *_refers("number", "customer", "location"),
    _must("line", texts.choice(ServiceLine), "dumpster"),
    _must("type", texts.choice(OrderType), "delivery"),
    _must("status", texts.choice(OrderStatus), "scheduled"),
    _must("service_date", day, _A_DAY),
    *_may("asset_id", "size", "material", "po_number", "ticket_number"),
    *_may("description", read=texts.text(texts.LONG)),
    *_may("gross_lb", "tare_lb", "included_lb", read=whole, usual=None),
]
_INVOICES = [
    *_refers("number", "customer"),
    _must("status", texts.choice(InvoiceStatus), "posted"),
    _must("invoice_date", day, _A_DAY),
    *_may("due_date", read=day, usual=None),
    *_may("terms", usual="Due on receipt"),
    *_may("po_number"),
    *_may("memo", read=texts.text(texts.LONG, lines=True)),
    *_may("total", read=amount, usual=None),
]
_INVOICE_LINES = [
    *_refers("invoice"),
    *_may("location", "order", read=texts.number, usual=None),
    *_may("kind", read=texts.choice(LineKind), usual="charge"),
    *_CHARGE,
]
_PAYMENTS = [
    *_refers("number", "customer"),
    _must("status", texts.choice(("processing", "succeeded", "failed", "canceled")), "failed"),
    _must("method", texts.choice(PaymentMethod), "other"),
    _must("payment_date", day, _A_DAY),
    _must("amount", positive_amount, 1),
    *_may("brand", "reference"),
    *_may("last4", read=texts.last_digits),
    *_may("failure_reason", read=texts.text(texts.LONG)),
]
_REASON = _may("reason", read=texts.text(texts.LONG))
_REFUND_STATUS = texts.choice(("pending", "succeeded", "failed", "canceled"))
_ORDER_EVENTS = [*_refers("order"), _must("position", position), _must("description", texts.text(texts.LONG))]


COMPANY = FileFormat("company", tuple(_COMPANY))


def formats(read_moment: Callable[[str], str]) -> tuple[FileFormat, ...]:
    """Every file but the company's own, parents first; `read_moment` reads moments in the company's zone."""
    key = {"number_key": _key}
    cents = _must("amount", positive_amount)
    return (
        FileFormat("customers", tuple(_CUSTOMERS), key | {"search_text": _customer_search}),
        FileFormat("contacts", tuple(_CONTACTS)),
        FileFormat("locations", tuple(_LOCATIONS)),
        FileFormat("services", tuple(_SERVICES), key),
        FileFormat("orders", tuple(_ORDERS), key),
        FileFormat("order_lines", (*_refers("order"), *_CHARGE)),
        FileFormat("order_events", (*_ORDER_EVENTS, _must("at", read_moment))),
        FileFormat("invoices", tuple(_INVOICES), key | {"due_date": _due}),
        FileFormat("invoice_lines", tuple(_INVOICE_LINES)),
        FileFormat("payments", tuple(_PAYMENTS), key | {"request_id": _unique, "key": _unique}),
        FileFormat("allocations", (*_refers("payment", "invoice"), cents)),
        FileFormat("credit_memos", (*_refers("number", "customer"), _must("date", day, _A_DAY), cents, *_REASON)),
        FileFormat("credit_applications", (*_refers("credit_memo", "invoice"), cents, _must("date", day))),
        FileFormat("refunds", (*_refund(cents), *_REASON, *_may("status", read=_REFUND_STATUS, usual="succeeded")), {"key": _unique}),
        FileFormat(
            "disputes", (*_refers("payment"), _must("opened_date", day), cents, _must("status", texts.choice(DisputeState)), *_REASON)
        ),
    )


def _refund(cents: Column) -> tuple[Column, ...]:
    return (*_refers("number", "payment"), _must("date", day), cents)
