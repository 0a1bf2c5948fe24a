from pathlib import Path

from tools.check_browser_ran import counts

SEEN = '<testcase classname="tests.browser.test_invoices" name="test_seen"/>'
SKIPPED = '<testcase classname="tests.browser.test_invoices" name="test_not_seen"><skipped message="no browser"/></testcase>'
ELSEWHERE = '<testcase classname="tests.service.test_payments" name="test_paid"/>'


def report(folder: Path, *cases: str) -> Path:
    file = folder / "report.xml"
    file.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return file


def test_only_browser_tests_are_counted(tmp_path: Path) -> None:
    assert counts(report(tmp_path, SEEN, ELSEWHERE)) == (1, 0)


def test_a_skipped_browser_test_is_told(tmp_path: Path) -> None:
    assert counts(report(tmp_path, SEEN, SKIPPED)) == (2, 1)


def test_a_run_without_browser_tests_is_told(tmp_path: Path) -> None:
    assert counts(report(tmp_path, ELSEWHERE)) == (0, 0)
