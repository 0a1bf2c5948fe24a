"""All rows of a list as a file for a spreadsheet: written piece by piece, to a file nobody can see by name."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from enum import Enum
from tempfile import TemporaryFile
from typing import IO, TypeVar

from portal_ui.exports.columns import Column
from portal_ui.exports.csv_file import CsvFile
from portal_ui.exports.workbook import Workbook

Row = TypeVar("Row")


class Format(Enum):
    """What kind of file; the value is its ending."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """What a browser is told it is."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def written(chunks: AsyncGenerator[Sequence[Row], None], columns: Sequence[Column[Row]], form: Format, title: str = "") -> IO[bytes]:
    """The finished file, open at its beginning; it is gone once it is closed. The title is what the sheet of a workbook is called.

    It is written as fast as the database gives rows and read only then, so that a slow reader holds no snapshot, and
    nobody takes half a file for a whole one. Never are more than two chunks in memory.

    Raises:
        TooManyRowsError: an Excel sheet cannot hold them.
        PortalError: whatever the chunks refuse.
    """
    file = await asyncio.to_thread(TemporaryFile)
    try:
        sheet = await asyncio.to_thread(_begun, file, columns, form, title)
        async with aclosing(chunks):
            async for chunk in chunks:
                await asyncio.to_thread(sheet.add, chunk)
        await asyncio.to_thread(sheet.close)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _begun(file: IO[bytes], columns: Sequence[Column[Row]], form: Format, title: str) -> CsvFile[Row] | Workbook[Row]:
    return CsvFile(file, columns) if form is Format.CSV else Workbook(file, columns, title)
