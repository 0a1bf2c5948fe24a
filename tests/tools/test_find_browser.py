import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import find_browser

STARTS = '[ "$1" = "--version" ] && echo "Chromium 1.0"'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with a shell, no browser, and no way to Playwright's downloads."""
    for tool in ("chmod", "env", "sh", "true"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def install(machine: Path, name: str, script: str = STARTS) -> Path:
    file = machine / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def look(machine: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    out_of_reach = {"PLAYWRIGHT_BROWSERS_PATH": str(machine / "playwright"), "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9"}
    command = [sys.executable, find_browser.__file__, *options]
    return subprocess.run(command, env={"PATH": str(machine), **out_of_reach, **settings}, capture_output=True, text=True, check=False)


def test_an_installed_browser_is_found(machine: Path) -> None:
    chrome = install(machine, "google-chrome-stable")

    assert look(machine).stdout.strip() == str(chrome)


def test_the_named_browser_comes_before_an_installed_one(machine: Path) -> None:
    install(machine, "chromium")
    named = install(machine, "my-browser")

    assert look(machine, PORTAL_CHROMIUM=str(named)).stdout.strip() == str(named)


def test_a_named_browser_that_does_not_start_is_refused_and_not_replaced(machine: Path) -> None:
    install(machine, "chromium")

    answer = look(machine, "--get", PORTAL_CHROMIUM=str(machine / "gone"))

    assert answer.returncode == 1
    assert answer.stderr == f"PORTAL_CHROMIUM names {machine / 'gone'}, which does not start as a browser.\n"


def test_a_broken_browser_is_passed_over(machine: Path) -> None:
    install(machine, "chromium", script="exit 127")
    working = install(machine, "google-chrome")

    assert look(machine).stdout.strip() == str(working)


def test_without_a_browser_one_line_says_what_to_install(machine: Path) -> None:
    answer = look(machine)

    assert answer.returncode == 1
    assert answer.stderr == f"{find_browser.MISSING}\n"


def test_where_playwright_cannot_download_the_distributions_package_is_installed(machine: Path) -> None:
    browser = machine / "chromium"
    install(machine, "sudo", script='shift\nexec "$@"')
    install(
        machine,
        "apt-get",
        script=f"""case "$*" in *install*-shell) exit 100;; *install*chromium)
            printf '#!/bin/sh\\n{STARTS.replace('"', chr(92) + '"')}\\n' > {browser}; chmod 755 {browser};; esac""",
    )

    answer = look(machine, "--get")

    assert answer.stdout.strip() == str(browser), answer.stderr
