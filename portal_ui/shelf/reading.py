"""What runs in a process of its own: it says what one file is, and writes anew what is not kept as it came.

It is started as `python -m portal_ui.shelf.reading ARRIVED KEPT` and answers with one line of JSON. It has no network, no database,
no secret, little memory and little time, so that a file made to break a reader breaks this process alone.
"""

import json
import os
import resource
import sys
from pathlib import Path

from portal_ui.documents.worker import refuse_to_reach_out
from portal_ui.shelf import CSV, JPEG, PDF, PNG
from portal_ui.shelf.refusals import FileRefusedError, Reason

_MOST_MEMORY = 1 << 30
_MOST_FILE = 64 << 20
_MOST_SECONDS = 20
_HEAD = 4_096
_HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # newer and older


def main() -> None:
    """Read the file that the command names."""
    os.umask(0o077)
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_FILE, _MOST_FILE))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = {"type": read(Path(sys.argv[1]), Path(sys.argv[2]))}
    except FileRefusedError as refused:
        answer = {"refused": refused.reason.value}
    except MemoryError:
        answer = {"refused": Reason.BROKEN.value}
    print(json.dumps(answer))  # noqa: T201 - the answer is read from there


def read(arrived: Path, kept: Path) -> str:
    """The media type of a file; what is to be kept of it stands at `kept` where that is not the file itself.

    Raises:
        FileRefusedError: it is nothing that is taken.
    """
    with arrived.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        from portal_ui.shelf import pdfs

        sys.addaudithook(refuse_to_reach_out)
        pdfs.check(arrived)
        return PDF
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        from portal_ui.shelf import pictures

        sys.addaudithook(refuse_to_reach_out)
        is_jpeg = head.startswith(b"\xff")
        pictures.draw_anew(arrived, kept, "JPEG" if is_jpeg else "PNG")
        return JPEG if is_jpeg else PNG
    if head[4:12] in _HEIC:
        raise FileRefusedError(Reason.PHONE)
    if head.startswith(_OFFICE):
        raise FileRefusedError(Reason.PROGRAM)
    from portal_ui.shelf import tables

    tables.write_anew(arrived, kept)
    return CSV


if __name__ == "__main__":
    main()
