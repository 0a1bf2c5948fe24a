"""Every file of the demo company's books."""

from datetime import date
from pathlib import Path
from random import Random

from db.demo import contractor, developer, household, neighbours, restaurants
from db.demo.ledger import Ledger
from db.demo.sheets import Sheets

COMPANY = {
    "name": "Piney Hollow Hauling",
    "address": "2207 Sedberry St",
    "city": "Marshall",
    "state": "TX",
    "postal_code": "75672",
    "phone": "(903) 555-0142",
    "email": "office@example.com",
    "website": "https://pineyhollow.example.com",
    "support_hours": "Monday to Friday 7 AM - 5 PM, Saturday 8 AM - noon",
    "time_zone": "America/Chicago",
    "currency": "USD",
    "locale": "en_US",
    "paper": "letter",
    "brand_color": "#0f6b5c",
    "remit_to": "Piney Hollow Hauling, PO Box 1188, Marshall, TX 75671",
}


def write_books(folder: Path, *, today: date, seed: int = 7, large_invoices: int = 120, large_orders: int = 80) -> None:
    """Write the books of Piney Hollow Hauling into `folder`, which is made when it is missing.

    All dates count back from `today`. The same arguments give the same bytes. `large_invoices` and
    `large_orders` say how much one customer, Gulf States Development, has; all others stay as they are.
    """
    accounts = [
        contractor.account(today, Random(f"{seed}:contractor")),
        *household.accounts(today, Random(f"{seed}:household")),
        restaurants.account(today, Random(f"{seed}:restaurants")),
        *neighbours.accounts(today, Random(f"{seed}:neighbours")),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    with Sheets(folder) as sheets:
        sheets.write("company", **COMPANY)
        Ledger(accounts, today, Random(f"{seed}:ledger")).write(sheets)
        developer.write(sheets, today, Random(f"{seed}:developer"), invoices=large_invoices, orders=large_orders)
