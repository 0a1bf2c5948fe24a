"""The folder of the shelf: each file once, under its hash, readable by nobody else. What arrives waits apart until it is known."""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from portal_ui.shelf import MOST_BYTES
from portal_ui.shelf.refusals import FileRefusedError, Reason

FOLDER = "shelf"  # in the data folder
_ARRIVING = "arriving"
_PIECE = 1 << 18
_HASH = re.compile(r"[0-9a-f]{64}")
_ASIDE = ".gone"
_YOUNG_SECONDS = 60 * 60  # of a younger file the row may not be written yet


class ShelfStore:
    """Files by the SHA-256 of what they hold. Every method blocks, so none is for the event loop."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = (data_dir / FOLDER).absolute()

    def take_in(self, file: IO[bytes]) -> Path:
        """What `file` holds, in a file of ours of which nobody knows yet; `let_go` of it in any case.

        Raises:
            FileRefusedError: it is empty or too large.
            OSError: the disk is full or does not answer.
        """
        folder = self._folder / _ARRIVING
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / secrets.token_hex(16)
        try:
            self._copy(file, path)
        except BaseException:
            self.let_go(path)
            raise
        return path

    def let_go(self, path: Path) -> None:
        """Remove what has arrived, and whatever was written beside it."""
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink(missing_ok=True)

    def _copy(self, file: IO[bytes], path: Path) -> None:
        size = 0
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > MOST_BYTES:
                    raise FileRefusedError(Reason.TOO_LARGE)
                out.write(piece)
        if not size:
            raise FileRefusedError(Reason.EMPTY)

    def place(self, path: Path, file_hash: str) -> None:
        """Move a file under its hash. One that stands there is the same, and made young by it: `sweep` leaves it alone.

        Raises:
            OSError: the disk is full or does not answer.
        """
        path.chmod(0o600)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        os.utime(path)
        place = self.path_of(file_hash)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(place)
        folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def path_of(self, file_hash: str) -> Path:
        """Where the file of that hash stands, or would."""
        return self._folder / file_hash[:2] / file_hash

    def holds(self, file_hash: str, size_bytes: int) -> bool:
        """Whether the file is there, as long as it should be."""
        try:
            return self.path_of(file_hash).stat().st_size == size_bytes
        except OSError:
            return False

    def is_whole(self, file_hash: str) -> bool:
        """Whether the file is there and holds what its hash says; reads all of it."""
        try:
            return hash_of(self.path_of(file_hash)) == file_hash
        except OSError:
            return False

    def sweep(self, is_named: Callable[[str], bool], *, now: float | None = None) -> int:
        """Remove files that no row names, and what was left of arrivals; returns how many files went. Young ones stay.

        A file is moved aside before it is asked for a last time, and put back if a row names it by then: one that is put up
        meanwhile under the same hash is another file, a young one.
        """
        now = time.time() if now is None else now
        for left in (self._folder / _ARRIVING).glob("*"):
            if _is_old(left, now):
                left.unlink(missing_ok=True)
        gone = 0
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            file_hash = path.name.removesuffix(_ASIDE)
            if _HASH.fullmatch(file_hash) and (path.name.endswith(_ASIDE) or (_is_old(path, now) and not is_named(file_hash))):
                with suppress(FileNotFoundError):
                    gone += _put_away(path, path.with_name(file_hash), now, is_named)
        return gone


def hash_of(path: Path) -> str:
    """The SHA-256 of what a file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_away(path: Path, place: Path, now: float, is_named: Callable[[str], bool]) -> bool:
    aside = path.with_name(f"{place.name}{_ASIDE}")
    path.replace(aside)
    if (is_named(place.name) or not _is_old(aside, now)) and not place.exists():
        aside.replace(place)
        return False
    aside.unlink()
    return True


def _is_old(path: Path, now: float) -> bool:
    try:
        return now - path.stat().st_mtime > _YOUNG_SECONDS
    except FileNotFoundError:
        return False
