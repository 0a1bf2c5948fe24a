"""The demo gateway against the contract of all gateways."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateways.contract import GatewayContract
from tests.gateways.demo_world import DemoCounterpart, demo_counterpart


class TestDemo(GatewayContract):
    """Every test of the contract, each on a file of its own."""

    @pytest.fixture
    def counterpart(self, tmp_path: Path) -> Iterator[DemoCounterpart]:
        with demo_counterpart(tmp_path / "gateway.sqlite3") as counterpart:
            yield counterpart
