"""What an open dashboard says of payments in process, and of how they ended."""

from collections.abc import Container
from uuid import UUID

from components.summary.strips import Strip, over, strips
from pages.customer import addresses
from portal_ui.service import Portal
from portal_ui.views import PaymentStatus, Visit

_MOST = 3  # that ended; older ones stand in the list of payments


class News:
    """One visit's. A payment that was seen in process is followed to its end, so that it does not vanish without a word."""

    def __init__(self, portal: Portal, visit: Visit, zone: str) -> None:
        self._portal = portal
        self._visit = visit
        self._zone = zone
        self._seen: dict[UUID, PaymentStatus] = {}
        self._ended: list[tuple[UUID, Strip]] = []

    async def strips(self, told: Container[UUID] = ()) -> tuple[Strip, ...]:
        """What is to be said now, to who sees money. What was `told` elsewhere on the page is not said again."""
        found = await self._portal.paying.in_process(self._visit)
        now = {status.request_id: status for status in found}
        for request_id in [known for known in self._seen if known not in now]:
            await self._follow(request_id)
        self._seen = now
        ended = [strip for request_id, strip in self._ended if request_id not in told]
        return (*strips([status for status in found if status.request_id not in told], self._zone), *ended)

    async def _follow(self, request_id: UUID) -> None:
        status = await self._portal.paying.status(self._visit, request_id)
        strip = over(status, self._zone, addresses.record("payments", status.number)) if status is not None else None
        if strip is not None:
            self._ended = [(request_id, strip), *self._ended][:_MOST]
