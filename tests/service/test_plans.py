"""Lists stay quick because SQLite finds and orders their rows by an index: no sorting, no reading of what is not shown."""

import re
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Invoice, InvoiceStatus, PaymentState
from db.queries import balances, cards, desk, grid, invoices, orders, paying, payments, statements
from db.queries.grid import Grid, Question
from db.scope import OfficeScope, Scope
from tests.builders.trade import NOON, TODAY, add_customer, add_invoice

INDEXED = [
    *product([invoices.GRID], ["open", "all", "paid"], ["number", "invoice_date", "due_date", "status", "location", "total", "balance"]),
    *product([invoices.GRID], ["void", "overdue"], ["due_date", "status"]),
    *product([orders.GRID], ["all", "completed"], ["number", "service_date", "amount"]),
    *product([orders.GRID], ["cancelled"], ["service_date", "status"]),
    *product([payments.GRID], ["all", "succeeded"], ["date", "amount"]),
]


def plan_of(session: Session, ask: Callable[[Session], object]) -> str:
    """How SQLite carries out what `ask(session)` asks."""
    asked: list[tuple[str, object]] = []
    connection = session.connection()

    @event.listens_for(connection, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    ask(session)
    event.remove(connection, "before_cursor_execute", note)
    [(statement, parameters)] = asked
    found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
    return "; ".join(row.detail for row in found)


@pytest.mark.parametrize(("listed", "status", "sort"), INDEXED)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_comes_in_order_from_an_index(database: Database, listed: Grid, status: str, sort: str, descending: bool) -> None:
    question = Question(status, sort, TODAY, descending)

    plan = await database.read(plan_of, lambda session: grid.rows(session, listed, Scope(1), question, limit=26))

    assert f"SEARCH {listed.table} USING INDEX" in plan
    assert "SCAN" not in plan
    assert "FOR ORDER BY" not in plan  # sorting its right part alone, within one day, is fine


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("status", list(desk.PAYMENTS.filters))
async def test_the_money_desks_list_reads_what_it_shows_alone(database: Database, status: str) -> None:
    question = Question(status, "date", TODAY, descending=True)

    plan = await database.read(plan_of, lambda session: grid.rows(session, desk.PAYMENTS, OfficeScope(), question, limit=26))

    if status in ("all", "recorded"):  # in order, so that the first page ends it
        assert "SCAN payments USING INDEX ix_payments_desk_by_day" in plan
    else:
        assert re.search("SEARCH payments USING|SCAN payments USING INDEX ix_payments_(desk_parked|desk_late|desk_refunded|live)", plan)
        assert "ix_payments_desk_by_day" not in plan
    assert re.search("SCAN (refunds|disputes|voids)(;|$)", plan) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_waits_on_the_money_desk_is_counted_from_indexes(database: Database) -> None:
    plan = await database.read(plan_of, desk.totals)

    assert re.findall("SCAN (?:payments|refunds|disputes)(?:;|$)", plan) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_owed_reads_open_invoices_alone(database: Database) -> None:
    plan = await database.read(plan_of, lambda session: balances.owed(session, [1], TODAY))

    assert "ix_invoices_by_standing (customer_id=? AND standing=?)" in plan


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_statement_reads_open_invoices_and_live_payments_alone(database: Database) -> None:
    listed = await database.read(plan_of, lambda session: statements.open_invoices(session, Scope(1)))
    untied = await database.read(plan_of, lambda session: statements.has_untied(session, Scope(1)))
    process = await database.read(plan_of, lambda session: statements.in_process(session, Scope(1)))

    assert [plan for plan in (listed, untied, process) if "SCAN" in plan] == []
    assert all("standing=?" in plan or "ix_invoices_open" in plan for plan in (listed, untied))
    assert "ix_payments_live (customer_id=?" in process


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("asked", [paying.live, paying.holders, partial(paying.untold, person_id=1)])
async def test_payments_in_process_and_untold_ends_are_found_without_reading_the_others(
    database: Database, asked: Callable[[Session, Scope], object]
) -> None:
    plan = await database.read(plan_of, lambda session: asked(session, Scope(1)))

    assert "ix_payments_live (customer_id=?" in plan or "ix_payments_untold (customer_id=? AND person_id=?" in plan


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_done_again_and_again_reads_no_settled_payment(database: Database) -> None:
    round_of_all = await database.read(plan_of, lambda session: paying.unsettled(session, PaymentState.PROCESSING, NOON, 100))
    at_the_start = await database.write(plan_of, lambda session: paying.free_leases(session, NOON))
    in_use = await database.read(plan_of, lambda session: cards.on_file(session, Scope(1)))

    for plan in (round_of_all, at_the_start, in_use):  # either reads payments in process alone
        assert "INDEX ix_payments_live" in plan or "INDEX ix_payments_desk_by_state (state=?)" in plan


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_all_are_counted_without_reading_them(database: Database) -> None:
    question = Question("all", "", TODAY)

    plan = await database.read(plan_of, lambda session: grid.count(session, invoices.GRID, Scope(1), question))

    assert "USING COVERING INDEX" in plan


async def test_the_database_itself_keeps_how_an_invoice_stands(database: Database) -> None:
    scope = await add_customer(database)
    books: dict[str, dict[str, Any]] = {
        "open": {"paid_cents": 9_999},
        "paid": {"paid_cents": 9_000, "credited_cents": 1_000},
        "void": {"status": InvoiceStatus.VOID},
        "pending": {"status": InvoiceStatus.PENDING},
    }
    for number, facts in books.items():
        await add_invoice(database, scope, number=number, **facts)

    def standing(session: Session) -> dict[str, int]:
        return {row.number: row.standing for row in session.execute(select(Invoice.number, Invoice.standing))}

    assert await database.read(standing) == {"open": 1, "paid": 2, "void": 3, "pending": 4}
