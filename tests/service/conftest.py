"""The reading services, on each database, at noon in Chicago."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from db.engine import Database
from portal_ui.service.company import Company
from portal_ui.service.customers import Customers
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.payments import Payments
from portal_ui.service.routed_services import RoutedServices
from tests.builders.people import add_company
from tests.builders.trade import NOON


@dataclass(frozen=True)
class Reading:
    """The services that only read."""

    customers: Customers
    orders: Orders
    invoices: Invoices
    payments: Payments
    routed_services: RoutedServices

    @classmethod
    def at(cls, database: Database, now: datetime) -> "Reading":
        """The services, for whom it is `now`."""
        company = Company(database, lambda: now)
        return cls(
            Customers(database, company),
            Orders(database, company),
            Invoices(database, company),
            Payments(database, company),
            RoutedServices(database, company),
        )


@pytest.fixture
async def reading(database: Database) -> Reading:
    """The services of a company in Chicago."""
    await add_company(database)
    return Reading.at(database, NOON)
