"""The account at a glance, and the four lists under it."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.summary import AccountSummary
from components.tabs import PageTabs, Tab
from pages.customer import shell
from pages.customer.invoices_tab import InvoicesTab
from pages.customer.lists import Setting
from pages.customer.orders_tab import OrdersTab
from pages.customer.payments_tab import PaymentsTab
from pages.customer.services_tab import ServicesTab
from pages.guard import visit_of
from portal_ui.errors import MoneyNotShownError, NoRoutedServicesError, PortalError
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.views import CompanyView, Tally, Visit

ADDRESSES = {"/": "", "/services": "services", "/orders": "orders", "/invoices": "invoices", "/payments": "payments"}


def register(portal: Portal) -> None:
    """Serve the dashboard at its five addresses."""
    for path, name in ADDRESSES.items():
        _register(portal, path, name)


def _register(portal: Portal, path: str, name: str) -> None:
    @ui.page(path)
    async def dashboard(request: Request) -> HTMLResponse | None:
        visit = visit_of(request)
        shell.speak(visit)
        company = await portal.company.view()
        try:
            await Dashboard(portal, visit, company).build(name, request.query_params)
        except PortalError as error:
            return shell.refusal(error, company, visit)
        return None


class Dashboard:
    """One account during one visit."""

    def __init__(self, portal: Portal, visit: Visit, company: CompanyView) -> None:
        self._portal = portal
        self._visit = visit
        self._company = company
        self._names = _names(visit)
        self._setting: Setting
        self._query: Mapping[str, str] = {}

    async def build(self, name: str, query: Mapping[str, str]) -> None:
        """Place the summary and the tabs, with the named one open; an empty name is the usual tab.

        Raises:
            NoRoutedServicesError: the account is not on a route, so it has no such tab.
            MoneyNotShownError: a site contact asked for invoices or payments.
        """
        first = name or ("invoices" if self._visit.scope.sees_money else "orders")
        self._refuse_missing(first)
        self._query = query
        overview = await self._portal.customers.overview(self._visit.scope)
        self._setting = Setting(self._visit, self._company, overview.locations, overview.summary)
        tabs = tuple(self._tab(name, overview.tallies.get(name)) for name in self._names)
        title = next(tab.label for tab in tabs if tab.name == first)
        with shell.frame(self._company, self._visit, title):
            AccountSummary(self._visit.today, overview.summary, currency=self._company.currency)
            await PageTabs(tabs, first=first, site=self._company.name, build=self._panel).open(first)
        self._query = {}

    async def _panel(self, name: str) -> None:
        """Build a tab's list. Only the first takes its state from the page's address."""
        shell.speak(self._visit)
        portal, setting = self._portal, self._setting
        if name == "services":
            await ServicesTab(portal.routed_services, setting).build(self._query)
        elif name == "orders":
            await OrdersTab(portal.orders, setting).build(self._query)
        elif name == "invoices":
            await InvoicesTab(portal.invoices, setting).build(self._query)
        else:
            await PaymentsTab(portal.payments, setting).build(self._query)

    def _tab(self, name: str, tally: Tally | None) -> Tab:
        labels = {"services": _("Services"), "orders": _("Orders"), "invoices": _("Invoices"), "payments": _("Payments")}
        is_usual = name == ("invoices" if self._visit.scope.sees_money else "orders")
        return Tab(name, labels[name], f"/{name}", (f"/{name}", "/") if is_usual else (f"/{name}",), tally)

    def _refuse_missing(self, name: str) -> None:
        if name in self._names:
            return
        raise NoRoutedServicesError if name == "services" else MoneyNotShownError


def _names(visit: Visit) -> tuple[str, ...]:
    """The tabs of this account, for this person."""
    services = ("services",) if visit.account.has_routed_services else ()
    money = ("invoices", "payments") if visit.scope.sees_money else ()
    return (*services, "orders", *money)
