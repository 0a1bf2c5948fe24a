"""What a document costs that was issued before and is kept, against a file of the shelf: both are read, written down, and handed out."""

import asyncio
import io
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from bench import demo_folder as folders
from bench import people, servers
from bench.accounts import Plan
from bench.figures import Figure
from bench.pages import asking, cost_of
from bench.servers import Server
from bench.stopwatch import Spent, middle
from db.models import ShelfKind, StaffRole
from db.queries import demo as queries
from portal_ui import demo_folder
from portal_ui.dates import local_day, utc_clock
from portal_ui.demo import OFFICE
from portal_ui.service.company import Company
from portal_ui.service.shelf_office import ShelfOffice
from portal_ui.shelf.store import ShelfStore
from portal_ui.views import StaffVisit
from portal_ui.views.shelf import Audience, ShelfWish

MOST_X_FILE = 1.5
_PLAN = Plan("KD", open_invoices=40)
_INVOICE = f"/invoices/{_PLAN.number}-00001.pdf"


def run(*, quick: bool = False) -> list[Figure]:
    """The same bytes both ways."""
    with TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        folders.prepare(folder, [_PLAN])
        with servers.demo(folder) as portal:
            headers = people.sign_in(portal, _PLAN.email).headers
            data = _fetched(portal, headers)
            shelved = asyncio.run(_put_up(folder, data))
            cost = _measured(portal, headers, f"/documents/{shelved}", 3 if quick else 9)
    kept, file = cost["kept"], cost["file"]
    cpu, wall = kept.cpu_ms / file.cpu_ms, kept.wall_ms / file.wall_ms
    told = f"{kept.cpu_ms:.1f} ms CPU, {kept.wall_ms:.1f} ms wall (file {file.cpu_ms:.1f} and {file.wall_ms:.1f})"
    ratio = f"{cpu:.2f} x CPU, {wall:.2f} x wall"
    what = f"An issued invoice of {len(data) / 1000:.0f} kB, taken along again"
    return [Figure(what, f"at most {MOST_X_FILE} x a file of the shelf", told, ratio, max(cpu, wall) <= MOST_X_FILE)]


def _fetched(portal: Server, headers: dict[str, str]) -> bytes:
    """The invoice, made now."""
    connection = HTTPConnection("127.0.0.1", portal.port, timeout=60)
    connection.request("GET", _INVOICE, headers=headers)
    answer = connection.getresponse()
    data = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{_INVOICE} was answered with {answer.status}.")
    return data


async def _put_up(folder: Path, data: bytes) -> int:
    """Put these bytes on the shelf for everyone; returns the document's id."""
    with folders.opened(folder) as database:
        today = local_day(utc_clock(), "America/Chicago")
        staff_id = await database.read(queries.staff_id, OFFICE[0])
        staff = StaffVisit(0, staff_id, "", OFFICE[0], StaffRole.OFFICE, "system", "", today, has_factor=False)
        store = ShelfStore(demo_folder.settings(folder, 8080, fresh=False).data_dir)
        office = ShelfOffice(database, Company(database, utc_clock), utc_clock, store)
        wish = ShelfWish(uuid4(), ShelfKind.OTHER.value, "Terms", "", "", Audience.EVERYONE.value, "", "")
        return await office.put_up(staff, wish, io.BytesIO(data), "terms.pdf", address="")


def _measured(portal: Server, headers: dict[str, str], shelved: str, rounds: int) -> dict[str, Spent]:
    asks = {"kept": asking(portal, _INVOICE, headers), "file": asking(portal, shelved, headers)}
    for ask in asks.values():
        for _time in range(5):
            ask()
    found: dict[str, list[Spent]] = {name: [] for name in asks}
    for _round in range(rounds):
        for name, ask in asks.items():
            found[name].append(cost_of(portal, ask, 40))
    return {name: middle(spent) for name, spent in found.items()}
