"""Say whether the browser tests of a finished run were really run: read from its JUnit file."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def counts(report: Path) -> tuple[int, int]:
    """How many browser tests a JUnit report tells of, and how many of these were skipped."""
    cases = [case for case in ElementTree.parse(report).iter("testcase") if case.get("classname", "").startswith("tests.browser")]  # noqa: S314 - our own file
    return len(cases), sum(case.find("skipped") is not None for case in cases)


def main() -> int:
    """Fail when no browser test was run or any was skipped."""
    told, skipped = counts(Path(sys.argv[1]))
    if told and not skipped:
        print(f"browser tests: {told} run, none skipped")
        return 0
    print(f"The browser was not fully tested: {told} tests under tests/browser, {skipped} of them skipped.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
