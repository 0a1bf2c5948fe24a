"""Say whether the lock files are what requirements*.in ask for, or write them anew with --write."""

import argparse
import difflib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = {"requirements.lock": "requirements.in", "requirements-dev.lock": "requirements-dev.in"}
PLAIN = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
ADDRESS = re.compile(r"://|^\s*--(?:extra-)?index|^\s*--find-links|(?:^|\s)file:|\s/\w", re.MULTILINE)


def compile_locks(folder: Path, *, upgrade: bool = False) -> None:
    """Compile both locks inside `folder`; what is pinned there stays pinned unless `upgrade`.

    Raises:
        subprocess.CalledProcessError: the requirements contradict each other, or the package index is out of reach.
    """
    for lock, source in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *PLAIN, source, "--output-file", lock]
        subprocess.run([*command, *(["--upgrade"] if upgrade else [])], cwd=folder, check=True)


def drift(fresh: Path, committed: Path) -> list[str]:
    """The lines in which freshly compiled locks differ from those committed; none when all is well."""
    lines: list[str] = []
    for lock in LOCKS:
        before, after = ((folder / lock).read_text().splitlines() for folder in (committed, fresh))
        lines += difflib.unified_diff(before, after, f"{lock} as committed", f"{lock} as {LOCKS[lock]} asks", lineterm="", n=0)
    return lines


def addresses(folder: Path) -> list[str]:
    """Lines of the locks that name a host or a path, which would bind the project to one machine."""
    return [
        f"{lock}:{number}: {line}"
        for lock in LOCKS
        for number, line in enumerate((folder / lock).read_text().splitlines(), 1)
        if ADDRESS.search(line)
    ]


def main() -> int:
    """Check, or write with --write; --upgrade takes the newest versions that requirements*.in allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--upgrade", action="store_true")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-locks-") as name:
        fresh = Path(name)
        for file in (*LOCKS, *LOCKS.values()):
            shutil.copy(ROOT / file, fresh)
        compile_locks(fresh, upgrade=wish.upgrade)
        if wish.write:
            for lock in LOCKS:
                shutil.copyfile(fresh / lock, ROOT / lock)
        complaints = drift(fresh, ROOT) + addresses(ROOT)
    if complaints:
        print("\n".join(complaints), file=sys.stderr)
        return 1
    print("the locks are what requirements*.in ask for")
    return 0


if __name__ == "__main__":
    sys.exit(main())
