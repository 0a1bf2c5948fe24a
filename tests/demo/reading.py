"""The demo's files as a stranger reads them: with sums of its own, sharing nothing with what wrote them."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

Row = dict[str, str]


def cents(cell: str) -> int:
    """An amount's cents."""
    return int(Decimal(cell) * 100)


class Files:
    """A folder of books."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: dict[str, list[Row]] = {}

    def __getitem__(self, sheet: str) -> list[Row]:
        if sheet not in self._rows:
            with (self._folder / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
                self._rows[sheet] = list(csv.DictReader(file))
        return self._rows[sheet]

    def of(self, sheet: str, customer: str) -> list[Row]:
        return [row for row in self[sheet] if row["customer"] == customer]

    def lines(self, sheet: str, column: str) -> dict[str, list[Row]]:
        """The rows of `sheet` by the paper they belong to."""
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in self[sheet]:
            grouped[row[column]].append(row)
        return grouped

    @cached_property
    def totals(self) -> dict[str, int]:
        """Each invoice's lines, summed."""
        return {number: sum(cents(line["amount"]) for line in lines) for number, lines in self.lines("invoice_lines", "invoice").items()}

    @cached_property
    def settled(self) -> dict[str, int]:
        """What was paid and credited on each invoice, without what a bank took back."""
        kept = {row["number"] for row in self["payments"] if row["status"] == "succeeded"}
        kept -= {row["payment"] for row in self["disputes"] if row["status"] == "lost"}
        sums: dict[str, int] = defaultdict(int)
        for row in self["allocations"]:
            sums[row["invoice"]] += cents(row["amount"]) if row["payment"] in kept else 0
        for row in self["credit_applications"]:
            sums[row["invoice"]] += cents(row["amount"])
        return sums

    def balance(self, invoice: Row) -> int:
        return self.totals[invoice["number"]] - self.settled[invoice["number"]]

    def open(self, customer: str) -> list[Row]:
        """The posted invoices with something left to pay."""
        return [row for row in self.of("invoices", customer) if row["status"] == "posted" and self.balance(row) > 0]

    def days_late(self, customer: str, today: date) -> dict[str, int]:
        """How late each open invoice is; negative is early."""
        return {row["number"]: (today - date.fromisoformat(row["due_date"])).days for row in self.open(customer)}
