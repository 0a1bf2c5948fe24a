"""Sorting and searching alike on both databases."""

from db.text import folded, natural_key, searchable


def test_numbers_sort_as_people_count() -> None:
    numbers = ["10482", "9999", "INV-10", "INV-9", "A2-3", "A2-20", "A10-1"]
    assert sorted(numbers, key=natural_key) == ["9999", "10482", "A2-3", "A2-20", "A10-1", "INV-9", "INV-10"]


def test_a_search_finds_accents_and_capitals() -> None:
    assert folded("Łódź STRASSE Ørsted") == folded("lodz straße orsted")


def test_what_is_searched_holds_every_part() -> None:
    assert searchable("10482", "", None, "Harbor Rd") == "10482\nharbor rd"
