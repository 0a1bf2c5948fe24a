"""The page that says what can go wrong with money names the tests that prove it: each exists, and each that is numbered is named there."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "fault-cases.md").read_text(encoding="utf-8")
LINE = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NUMBERS = re.compile(r"^test_case_((?:\d\d_)(?:(?:and_)?\d\d_)*)")


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of a file's tests, those in its classes too."""
    source = ROOT / file
    tree = ast.parse(source.read_text(encoding="utf-8")) if source.is_file() else ast.Module([], [])
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds) and node.name.startswith("test_"))


def numbers_of(test: str) -> set[int]:
    """The lines that a test's own name says it belongs to."""
    found = NUMBERS.match(test)
    return {int(number) for number in re.findall(r"\d\d", found[1])} if found else set()


def lines() -> dict[int, list[tuple[str, str]]]:
    """The tests of each line."""
    return {int(number): NAMED.findall(tests) for number, _what, _then, tests in LINE.findall(PAGE)}


def test_every_test_that_the_page_names_exists() -> None:
    assert [f"{file}::{test}" for file, test in NAMED.findall(PAGE) if test not in names_in(file)] == []


def test_every_line_is_numbered_once_and_names_a_test() -> None:
    numbers = [int(found[0]) for found in LINE.findall(PAGE)]

    assert numbers == sorted(set(numbers))
    assert [number for number, tests in lines().items() if not tests] == []
    assert len(numbers) == sum(line.startswith("| ") and not line.startswith("| no.") for line in PAGE.splitlines())


def test_every_numbered_test_stands_in_its_lines() -> None:
    files = [file.relative_to(ROOT).as_posix() for file in sorted((ROOT / "tests").rglob("*.py"))]
    wrong = [
        f"{file}::{test} is not in line {number}"
        for file in files
        for test in sorted(names_in(file))
        for number in sorted(numbers_of(test))
        if (file, test) not in lines().get(number, [])
    ]

    assert wrong == []


def test_the_numbers_in_a_name_are_read_as_they_are_meant() -> None:
    meant = {
        "test_case_07_08_10_an_answer_that_breaks": {7, 8, 10},
        "test_case_02_and_03_crash": {2, 3},
        "test_case_73_of_100_numbers": {73},
        "test_of_20_payers_one_pays": set(),
    }

    assert {test: numbers_of(test) for test in meant} == meant
