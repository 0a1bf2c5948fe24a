"""What a statement lists, in plain examples. That the sums hold for any history stands in `test_statement_sums`."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    Allocation,
    AllocationSplit,
    CreditApplication,
    CreditMemo,
    CreditSplit,
    InvoiceStatus,
    Payment,
    PaymentMethod,
    PaymentState,
    Person,
)
from db.scope import Scope
from db.text import natural_key
from portal_ui.errors import BadRequestError, LocationNotFoundError, MoneyNotShownError
from portal_ui.service.company import Company
from portal_ui.service.customers import Customers
from portal_ui.service.statements import UNTIED, Statements
from portal_ui.views import Statement
from tests.builders.people import add_company
from tests.builders.statements import add_many_invoices
from tests.builders.trade import (
    NOON,
    TODAY,
    Line,
    add_credit_memo,
    add_customer,
    add_dispute,
    add_invoice,
    add_location,
    add_payment,
    add_refund,
)

YESTERDAY = TODAY - timedelta(days=1)


@dataclass(frozen=True)
class Office:
    """A company in Chicago that makes statements, and an account with two locations."""

    database: Database
    statements: Statements
    customers: Customers
    scope: Scope
    mill: int
    yard: int

    async def statement(self, **wish: Any) -> Statement:
        """The account's statement."""
        return await self.statements.statement(self.scope, **wish)

    async def totals(self, **wish: Any) -> list[int]:
        """What is open: for the account, at the mill, in the yard, and tied to neither."""
        places = ["", "L-mill", "L-yard", UNTIED]
        return [(await self.statement(location=place, **wish)).total_cents for place in places]


@pytest.fixture
async def office(database: Database) -> Office:
    """That company."""
    await add_company(database)
    company = Company(database, lambda: NOON)
    scope = await add_customer(database, name="Dana Ortiz Contracting")
    mill = await add_location(database, scope, number="L-mill", address="12 Mill Street", city="Marshall")
    yard = await add_location(database, scope, number="L-yard", address="88 Foundry St")
    return Office(database, Statements(database, company), Customers(database, company), scope, mill, yard)


async def _pay(office: Office, invoice: int, shares: dict[int | None, int], **facts: Any) -> int:
    """A payment by card for one invoice, with the shares of its locations; returns its id."""
    cents = sum(shares.values())
    usual: dict[str, Any] = {"number": f"W-{invoice}", "state": PaymentState.SUCCEEDED, "paid_on": TODAY, "reversed_cents": 0} | facts
    number, back = usual.pop("number"), usual.pop("reversed_cents")
    on = usual["paid_on"] if usual["state"] is PaymentState.SUCCEEDED else None

    def add(session: Session) -> int:
        person = Person(email=f"{number}@example.com", name="Maria Lindqvist")
        session.add(person)
        session.flush()
        payment = Payment(
            customer_id=office.scope.customer_id,
            number=number,
            number_key=natural_key(number),
            method=PaymentMethod.CARD,
            brand="Visa",
            last4="4242",
            amount_cents=cents,
            person_id=person.id,
            **usual,
        )
        session.add(payment)
        session.flush()
        part = Allocation(payment_id=payment.id, invoice_id=invoice, amount_cents=cents, applied_on=on, reversed_cents=back)
        session.add(part)
        session.flush()
        session.add_all(AllocationSplit(allocation_id=part.id, location_id=place, amount_cents=share) for place, share in shares.items())
        return payment.id

    return await office.database.write(add)


async def _credit(office: Office, invoice: int, shares: dict[int | None, int], on: date = TODAY) -> None:
    """A credit memo for one invoice, with the shares of its locations."""
    cents = sum(shares.values())

    def add(session: Session) -> None:
        memo = CreditMemo(customer_id=office.scope.customer_id, number=f"CM-{invoice}", issued_on=on, total_cents=cents, remaining_cents=0)
        session.add(memo)
        session.flush()
        part = CreditApplication(credit_memo_id=memo.id, invoice_id=invoice, amount_cents=cents, applied_on=on)
        session.add(part)
        session.flush()
        session.add_all(CreditSplit(application_id=part.id, location_id=place, amount_cents=share) for place, share in shares.items())

    await office.database.write(add)


async def test_open_invoices_are_listed_the_oldest_due_first_with_what_is_left_on_them(office: Office) -> None:
    await add_invoice(office.database, office.scope, number="INV-10", due_in=10, location_label="12 Mill Street")
    await add_invoice(office.database, office.scope, number="INV-9", due_in=10, po_number="PO 7", held_cents=2_500)
    await add_invoice(office.database, office.scope, number="INV-11", due_in=-5, paid_cents=4_000, location_count=3)

    told = await office.statement()

    assert [(row.number, row.days_late, row.total_cents, row.balance_cents, row.share_cents) for row in told.rows] == [
        ("INV-11", 5, 10_000, 6_000, 6_000),
        ("INV-9", 0, 10_000, 10_000, 10_000),
        ("INV-10", 0, 10_000, 10_000, 10_000),
    ]
    assert [row.location for row in told.rows] == ["3 locations", "", "12 Mill Street"]
    assert (told.rows[1].po_number, told.rows[1].processing_cents, told.rows[1].terms) == ("PO 7", 2_500, "Net 30")
    assert (told.account.name, told.as_of) == ("Dana Ortiz Contracting", TODAY)


async def test_a_statement_says_what_the_dashboard_says(office: Office) -> None:
    for late in (-10, 0, 1, 30, 31, 60, 61, 90, 91):
        await add_invoice(office.database, office.scope, due_in=-late, total_cents=10_000 + late, held_cents=100)
    await add_payment(office.database, office.scope, amount_cents=20_000, unapplied_cents=10_000)
    await add_credit_memo(office.database, office.scope, total_cents=8_000, remaining_cents=5_000)

    told, summary = await office.statement(), await office.customers.summary(office.scope)

    assert told.total_cents == summary.outstanding_cents == sum(row.share_cents for row in told.rows)
    assert told.overdue_cents == summary.overdue_cents
    assert told.ages_cents == summary.aging_cents
    assert (told.overdue_invoices, len(told.rows)) == (summary.overdue_invoices, summary.open_invoices)
    assert told.processing_cents == summary.processing_cents
    assert (told.credit_cents, told.net_cents) == (summary.credit_cents, summary.outstanding_cents - 15_000)


async def test_what_is_void_pending_paid_or_another_s_never_appears(office: Office) -> None:
    another = await add_customer(office.database)
    await add_invoice(office.database, office.scope, status=InvoiceStatus.VOID)
    await add_invoice(office.database, office.scope, status=InvoiceStatus.PENDING)
    await add_invoice(office.database, office.scope, paid_cents=10_000)
    await add_invoice(office.database, another)
    await add_payment(office.database, another, amount_cents=500, unapplied_cents=500)

    told = await office.statements.statement(replace(office.scope, sees_pending=True))

    assert (told.rows, told.total_cents, told.credit_cents) == ((), 0, 0)


async def test_what_is_due_today_is_not_overdue_and_a_part_paid_rest_stays_late(office: Office) -> None:
    await add_invoice(office.database, office.scope, due_in=0, total_cents=700)
    await add_invoice(office.database, office.scope, due_in=-1, total_cents=900, paid_cents=850)

    told = await office.statement()

    assert told.ages_cents == (700, 50, 0, 0, 0)
    assert (told.overdue_cents, told.overdue_invoices) == (50, 1)


async def test_payments_and_credits_are_taken_off_each_location_by_their_stored_shares(office: Office) -> None:
    lines = (Line(6_000, office.mill), Line(3_000, office.yard), Line(1_000))
    invoice = await add_invoice(office.database, office.scope, lines=lines, paid_cents=1_000, credited_cents=101)
    await _pay(office, invoice, {office.mill: 600, office.yard: 300, None: 100})
    await _credit(office, invoice, {office.mill: 61, office.yard: 30, None: 10})

    assert await office.totals() == [8_899, 5_339, 2_670, 890]
    assert (await office.statement(location="L-yard")).rows[0].balance_cents == 8_899


async def test_what_came_back_of_a_payment_is_open_again_at_its_locations(office: Office) -> None:
    lines = (Line(6_000, office.mill), Line(4_000, office.yard))
    invoice = await add_invoice(office.database, office.scope, lines=lines, paid_cents=4_999)
    await _pay(office, invoice, {office.mill: 6_000, office.yard: 4_000}, reversed_cents=5_001)

    assert await office.totals() == [5_001, 3_001, 2_000, 0]


async def test_a_failed_payment_and_one_in_process_lower_no_balance_anywhere(office: Office) -> None:
    lines = (Line(6_000, office.mill), Line(4_000, office.yard))
    invoice = await add_invoice(office.database, office.scope, lines=lines, held_cents=1_000)
    await _pay(office, invoice, {office.mill: 600, office.yard: 400}, number="W-1", state=PaymentState.SUBMITTING)
    await _pay(office, invoice, {office.mill: 60, office.yard: 40}, number="W-2", state=PaymentState.FAILED)

    assert await office.totals() == [10_000, 6_000, 4_000, 0]
    whole, yard = await office.statement(), await office.statement(location="L-yard")
    [process] = whole.in_process
    assert (process.number, process.by, process.paid_with) == ("W-1", "Maria Lindqvist", "Visa ending 4242")
    assert (process.since, process.amount_cents, whole.processing_cents) == (TODAY, 1_000, 1_000)
    assert ([one.amount_cents for one in yard.in_process], yard.processing_cents) == ([400], 400)
    assert (await office.statement(location=UNTIED)).in_process == ()


async def test_a_discount_may_leave_less_than_nothing_at_a_location(office: Office) -> None:
    await add_invoice(office.database, office.scope, lines=(Line(6_000, office.mill), Line(-500, office.yard)))

    assert await office.totals() == [5_500, 6_000, -500, 0]


async def test_an_invoice_without_lines_is_tied_to_no_location(office: Office) -> None:
    await add_invoice(office.database, office.scope, total_cents=700)

    assert await office.totals() == [700, 0, 0, 700]
    assert (await office.statement()).has_untied


async def test_credit_belongs_to_the_account_whatever_location_is_chosen(office: Office) -> None:
    await add_credit_memo(office.database, office.scope, total_cents=800, remaining_cents=800)

    told = await office.statement(location="L-yard")

    assert (told.credit_cents, told.is_whole, told.location and told.location.number) == (800, False, "L-yard")
    assert [place.number for place in told.locations] == ["L-mill", "L-yard"]


async def test_a_statement_of_yesterday_knows_nothing_of_what_came_today(office: Office) -> None:
    invoice = await add_invoice(
        office.database, office.scope, number="INV-1", due_in=-1, lines=(Line(10_000, office.mill),), paid_cents=9_000
    )
    await _pay(office, invoice, {office.mill: 8_000}, number="W-1", gateway="demo", settled_at=NOON, created_at=NOON)
    await _credit(office, await add_invoice(office.database, office.scope, due_in=20, total_cents=500, credited_cents=500), {None: 500})
    await add_invoice(office.database, office.scope, on=TODAY)

    told = await office.statement(as_of=YESTERDAY)

    assert [row.balance_cents for row in told.rows] == [9_000, 500]  # 1,000 were paid before
    assert told.ages_cents == (9_500, 0, 0, 0, 0)  # due that very day
    assert (told.in_process, told.credit_cents) == ((), 0)
    assert (await office.statement()).ages_cents == (10_000, 1_000, 0, 0, 0)


async def test_a_payment_under_way_last_night_was_in_process_although_it_arrived_today(office: Office) -> None:
    invoice = await add_invoice(office.database, office.scope, due_in=20, lines=(Line(10_000, office.mill),), paid_cents=3_000)
    late = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)  # 11:30 pm of the 22nd in Chicago
    await _pay(office, invoice, {office.mill: 3_000}, gateway="demo", created_at=late, settled_at=late + timedelta(hours=1))

    told = await office.statement(as_of=YESTERDAY, location="L-mill")

    assert ([(one.since, one.amount_cents) for one in told.in_process], told.processing_cents) == ([(YESTERDAY, 3_000)], 3_000)
    assert (told.total_cents, (await office.statement()).total_cents) == (10_000, 7_000)


async def test_a_refund_and_a_chargeback_of_today_were_paid_money_yesterday(office: Office) -> None:
    lines = (Line(6_000, office.mill), Line(4_000, office.yard))
    invoice = await add_invoice(office.database, office.scope, lines=lines, paid_cents=2_000)
    shares: dict[int | None, int] = {office.mill: 6_000, office.yard: 4_000}
    payment = await _pay(office, invoice, shares, paid_on=YESTERDAY, reversed_cents=8_000)

    await add_refund(office.database, payment, amount_cents=3_000)
    await add_dispute(office.database, payment, amount_cents=5_000)

    assert await office.totals() == [8_000, 4_800, 3_200, 0]
    assert await office.totals(as_of=YESTERDAY) == [0, 0, 0, 0]


async def test_an_invoice_voided_today_was_open_yesterday(office: Office) -> None:
    await add_invoice(office.database, office.scope, number="INV-1", due_in=20, total_cents=700, status=InvoiceStatus.VOID, voided_at=NOON)
    await add_invoice(
        office.database, office.scope, number="INV-2", due_in=20, status=InvoiceStatus.VOID
    )  # of the books: nobody knows since when

    assert [row.number for row in (await office.statement(as_of=YESTERDAY)).rows] == ["INV-1"]
    assert (await office.statement()).rows == ()


async def test_a_day_ends_at_the_company_s_midnight(office: Office, database: Database) -> None:
    await add_invoice(database, office.scope, due_in=0)

    for moment, late in ((datetime(2026, 11, 24, 5, 59, tzinfo=UTC), 0), (datetime(2026, 11, 24, 6, 0, tzinfo=UTC), 10_000)):
        at_that_time = Statements(database, Company(database, lambda moment=moment: moment))  # type: ignore[misc]
        assert (await at_that_time.statement(office.scope)).overdue_cents == late


async def test_a_day_to_come_is_refused_in_a_sentence(office: Office) -> None:
    with pytest.raises(BadRequestError, match="still to come"):
        await office.statement(as_of=TODAY + timedelta(days=1))


@pytest.mark.parametrize("number", ["L-theirs", "no such place", "L-mill\0", "%"])
async def test_another_account_s_location_is_not_found(office: Office, number: str) -> None:
    another = await add_customer(office.database)
    await add_location(office.database, another, number="L-theirs")

    with pytest.raises(LocationNotFoundError):
        await office.statement(location=number)


async def test_a_viewer_reads_statements_and_a_site_contact_does_not(office: Office) -> None:
    await office.statements.statement(replace(office.scope, may_pay=False))

    with pytest.raises(MoneyNotShownError):
        await office.statements.statement(replace(office.scope, sees_money=False, location_ids=frozenset({office.mill})))


async def test_more_invoices_than_one_question_holds_are_all_there(office: Office) -> None:
    await add_many_invoices(office.database, office.scope, 1_203, office.mill)

    assert await office.totals() == [120_300, 72_180, 0, 48_120]
