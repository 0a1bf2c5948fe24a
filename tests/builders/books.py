"""A small company's files: right as they are, and changed cell by cell by what a test is about."""

import csv
from pathlib import Path

_BOOKS = {
    "customers": "number,name,kind\n1001,Piney Woods,roll-off\n1002,El Ranchito,commercial",
    "locations": "number,customer,address,city\nL1,1001,1420 Harbor Rd,Marshall\n"
    "L2,1001,305 Elm St,Hallsville\nL3,1002,12 Tyler St,Longview",
    "services": "number,customer,location,service,rate\nS1,1002,L3,Front-load trash,221.80",
    "orders": "number,customer,location,line,type,status,service_date,gross_lb\n501,1001,L1,dumpster,delivery,completed,2026-09-14,12000",
    "order_lines": "order,position,description,amount\n501,1,Delivery,100.00\n501,2,Haul,200.00",
    "order_events": "order,position,at,description\n501,1,2026-09-14 07:48,Box set",
    "invoices": "number,customer,status,invoice_date,due_date,memo,total\n"
    "10,1001,posted,2026-09-30,2026-10-30,,300.00\n11,1002,posted,2026-10-01,,,50.00\n12,1001,pending,2026-11-20,,,20.00",
    "invoice_lines": "invoice,position,location,order,kind,description,amount\n10,1,L1,501,charge,Haul,200.00\n"
    "10,2,L2,,charge,Trip fee,90.00\n10,3,,,tax,Tax,10.00\n11,1,L3,,charge,Service,50.00\n12,1,L1,,charge,Rent,20.00",
    "payments": "number,customer,status,method,payment_date,amount\nP1,1001,succeeded,check,2026-10-20,150.00\n"
    "P2,1001,processing,bank,2026-11-20,60.00\nP3,1002,failed,card,2026-10-05,50.00",
    "allocations": "payment,invoice,amount\nP1,10,120.00\nP2,10,60.00\nP3,11,50.00",
    "credit_memos": "number,customer,date,amount\nC1,1001,2026-11-05,50.00",
    "credit_applications": "credit_memo,invoice,amount,date\nC1,10,40.00,2026-11-06",
    "refunds": "number,payment,date,amount\nR1,P1,2026-10-25,35.00",
    "disputes": "payment,opened_date,amount,status\nP1,2026-11-01,10.00,won",
}
Changes = dict[tuple[str, int, str], str]


def write_books(folder: Path, changes: Changes | None = None, *, without: set[str] | None = None) -> Path:
    """The files in a new folder; `changes` gives other words to cells by (file, row as in a spreadsheet, column)."""
    folder.mkdir(exist_ok=True)
    for name, text in _BOOKS.items():
        if name not in (without or set()):
            _write(folder / f"{name}.csv", name, text, changes or {})
    return folder


def _write(path: Path, name: str, text: str, changes: Changes) -> None:
    rows = [line.split(",") for line in text.split("\n")]
    for (file, row, column), cell in changes.items():
        if file == name:
            rows[row - 1][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file_:
        csv.writer(file_).writerows(rows)
