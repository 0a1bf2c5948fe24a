"""`/healthz`: whether the portal can do its work. For machines; it tells no secrets."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from pages.guard.rules import HEALTH

log = logging.getLogger("portal")
_PATIENCE_SECONDS = 3.0


@dataclass(frozen=True)
class Checks:
    """What is asked. `database` runs in a thread, tells facts about the database and raises when it does not answer."""

    database: Callable[[], Mapping[str, str]]


def router(checks: Checks) -> APIRouter:
    """The route, open to strangers."""
    routes = APIRouter()

    @routes.get(HEALTH, include_in_schema=False)
    async def health() -> JSONResponse:
        found = await _found(checks)
        return JSONResponse(found, 200 if found["status"] == "ok" else 503, headers={"Cache-Control": "no-store"})

    return routes


async def _found(checks: Checks) -> dict[str, str]:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            facts = await asyncio.to_thread(checks.database)
    except Exception as error:  # noqa: BLE001 - whatever keeps the database from answering
        log.warning("The database does not answer: %s.", type(error).__name__)
        return {"status": "failing", "database": "no answer"}
    return {"status": "ok", **facts}
