"""Statements for tests of how they look, made without a database; and accounts with more to list than a page holds."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Invoice, InvoiceLocation, InvoiceStatus
from db.scope import Scope
from db.text import natural_key
from portal_ui.aging import aged
from portal_ui.views import BillTo, InProcess, LocationShare, LocationView, Statement, StatementRow

DAY = date(2026, 11, 23)
DANA = BillTo("2041", "Dana Ortiz Contracting", "410 W Grand Ave", "Marshall", "TX", "75670")
HARBOR = LocationView(1, "2041-1", "", "1420 Harbor Rd, Marshall")
FOUNDRY = LocationView(2, "2041-2", "Foundry Street Lofts", "88 Foundry St, Longview")


def row(number: str = "10512", *, due_in: int = 25, total_cents: int = 128_460, paid_cents: int = 0, **facts: object) -> StatementRow:
    """An open invoice, due so many days from the statement's day."""
    due, balance = DAY + timedelta(days=due_in), total_cents - paid_cents
    usual = StatementRow(
        number, due - timedelta(days=30), due, max(0, -due_in), "Net 30", HARBOR.address, "7731", total_cents, balance, balance, 0
    )
    return replace(usual, **facts)  # type: ignore[arg-type]


ROWS = (
    row("10433", due_in=-35, total_cents=74_919),
    row("10471", due_in=-5, total_cents=294_025, paid_cents=150_000, location="3 locations", po_number=""),
    row("10498", due_in=0, total_cents=61_118, location=FOUNDRY.address),
    row("10512", due_in=25, total_cents=128_460, processing_cents=30_000),
)


def rows(count: int) -> tuple[StatementRow, ...]:
    """So many open invoices."""
    return tuple(row(str(10_000 + at), due_in=at % 150 - 120, total_cents=10_000 + at * 137) for at in range(count))


def statement(listed: tuple[StatementRow, ...] = ROWS, **facts: object) -> Statement:
    """The statement of an account whose sums are right."""
    usual = Statement(
        account=DANA,
        as_of=DAY,
        location=None,
        is_untied=False,
        rows=listed,
        ages_cents=aged(((one.due_date, one.share_cents) for one in listed), DAY),
        in_process=(InProcess("W-000007", DAY, "Maria Lindqvist", "Visa ending 4242", 30_000),) if listed is ROWS else (),
        credit_cents=15_000 if listed is ROWS else 0,
        locations=(HARBOR, FOUNDRY),
        has_untied=False,
    )
    return replace(usual, **facts)  # type: ignore[arg-type]


def by_location(at_foundry: int) -> Statement:
    """The usual statement, of whose four invoices so many are open at the foundry and three elsewhere."""
    whole = statement()
    half = tuple(cents // 2 for cents in whole.ages_cents)
    rest = tuple(cents - part for cents, part in zip(whole.ages_cents, half, strict=True))
    return replace(whole, split=(LocationShare(HARBOR, 3, half), LocationShare(FOUNDRY, at_foundry, rest)))  # type: ignore[arg-type]


async def add_many_invoices(database: Database, scope: Scope, count: int, location_id: int) -> None:
    """So many open invoices of $1.00, 60 cents of each at the location."""

    def add(session: Session) -> None:
        rows = [
            Invoice(
                customer_id=scope.customer_id,
                number=f"N-{at}",
                number_key=natural_key(f"N-{at}"),
                status=InvoiceStatus.POSTED,
                invoice_date=DAY,
                due_date=DAY,
                total_cents=100,
            )
            for at in range(count)
        ]
        session.add_all(rows)
        session.flush()
        session.add_all(InvoiceLocation(invoice_id=row.id, location_id=location_id, subtotal_cents=60) for row in rows)

    await database.write(add)
