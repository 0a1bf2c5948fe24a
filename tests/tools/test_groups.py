"""The tests' own tools: what shares a server and a browser stays in one worker, where it is set up once."""

import re
import subprocess
import sys
from pathlib import Path

TESTS = """
import pytest

@pytest.mark.xdist_group("{name}")
@pytest.mark.parametrize("time", range(6))
def test_something(time):
    pass
"""


def test_a_group_of_tests_runs_in_one_worker(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / f"test_{name}.py").write_text(TESTS.format(name=name))

    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-v", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout

    workers = {name: set(re.findall(rf"\[(gw\d)\].*PASSED test_{name}\.py", told)) for name in ("first", "second")}
    assert [len(found) for found in workers.values()] == [1, 1], told
