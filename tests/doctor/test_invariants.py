"""What an operator is told of books that do not add up: which row, what it should be, and what it is."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db.engine import Database
from portal_ui.dates import utc_clock
from portal_ui.doctor import LOOKS, Line, examine
from tests.builders.healthy import fill_healthy
from tests.builders.trade import add_customer, add_invoice

LONG_AGO = "2026-01-02 03:04:05.000000"
_OF_10 = "(SELECT id FROM invoices WHERE number = '10')"
_OF_P1 = "(SELECT id FROM payments WHERE number = 'P1')"

_A_MEMBER = (
    "INSERT INTO staff (email, name, role, auth_version, is_enabled, created_at) VALUES ('r@x', 'R', 'office', 1, true, '2026-01-02')"
)
_VOID = (
    "INSERT INTO voids (payment_id, staff_id, reason, voided_on, created_at) "
    "SELECT payments.id, staff.id, '', '2026-01-02', '2026-01-02' FROM payments, staff"
)
BREAKS = {  # what was done: the line that says so, and how
    "UPDATE invoices SET total_cents = total_cents + 100 WHERE number = '10'": (
        "the sum of the lines",
        "invoice 10: expected 300.00, found 301.00",
    ),
    "DELETE FROM invoice_lines WHERE kind = 'tax'": ("the sum of the lines", "invoice 10: expected 290.00, found 300.00"),
    "UPDATE invoices SET paid_cents = paid_cents + 100 WHERE number = '10'": (
        "Invoices: paid",
        "invoice 10: expected 147.00, found 148.00",
    ),
    f"UPDATE allocations SET reversed_cents = 0 WHERE payment_id = {_OF_P1}": (
        "Invoices: paid",
        "invoice 10: expected 152.00, found 147.00",
    ),
    "UPDATE payments SET state = 'failed' WHERE number = 'W-1'": ("Invoices: paid", "invoice 10: expected 140.00, found 147.00"),
    "UPDATE invoices SET held_cents = held_cents - 100 WHERE number = '10'": ("set aside", "invoice 10: expected 63.00, found 62.00"),
    "UPDATE payments SET state = 'canceled' WHERE number = 'P2'": ("set aside", "invoice 10: expected 3.00, found 63.00"),
    "UPDATE invoices SET credited_cents = 0 WHERE number = '10'": ("credited", "invoice 10: expected 46.00, found 0.00"),
    "UPDATE invoices SET paid_cents = 6000 WHERE number = '11'": ("balance", "invoice 11: expected 0.00, found -10.00"),
    "UPDATE invoices SET paid_cents = -100 WHERE number = '11'": ("balance", "invoice 11: expected 50.00, found 51.00"),
    "UPDATE invoices SET paid_cents = 100 WHERE number = '12'": ("pending or void", "invoice 12: expected 0.00, found 1.00"),
    "UPDATE payments SET unapplied_cents = 100 WHERE number = 'P1'": (
        "make what was received",
        "payment P1: expected 150.00, found 151.00",
    ),
    "UPDATE refunds SET amount_cents = 3600": ("make what was received", "payment P1: expected 150.00, found 151.00"),
    "UPDATE disputes SET state = 'lost'": ("make what was received", "payment P1: expected 150.00, found 160.00"),
    "UPDATE allocations SET amount_cents = 6100 WHERE amount_cents = 6000": ("in vain", "payment P2: expected 60.00, found 61.00"),
    "UPDATE allocations SET amount_cents = 200 WHERE amount_cents = 300": ("in vain", "payment W-2: expected 3.00, found 2.00"),
    "UPDATE payments SET unapplied_cents = 100 WHERE number = 'P3'": ("in vain", "payment P3: expected 50.00, found 51.00"),
    "UPDATE payments SET refunded_cents = 0 WHERE number = 'P1'": ("sum of the refunds", "payment P1: expected 35.00, found 0.00"),
    "UPDATE payments SET refunded_cents = 100 WHERE number = 'P3'": ("sum of the refunds", "payment P3: expected 0.00, found 1.00"),
    "UPDATE credit_memos SET remaining_cents = 500": ("Credit memos", "credit memo C1: expected 4.00, found 5.00"),
    "UPDATE payments SET customer_id = 2 WHERE number = 'P1'": ("stay within one", "payment P1 on invoice 10: expected 2, found 1"),
    "UPDATE credit_memos SET customer_id = 2": ("stay within one", "credit memo C1 on invoice 10: expected 2, found 1"),
    "UPDATE allocation_splits SET amount_cents = 8001 WHERE amount_cents = 8000": (
        "shares of a payment",
        "payment P1 on invoice 10: expected 120.00, found 120.01",
    ),
    "DELETE FROM allocation_splits WHERE amount_cents = 700": (
        "shares of a payment",
        "payment W-1 on invoice 10: expected 7.00, found 0.00",
    ),
    "UPDATE credit_splits SET amount_cents = 700 WHERE amount_cents = 600": (
        "shares of a credit",
        "credit memo C1 on invoice 10: expected 6.00, found 7.00",
    ),
    "UPDATE invoice_locations SET subtotal_cents = 1 WHERE subtotal_cents = 20000": (
        "subtotals",
        "invoice 10 at location L1: expected 200.00, found 0.01",
    ),
    f"DELETE FROM invoice_locations WHERE subtotal_cents = 9000 AND invoice_id = {_OF_10}": (
        "subtotals",
        "invoice 10 at location L2: expected 90.00, found 0.00",
    ),
    "INSERT INTO invoice_locations (invoice_id, location_id, subtotal_cents) SELECT invoices.id, locations.id, 5 FROM invoices, locations "
    "WHERE invoices.number = '10' AND locations.number = 'L3'": ("subtotals", "invoice 10 at location L3: expected 0.00, found 0.05"),
    "UPDATE payments SET receipt_number = NULL WHERE number = 'W-1'": (
        "has a receipt",
        "payment W-1: expected a receipt exactly when it succeeded, found succeeded, receipt missing",
    ),
    "UPDATE payments SET receipt_number = 'DEMO-R-000002' WHERE number = 'W-2'": (
        "has a receipt",
        "payment W-2: expected a receipt exactly when it succeeded, found submitting, receipt DEMO-R-000002",
    ),
    "UPDATE counters SET value = 2": ("without gaps", "receipt demo 2: expected 1 to 2, found missing"),
    "UPDATE payments SET receipt_number = 'DEMO-R-000003' WHERE number = 'W-1'": (
        "without gaps",
        "receipt demo 1: expected 1 to 1, found missing",
    ),
    "DELETE FROM counters": ("without gaps", "receipt demo 1: expected 1 to 0, found never given out"),
    f"UPDATE payments SET lease_until = '{LONG_AGO}' WHERE number = 'W-2'": (
        "stuck",
        "payment W-2: expected moved on by now, found submitting since",
    ),
    f"UPDATE payments SET state = 'created', created_at = '{LONG_AGO}' WHERE number = 'W-2'": (
        "stuck",
        "payment W-2: expected moved on by now, found created since 2026-01-02 03:04:05",
    ),
    f"UPDATE payments SET state = 'requires_action', expires_at = '{LONG_AGO}' WHERE number = 'W-2'": (
        "stuck",
        "payment W-2: expected moved on by now, found requires_action since",
    ),
    f"UPDATE refunds SET state = 'submitting', submitted_at = '{LONG_AGO}', created_at = '{LONG_AGO}'": (
        "no refund is stuck",
        "expected taken to the gateway, or given up, by now, found submitting since 2026-01-02 03:04:05",
    ),
    "UPDATE refunds SET amount_cents = 15100": ("no more goes back", "payment P1: expected 150.00, found 151.00"),
    "UPDATE payments SET state = 'failed' WHERE number = 'P1'": ("no more goes back", "payment P1: expected 0.00, found 35.00"),
    f"{_A_MEMBER}; {_VOID} WHERE payments.number = 'P4'": ("voided is only", "payment P4: expected recorded by the office"),
    f"{_A_MEMBER}; UPDATE payments SET gateway = 'office' WHERE number = 'P1'; {_VOID} WHERE payments.number = 'P1'": (
        "voided is only",
        "payment P1: expected recorded by the office, and not refunded, found of office, refunded",
    ),
    "UPDATE payments SET is_automatic = true WHERE number = 'W-1'": ("than was announced", "payment W-1: expected 0.00, found 7.00"),
    "UPDATE payments SET parked_reason = 'the gateway took 5 USD' WHERE number = 'W-2'": (
        "no payment waits for a person",
        "payment W-2: expected settled, found the gateway took 5 USD",
    ),
    "UPDATE gateway_events SET state = 'parked', error = 'KeyError'": (
        "no news waits",
        "event payment.succeeded evt_1: expected acted on, found KeyError",
    ),
}
ON_POSTGRESQL = {  # what SQLite cannot be made to do
    "ALTER TABLE payments DROP CONSTRAINT uq_payments_gateway_charge; UPDATE payments SET gateway_charge = 'ch_1' WHERE gateway <> ''": (
        "one charge",
        "charge ch_1: expected one payment, found 2",
    ),
    "ALTER TABLE invoices ALTER balance_cents DROP EXPRESSION; UPDATE invoices SET balance_cents = 1 WHERE number = '10'": (
        "ages",
        "account 1001: expected 107.00, found 0.01",
    ),
}
_CHECKED = ("invoices", "payments", "allocations", "credit_memos")


@pytest.fixture
def healthy(database: Database, tmp_path: Path) -> Database:
    fill_healthy(database, tmp_path / "books")
    return database


def wrong(database: Database) -> dict[str, tuple[str, ...]]:
    return {line.words: line.wrong for line in examine(database) if not line.is_green}


def spoil(session: Session, statements: str) -> None:
    """Do what no part of the portal would: against the rules that the database itself keeps."""
    if session.connection().dialect.name == "sqlite":
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
    else:
        kept = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conrelid::regclass::text = ANY(:tables)"
        for table, name in session.execute(text(kept), {"tables": list(_CHECKED)}).all():
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    for statement in statements.split(";"):
        session.execute(text(statement))


def test_books_in_which_all_is_well_are_green(healthy: Database) -> None:
    lines = list(examine(healthy))

    assert [line for line in lines if not line.is_green] == []
    assert len(lines) == len({line.words for line in lines}) == 26


def test_an_empty_database_is_green(database: Database) -> None:
    assert wrong(database) == {}


def test_each_row_that_breaks_a_rule_is_named_with_what_it_should_be(healthy: Database) -> None:
    breaks = BREAKS if healthy.is_sqlite else BREAKS | ON_POSTGRESQL

    told = healthy.write_now(broken_by_each, breaks)

    assert {done: told[done] for done, (words, finding) in breaks.items() if finding not in found_at(words, told[done])} == {}


def broken_by_each(session: Session, statements: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """What is said after each of them alone; each is taken back."""
    told = {}
    for done in statements:
        attempt = session.begin_nested()
        spoil(session, done)
        lines = [look(session, utc_clock()) for look in LOOKS]
        told[done] = {line.words: line.wrong for line in lines if not line.is_green}
        attempt.rollback()
    return told


def found_at(words: str, lines: dict[str, tuple[str, ...]]) -> str:
    """The findings of the lines whose words hold these."""
    return "\n".join(finding for said, findings in lines.items() if words in said for finding in findings)


async def test_many_wrong_rows_are_counted_and_the_first_twenty_shown(database: Database) -> None:
    scope = await add_customer(database)
    for number in range(23):
        await add_invoice(database, scope, number=f"N-{number:02}", total_cents=100)

    [line] = [line for line in examine(database) if not line.is_green]

    assert isinstance(line, Line)
    assert (line.count, len(line.wrong)) == (23, 20)
    assert line.wrong[0] == "invoice N-00: expected 0.00, found 1.00"
