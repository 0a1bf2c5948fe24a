"""The balance statement on paper: what is open, how old it is, what is on its way, and a slip to send back with a check."""

from dataclasses import dataclass, field

from portal_ui import aging
from portal_ui.dates import Age, day
from portal_ui.documents import paper
from portal_ui.documents.paper import Fact, Highlight, Job, Paper, Section, Slip, Strip, Sum, Sums, Table
from portal_ui.language import gettext as _
from portal_ui.money import money, whole
from portal_ui.views import CompanyView, Statement, StatementRow

MOST_ROWS = 20_000  # some five hundred sheets; nobody reads more
_MOST_FOOTER = 500  # characters


@dataclass(frozen=True, slots=True)
class StatementPaper(Paper):
    """A balance statement."""

    ages: Strip | None
    rows: Table | None
    split: Table | None
    process: Table | None
    sums: Sums
    nothing: str  # said in place of the rows
    footer: tuple[str, ...]  # what the office says under every statement, line by line
    split_note: str | None = field(default=None, kw_only=True)  # above the balance by location


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
            facts=paper.strip((_("As of"), as_of), (_("For"), place(view)), (_("Open invoices"), whole(len(view.rows)))),
            ages=_ages(view, currency) if view.rows else None,
            rows=_rows(view, currency) if view.rows else None,
            split=_split(view, currency) if view.split else None,
            split_note=_("An invoice of several locations counts at each of them.") if view.counts_again else None,
            process=_process(view, currency) if view.in_process else None,
            sums=_sums(view, currency),
            nothing="" if view.rows else _("Nothing was open on %(day)s.") % {"day": as_of},
            slip=_slip(view, as_of, company),
            place=None if view.is_whole else paper.place(view.location, paper.MOST_ON_LATER_SHEETS),
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


def _ages(view: Statement, currency: str) -> Strip:
    ages = zip(Age, view.ages_cents, strict=True)
    return Strip(tuple(Fact(aging.label(age), money(cents, currency)) for age, cents in ages), "tinted")


def _rows(view: Statement, currency: str) -> Table:
    share = _("Not tied to a location") if view.is_untied else _("At this location")
    columns = (
        ("word", _("Invoice")),
        ("word", _("Date")),
        ("word", _("Due date")),
        ("figure", _("Days late")),
        ("text", _("Location")),
        ("figure", _("Total")),
        ("figure", _("Balance")),
    )
    rows = tuple(_row(row, currency, is_whole=view.is_whole) for row in view.rows)
    return Table(columns if view.is_whole else (*columns, ("figure", share)), (Section(rows),))


def _row(row: StatementRow, currency: str, *, is_whole: bool) -> tuple[str, ...]:
    processing = _("%(amount)s processing") % {"amount": money(row.processing_cents, currency)} if row.processing_cents else ""
    order = row.po_number if row.po_number.upper().startswith("PO") or not row.po_number else _("PO %(number)s") % {"number": row.po_number}
    detail = paper.cut(" · ".join(filter(None, (row.terms, order, processing))), paper.MOST_ADDRESS)
    cells = (
        paper.cut(row.number, paper.MOST_ADDRESS),
        day(row.invoice_date),
        day(row.due_date),
        whole(row.days_late) if row.days_late else "",
        "\n".join(filter(None, (paper.cut(row.location, paper.MOST_ADDRESS) or "–", detail))),
        money(row.total_cents, currency),
        money(row.balance_cents, currency),
    )
    return cells if is_whole else (*cells, money(row.share_cents, currency))


def _split(view: Statement, currency: str) -> Table:
    columns = (("text", _("Location")), ("figure", _("Open invoices")), ("figure", _("Past due")), ("figure", _("Balance")))
    rows = tuple(
        (paper.place(one.location), whole(one.invoices), money(one.overdue_cents, currency), money(one.total_cents, currency))
        for one in view.split
    )
    return Table(columns, (Section(rows, words=_("Balance of the account"), amount=money(view.total_cents, currency)),))


def _process(view: Statement, currency: str) -> Table:
    by = (("text", _("Paid by")),) if any(one.by for one in view.in_process) else ()
    columns = (("word", _("Payment")), ("word", _("Since")), *by, ("text", _("Method")), ("figure", _("Amount")))
    rows = tuple(
        (
            paper.cut(one.number, paper.MOST_ADDRESS),
            day(one.since),
            *((paper.cut(one.by, paper.MOST_ADDRESS),) if by else ()),
            paper.cut(one.paid_with, paper.MOST_ADDRESS),
            money(one.amount_cents, currency),
        )
        for one in view.in_process
    )
    return Table(columns, (Section(rows),))


def _sums(view: Statement, currency: str) -> Sums:
    credit = _("Credit on the account") if view.is_whole else _("Credit on the account, not tied to a location")
    listed = [
        (_("Past due"), view.overdue_cents, view.overdue_cents),
        (_("Being processed, not taken off"), view.processing_cents, view.processing_cents),
        (credit, view.credit_cents, view.credit_cents),
        (_("Balance less credit"), view.net_cents, view.is_whole and view.credit_cents),
    ]
    balance = Sum(_balance(view), money(view.total_cents, currency), "due")
    return Sums((balance, *(Sum(label, money(cents, currency)) for label, cents, is_shown in listed if is_shown)))


def _slip(view: Statement, as_of: str, company: CompanyView) -> Slip | None:
    """What the office needs to know with a check; nothing where all that is open is on its way."""
    left = view.total_cents - view.processing_cents
    if left <= 0:
        return None
    process = ((_("Processing"), money(-view.processing_cents, company.currency)), (_("Remains"), money(left, company.currency)))
    return paper.slip(
        company,
        view.account,
        (_("Account"), view.account.number),
        (_("Statement"), as_of),
        (_("For"), "" if view.is_whole else place(view)),
        (_balance(view), money(view.total_cents, company.currency)),
        *(process if view.processing_cents else ()),
    )
