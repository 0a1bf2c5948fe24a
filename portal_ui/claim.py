"""One process serves a data folder: a second one, started by mistake, is told so instead of doing the work twice."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal_ui.readiness import NotReadyError

LOCK = "in-use.lock"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold the folder until the block ends; the system lets go of it when the process dies.

    Raises:
        NotReadyError: another process holds it; nothing in it was touched.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotReadyError(f"A portal is serving from {folder} already. Stop it first, or choose another folder.") from None
        yield
