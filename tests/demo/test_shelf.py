"""What stands on the demo's shelf."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import ShelfDocument
from portal_ui import demo_shelf
from portal_ui.dates import local_day, utc_clock
from portal_ui.shelf.store import ShelfStore
from tests.demo.filled import fill


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_shelf_shows_one_of_each_kind_small_and_one_that_has_run_out(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path / "demo", date.today())  # noqa: DTZ011 - the demo's own day

    await demo_shelf.put_up(database, tmp_path, utc_clock)

    documents = await database.read(lambda session: session.scalars(select(ShelfDocument)).all())
    kinds = ["contract", "insurance", "insurance", "photo", "price-sheet", "scale-ticket", "tax-form"]
    assert sorted(one.kind.value for one in documents) == kinds
    assert all(ShelfStore(tmp_path).is_whole(one.file_hash) and one.size_bytes < 20_000 for one in documents)
    today = local_day(utc_clock(), "America/Chicago")
    untils = sorted(one.valid_until - today for one in documents if one.kind.value == "insurance" and one.valid_until is not None)
    assert untils == [timedelta(days=-12), timedelta(days=24)]
    assert len({one.order_id for one in documents if one.order_id is not None}) == 1
