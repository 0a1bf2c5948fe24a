"""Measure how fast and how big the portal is: all of it into docs/performance.md, or some of it onto the screen."""

import argparse
import hashlib
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import alone, browser, crowd, desk, doors, figures, kept, lists, memory, pages, paying, people, rush, servers, statements
from bench.figures import Figure
from bench.large_books import large_books

Part = Callable[..., list[Figure]]
ON_LARGE_BOOKS: dict[str, Part] = {
    "lists": lists.run,
    "desk": desk.run,
    "pages": pages.run,
    "browser": browser.run,
    "memory": memory.run,
}
ALONE: dict[str, Part] = {
    "paying": paying.run,
    "statement": statements.run,
    "assets": alone.static_files,
    "doors": doors.run,
    "crowd": crowd.run,
    "rush": rush.run,
    "documents": alone.papers,
    "kept": kept.run,
    "import": alone.imported,
}
NAMES = (*ON_LARGE_BOOKS, *ALONE)


def main() -> int:
    """Run the named parts, or all of them. A figure that is not as it should be is no error: it is measured, never asserted."""
    wish = _wish()
    names = wish.names or NAMES
    found: list[Figure] = []
    with _books(wish.books, needed=any(name in ON_LARGE_BOOKS for name in names)) as database:
        for name in names:
            part = partial(ON_LARGE_BOOKS[name], database) if name in ON_LARGE_BOOKS else ALONE[name]
            found += _timed(name, partial(part, quick=wish.quick))
    figures.show(found)
    if len(names) == len(NAMES) and not wish.quick:
        figures.write(found, machine())
    return 0


def machine() -> str:
    """What it ran on, in a sentence."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({_processor()}), {memory_gb:.0f} GB of memory, "
        f"{platform.system()} {platform.release().partition('-')[0]}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *NAMES], help=f"some of: {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to try it, not to believe it")
    parser.add_argument("--books", type=Path, help="keep the database of a million invoices in this folder, and find it again")
    return parser.parse_args()


@contextmanager
def _books(kept: Path | None, *, needed: bool) -> Iterator[Path]:
    """The file with the large books and the people who may look into them; nothing is made when nobody asks for it."""
    with TemporaryDirectory(prefix="portal-bench-") as temporary:
        folder = kept / _fingerprint() if kept else Path(temporary)
        if needed:
            folder.mkdir(parents=True, exist_ok=True)
            _timed("a million invoices", partial(_fill, folder))
        yield folder / "services.sqlite"


def _fingerprint() -> str:
    """Differs when the books would: other tables, other indexes or other rows."""
    sources = sorted([*(servers.ROOT / "db" / "models").glob("*.py"), *servers.ROOT.glob("db/migrations/versions/*.py")])
    digest = hashlib.sha256()
    for source in (*sources, Path(__file__).parent / "large_books.py"):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _fill(folder: Path) -> list[Figure]:
    with large_books(folder=folder) as database:
        people.let_in(database)
    return []


def _timed(name: str, part: Callable[[], Sequence[Figure]]) -> Sequence[Figure]:
    began = time.monotonic()
    print(f"{name} ...", end=" ", flush=True)
    found = part()
    print(f"{time.monotonic() - began:.0f} s", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
