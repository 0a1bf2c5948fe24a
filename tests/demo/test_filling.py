"""Filling a database with the demo: once, whole, and only where no other company is."""

from datetime import date
from pathlib import Path

import pytest

from db.engine import Database
from db.models import Company
from portal_ui import demo
from tests.demo.filled import fill, row_counts


def test_filling_again_changes_nothing_and_leaves_no_files(database: Database, tmp_path: Path, today: date) -> None:
    fill(database, tmp_path / "demo", today)
    before = database.read_now(row_counts)

    fill(database, tmp_path / "demo", today)

    assert database.read_now(row_counts) == before
    assert database.read_now(demo.is_filled)
    assert list((tmp_path / "demo").iterdir()) == []


def test_what_was_broken_off_before_the_people_came_is_completed(database: Database, tmp_path: Path, today: date) -> None:
    def die(_password: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.fill(database, tmp_path, today=today, invoices=120, orders=80, password_hash=die)
    broken_off = database.read_now(row_counts)
    assert not database.read_now(demo.is_filled)

    fill(database, tmp_path, today)

    assert database.read_now(demo.is_filled)
    assert database.read_now(row_counts)["invoices"] == broken_off["invoices"] > 0


def test_a_database_of_another_company_is_left_alone(database: Database, tmp_path: Path, today: date) -> None:
    database.write_now(lambda session: session.add(Company(name="Sabine Waste")))
    before = database.read_now(row_counts)

    with pytest.raises(demo.OtherCompanyError, match="Sabine Waste"):
        fill(database, tmp_path, today)

    assert database.read_now(row_counts) == before
    assert database.read_now(lambda session: session.get_one(Company, 1).portal_active) is False
