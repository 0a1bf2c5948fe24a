"""A till over each database, with a company in Chicago at noon."""

from pathlib import Path

import pytest

from db.engine import Database
from tests.builders.people import add_company
from tests.paying.desk import Desk
from tests.paying.till import Till


@pytest.fixture
async def till(database: Database, tmp_path: Path) -> Till:
    """Paying over the demo's gateway."""
    await add_company(database)
    return Till.over(database, tmp_path / "gateway.sqlite")


@pytest.fixture
async def desk(till: Till) -> Desk:
    """The money desk over the same till."""
    return await Desk.at(till)
