"""One demo for all tests of this folder, in one worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.replay.scene import Scene, standing

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one worker: they share a server."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("replay"))


@pytest.fixture(scope="package")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The marked demo with everyone in it. Leave it as you found it; the last test alone changes what it holds."""
    with standing(tmp_path_factory.mktemp("replay")) as stands:
        yield stands
