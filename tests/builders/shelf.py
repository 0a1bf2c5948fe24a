"""Files as an office brings them, and documents on the shelf."""

import io
from pathlib import Path
from uuid import uuid4

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from db.engine import Database
from portal_ui.dates import Clock
from portal_ui.service.company import Company
from portal_ui.service.shelf import Shelf
from portal_ui.service.shelf_office import ShelfOffice
from portal_ui.shelf.store import ShelfStore
from portal_ui.views import StaffVisit
from portal_ui.views.shelf import ShelfWish
from tests.builders.trade import NOON

TABLE = b"Service,Price\r\n20 yd box,395.00\r\n"


def pdf(*, attached: bool = False, password: str = "", action: str = "") -> bytes:
    """A page, with what a PDF might bring along."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if attached:
        writer.add_attachment("more.txt", b"more")
    if action:
        named = {NameObject("/S"): NameObject(action), NameObject("/F"): TextStringObject("other.exe")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(named)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def photo(width: int = 64, height: int = 48) -> bytes:
    """A JPEG as a phone takes it, lying on its side, with the place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Some Phone"
    exif.get_ifd(0x8825)[1] = "N"  # the place
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#a03020").save(out, "JPEG", exif=exif.tobytes(), comment=b"a remark")
    return out.getvalue()


def wish(title: str = "W-9 2026", *, kind: str = "tax-form", **said: str) -> ShelfWish:
    """What a form says, for all customers unless told otherwise."""
    audience = "customers" if "customers" in said else "order" if "order" in said else "everyone"
    return ShelfWish(uuid4(), kind, title, **{"audience": audience, **said})


class ShelfScene:
    """A shelf in a folder of the test's, and who of the office keeps it."""

    def __init__(self, database: Database, folder: Path, staff: StaffVisit, clock: Clock = lambda: NOON) -> None:
        company = Company(database, clock)
        self.folder = folder
        self.staff = staff
        self.store = ShelfStore(folder)
        self.shelf = Shelf(database, company, clock, self.store)
        self.office = ShelfOffice(database, company, clock, self.store)

    async def put_up(
        self, title: str = "W-9 2026", *, data: bytes = TABLE, name: str = "file.csv", kind: str = "tax-form", **said: str
    ) -> int:
        """Put a file up; a table unless told otherwise."""
        wished = wish(title, kind=kind, **said)
        return await self.office.put_up(self.staff, wished, io.BytesIO(data), name, address="192.0.2.7")

    def files(self) -> list[str]:
        """The names of the files that are kept, and of what is left of arrivals."""
        return sorted(path.name for path in (self.folder / "shelf").rglob("*") if path.is_file())
