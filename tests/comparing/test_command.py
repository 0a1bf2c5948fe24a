"""`python main.py money`, as an operator uses it."""

import shutil
from pathlib import Path

import pytest

from tests.terminal import Operator, execute

_FOUND = (
    "INSERT INTO differences (kind, gateway, reference, there_cents, currency, here, there, found_at, seen_at, note) VALUES "
    "('payment-unknown', 'stripe', 'pi_lost', 123456, 'USD', '', 'succeeded', '2026-11-23 18:00:00', '2026-11-23 18:00:00', '')"
)
_PARKED = (
    "INSERT INTO gateway_events (id, gateway, kind, facts, state, tries, error, received_at) VALUES "
    "('evt_1', 'stripe', 'payment_intent.succeeded', '{\"reference\": \"pi_lost\"}', 'parked', 10, 'RuntimeError', '2026-11-23 18:00:00')"
)


@pytest.fixture
def operator(tmp_path: Path, migrated_sqlite: Path) -> Operator:
    """An operator with an empty portal."""
    operator = Operator(tmp_path)
    operator.database.parent.mkdir()
    shutil.copyfile(migrated_sqlite, operator.database)
    operator.database.chmod(0o600)
    return operator


def test_where_no_cards_are_taken_there_is_nothing_to_compare(operator: Operator) -> None:
    told = operator.run("money", "compare")

    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.strip() == "Payments by card are not open here, so there is nothing to compare."


def test_open_differences_are_told_by_the_doctor(operator: Operator) -> None:
    execute(operator.database, _FOUND)

    told = operator.run("doctor")

    assert "wrong Gateway: what it lists is what the portal has" in told.stdout
    assert (
        "        The card processor has a payment that the portal does not know (pi_lost): "
        "here nothing, at the gateway 1234.56, went through"
    ) in told.stdout


def test_news_that_could_not_be_acted_on_are_listed_and_tried_again_when_asked(operator: Operator) -> None:
    execute(operator.database, _PARKED)

    listed, again = operator.run("money", "news"), operator.run("money", "news", "--again")

    assert "pi_lost" in listed.stdout
    assert "RuntimeError" in listed.stdout
    assert again.stdout.strip() == "Tried again within a minute, if the portal runs: 1."
    assert "│ 0 " in operator.run("money", "news").stdout  # tries
