"""What stands on the demo's shelf: put up by its office, by the portal's own service."""

import asyncio
import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from db.engine import Database
from db.models import ShelfKind, StaffRole
from db.queries import demo as queries
from portal_ui import demo_papers
from portal_ui.dates import Clock, local_day
from portal_ui.demo import COMPANY, OFFICE
from portal_ui.service.company import Company
from portal_ui.service.shelf_office import ShelfOffice
from portal_ui.shelf.store import ShelfStore
from portal_ui.views import StaffVisit
from portal_ui.views.shelf import Audience, ShelfWish

_FROM = "198.51.100.24"  # the network address in the audit
_CONTRACTOR, _RESTAURANTS, _DEVELOPER = "2041", "4155", "5500"


@dataclass(frozen=True, slots=True)
class _File:
    """One file and what the office says of it."""

    kind: ShelfKind
    title: str
    name: str
    data: bytes
    note: str = ""
    until: date | None = None
    customers: str = ""
    order: str = ""


async def put_up(database: Database, data_dir: Path, clock: Clock) -> None:
    """Put all of it up, in a filled demo."""
    company = Company(database, clock)
    zone = (await company.view()).time_zone
    today = local_day(clock(), zone)
    staff_id = await database.read(queries.staff_id, OFFICE[0])
    staff = StaffVisit(0, staff_id, "", OFFICE[0], StaffRole.OFFICE, "system", "", today, has_factor=False)
    shelf = ShelfOffice(database, company, clock, ShelfStore(data_dir))
    weighed = await database.read(queries.weighed_order, _CONTRACTOR)
    files = [*_for_all(today), *_for_some(today), *(_of_order(*weighed) if weighed is not None else ())]
    await asyncio.gather(*(_put_up(shelf, staff, one) for one in files))


async def _put_up(shelf: ShelfOffice, staff: StaffVisit, file: _File) -> None:
    audience = Audience.ORDER if file.order else Audience.CUSTOMERS if file.customers else Audience.EVERYONE
    until = file.until.isoformat() if file.until else ""
    wish = ShelfWish(uuid4(), file.kind.value, file.title, file.note, until, audience.value, file.customers, file.order)
    await shelf.put_up(staff, wish, io.BytesIO(file.data), file.name, address=_FROM)


def _for_all(today: date) -> tuple[_File, ...]:
    soon, past = today + timedelta(days=24), today - timedelta(days=12)
    w9 = demo_papers.page(
        "Form W-9 (a sample)", (COMPANY, "Taxpayer identification number: 00-0000000", "This page is made up for the demo.")
    )
    liability = demo_papers.page(
        "Certificate of liability insurance (a sample)",
        (f"Insured: {COMPANY}", "General liability: $2,000,000", f"Expires: {soon.isoformat()}", "This page is made up for the demo."),
    )
    compensation = demo_papers.page(
        "Workers' compensation certificate (a sample)",
        (f"Insured: {COMPANY}", f"Expired: {past.isoformat()}", "This page is made up for the demo."),
    )
    return (
        _File(ShelfKind.TAX_FORM, f"W-9 {today.year}", "w-9.pdf", w9),
        _File(ShelfKind.INSURANCE, "Liability insurance", "coi-liability.pdf", liability, "Job sites may keep a copy.", soon),
        _File(ShelfKind.INSURANCE, "Workers' compensation", "coi-workers.pdf", compensation, until=past),
    )


def _for_some(today: date) -> tuple[_File, ...]:
    contract = demo_papers.page(
        "Service agreement (a sample)",
        (
            f"Between {COMPANY} and Dana Ortiz Contracting",
            "Roll-off boxes by the job, at the price sheet's rates.",
            "Made up for the demo.",
        ),
    )
    prices = demo_papers.table(
        (("Service", "Unit", "Price"), ("20 yd box", "each", "395.00"), ("30 yd box", "each", "465.00"), ("Overweight", "ton", "62.00"))
    )
    until = date(today.year, 12, 31)
    return (
        _File(ShelfKind.CONTRACT, "Service agreement", "agreement-2041.pdf", contract, customers=_CONTRACTOR),
        _File(
            ShelfKind.PRICE_SHEET,
            f"Prices {today.year}",
            "prices.csv",
            prices,
            "Before fuel and taxes.",
            until,
            customers=f"{_CONTRACTOR}, {_RESTAURANTS}, {_DEVELOPER}",
        ),
    )


def _of_order(number: str, ticket: str, gross: int, tare: int) -> tuple[_File, ...]:
    weighed = demo_papers.page(
        f"Scale ticket {ticket} (a sample)",
        (f"Order {number}", f"Gross {gross:,} lb", f"Tare {tare:,} lb", f"Net {gross - tare:,} lb", "Made up for the demo."),
    )
    return (
        _File(ShelfKind.SCALE_TICKET, f"Scale ticket {ticket}", f"ticket-{ticket}.pdf", weighed, order=number),
        _File(ShelfKind.PHOTO, "The box before pickup", "box.png", demo_papers.box(), "Taken by the driver.", order=number),
    )
