"""How long a large company's books take to import, and how much memory: 100,000 invoices with 300,000 lines."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from bench.stopwatch import peak_mb
from db import schema
from db.engine import Database
from portal_ui.books import import_books

CUSTOMERS, INVOICES, LINES_EACH = 2_000, 100_000, 3
_FIRST = date(2022, 1, 3)


def run(invoices: int = INVOICES) -> dict[str, float]:
    """Seconds, by the clock and of the processor, of a first import and of the same again, and the peak memory in MB, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        write_books(Path(folder), invoices)
        command = [sys.executable, "-m", "bench.import_books", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def write_books(folder: Path, invoices: int) -> None:
    """Books of that many invoices with three lines each; four in five are paid."""
    customers = [f"{1000 + at}" for at in range(max(1, min(CUSTOMERS, invoices // 10)))]
    _write(
        folder, "customers", "number,name,kind,city", ([number, f"Builder {number} LLC", "roll-off", "Marshall"] for number in customers)
    )
    places = ([f"L-{number}-{at}", number, f"{at}40 Harbor Rd", "Marshall"] for number in customers for at in (1, 2))
    _write(folder, "locations", "number,customer,address,city", places)
    _write(
        folder, "invoices", "number,customer,status,invoice_date,due_date,terms,total", (_invoice(at, customers) for at in range(invoices))
    )
    lines = (line for at in range(invoices) for line in _lines(at, customers))
    _write(folder, "invoice_lines", "invoice,position,location,kind,description,quantity,unit,unit_price,amount", lines)
    paid = [at for at in range(invoices) if at % 5]
    payments = ([f"P-{at}", _owner(at, customers), "succeeded", "check", _day(at + 20), "733.18", f"{4000 + at}"] for at in paid)
    _write(folder, "payments", "number,customer,status,method,payment_date,amount,reference", payments)
    _write(folder, "allocations", "payment,invoice,amount", ([f"P-{at}", f"{10000 + at}", "733.18"] for at in paid))


def _owner(at: int, customers: list[str]) -> str:
    return customers[at % len(customers)]


def _day(at: int) -> str:
    return (_FIRST + timedelta(days=at % 1700)).isoformat()


def _invoice(at: int, customers: list[str]) -> list[str]:
    return [f"{10000 + at}", _owner(at, customers), "posted", _day(at), _day(at + 30), "Net 30", "733.18"]


def _lines(at: int, customers: list[str]) -> Iterable[list[str]]:
    number, owner = f"{10000 + at}", _owner(at, customers)
    yield [number, "1", f"L-{owner}-1", "charge", "Haul 20 yd", "1", "each", "611.18", "611.18"]
    yield [number, "2", f"L-{owner}-{1 + at % 2}", "charge", "Disposal", "2.42", "t", "50.00", "121.00"]
    yield [number, "3", "", "tax", "Environmental fee", "1", "", "1.00", "1.00"]


def _write(folder: Path, name: str, header: str, rows: Iterable[list[str]]) -> None:
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)


def _measure(folder: Path) -> dict[str, float]:
    url = f"sqlite:///{folder / 'portal.sqlite3'}"
    schema.upgrade(url)
    database = Database.open(url)
    measured: dict[str, float] = {}
    for name in ("first", "again"):
        began, busy = time.monotonic(), time.process_time()
        import_books(database, folder)
        measured[f"{name}_seconds"] = round(time.monotonic() - began, 2)
        measured[f"{name}_processor_seconds"] = round(time.process_time() - busy, 2)
    database.close()
    return measured | {"peak_mb": round(peak_mb(os.getpid()))}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure(Path(sys.argv[1]))))
