"""The pages around a card over fakes, and a browser in front of them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import ASGIApp

from tests.cards.fakes import Fakes
from tests.cards.serving import Introduce, build


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture
def served(fakes: Fakes) -> tuple[ASGIApp, Introduce]:
    return build(fakes)


@pytest.fixture
def introduce(served: tuple[ASGIApp, Introduce]) -> Introduce:
    """Says who looks."""
    return served[1]


@pytest.fixture
async def browser(served: tuple[ASGIApp, Introduce]) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served[0]), base_url="http://portal.test") as client:
        yield client
