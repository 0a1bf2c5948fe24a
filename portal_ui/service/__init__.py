"""What the portal can do: one attribute a noun, handed to every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal_ui.changes import Changes
    from portal_ui.service.access import Access
    from portal_ui.service.alarm import Alarm
    from portal_ui.service.audit_log import AuditLog
    from portal_ui.service.autopay import AutomaticPayments
    from portal_ui.service.card_dates import CardDates
    from portal_ui.service.cards import Cards
    from portal_ui.service.company import Company
    from portal_ui.service.comparing import Comparing
    from portal_ui.service.credits import Credits
    from portal_ui.service.customers import Customers
    from portal_ui.service.details import Details
    from portal_ui.service.document_check import DocumentCheck
    from portal_ui.service.documents import Documents
    from portal_ui.service.handouts import Handouts
    from portal_ui.service.invoices import Invoices
    from portal_ui.service.looking_as import LookingAs
    from portal_ui.service.mailroom import Mailroom
    from portal_ui.service.money_desk import MoneyDesk
    from portal_ui.service.new_passwords import NewPasswords
    from portal_ui.service.orders import Orders
    from portal_ui.service.packs import Packs
    from portal_ui.service.paying import Paying
    from portal_ui.service.payments import Payments
    from portal_ui.service.routed_services import RoutedServices
    from portal_ui.service.shelf import Shelf
    from portal_ui.service.shelf_office import ShelfOffice
    from portal_ui.service.sign_in import SignIn
    from portal_ui.service.staff import Staff
    from portal_ui.service.statements import Statements
    from portal_ui.service.web_settings import WebSettings


@dataclass(frozen=True)
class Portal:
    """The portal without its screens. Built once, at the start."""

    company: Company
    sign_in: SignIn
    new_passwords: NewPasswords
    access: Access
    alarm: Alarm
    audit_log: AuditLog
    customers: Customers
    routed_services: RoutedServices
    orders: Orders
    invoices: Invoices
    payments: Payments
    credits: Credits
    documents: Documents
    packs: Packs
    document_check: DocumentCheck
    handouts: Handouts
    paying: Paying
    autopay: AutomaticPayments
    money_desk: MoneyDesk
    comparing: Comparing
    cards: Cards
    card_dates: CardDates
    statements: Statements
    changes: Changes
    web_settings: WebSettings
    mailroom: Mailroom
    staff: Staff
    looking_as: LookingAs
    details: Details
    shelf: Shelf
    shelf_office: ShelfOffice
