"""Whatever goes wrong, and whenever the portal dies: in the end the gateway took what the books say, once, and nothing is stuck."""

from pathlib import Path

import pytest

from db.engine import Database
from tests.crashes.scenario import play_all

pytestmark = pytest.mark.timeout(900)  # a shared machine may be slow; a block takes some ten seconds


def test_no_crash_costs_anybody_money(seeds: range, sqlite: Database, tmp_path: Path) -> None:
    _all_is_well(seeds, sqlite, tmp_path)


def test_no_crash_costs_anybody_money_on_postgresql(postgres_seeds: range, postgres: Database, tmp_path: Path) -> None:
    _all_is_well(postgres_seeds, postgres, tmp_path)


def test_a_seed_plays_the_same_scenario_again(sqlite: Database, tmp_path: Path) -> None:
    first, second = play_all(range(5), sqlite, tmp_path), play_all(range(5), sqlite, tmp_path)

    assert first == second
    assert any(played.deaths for played in first)


def _all_is_well(seeds: range, database: Database, folder: Path) -> None:
    played = play_all(seeds, database, folder)

    wrong = [str(one) for one in played if one.wrong]
    assert not wrong, f"{len(wrong)} of {len(played)} scenarios went wrong:\n" + "\n".join(wrong[:5])
    assert len(played) == 1 or sum(len(one.deaths) for one in played) > len(played) // 2, "hardly anything died"
    assert len(played) == 1 or sum(one.charges for one in played) > len(played) // 2, "hardly anything was charged"
