"""A portal that dies at a named point of a payment: its process is killed there, as by a loss of power."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import closing
from enum import Enum
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

import main
from db.engine import server_limits
from pages import routes, serving
from pages.guard.installing import Guard
from pages.health import Checks
from pages.sign_in import Demo
from portal_ui.building import build
from portal_ui.dates import utc_clock
from portal_ui.gateways import Charge, News, Unknown
from portal_ui.gateways.demo import DemoGateway
from portal_ui.gateways.demo.gateway import Delivery
from portal_ui.mail.carriers import carrier
from portal_ui.service.database import ServedDatabase
from portal_ui.service.paying import applying, heeding, reserving
from portal_ui.settings import Settings

_CALL_SECONDS = 1.0  # how long the gateway takes meanwhile
P = ParamSpec("P")
T = TypeVar("T")


class Point(Enum):
    """Where it dies."""

    AFTER_RESERVE = "after_reserve"
    BEFORE_CALL = "before_call"
    TOLD_TO_END_DURING_CALL = "told_to_end_during_call"  # politely: what is under way may finish
    AFTER_CALL_BEFORE_STORE = "after_call_before_store"
    AFTER_STORE_BEFORE_COMMIT = "after_store_before_commit"
    AFTER_COMMIT_BEFORE_ANSWER = "after_commit_before_answer"
    IN_WEBHOOK_BEFORE_COMMIT = "in_webhook_before_commit"
    IN_WEBHOOK_AFTER_COMMIT = "in_webhook_after_commit"


_IN_WEBHOOK = (Point.IN_WEBHOOK_BEFORE_COMMIT, Point.IN_WEBHOOK_AFTER_COMMIT)
_INSIDE = {Point.AFTER_STORE_BEFORE_COMMIT: applying.apply, Point.IN_WEBHOOK_BEFORE_COMMIT: heeding.heed}
_AFTERWARDS = {
    Point.AFTER_RESERVE: reserving.reserve,
    Point.AFTER_COMMIT_BEFORE_ANSWER: applying.apply,
    Point.IN_WEBHOOK_AFTER_COMMIT: heeding.heed,
}


def die() -> None:
    """Nothing is told to anybody, nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingGateway(DemoGateway):
    """Dies around a charge, of which no webhook ever tells; or, when the point is in a webhook, only the webhook does."""

    point: Point
    wish: str

    async def charge(self, charge: Charge) -> News:
        """As `PaymentGateway` says."""
        if charge.payment != self.wish:
            return await super().charge(charge)
        if self.point is Point.BEFORE_CALL:
            die()
        if self.point is Point.TOLD_TO_END_DURING_CALL:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(_CALL_SECONDS)
        news = await super().charge(charge)
        if self.point is Point.AFTER_CALL_BEFORE_STORE:
            die()
        return Unknown() if self.point in _IN_WEBHOOK else news

    async def events_due(self) -> list[Delivery]:
        """As ever; but where the point is in no webhook they are lost, and what nobody tells the sweep has to find."""
        due = await super().events_due()
        if self.point in _IN_WEBHOOK:
            return due
        for delivery in due:
            await self.delivered(delivery.id)
        return []


class DyingDatabase(ServedDatabase):
    """Dies within a transaction, or right after its commit."""

    point: Point
    wish: str

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `Database.write`."""
        own = work.func if isinstance(work, partial) else work

        is_its = self.wish in repr(args)  # earlier payments may have news of their own

        def whole(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
            done = work(session, *args, **kwargs)
            if is_its and _INSIDE.get(self.point) is own:
                session.flush()
                die()
            return done

        done = await super().write(whole, *args, **kwargs)
        if is_its and _AFTERWARDS.get(self.point) is own:
            die()
        return done


def serve(settings: Settings, point: Point, wish: str) -> None:
    """Serve the demo until that point of the payment begun under this request id is reached."""
    with (
        closing(DyingDatabase.open(settings.database)) as database,
        closing(DyingGateway(settings.data_dir / "gateway.sqlite", utc_clock)) as gateway,
    ):
        database.point = gateway.point = point
        database.wish = gateway.wish = wish
        portal = build(settings, database, gateway, carrier(settings, is_demo=True), utc_clock)
        serving.serve(
            settings,
            Guard(settings, portal.sign_in, portal.company.view, portal.looking_as.note),
            install=lambda: routes.install(portal, Checks(lambda: server_limits(database)), Demo(), Demo(), is_https=False),
            lifespan=lambda: main._working(portal, settings, is_demo=True),
        )
