"""What an open dashboard says of payments in process, and of how they ended."""

from collections.abc import Container
from uuid import UUID

from components.summary.strips import Strip, automatic, ended, in_process
from pages.customer import addresses
from pages.customer.card_list import AUTOMATIC
from pages.customer.ends import Ends
from portal_ui.service import Portal
from portal_ui.views import CompanyView, PaymentStatus, Visit

_MOST = 20  # that ended; older ones stand in the list of payments


class News:
    """One visit's. Build it inside the page.

    A payment that was seen in process is followed to its end, so that it does not vanish without a word. One of the person's own
    that ended while no page of theirs could tell it is told by the first that can.
    """

    def __init__(self, portal: Portal, visit: Visit, company: CompanyView) -> None:
        self._portal = portal
        self._visit = visit
        self._zone = company.time_zone
        self._currency = company.currency
        self._ends = Ends(portal, visit)
        self._seen: dict[UUID, PaymentStatus] = {}
        self._ended: dict[UUID, PaymentStatus] = {}
        self._said: set[UUID] = set()

    async def strips(self, told: Container[UUID] = ()) -> tuple[Strip, ...]:
        """What is to be said now, to who sees money. What was `told` elsewhere on the page is not said again."""
        found = await self._portal.paying.news(self._visit)
        now = {status.request_id: status for status in found if not status.outcome.is_over}
        untold = {status.request_id: status for status in found if status.outcome.is_over}
        for request_id in self._seen.keys() - now.keys() - untold.keys():
            status = await self._portal.paying.status(self._visit, request_id)
            if status is not None and status.outcome.is_over:
                untold[request_id] = status
        self._seen = now
        self._ended = dict([*((key, status) for key, status in untold.items() if key not in self._ended), *self._ended.items()][:_MOST])
        self._said = {status.request_id for status in found if status.outcome.is_over and status.request_id not in told}
        over = [status for key, status in self._ended.items() if key not in told]
        going = [status for status in found if status.request_id in now and status.request_id not in told]
        said = (*in_process(going, self._zone), *ended(over, self._zone, _address))
        return (*said, *automatic(await self._portal.autopay.view(self._visit.scope), self._currency, AUTOMATIC))

    async def shown(self) -> None:
        """What was to be said stands on the page."""
        if self._said:
            said, self._said = self._said, set()
            await self._ends.told(said)


def _address(status: PaymentStatus) -> str:
    return addresses.record("payments", status.number)
