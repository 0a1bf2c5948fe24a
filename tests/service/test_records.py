"""All of one order, one invoice, one payment; and that another account's is not found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.engine import Database
from db.models import InvoiceStatus, LineKind, PaymentMethod, PaymentState
from portal_ui import standing
from portal_ui.errors import InvoiceNotFoundError, MoneyNotShownError, OrderNotFoundError, PaymentNotFoundError
from portal_ui.views import Applied, ChargeLine, DisputeState, Reversal, Weights
from tests.builders.office import add_member
from tests.builders.trade import (
    TODAY,
    Line,
    add_credit_memo,
    add_customer,
    add_dispute,
    add_event,
    add_invoice,
    add_location,
    add_order,
    add_order_lines,
    add_payment,
    add_refund,
    add_void,
)
from tests.service.conftest import Reading


async def test_an_order_tells_its_lines_weights_events_and_invoice(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    place = await add_location(database, scope, number="L1", name="Yard", address="9 Depot St", city="Tyler")
    order = await add_order(
        database, scope, place, number="W-1", gross_pounds=20_840, tare_pounds=10_000, included_pounds=8_000, ticket_number="T-7"
    )
    await add_order_lines(database, order, 41_369, 26_287)
    late, early = datetime(2026, 11, 20, 16, tzinfo=UTC), datetime(2026, 11, 20, 14, tzinfo=UTC)
    await add_event(database, order, late, "Completed")
    await add_event(database, order, early, "Dispatched")
    await add_invoice(database, scope, number="INV-1", lines=(Line(5, place, order),))
    await add_invoice(database, scope, number="void", lines=(Line(5, place, order),), status=InvoiceStatus.VOID)

    view = await reading.orders.record(scope, "W-1")

    assert [line.amount_cents for line in view.lines] == [41_369, 26_287]
    assert [event.description for event in view.events] == ["Dispatched", "Completed"]
    assert view.events[0].at == early
    assert view.weights == Weights("T-7", 20_840, 10_000, 8_000)
    assert view.weights.over_pounds == 2_840
    assert (view.location.number, view.location.name, view.location.address) == ("L1", "Yard", "9 Depot St, Tyler")
    assert view.invoice_number == "INV-1"


async def test_an_invoice_groups_its_lines_by_location_and_puts_the_tax_last(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    mill, depot = await add_location(database, scope, number="mill"), await add_location(database, scope, number="depot")
    order = await add_order(database, scope, depot, number="W-1")
    tax = Line(83, kind=LineKind.TAX, description="Sales tax")
    lines = (tax, Line(100, depot, order), Line(200, mill), Line(300, depot))
    await add_invoice(database, scope, number="INV-1", lines=lines)

    view = await reading.invoices.record(scope, "INV-1")

    assert [(group.location.number if group.location else "", group.subtotal_cents) for group in view.groups] == [
        ("depot", 400),
        ("mill", 200),
        ("", 83),
    ]
    assert view.groups[0].lines[0] == ChargeLine("Haul", 1000, "", None, 100, LineKind.CHARGE, "W-1")
    assert view.tax_cents == 83
    assert view.row.total_cents == sum(group.subtotal_cents for group in view.groups)


async def test_an_invoice_tells_what_settled_it(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    invoice = await add_invoice(database, scope, number="INV-1", paid_cents=6_000, credited_cents=1_000)
    card: dict[str, Any] = {"method": PaymentMethod.CARD, "brand": "Visa", "last4": "4242", "paid_on": TODAY - timedelta(days=3)}
    await add_payment(database, scope, number="P-2", to={invoice: 2_000}, reference="1088")
    await add_payment(database, scope, number="P-1", to={invoice: 4_000}, **card)
    await add_payment(database, scope, number="P-3", to={invoice: 500}, state=PaymentState.FAILED)
    memo = await add_credit_memo(database, scope, total_cents=1_000, remaining_cents=0, to={invoice: 1_000})

    view = await reading.invoices.record(scope, "INV-1")

    assert view.applied == (
        Applied("P-1", TODAY - timedelta(days=3), 4_000, "Visa ending 4242"),
        Applied("P-2", TODAY, 2_000, "Check 1088"),
        Applied(memo, TODAY, 1_000, "Missed pickup", is_credit=True),
    )
    assert (view.paid_cents, view.credited_cents, view.row.balance_cents) == (6_000, 1_000, 3_000)
    assert sum(part.amount_cents for part in view.applied) == view.row.total_cents - view.row.balance_cents


@pytest.mark.parametrize(
    ("method", "refunded", "disputed", "reversal"),
    [
        (PaymentMethod.CHECK, 0, None, Reversal.VOID),
        (PaymentMethod.CARD, 400, None, Reversal.REFUND),
        (PaymentMethod.BANK, 0, DisputeState.LOST, Reversal.RETURN),
        (PaymentMethod.CARD, 0, DisputeState.LOST, Reversal.CHARGEBACK),
        (PaymentMethod.CARD, 0, DisputeState.OPEN, Reversal.DISPUTE),
        (PaymentMethod.CARD, 400, DisputeState.WON, Reversal.REFUND),
        (PaymentMethod.CARD, 400, DisputeState.LOST, Reversal.SEVERAL),
    ],
)
async def test_an_invoice_tells_how_money_on_it_did_not_stay(
    reading: Reading, database: Database, method: PaymentMethod, refunded: int, disputed: DisputeState | None, reversal: Reversal
) -> None:
    scope = await add_customer(database)
    invoice = await add_invoice(database, scope, number="INV-1")
    payment = await add_payment(
        database, scope, number="P-1", to={invoice: 4_000}, method=method, refunded_cents=refunded, reversed_cents=400
    )
    if disputed:
        await add_dispute(database, payment, amount_cents=400, state=disputed)
    elif not refunded:
        await add_void(database, payment, (await add_member(database)).staff_id)

    (part,) = (await reading.invoices.record(scope, "INV-1")).applied

    assert (part.reversed_cents, part.reversal) == (400, reversal)


async def test_a_debit_that_came_back_is_called_so_on_the_invoice_too(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    invoice = await add_invoice(database, scope, number="INV-1")
    payment = await add_payment(database, scope, number="P-1", to={invoice: 4_000}, method=PaymentMethod.CARD, reversed_cents=4_000)
    await add_dispute(database, payment, amount_cents=4_000, state=DisputeState.LOST, reason="debit_not_authorized")

    (part,) = (await reading.invoices.record(scope, "INV-1")).applied
    assert part.reversal is Reversal.RETURN
    assert standing.is_returned(await reading.payments.record(scope, "P-1"))


async def test_a_payment_tells_its_invoices_refunds_and_disputes(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    tenth, ninth = await add_invoice(database, scope, number="INV-10"), await add_invoice(database, scope, number="INV-9")
    payment = await add_payment(
        database, scope, number="P-1", to={tenth: 3_000, ninth: 1_000}, unapplied_cents=1_000, refunded_cents=500, receipt_number="R-1"
    )
    await add_refund(database, payment, amount_cents=500)
    await add_dispute(database, payment, amount_cents=4_500)

    view = await reading.payments.record(scope, "P-1")

    assert [(part.number, part.amount_cents) for part in view.applied] == [("INV-9", 1_000), ("INV-10", 3_000)]
    assert [refund.amount_cents for refund in view.refunds] == [500]
    assert [dispute.amount_cents for dispute in view.disputes] == [4_500]
    assert (view.unapplied_cents, view.receipt_number, view.row.is_disputed) == (1_000, "R-1", True)


async def test_anothers_record_is_not_found(reading: Reading, database: Database) -> None:
    scope, another = await add_customer(database), await add_customer(database)
    await add_order(database, another, await add_location(database, another), number="W-1")
    await add_invoice(database, another, number="INV-1")
    await add_payment(database, another, number="P-1")

    with pytest.raises(OrderNotFoundError, match="no order W-1"):
        await reading.orders.record(scope, "W-1")
    with pytest.raises(InvoiceNotFoundError, match="no invoice INV-1"):
        await reading.invoices.record(scope, "INV-1")
    with pytest.raises(PaymentNotFoundError, match="no payment P-1"):
        await reading.payments.record(scope, "P-1")


@pytest.mark.parametrize("number", ["", "none", "nul\x00", "\ud800", "x" * 5_000, "' OR 1=1 --"])
async def test_a_number_that_cannot_be_is_not_found(reading: Reading, database: Database, number: str) -> None:
    scope = await add_customer(database)

    for records, error in (
        (reading.orders, OrderNotFoundError),
        (reading.invoices, InvoiceNotFoundError),
        (reading.payments, PaymentNotFoundError),
    ):
        with pytest.raises(error):
            await records.record(scope, number)


async def test_a_pending_invoice_is_not_found_where_it_is_not_shown(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_invoice(database, scope, number="INV-1", status=InvoiceStatus.PENDING)

    with pytest.raises(InvoiceNotFoundError):
        await reading.invoices.record(scope, "INV-1")
    assert (await reading.invoices.record(replace(scope, sees_pending=True), "INV-1")).row.number == "INV-1"


async def test_a_site_contact_reads_orders_of_their_locations_without_money(reading: Reading, database: Database) -> None:
    owner = await add_customer(database)
    seen, unseen = await add_location(database, owner), await add_location(database, owner)
    order = await add_order(database, owner, seen, number="W-1", total_cents=900)
    await add_order(database, owner, unseen, number="W-2")
    await add_order_lines(database, order, 900)
    await add_invoice(database, owner, lines=(Line(900, seen, order),))
    contact = replace(owner, sees_money=False, location_ids=frozenset({seen}))

    view = await reading.orders.record(contact, "W-1")

    assert (view.row.total_cents, view.lines, view.invoice_number) == (None, (), "")
    with pytest.raises(OrderNotFoundError):
        await reading.orders.record(contact, "W-2")
    with pytest.raises(MoneyNotShownError):
        await reading.payments.record(contact, "P-1")
