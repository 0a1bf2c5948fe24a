"""One demo for all tests of this folder, in one worker."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.replay.scene import Scene, standing

HERE = Path(__file__).parent
Served = dict[tuple[str, str], set[str]]


@pytest.hookimpl(tryfirst=True)  # before the marks are read, wherever the run begins
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one worker: they share a server."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("replay"))


@pytest.fixture(scope="package")
def served() -> Served:
    """Method and path of each address of the portal, with the fields its form may bring."""
    told = subprocess.run([sys.executable, "-m", "tests.replay.routes_of"], cwd=HERE.parent.parent, capture_output=True, check=True)
    return {(method, path): set(fields) for method, path, fields in json.loads(told.stdout)}


@pytest.fixture(scope="package")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The marked demo with everyone in it. Leave it as you found it; the last test alone changes what it holds."""
    with standing(tmp_path_factory.mktemp("replay")) as stands:
        yield stands
