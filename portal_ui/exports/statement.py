"""A balance statement as a file: whose it is and of what day, a line for each open invoice, each payment in process, and the credit.

The credit is the account's, so it is in no location's file: the files of all locations sum to the account's.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from portal_ui import aging
from portal_ui.dates import Age
from portal_ui.exports import Format, written
from portal_ui.exports.columns import Column, Kind
from portal_ui.language import gettext as _
from portal_ui.views import InProcess, Statement, StatementRow


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; what it has not is empty."""

    kind: str
    number: str = ""
    on: date | None = None
    due_date: date | None = None
    days_late: int | None = None
    age: str = ""
    terms: str = ""
    location: str = ""
    po_number: str = ""
    amount_cents: int | None = None
    balance_cents: int | None = None
    share_cents: int | None = None
    processing_cents: int | None = None
    located_cents: int | None = None
    credit_cents: int | None = None


async def file(statement: Statement, form: Format = Format.CSV) -> IO[bytes]:
    """The finished file, open at its beginning; it is gone once it is closed. The balances sum to the statement's total."""

    async def lines() -> AsyncGenerator[Sequence[Line], None]:
        yield tuple(_lines(statement))

    return await written(lines(), columns(statement), form, _("Balance statement"))


def columns(statement: Statement) -> tuple[Column[Line], ...]:
    """As on the screen, with a type for each line; what belongs to the chosen location is a column of its own."""
    share = () if statement.is_whole else (Column[Line](_share(statement), lambda line: line.share_cents, Kind.MONEY),)
    located = (Column[Line](_("Location Balance"), lambda line: line.located_cents, Kind.MONEY),) if statement.split else ()
    return (
        Column(_("Type"), lambda line: line.kind),
        Column(_("Number"), lambda line: line.number),
        Column(_("Date"), lambda line: line.on, Kind.DAY),
        Column(_("Due Date"), lambda line: line.due_date, Kind.DAY),
        Column(_("Days Late"), lambda line: line.days_late),
        Column(_("Age"), lambda line: line.age),
        Column(_("Terms"), lambda line: line.terms),
        Column(_("Location Address"), lambda line: line.location),
        Column(_("PO #"), lambda line: line.po_number),
        Column(_("Amount"), lambda line: line.amount_cents, Kind.MONEY),
        Column(_("Invoice Balance"), lambda line: line.balance_cents, Kind.MONEY),
        *share,
        Column(_("Processing"), lambda line: line.processing_cents, Kind.MONEY),
        *located,
        Column(_("Unapplied Credit"), lambda line: line.credit_cents, Kind.MONEY),
    )


def _share(statement: Statement) -> str:
    return _("Not tied to a location") if statement.is_untied else _("Balance at this location")


def _lines(statement: Statement) -> Iterator[Line]:
    place = _share(statement) if statement.is_untied else statement.location.one_line if statement.location else ""
    yield Line(_("Balance statement"), number=statement.account.number, on=statement.as_of, location=place)
    for row in statement.rows:
        yield _invoice(row, statement.as_of)
    for one in statement.in_process:
        yield _payment(one)
    for part in statement.split:
        yield Line(
            _("Balance by location"),
            location=part.location.one_line if part.location else _("Not tied to a location"),
            located_cents=part.total_cents,
        )
    if statement.credit_cents and statement.is_whole:
        yield Line(_("Credit on the account"), credit_cents=statement.credit_cents)


def _invoice(row: StatementRow, as_of: date) -> Line:
    return Line(
        kind=_("Invoice"),
        number=row.number,
        on=row.invoice_date,
        due_date=row.due_date,
        days_late=row.days_late,
        age=aging.in_words(Age.of(row.due_date, as_of)),
        terms=row.terms,
        location=row.location,
        po_number=row.po_number,
        amount_cents=row.total_cents,
        balance_cents=row.balance_cents,
        share_cents=row.share_cents,
        processing_cents=row.processing_cents,
    )


def _payment(one: InProcess) -> Line:
    return Line(kind=_("Payment in process"), number=one.number, on=one.since, amount_cents=one.amount_cents)
