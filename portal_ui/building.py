"""The portal put together: each part is built once and handed what it needs."""

from datetime import timedelta

from portal_ui.changes import Changes
from portal_ui.dates import Clock
from portal_ui.documents.workers import Limits, Workers
from portal_ui.gateways import PaymentGateway
from portal_ui.gateways.closed import ClosedGateway
from portal_ui.mail import Mailer
from portal_ui.passwords import PasswordDesk
from portal_ui.service import Portal
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
from portal_ui.service.database import ServedDatabase
from portal_ui.service.details import Details
from portal_ui.service.document_check import DocumentCheck
from portal_ui.service.document_records import Records
from portal_ui.service.documents import Documents
from portal_ui.service.gateway_accounts import GatewayAccounts
from portal_ui.service.handouts import Handouts
from portal_ui.service.invoices import Invoices
from portal_ui.service.looking_as import LookingAs
from portal_ui.service.mailroom import Mailroom, Postmark
from portal_ui.service.money_desk import MoneyDesk
from portal_ui.service.new_passwords import NewPasswords
from portal_ui.service.orders import Orders
from portal_ui.service.pack_sources import pack_sources
from portal_ui.service.packs import Packs
from portal_ui.service.paying import Paying
from portal_ui.service.paying.velocity import USUAL, Declines
from portal_ui.service.payments import Payments
from portal_ui.service.routed_services import RoutedServices
from portal_ui.service.shelf import Shelf
from portal_ui.service.shelf_office import ShelfOffice
from portal_ui.service.sign_in import SignIn
from portal_ui.service.staff import Staff
from portal_ui.service.statements import Statements
from portal_ui.service.web_settings import WebSettings
from portal_ui.settings import Settings
from portal_ui.shelf.store import ShelfStore


def build(
    settings: Settings,
    database: ServedDatabase,
    gateway: PaymentGateway,
    mailer: Mailer | None,
    clock: Clock,
    *,
    declines: Declines = USUAL,  # how many declined cards an account may have
) -> Portal:
    """The portal over that database, paid through that gateway, its letters carried by that mailer."""
    company, passwords = Company(database, clock), PasswordDesk(settings.secret, former=settings.secret_before)
    orders, invoices, payments = Orders(database, company), Invoices(database, company), Payments(database, company)
    sign_in = _sign_in(settings, database, clock, passwords, takes_payments=not isinstance(gateway, ClosedGateway))
    statements, changes, accounts = Statements(database, company), Changes(database, company.look), GatewayAccounts(database, gateway)
    credit, store = Credits(database), ShelfStore(settings.data_dir)
    documents = _documents(settings, database, clock, Records(company, orders, invoices, payments, credit, statements))
    paying = Paying(database, company, changes, gateway, accounts, clock, declines=declines)
    return Portal(
        company=company,
        sign_in=sign_in,
        new_passwords=NewPasswords(database, clock, passwords, shortest_password=settings.password_length, tell_ended=sign_in.tell_ended),
        alarm=Alarm(database, clock, lambda: gateway.refused_at),
        audit_log=AuditLog(database, company),
        access=Access(database, company, clock, sign_in.tell_ended, settings.base_url),
        customers=Customers(database, company),
        routed_services=RoutedServices(database, company),
        orders=orders,
        invoices=invoices,
        payments=payments,
        credits=credit,
        paying=paying,
        autopay=AutomaticPayments(database, company, gateway, accounts, paying, clock),
        money_desk=MoneyDesk(database, company, changes, gateway, clock),
        comparing=Comparing(database, company, changes, gateway, clock),
        cards=Cards(database, company, gateway, accounts, clock, declines=declines),
        card_dates=CardDates(database, company, gateway, clock),
        statements=statements,
        documents=documents,
        packs=Packs(pack_sources(database, company, documents)),
        document_check=DocumentCheck(database, company, clock),
        handouts=Handouts(database, clock),
        changes=changes,
        web_settings=WebSettings(database, company, clock),
        mailroom=Mailroom(database, company, clock, mailer, Postmark(settings.base_url, settings.mail_from)),
        staff=_staff(settings, database, clock, passwords, sign_in),
        looking_as=LookingAs(database, clock, sign_in.tell_ended),
        details=Details(database, clock),
        shelf=Shelf(database, company, clock, store),
        shelf_office=ShelfOffice(database, company, clock, store),
    )


def _documents(settings: Settings, database: ServedDatabase, clock: Clock, records: Records) -> Documents:
    workers = Workers(Limits(workers=settings.pdf_workers))
    return Documents(database, records, workers, settings.data_dir, base_url=settings.base_url, clock=clock)


def _sign_in(settings: Settings, database: ServedDatabase, clock: Clock, passwords: PasswordDesk, *, takes_payments: bool) -> SignIn:
    return SignIn(
        database,
        clock,
        passwords,
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(hours=settings.session_hours),
        shortest_password=settings.password_length,
        takes_payments=takes_payments,
    )


def _staff(settings: Settings, database: ServedDatabase, clock: Clock, passwords: PasswordDesk, sign_in: SignIn) -> Staff:
    return Staff(
        database,
        clock,
        passwords,
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(hours=settings.session_hours),
        shortest_password=settings.password_length,
        tell_ended=sign_in.tell_ended,
    )
