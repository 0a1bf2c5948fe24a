"""Several locations are counted in the language of whoever reads."""

from db.engine import Database
from portal_ui import language
from portal_ui.service.company import Company
from portal_ui.service.invoices import Invoices
from portal_ui.views import GridWish
from tests.builders.people import add_company
from tests.builders.trade import NOON, add_customer, add_invoice


async def test_an_invoice_s_locations_are_counted_in_the_reader_s_language(database: Database) -> None:
    await add_company(database)
    scope = await add_customer(database, name="Dana Ortiz Contracting")
    await add_invoice(database, scope, number="10471", location_count=3, location_label="3 locations")
    invoices = Invoices(database, Company(database, lambda: NOON))

    with language.speaking("es_US"):
        (row,) = (await invoices.page(scope, GridWish(status="all"))).rows

    assert row.location == "3 ubicaciones"
