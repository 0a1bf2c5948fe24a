"""The CSV files of a company's books: their columns, and how a value stands in a cell."""

import csv
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

COLUMNS = {
    "company": "name,address,city,state,postal_code,phone,email,website,support_hours,time_zone,currency,locale,paper,brand_color,remit_to",
    "customers": "number,name,kind,email,phone,address,city,state,postal_code,terms",
    "contacts": "customer,name,title,email,phone",
    "locations": "number,customer,name,address,city,state,postal_code,active",
    "services": "number,customer,location,service,container,containers,material,frequency,days,status,next_service_date,start_date,"
    "rate,rate_period",
    "orders": "number,customer,location,line,type,status,service_date,asset_id,size,material,description,po_number,ticket_number,"
    "gross_lb,tare_lb,included_lb",
    "order_lines": "order,position,description,quantity,unit,unit_price,amount",
    "order_events": "order,position,at,description",
    "invoices": "number,customer,status,invoice_date,due_date,terms,po_number,memo,total",
    "invoice_lines": "invoice,position,location,order,kind,description,quantity,unit,unit_price,amount",
    "payments": "number,customer,status,method,payment_date,amount,brand,last4,reference,failure_reason",
    "allocations": "payment,invoice,amount",
    "credit_memos": "number,customer,date,amount,reason",
    "credit_applications": "credit_memo,invoice,amount,date",
    "refunds": "number,payment,date,amount,reason,status",
    "disputes": "payment,opened_date,amount,status,reason",
}


def dollars(cents: int) -> str:
    """`cents` as a cell has them: `1234.50`, `-100.00`."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"


def thousandths(quantity: int) -> str:
    """A quantity as a cell has it: `1`, `5.42`."""
    whole, rest = divmod(quantity, 1000)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


class Sheets:
    """The open files. Rows go out as they come, so that large books need no memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()

    def __enter__(self) -> "Sheets":
        self._columns = {sheet: columns.split(",") for sheet, columns in COLUMNS.items()}
        self._writers = {sheet: csv.writer(self._open(sheet), lineterminator="\n") for sheet in COLUMNS}
        for sheet, writer in self._writers.items():
            writer.writerow(self._columns[sheet])
        return self

    def _open(self, sheet: str) -> Any:  # noqa: ANN401 - the type of an open text file
        path = self._folder / f"{sheet}.csv"
        return self._files.enter_context(path.open("w", encoding="utf-8", newline=""))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._files.close()

    def write(self, sheet: str, **cells: object) -> None:
        """Add a row; a column that is not named stays empty."""
        row = [_cell(cells.pop(column, "")) for column in self._columns[sheet]]
        if cells:
            message = f"{sheet}.csv has no column {', '.join(cells)}"
            raise ValueError(message)
        self._writers[sheet].writerow(row)

    def write_rows(self, sheet: str, rows: list[tuple[str, ...]]) -> None:
        """Add finished rows, their cells in the file's own order; the fast way for many."""
        self._writers[sheet].writerows(rows)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
