"""Every table. Importing this package makes `Base.metadata` complete."""

from db.models.audit import AuditEntry
from db.models.autopay import Autopay, AutopayTry, AutopayTryState
from db.models.base import Base
from db.models.cards import Card, CardSetup, CardSetupState, GatewayCustomer
from db.models.changes import AccountChange
from db.models.company import Company
from db.models.counters import Counter
from db.models.credits import CreditApplication, CreditMemo, CreditSplit, CreditUse
from db.models.customers import Contact, Customer, CustomerKind, Location
from db.models.differences import Difference, DifferenceKind
from db.models.documents import DocumentKind, DocumentLogo, IssuedDocument
from db.models.drafts import PaymentDraft
from db.models.gateway_events import GatewayEvent, GatewayEventState
from db.models.invoices import Invoice, InvoiceLine, InvoiceLocation, InvoiceStatus, LineKind, Standing
from db.models.letters import Letter, LetterState
from db.models.orders import Order, OrderEvent, OrderLine, OrderStatus, OrderType, ServiceLine
from db.models.payments import (
    LIVE_STATES,
    OFFICE,
    Allocation,
    AllocationSplit,
    Dispute,
    DisputeState,
    Payment,
    PaymentMethod,
    PaymentState,
    Refund,
    RefundState,
    Void,
)
from db.models.people import Access, AccessLocation, AccessRole, KnownBrowser, Person, RecoveryCode, StaffMember, StaffRole
from db.models.routed_services import RatePeriod, RoutedService, RoutedServiceStatus
from db.models.shelf import ShelfDocument, ShelfDownload, ShelfKind, ShelfReader
from db.models.sign_ins import OneTimeToken, SignInSession, Throttle, TokenPurpose

__all__ = [
    "LIVE_STATES",
    "OFFICE",
    "Access",
    "AccessLocation",
    "AccessRole",
    "AccountChange",
    "Allocation",
    "AllocationSplit",
    "AuditEntry",
    "Autopay",
    "AutopayTry",
    "AutopayTryState",
    "Base",
    "Card",
    "CardSetup",
    "CardSetupState",
    "Company",
    "Contact",
    "Counter",
    "CreditApplication",
    "CreditMemo",
    "CreditSplit",
    "CreditUse",
    "Customer",
    "CustomerKind",
    "Difference",
    "DifferenceKind",
    "Dispute",
    "DisputeState",
    "DocumentKind",
    "DocumentLogo",
    "GatewayCustomer",
    "GatewayEvent",
    "GatewayEventState",
    "Invoice",
    "InvoiceLine",
    "InvoiceLocation",
    "InvoiceStatus",
    "IssuedDocument",
    "KnownBrowser",
    "Letter",
    "LetterState",
    "LineKind",
    "Location",
    "OneTimeToken",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderStatus",
    "OrderType",
    "Payment",
    "PaymentDraft",
    "PaymentMethod",
    "PaymentState",
    "Person",
    "RatePeriod",
    "RecoveryCode",
    "Refund",
    "RefundState",
    "RoutedService",
    "RoutedServiceStatus",
    "ServiceLine",
    "ShelfDocument",
    "ShelfDownload",
    "ShelfKind",
    "ShelfReader",
    "SignInSession",
    "StaffMember",
    "StaffRole",
    "Standing",
    "Throttle",
    "TokenPurpose",
    "Void",
]
