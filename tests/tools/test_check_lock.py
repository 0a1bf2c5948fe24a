import shutil
from pathlib import Path

import pytest

from tools.check_lock import LOCKS, ROOT, addresses, drift


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project's locks."""
    for lock in LOCKS:
        shutil.copy(ROOT / lock, tmp_path)
    return tmp_path


def test_the_locks_name_no_host_and_no_path() -> None:
    assert addresses(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "--extra-index-url https://packages.example/simple",
        "--find-links wheels",
        "portal @ file:///home/someone/portal",
        "    # from /home/someone/wheels",
    ],
)
def test_a_line_that_binds_a_lock_to_one_machine_is_found(copy: Path, line: str) -> None:
    with (copy / "requirements.lock").open("a") as lock:
        lock.write(line + "\n")

    assert [complaint.endswith(line) for complaint in addresses(copy)] == [True]


def test_a_version_that_nobody_asked_for_is_named_with_both_sides(copy: Path) -> None:
    lock = copy / "requirements.lock"
    lock.write_text(lock.read_text().replace("nicegui==3.18.0", "nicegui==3.17.0"))

    complaints = drift(ROOT, copy)

    assert complaints[-2:] == ["-nicegui==3.17.0 \\", "+nicegui==3.18.0 \\"]


def test_locks_that_are_alike_give_no_complaint(copy: Path) -> None:
    assert drift(ROOT, copy) == []
