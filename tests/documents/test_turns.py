"""Whose paper is made next, when several accounts wait."""

import pytest

from portal_ui.documents.turns import Turns


def test_who_asks_for_many_stands_in_nobodys_way() -> None:
    turns: Turns[str] = Turns()
    for number in range(4):
        turns.add(1, f"one-{number}")
    turns.add(2, "two-0")
    turns.add(3, "three-0")
    turns.add(2, "two-1")

    assert [turns.next() for _ in range(len(turns))] == ["one-0", "two-0", "three-0", "one-1", "two-1", "one-2", "one-3"]
    with pytest.raises(KeyError):
        turns.next()


def test_what_was_lost_comes_again_before_all_others() -> None:
    turns: Turns[str] = Turns()
    turns.add(1, "one-0")
    turns.add(2, "two-0")
    turns.put_first(2, "two-lost")

    assert (turns.of(2), turns.of(9), len(turns)) == (2, 0, 3)
    assert [turns.next() for _ in range(3)] == ["two-lost", "one-0", "two-0"]


def test_what_nobody_waits_for_any_more_takes_no_place() -> None:
    turns: Turns[str] = Turns()
    turns.add(1, "one-0")

    assert (turns.drop(1, "one-0"), turns.drop(1, "one-0"), turns.drop(7, "none"), len(turns)) == (True, False, False, 0)
