"""One tiny portal for all tests of this folder, and sockets to it."""

from collections.abc import Iterator

import pytest

from tests.guard.tiny import Tiny, running


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    """The running portal. Its visitors are each test's own."""
    with running(tmp_path_factory.mktemp("tiny")) as portal:
        yield portal
