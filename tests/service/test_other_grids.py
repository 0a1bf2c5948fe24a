"""The grids of orders, payments and routed services, where they differ from that of invoices."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Contact, CustomerKind, OrderStatus, PaymentMethod, PaymentState, RoutedServiceStatus
from portal_ui.errors import BadRequestError, LocationNotFoundError, MoneyNotShownError, NoRoutedServicesError
from portal_ui.exports.columns import payments
from portal_ui.views import GridWish
from tests.builders.trade import (
    TODAY,
    Line,
    add_card,
    add_customer,
    add_dispute,
    add_invoice,
    add_location,
    add_order,
    add_payment,
    add_routed_service,
)
from tests.service.conftest import Reading


async def test_orders_are_pending_completed_or_cancelled(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    place = await add_location(database, scope)
    for days, status in enumerate(OrderStatus):
        await add_order(database, scope, place, number=status.value, status=status, service_on=TODAY - timedelta(days=days))

    seen = {
        status: [row.number for row in (await reading.orders.page(scope, GridWish(status=status))).rows]
        for status in ("", "pending", "completed", "cancelled")
    }

    assert seen == {
        "": ["scheduled", "in-progress", "completed", "unable", "cancelled"],
        "pending": ["scheduled", "in-progress"],
        "completed": ["completed", "unable"],
        "cancelled": ["cancelled"],
    }


async def test_an_order_is_found_by_asset_material_and_purchase_order(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    place = await add_location(database, scope)
    await add_order(database, scope, place, number="W-1", asset_id="20-1147", po_number="PO-77", description="Exchange, concrete")
    await add_order(database, scope, place, number="W-2")

    for search in ("1147", "po-77", "concrete exchange", "w-1"):
        page = await reading.orders.page(scope, GridWish(search=search))
        assert [row.number for row in page.rows] == ["W-1"], search


@pytest.mark.parametrize("sort", ["number", "service_date", "service", "status", "location", "asset", "description", "amount"])
async def test_orders_sort_by_every_column(reading: Reading, database: Database, sort: str) -> None:
    scope = await add_customer(database)
    place = await add_location(database, scope)
    for at in range(3):
        facts = {"asset_id": str(at), "description": str(at), "total_cents": at, "location_label": str(at)}
        when = TODAY + timedelta(days=at)
        await add_order(database, scope, place, number=f"W-{at}", service_on=when, **facts)

    rising = await reading.orders.page(scope, GridWish(sort=sort))
    falling = await reading.orders.page(scope, GridWish(sort=sort, descending=True))

    assert [row.number for row in rising.rows] == ["W-0", "W-1", "W-2"]
    assert [row.number for row in falling.rows] == ["W-2", "W-1", "W-0"]


async def test_a_site_contact_sees_orders_of_their_locations_and_no_amount(reading: Reading, database: Database) -> None:
    owner = await add_customer(database)
    seen, unseen = await add_location(database, owner, number="seen"), await add_location(database, owner, number="unseen")
    await add_order(database, owner, seen, number="W-1", total_cents=900)
    await add_order(database, owner, unseen, number="W-2")
    contact = replace(owner, sees_money=False, location_ids=frozenset({seen}))

    page = await reading.orders.page(contact, GridWish())
    nowhere = await reading.orders.page(replace(contact, location_ids=frozenset()), GridWish())

    assert [(row.number, row.total_cents) for row in page.rows] == [("W-1", None)]
    assert (nowhere.rows, nowhere.in_all) == ((), False)
    assert [place.number for place in (await reading.customers.overview(contact)).locations] == ["seen"]
    with pytest.raises(LocationNotFoundError):
        await reading.orders.page(contact, GridWish(location="unseen"))
    with pytest.raises(BadRequestError):
        await reading.orders.page(contact, GridWish(sort="amount"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_locations_are_listed_as_they_read_and_closed_ones_last(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    for address, name in (("10 Mill St", ""), ("9 Mill St", ""), ("1 Elm St", "Lot 10"), ("2 Elm St", "lot 2"), ("100 Ash St", "")):
        await add_location(database, scope, number=name or address, address=address, name=name)
    await add_location(database, scope, number="closed", address="1 Ash St", is_active=False)

    overview = await reading.customers.overview(scope)

    assert [place.number for place in overview.locations] == ["9 Mill St", "10 Mill St", "100 Ash St", "lot 2", "Lot 10", "closed"]


async def test_payments_are_filtered_by_how_they_went(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    for state in PaymentState:
        await add_payment(database, scope, number=state.value, state=state)
    await add_payment(database, scope, number="back", refunded_cents=1)

    seen = {
        status: {row.number for row in (await reading.payments.page(scope, GridWish(status=status))).rows}
        for status in ("succeeded", "processing", "failed", "refunded")
    }

    assert seen == {
        "succeeded": {"succeeded", "back"},
        "processing": {"created", "submitting", "requires_action", "processing"},
        "failed": {"failed", "canceled"},
        "refunded": {"back"},
    }


async def test_a_payment_shows_how_and_whether_it_is_disputed(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    payment = await add_payment(database, scope, number="P-1", method=PaymentMethod.CARD, brand="Visa", last4="4242")
    await add_payment(database, scope, number="P-2", paid_on=TODAY - timedelta(days=1))
    await add_dispute(database, payment, amount_cents=5_000)

    page = await reading.payments.page(scope, GridWish())

    assert [(row.number, row.last4, row.is_disputed) for row in page.rows] == [("P-1", "4242", True), ("P-2", "", False)]


async def test_a_payment_in_a_file_says_what_was_refunded_what_a_bank_took_and_what_is_left(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    tried: tuple[tuple[str, dict[str, Any], int], ...] = (
        ("stands", {}, 0),
        ("refunded", {"refunded_cents": 2_000}, 0),
        ("taken", {}, 5_000),
        ("both", {"refunded_cents": 2_000}, 5_000),
        ("failed", {"state": PaymentState.FAILED}, 0),
    )
    for number, facts, taken in tried:
        payment = await add_payment(database, scope, number=number, **facts)
        if taken:
            await add_dispute(database, payment, amount_cents=taken)

    columns = payments()[-4:]
    rows = [row async for chunk in reading.payments.export(scope, GridWish()) for row in chunk]
    told = {row.number: [column.value(row) for column in columns] for row in rows}

    assert [column.title for column in columns] == ["Payment Amount", "Refunded", "Taken Back", "Left of It"]
    assert told == {
        "stands": [5_000, 0, 0, 5_000],
        "refunded": [5_000, 2_000, 0, 3_000],
        "taken": [5_000, 0, 5_000, 0],
        "both": [5_000, 2_000, 3_000, 0],
        "failed": [5_000, 0, 0, 0],
    }


async def test_payments_of_a_location_are_those_for_invoices_with_a_line_there(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    mill, depot = await add_location(database, scope, number="mill"), await add_location(database, scope)
    first = await add_invoice(database, scope, lines=(Line(100, mill), Line(200, depot)))
    second = await add_invoice(database, scope, lines=(Line(100, depot),))
    await add_payment(database, scope, number="P-1", to={first: 100, second: 50})
    await add_payment(database, scope, number="P-2", to={second: 50})

    page = await reading.payments.page(scope, GridWish(location="mill"))

    assert [row.number for row in page.rows] == ["P-1"]


async def test_a_site_contact_sees_no_payment_and_no_card(reading: Reading, database: Database) -> None:
    owner = await add_customer(database)
    await add_card(database, owner)
    contact = replace(owner, sees_money=False, location_ids=frozenset())

    with pytest.raises(MoneyNotShownError):
        await reading.payments.page(contact, GridWish())
    assert len((await reading.customers.profile(owner)).cards) == 1
    assert (await reading.customers.profile(contact)).cards == ()


async def test_a_site_contact_reads_of_their_own_sites_and_nothing_of_the_bills(reading: Reading, database: Database) -> None:
    owner = await add_customer(
        database, number="2041", email="bills@ortiz.example", phone="903 555 0100", address_line="2207 Sedberry St", city="Marshall",
        state="TX", postal_code="75672", terms="Net 30",
    )  # fmt: skip
    here, elsewhere = await add_location(database, owner, number="here"), await add_location(database, owner, number="elsewhere")
    await database.write(
        Session.execute, insert(Contact).values(customer_id=owner.customer_id, name="Lena Ortiz", email="lena@ortiz.example")
    )

    whole = await reading.customers.profile(owner)
    own = await reading.customers.profile(replace(owner, sees_money=False, location_ids=frozenset({here})))

    assert ({place.id for place in whole.locations}, len(whole.contacts)) == ({here, elsewhere}, 1)
    assert whole.bill_to.address_line == "2207 Sedberry St"
    told = str(own)
    for secret in ("bills@", "903 555", "Sedberry", "Marshall", "75672", "Net 30", "Lena", "elsewhere"):
        assert secret in str(whole)
        assert secret not in told
    assert (own.bill_to.number, [place.number for place in own.locations]) == ("2041", ["here"])


async def test_only_accounts_on_a_route_have_routed_services(reading: Reading, database: Database) -> None:
    scope = await add_customer(database, kind=CustomerKind.COMMERCIAL)
    place = await add_location(database, scope)
    await add_routed_service(database, scope, place, container="4 yd bin", container_count=2, rate_cents=22_180)

    page = await reading.routed_services.page(scope, GridWish())
    contact = await reading.routed_services.page(replace(scope, sees_money=False, location_ids=frozenset({place})), GridWish())

    assert [(row.container, row.rate_cents) for row in page.rows] == [("2 × 4 yd bin", 22_180)]
    assert [row.rate_cents for row in contact.rows] == [None]
    with pytest.raises(NoRoutedServicesError):
        await reading.routed_services.page(await add_customer(database), GridWish())


async def test_services_without_a_next_day_come_after_those_with_one(reading: Reading, database: Database) -> None:
    scope = await add_customer(database, kind=CustomerKind.RESIDENTIAL)
    place = await add_location(database, scope)
    await add_routed_service(database, scope, place, service="Ended", status=RoutedServiceStatus.ENDED)
    await add_routed_service(database, scope, place, service="Next", next_service_on=TODAY)

    page = await reading.routed_services.page(scope, GridWish(sort="next_service"))
    active = await reading.routed_services.page(scope, GridWish(status="active"))

    assert [row.service for row in page.rows] == ["Next", "Ended"]
    assert [row.service for row in active.rows] == ["Next"]


async def test_a_card_is_expired_once_its_month_is_over(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_card(database, scope, last4="0010", exp=(10, 2026))
    await add_card(database, scope, last4="0011", exp=(11, 2026))

    cards = (await reading.customers.profile(scope)).cards

    assert {card.last4: card.is_expired for card in cards} == {"0010": True, "0011": False}


async def test_orders_older_than_the_office_shows_are_not_listed_counted_or_exported(reading: Reading, database: Database) -> None:
    whole = await add_customer(database)
    place = await add_location(database, whole)
    for number, days in (("coming", -3), ("today", 0), ("last-day", 90), ("old", 91)):
        await add_order(database, whole, place, number=number, service_on=TODAY - timedelta(days=days))
    scope = replace(whole, order_history_days=90)

    page = await reading.orders.page(scope, GridWish(status="all"))
    exported = [row.number async for chunk in reading.orders.export(scope, GridWish(status="all")) for row in chunk]

    assert [row.number for row in page.rows] == exported == ["coming", "today", "last-day"]
    assert await reading.orders.count(scope, GridWish(status="all", search="old")) == 0
    assert (await reading.customers.overview(scope)).tallies["orders"].count == 3
    assert (await reading.orders.page(whole, GridWish(status="all"))).count == 4


async def test_an_old_order_that_an_invoice_bills_can_still_be_read(reading: Reading, database: Database) -> None:
    scope = replace(await add_customer(database), order_history_days=30)
    place = await add_location(database, scope)
    await add_order(database, scope, place, number="W-1", service_on=TODAY - timedelta(days=400))

    assert (await reading.orders.record(scope, "W-1")).row.number == "W-1"


async def test_the_days_of_order_history_say_nothing_about_invoices(reading: Reading, database: Database) -> None:
    scope = replace(await add_customer(database), order_history_days=1)
    await add_invoice(database, scope, number="10433", due_in=-300)

    assert [row.number for row in (await reading.invoices.page(scope, GridWish(status="all"))).rows] == ["10433"]
