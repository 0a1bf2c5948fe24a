"""The balance statement on paper: what is open, how old it is, what is on its way, and a slip to send back with a check."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal_ui import aging
from portal_ui.dates import Age, day
from portal_ui.documents import paper
from portal_ui.documents.paper import Fact, Highlight, Job, Paper
from portal_ui.language import gettext as _
from portal_ui.money import money, whole
from portal_ui.views import CompanyView, InProcess, Statement, StatementRow

MOST_ROWS = 1_500  # takes about 8 s to lay out; a worker gives up after 20
_MOST_FOOTER = 500  # characters
_STRETCH = 250  # rows a table: one of many takes more than its share of time


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One open invoice."""

    number: str
    invoiced: str
    due: str
    days_late: str
    place: str
    detail: str
    total: str
    balance: str
    share: str  # empty on the statement of the whole account


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One payment that is not settled."""

    number: str
    since: str
    by: str
    paid_with: str
    amount: str


@dataclass(frozen=True, slots=True)
class StatementPaper(Paper):
    """A balance statement."""

    is_whole: bool
    ages: tuple[Fact, ...]
    stretches: tuple[tuple[OpenRow, ...], ...]
    share_heading: str
    process: tuple[ProcessRow, ...]
    sums: tuple[Fact, ...]
    nothing: str  # said in place of the rows
    slip: tuple[Fact, ...]  # none where nothing is to be sent
    footer: tuple[str, ...]  # what the office says under every statement, line by line


def job(view: Statement, company: CompanyView) -> Job:
    """The statement as of its day. One of more than `MOST_ROWS` invoices is not to be asked for."""
    currency = company.currency
    as_of = day(view.as_of)
    return Job(
        template="statement",
        day=view.as_of,
        paper=StatementPaper(
            language=company.locale,
            title=_("Statement"),
            number=as_of,
            mark="",
            notice="",
            head=paper.letterhead(company),
            to=paper.party(view.account),
            highlight=_highlight(view, currency),
            facts=paper.facts((_("As of"), as_of), (_("For"), place(view)), (_("Open invoices"), whole(len(view.rows)))),
            is_whole=view.is_whole,
            ages=tuple(
                Fact(aging.label(age), money(cents, currency)) for age, cents in zip(Age, view.ages_cents, strict=True) if view.rows
            ),
            stretches=tuple(_stretches(view, currency)),
            share_heading=_("Not tied to a location") if view.is_untied else _("At this location"),
            process=tuple(_process(one, currency) for one in view.in_process),
            sums=_sums(view, currency),
            nothing="" if view.rows else _("Nothing was open on %(day)s.") % {"day": as_of},
            slip=_slip(view, as_of, currency),
            footer=tuple(paper.cut(line, _MOST_FOOTER) for line in company.statement_footer.splitlines()),
        ),
    )


def place(view: Statement) -> str:
    """What the statement is for, in one line."""
    return _("All locations") if view.is_whole else paper.place(view.location)


def _balance(view: Statement) -> str:
    if view.is_whole:
        return _("Open balance")
    return _("Open balance, not tied to a location") if view.is_untied else _("Open balance at this location")


def _highlight(view: Statement, currency: str) -> Highlight:
    label = _balance(view)
    if not view.overdue_cents:
        return Highlight(label, money(view.total_cents, currency), _("Nothing is past due"), "", "plain")
    late = _("%(amount)s past due") % {"amount": money(view.overdue_cents, currency)}
    return Highlight(label, money(view.total_cents, currency), "", late, "bad")


def _stretches(view: Statement, currency: str) -> Iterator[tuple[OpenRow, ...]]:
    for at in range(0, len(view.rows), _STRETCH):
        yield tuple(_row(row, currency, is_whole=view.is_whole) for row in view.rows[at : at + _STRETCH])


def _row(row: StatementRow, currency: str, *, is_whole: bool) -> OpenRow:
    processing = _("%(amount)s processing") % {"amount": money(row.processing_cents, currency)} if row.processing_cents else ""
    order = row.po_number if row.po_number.upper().startswith("PO") or not row.po_number else _("PO %(number)s") % {"number": row.po_number}
    return OpenRow(
        number=paper.cut(row.number, paper.MOST_ADDRESS),
        invoiced=day(row.invoice_date),
        due=day(row.due_date),
        days_late=whole(row.days_late) if row.days_late else "",
        place=paper.cut(row.location, paper.MOST_ADDRESS),
        detail=paper.cut(" · ".join(filter(None, (row.terms, order, processing))), paper.MOST_ADDRESS),
        total=money(row.total_cents, currency),
        balance=money(row.balance_cents, currency),
        share="" if is_whole else money(row.share_cents, currency),
    )


def _process(one: InProcess, currency: str) -> ProcessRow:
    return ProcessRow(
        number=paper.cut(one.number, paper.MOST_ADDRESS),
        since=day(one.since),
        by=paper.cut(one.by, paper.MOST_ADDRESS),
        paid_with=paper.cut(one.paid_with, paper.MOST_ADDRESS),
        amount=money(one.amount_cents, currency),
    )


def _sums(view: Statement, currency: str) -> tuple[Fact, ...]:
    credit = _("Credit on the account") if view.is_whole else _("Credit on the account, not tied to a location")
    listed = [
        (_("Past due"), view.overdue_cents, view.overdue_cents),
        (_("Being processed, not taken off"), view.processing_cents, view.processing_cents),
        (credit, view.credit_cents, view.credit_cents),
        (_("Balance less credit"), view.net_cents, view.is_whole and view.credit_cents),
    ]
    balance = Fact(_balance(view), money(view.total_cents, currency))
    return (balance, *(Fact(label, money(cents, currency)) for label, cents, is_shown in listed if is_shown))


def _slip(view: Statement, as_of: str, currency: str) -> tuple[Fact, ...]:
    """What the office needs to know with a check."""
    if view.total_cents <= 0:
        return ()
    return paper.facts(
        (_("Account"), view.account.number),
        (_("Statement"), as_of),
        (_("For"), "" if view.is_whole else place(view)),
        (_balance(view), money(view.total_cents, currency)),
    )
