"""A service that only listens: it believes the demo gateway, whose file stands in the folder it runs in."""

from collections.abc import Mapping
from pathlib import Path

from portal_ui.dates import utc_clock
from portal_ui.gateways.demo import DemoGateway

GATEWAY_FILE = "gateway.sqlite3"


class FakePaying:
    """Remembers what it heard."""

    def __init__(self) -> None:
        self.gateway = DemoGateway(Path(GATEWAY_FILE), utc_clock, patience_seconds=0)
        self.heard: list[str] = []
        self.failures_left = 0

    async def hear(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Remember what rang, unless the database is to be away."""
        event = self.gateway.read_event(body, headers)
        if self.failures_left:
            self.failures_left -= 1
            raise ConnectionError("canary-database")
        self.heard.append(f"{event.kind} {event.reference}")

    def fail(self, times: int) -> None:
        """Have the next events not be kept."""
        self.failures_left = times
