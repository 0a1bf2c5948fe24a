"""The frozen rows that pages and components see: only fields that are shown, money in cents, dates as dates."""

from db.models import (
    AccessRole,
    CustomerKind,
    DisputeState,
    LineKind,
    OrderStatus,
    OrderType,
    PaymentMethod,
    PaymentState,
    RatePeriod,
    RefundState,
    RoutedServiceStatus,
    ServiceLine,
)
from db.scope import Scope
from portal_ui.views.accounts import (
    AccountView,
    BillTo,
    CardView,
    ContactView,
    LocationView,
    Overview,
    ProfileView,
    SessionView,
    Summary,
    Visit,
)
from portal_ui.views.charges import Applied, ChargeLine
from portal_ui.views.company import CompanyView, DocumentFile
from portal_ui.views.grids import PAGE_SIZES, GridWish, Page, Tally
from portal_ui.views.invoices import InvoiceRow, InvoiceState, InvoiceView, LocationCharges
from portal_ui.views.jobs import EventLine, OrderRow, OrderView, RoutedServiceRow, Weights
from portal_ui.views.payments import DisputeLine, PaymentRow, PaymentView, RefundLine

__all__ = [
    "PAGE_SIZES",
    "AccessRole",
    "AccountView",
    "Applied",
    "BillTo",
    "CardView",
    "ChargeLine",
    "CompanyView",
    "ContactView",
    "CustomerKind",
    "DisputeLine",
    "DisputeState",
    "DocumentFile",
    "EventLine",
    "GridWish",
    "InvoiceRow",
    "InvoiceState",
    "InvoiceView",
    "LineKind",
    "LocationCharges",
    "LocationView",
    "OrderRow",
    "OrderStatus",
    "OrderType",
    "OrderView",
    "Overview",
    "Page",
    "PaymentMethod",
    "PaymentRow",
    "PaymentState",
    "PaymentView",
    "ProfileView",
    "RatePeriod",
    "RefundLine",
    "RefundState",
    "RoutedServiceRow",
    "RoutedServiceStatus",
    "Scope",
    "ServiceLine",
    "SessionView",
    "Summary",
    "Tally",
    "Visit",
    "Weights",
]
