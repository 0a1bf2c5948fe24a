"""The account at a glance, and the four lists under it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from components.summary import AccountSummary
from components.summary.strips import Strip
from components.tabs import PageTabs, Tab
from pages.customer import shell
from pages.customer.invoices_tab import InvoicesTab
from pages.customer.lists import ListTab, Setting
from pages.customer.live import Live
from pages.customer.news import News
from pages.customer.orders_tab import OrdersTab
from pages.customer.paying import Paying
from pages.customer.payments_tab import PaymentsTab
from pages.customer.services_tab import ServicesTab
from pages.guard import address_of, visit_of
from pages.page import page
from portal_ui.errors import MoneyNotShownError, NoRoutedServicesError, PortalError
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.views import CompanyView, Overview, Tally, Visit

ADDRESSES = {"/": "", "/services": "services", "/orders": "orders", "/invoices": "invoices", "/payments": "payments"}


def register(portal: Portal) -> None:
    """Serve the dashboard at its five addresses."""
    for path, name in ADDRESSES.items():
        _register(portal, path, name)


def _register(portal: Portal, path: str, name: str) -> None:
    @page(path)
    async def dashboard(request: Request) -> HTMLResponse | None:
        visit = visit_of(request)
        shell.speak(visit)
        company = await portal.company.view()
        try:
            await Dashboard(portal, visit, company, address_of(request)).build(name, request.query_params)
        except PortalError as error:
            return shell.refusal(error, company, visit)
        return None


class Dashboard:
    """One account during one visit."""

    def __init__(self, portal: Portal, visit: Visit, company: CompanyView, address: str) -> None:
        self._portal = portal
        self._visit = visit
        self._company = company
        self._address = address
        self._names = _names(visit)
        self._news: News
        self._lists: dict[str, ListTab[Any]] = {}  # those that were opened
        self._paying: Paying | None = None
        self._summary: AccountSummary
        self._tabs: PageTabs
        self._live: Live
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
        self._setting = Setting(self._visit, self._company, overview.locations, overview.summary, has_packs=self._visit.looking is None)
        self._news = News(self._portal, self._visit, self._company)
        said = await self._strips()
        tabs = self._spelled(overview)
        title = next(tab.label for tab in tabs if tab.name == first)
        pays = self._visit.scope.sees_money and self._visit.scope.may_pay
        with shell.frame(self._portal, self._company, self._visit, title):
            on_pay = self._pay if pays else None
            self._summary = AccountSummary(self._visit.today, overview.summary, currency=self._company.currency, on_pay=on_pay)
            self._summary.show(overview.summary, said)
            self._tabs = PageTabs(tabs, first=first, site=self._company.name, build=self._panel)
            if pays:
                self._paying = Paying(self._portal, self._visit, self._company, self._address, self._begun)
            await self._tabs.open(first)
            self._live = Live(self._portal, self._visit, self._refresh)
        await self._news.shown()
        self._query = {}

    async def _refresh(self) -> None:
        """Show all that is on the page as it is now, in place."""
        if self._paying is not None:
            await self._paying.refresh()
        overview, said = await self._portal.customers.overview(self._visit.scope), await self._strips()
        self._summary.show(overview.summary, said)
        self._tabs.show(self._spelled(overview))
        self._setting = replace(self._setting, summary=overview.summary)
        await self._news.shown()
        for tab in list(self._lists.values()):
            await tab.refresh(overview.summary)

    async def _strips(self) -> tuple[Strip, ...]:
        """What is said of payments in process."""
        return await self._news.strips(self._paying.told if self._paying else frozenset())

    async def _panel(self, name: str) -> None:
        """Build a tab's list. Only the first takes its state from the page's address."""
        shell.speak(self._visit)
        if self._visit.looking is not None and self._lists:  # the first was asked for by its address
            await self._portal.looking_as.note(self._visit, f"/{name}", self._address)
        tab = self._list(name)
        await tab.build(self._query)
        self._lists[name] = tab

    def _list(self, name: str) -> ListTab[Any]:
        portal, setting = self._portal, self._setting
        if name == "services":
            return ServicesTab(portal.routed_services, setting)
        if name == "orders":
            return OrdersTab(portal.orders, setting)
        if name == "invoices":
            return InvoicesTab(portal.invoices, setting, self._paying.open if self._paying else None)
        return PaymentsTab(portal.payments, setting)

    async def _pay(self, late: bool) -> None:
        if self._paying is not None:
            await self._paying.open(late=late)

    def _begun(self) -> None:
        """A payment was begun: the invoices chosen for it are chosen no longer, and how it stands is said."""
        self._live.look_again()
        tab = self._lists.get("invoices")
        if isinstance(tab, InvoicesTab):
            tab.let_go()

    def _spelled(self, overview: Overview) -> tuple[Tab, ...]:
        return tuple(self._tab(name, overview.tallies.get(name)) for name in self._names)

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
