"""Importing a company's books: all of a folder, in one transaction, or nothing."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from db.engine import Database, load
from db.queries import books, company
from db.queries.books import derive, findings, parties, settle, stage, sums
from portal_ui.books import deriving
from portal_ui.books.days import moment_in
from portal_ui.books.folder import survey_folder
from portal_ui.books.formats import COMPANY, FileFormat, formats
from portal_ui.books.loading import Loader, Progress
from portal_ui.books.problems import BooksRefusedError, Problems
from portal_ui.books.report import FileReport, ImportReport
from portal_ui.books.sentences import reason
from portal_ui.language import gettext as _
from portal_ui.money import MOST_CENTS

USUAL_ZONE = "America/Chicago"
_STEPS = 5


class _RehearsedError(Exception):
    """Takes a dry run's transaction back and carries what it would have done."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


def import_books(
    database: Database, folder: Path, *, dry_run: bool = False, with_company: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Bring the portal's books to what the CSV files in `folder` say, and report what that changed.

    Each file is optional. Rows are known by their numbers: known ones are updated where they differ, others are
    added, and rows that the files no longer have stay. Lines, events, contacts and allocations are replaced as a set
    for each parent that the files name. A company that the operator has set up stays as it is, and its file is left aside,
    unless `with_company`. A `dry_run` checks and reports the same and writes nothing. `progress` is
    told a file's name, the rows read and about how many it has; at the end the same for the checks.

    Raises:
        BooksRefusedError: something in the files is wrong; nothing was written.
        DatabaseUnavailableError: it is held by someone else, or full; nothing was written.
    """
    try:
        return database.write_now(_import, folder, dry_run=dry_run, with_company=with_company, progress=progress)
    except _RehearsedError as rehearsed:
        return rehearsed.report


def _import(session: Session, folder: Path, *, dry_run: bool, with_company: bool, progress: Progress | None) -> ImportReport:
    stage.pitch(session)
    books.claim_books(session)
    run = _Run(session, folder, progress)
    left_aside = () if with_company or not company.is_operators(session) else run.leave_aside(COMPANY)
    run.load()
    report = ImportReport(run.file_away(), dry_run, left_aside)
    run.add_up()
    if report.new or report.changed or report.removed:
        settle.tell(session)
    if dry_run:
        raise _RehearsedError(report)
    stage.strike(session)
    return report


class _Run:
    """One import, from the files to the settled sums."""

    def __init__(self, session: Session, folder: Path, progress: Progress | None) -> None:
        self._session = session
        self._progress = progress
        self._problems = Problems()
        self._sources = survey_folder(folder, books.FILING, self._problems)
        self._rows: dict[str, int] = {}
        self._steps = 0

    def leave_aside(self, form: FileFormat) -> tuple[str, ...]:
        """Do without a file; returns its name if it is there."""
        return () if self._sources.pop(form.name, None) is None else (f"{form.name}.csv",)

    def load(self) -> None:
        """Stage every file, the company first: its zone is needed to read moments."""
        self._load(COMPANY)
        zone = parties.time_zone(self._session) or USUAL_ZONE
        for form in formats(moment_in(zone)):
            self._load(form)
        stage.sort(self._session)
        self._step()

    def _load(self, form: FileFormat) -> None:
        source = self._sources.get(form.name)
        if source is None:
            return
        loader = Loader(form, source, self._problems)
        if loader.header_is_sound():
            load(self._session, f"books_{form.name}", loader.columns, loader.staged(self._progress))
            self._rows[form.name] = loader.rows
        if form is COMPANY and loader.rows > 1:
            self._problems.add("company.csv", 3, "", _("there is one company; only one row may be here"))

    def file_away(self) -> tuple[FileReport, ...]:
        """Check the staged rows against each other and the portal, then merge those that can be filed."""
        files = set(self._rows)
        unread = self._sources.keys() - files
        self._note(findings.before_filing(self._session, files, unread))
        self._step()
        reports = []
        for file in [file for file in books.FILING if file in files]:
            counts = books.file_away(self._session, file)
            reports.append(FileReport(f"{file}.csv", self._rows[file], counts.new, counts.changed, counts.removed))
        self._step()
        self._note(findings.after_filing(self._session, files))
        return tuple(reports)

    def add_up(self) -> None:
        """Derive all sums anew, refuse the books if anything was wrong until here, else write the sums.

        Raises:
            BooksRefusedError: with everything that is wrong.
        """
        derive.touch(self._session)
        for part in (deriving.work, deriving.payments, deriving.invoices):
            part(self._session)
        self._step()
        self._note(sums.contradictions(self._session, MOST_CENTS))
        if self._problems.count:
            raise BooksRefusedError(self._problems.in_order(f"{file}.csv" for file in books.FILING), self._problems.count)
        for part in (settle.work, settle.invoices, deriving.splits):
            part(self._session)
        self._step()

    def _note(self, found: Iterable[findings.Finding]) -> None:
        for finding in found:
            self._problems.add(f"{finding.file}.csv", finding.row, finding.column, reason(finding))

    def _step(self) -> None:
        self._steps += 1
        if self._progress:
            self._progress(_("checks and sums"), self._steps, _STEPS)
