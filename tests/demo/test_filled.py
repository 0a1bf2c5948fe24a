"""The demo in the database: it came through the import, and every sum agrees with the files."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    Allocation,
    AllocationSplit,
    Card,
    Company,
    CreditMemo,
    Customer,
    Dispute,
    DisputeState,
    Invoice,
    InvoiceLine,
    InvoiceLocation,
    InvoiceStatus,
    Letter,
    LetterState,
    Order,
    Payment,
    PaymentState,
    Person,
    StaffMember,
    StaffRole,
)
from db.queries import people
from portal_ui.dates import Age
from tests.demo.filled import quick_hash
from tests.demo.reading import Files, cents


def _customer(session: Session, number: str) -> int:
    return session.scalars(select(Customer.id).where(Customer.number == number)).one()


def test_everyone_in_the_demo_has_a_way_into_their_accounts(filled: Database) -> None:
    def look(session: Session) -> dict[str, list[str]]:
        everyone = session.scalars(select(Person).where(Person.password_hash == quick_hash("roll off the truck")))
        return {person.email: [account.number for account in people.accounts(session, person.id)] for person in everyone}

    assert filled.read_now(look) == {
        "dana@example.com": ["2041"],
        "maria@example.com": ["3212", "3107"],
        "olive@example.com": ["4155"],
        "large@example.com": ["5500"],
    }


def test_the_portal_is_open_and_the_office_has_two_sign_ins(filled: Database) -> None:
    def look(session: Session) -> tuple[str, bool, dict[str, tuple[StaffRole, str | None]]]:
        company = session.scalars(select(Company)).one()
        staff = {row.email: (row.role, row.password_hash) for row in session.scalars(select(StaffMember))}
        return company.name, company.portal_active, staff

    password = quick_hash("roll off the truck")
    office = {"office@example.com": (StaffRole.OFFICE, password), "admin@example.com": (StaffRole.ADMIN, password)}
    assert filled.read_now(look) == ("Piney Hollow Hauling", True, office)


def test_one_was_invited_one_bounced_and_others_were_never_asked(filled: Database) -> None:
    def look(session: Session) -> tuple[dict[str, LetterState], set[str | None], int]:
        letters = session.scalars(select(Letter)).all()
        hashes = session.scalars(select(Person.password_hash).where(Person.id.in_([letter.person_id for letter in letters])))
        closed = session.scalar(select(func.count()).select_from(Customer).where(Customer.portal_enabled.is_(False)))
        return {letter.to_address: letter.state for letter in letters}, set(hashes), closed or 0

    letters, hashes, closed = filled.read_now(look)
    assert letters == {"lukasz@example.org": LetterState.SENT, "harbormaster@example.org": LetterState.BOUNCED}
    assert hashes == {None}
    assert closed == 10


def test_cards_are_on_file_and_one_has_expired(filled: Database, today: date) -> None:
    def look(session: Session) -> list[tuple[str, bool, bool]]:
        cards = session.scalars(select(Card).where(Card.customer_id == _customer(session, "2041")).order_by(Card.id))
        return [(card.last4, card.is_default, (card.exp_year, card.exp_month) < (today.year, today.month)) for card in cards]

    assert filled.read_now(look) == [("4242", True, False), ("4444", False, False), ("1117", False, True)]


def test_every_balance_is_what_the_files_say(filled: Database, books: Files) -> None:
    def look(session: Session) -> dict[str, int]:
        posted = select(Invoice.number, Invoice.balance_cents).where(Invoice.status == InvoiceStatus.POSTED)
        return {number: balance for number, balance in session.execute(posted)}

    assert filled.read_now(look) == {row["number"]: books.balance(row) for row in books["invoices"] if row["status"] == "posted"}


def test_the_contractor_owes_what_the_picture_shows(filled: Database, today: date) -> None:
    def look(session: Session) -> tuple[dict[Age, int], int, int]:
        mine = _customer(session, "2041")
        aged = dict.fromkeys(Age, 0)
        for due, balance in session.execute(
            select(Invoice.due_date, Invoice.balance_cents).where(Invoice.customer_id == mine, Invoice.status == InvoiceStatus.POSTED)
        ):
            aged[Age.of(due, today)] += balance
        held = session.scalar(select(func.sum(Invoice.held_cents)).where(Invoice.customer_id == mine)) or 0
        credit = session.scalar(select(func.sum(Payment.unapplied_cents)).where(Payment.customer_id == mine)) or 0
        credit += session.scalar(select(func.sum(CreditMemo.remaining_cents)).where(CreditMemo.customer_id == mine)) or 0
        return aged, held, credit

    aged, held, credit = filled.read_now(look)
    assert list(aged.values()) == [189578, 144025, 74919, 0, 0]
    assert (sum(aged.values()), sum(aged.values()) - aged[Age.CURRENT]) == (408522, 218944)
    assert (held, credit) == (30000, 15000)


def test_what_came_in_is_applied_left_over_or_gone_back(filled: Database) -> None:
    def look(session: Session) -> list[tuple[str, int, int]]:
        applied = select(func.coalesce(func.sum(Allocation.amount_cents - Allocation.reversed_cents), 0))
        lost = select(func.coalesce(func.sum(Dispute.amount_cents), 0)).where(Dispute.state == DisputeState.LOST)
        rows = select(
            Payment.number,
            Payment.amount_cents,
            Payment.unapplied_cents
            + Payment.refunded_cents
            + applied.where(Allocation.payment_id == Payment.id).scalar_subquery()
            + lost.where(Dispute.payment_id == Payment.id).scalar_subquery(),
        )
        return [(number, amount, used) for number, amount, used in session.execute(rows.where(Payment.state == PaymentState.SUCCEEDED))]

    payments = filled.read_now(look)
    assert payments
    assert [payment for payment in payments if payment[1] != payment[2]] == []


def test_shares_of_locations_sum_to_the_whole(filled: Database) -> None:
    def look(session: Session) -> tuple[list[int], list[str]]:
        parts = select(func.sum(AllocationSplit.amount_cents)).where(AllocationSplit.allocation_id == Allocation.id).scalar_subquery()
        split = select(Allocation.id).join(Payment).where(Payment.state == PaymentState.SUCCEEDED, parts != Allocation.amount_cents)
        at_places = select(func.coalesce(func.sum(InvoiceLocation.subtotal_cents), 0)).where(InvoiceLocation.invoice_id == Invoice.id)
        elsewhere = select(func.coalesce(func.sum(InvoiceLine.amount_cents), 0)).where(
            InvoiceLine.invoice_id == Invoice.id, InvoiceLine.location_id.is_(None)
        )
        sums = at_places.scalar_subquery() + elsewhere.scalar_subquery()
        return list(session.scalars(split)), list(session.scalars(select(Invoice.number).where(sums != Invoice.total_cents)))

    assert filled.read_now(look) == ([], [])


def test_orders_sum_to_their_receipts(filled: Database, books: Files) -> None:
    receipts = books.lines("order_lines", "order")

    def look(session: Session) -> dict[str, int]:
        return {number: total for number, total in session.execute(select(Order.number, Order.total_cents))}

    said = {row["number"]: sum(cents(line["amount"]) for line in receipts[row["number"]]) for row in books["orders"]}
    assert filled.read_now(look) == said
