"""What may stand on the shelf: by what a file holds, never by what it is called.

A file that arrives is read in a process of its own (`reading.py`), which says what it is and writes pictures and tables anew;
what is kept stands in one folder under its hash (`store.py`). Nothing here knows customers or the database.
"""

from typing import Final

MOST_BYTES: Final = 10_000_000  # of a file, as it arrives and as it is kept
MOST_BYTES_IN_ALL: Final = 5_000_000_000
PDF, JPEG, PNG, CSV = "application/pdf", "image/jpeg", "image/png", "text/csv; charset=utf-8"
ENDINGS: Final = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", CSV: ".csv"}
SHOWN_INLINE: Final = frozenset({JPEG, PNG})  # drawn anew by us, so there is nothing in them but pixels
