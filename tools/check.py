"""Run every check, print one line for each, and show the words of those that fail."""

import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str | Path]] = {
    "lint": [BIN / "ruff", "check", "--quiet", "--output-format", "concise", "."],
    "form": [BIN / "ruff", "format", "--check", "--quiet", "--output-format", "concise", "."],
    "types": [BIN / "mypy"],
    "rooms": [BIN / "lint-imports", "--no-logo"],
    "migrations": [sys.executable, "-m", "tools.check_migrations"],
    "locks": [sys.executable, "-m", "tools.check_lock"],
    "texts": [sys.executable, "-m", "tools.texts", "--check"],
}


def main() -> int:
    """Run all checks even when one fails; names given on the command line choose some of them."""
    failed = [name for name in sys.argv[1:] or CHECKS if not _passes(name)]
    return 1 if failed else 0


def _passes(name: str) -> bool:
    began = time.monotonic()
    done = subprocess.run(CHECKS[name], capture_output=True, text=True, check=False)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'}  {name:<12}{time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
