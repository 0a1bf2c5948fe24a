"""Find the Chromium that tests and screenshots drive, and get one where none is installed."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BUNDLES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
MISSING = "No browser found: install Chromium (on Debian: apt-get install chromium) or set PORTAL_CHROMIUM to the path of one."


class BrowserMissingError(Exception):
    """No usable browser is here."""


def find() -> Path:
    """The path of a browser that starts: PORTAL_CHROMIUM, an installed one, or Playwright's own.

    Raises:
        BrowserMissingError: none is here, or the one that PORTAL_CHROMIUM names does not start.
    """
    named = os.environ.get("PORTAL_CHROMIUM")
    if named:
        if not _starts(Path(named)):
            raise BrowserMissingError(f"PORTAL_CHROMIUM names {named}, which does not start as a browser.")
        return Path(named)
    for path in _installed():
        if _starts(path):
            return path
    raise BrowserMissingError(MISSING)


def get() -> Path:
    """The path of a browser, downloaded or installed when none is here; what installers say goes to stderr.

    Raises:
        BrowserMissingError: none is here and none could be had.
    """
    try:
        return find()
    except BrowserMissingError:
        if os.environ.get("PORTAL_CHROMIUM"):
            raise
    for obtain in (_playwright_installs, _apt_installs):
        print(f"No browser found; trying {obtain.__doc__}", file=sys.stderr)
        if obtain():
            try:
                return find()
            except BrowserMissingError:
                continue
    raise BrowserMissingError(MISSING)


def _installed() -> Iterator[Path]:
    for name in NAMES:
        path = shutil.which(name)
        if path:
            yield Path(path)
    yield from (Path(bundle) for bundle in BUNDLES)
    yield from _playwrights_own()


def _playwrights_own() -> Iterator[Path]:
    """Asked in a process of its own: Playwright's driver would leave an event loop in this one."""
    question = "from playwright.sync_api import sync_playwright as p\nwith p() as it: print(it.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=False)
    if answer.returncode == 0:
        yield Path(answer.stdout.strip())


def _starts(path: Path) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _playwright_installs() -> bool:
    """Playwright's download."""
    return _runs([sys.executable, "-m", "playwright", "install", "chromium"])


def _apt_installs() -> bool:
    """the distribution's package."""
    if not shutil.which("apt-get"):
        return False
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not _runs([*prefix, "true"]):
        return False
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    _runs([*apt, "update", "-q"])
    install = [*apt, "install", "-q", "-y", "--no-install-recommends"]
    return _runs([*install, "chromium-headless-shell"]) or _runs([*install, "chromium"])  # the first draws no windows


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=1200, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    """Print the browser's path; with --get, obtain one first where none is here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--get", action="store_true", help="download or install one where none is here")
    wish = parser.parse_args()
    try:
        print(get() if wish.get else find())
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
