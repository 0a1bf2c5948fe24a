"""A balance statement on screen: what is open, how old it is, what is on its way, and the ways to take it along."""

from dataclasses import dataclass
from datetime import date

from nicegui import ui

from components.statement import parts
from components.statement.parts import PAGE_ROWS
from portal_ui import dates
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import money, whole
from portal_ui.statement_wishes import StatementWish
from portal_ui.views import InProcess, Statement, StatementRow


@dataclass(frozen=True, slots=True)
class StatementSpec:
    """What of a statement is shown where: the chosen part of it, and what is offered beside it."""

    statement: Statement
    currency: str
    wish: StatementWish
    untied: str  # what the address has for what is tied to no location
    today: date
    page: int
    most_on_paper: int  # with more rows no PDF is offered
    footer: str = ""  # what the office says under every statement


class StatementSheet(ui.element, component="statement_sheet.js"):
    """One statement. It is only shown: another one has an address of its own."""

    def __init__(self, spec: StatementSpec) -> None:
        super().__init__()
        self.show(spec)

    def show(self, spec: StatementSpec) -> None:
        """Put the same statement, as it is now, in place of what is shown."""
        drawing = Drawing(spec)
        self._props.update(
            head=drawing.head(),
            choice=drawing.choice(),
            figures=drawing.figures(),
            aging=drawing.aging(),
            columns=drawing.columns(),
            rows=drawing.rows(),
            total=drawing.total(),
            pager=drawing.pager(),
            split=drawing.split(),
            process=drawing.process(),
            empty=drawing.empty(),
            footer=spec.footer,
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """A statement in the words that stand on the screen."""

    spec: StatementSpec

    @property
    def _told(self) -> Statement:
        return self.spec.statement

    def head(self) -> dict[str, object]:
        """The title, for whom and as of when, and the files of it."""
        account = self._told.account
        fits = len(self._told.rows) <= self.spec.most_on_paper
        too_long = _(
            "This statement is too long for a PDF. The CSV file has all %(count)s invoices; a location's statement may be shorter."
        )
        return {
            "back": _("Your account"),
            "title": _("Balance statement"),
            "line": f"{account.name} · {account.number}",
            "as_of": _("As of %(day)s") % {"day": dates.long_day(self._told.as_of)},
            "views_label": _("Statement"),
            "views": parts.views(self.spec.wish),
            "files": parts.files(self.spec.wish, fits=fits),
            "papers": parts.papers(self._told.location),
            "notice": "" if fits else too_long % {"count": whole(len(self._told.rows))},
        }

    def choice(self) -> dict[str, object]:
        """The locations to choose from; none where there is nothing to choose. And the day."""
        return {
            **parts.places(self._told.locations, self.spec.wish.location, self.spec.untied if self._told.has_untied else ""),
            "day_label": _("As of"),
            "day": self._told.as_of.isoformat(),
            "today": self.spec.today.isoformat(),
        }

    def figures(self) -> tuple[dict[str, str], ...]:
        """What is open, what of it is late, and the credit."""
        told = self._told
        late = told.overdue_invoices
        overdue = ngettext("%(count)d invoice", "%(count)d invoices", late) % {"count": late} if late else _("nothing is late")
        return (
            {"label": self._balance_label(), "value": self._money(told.total_cents), "note": self._count()},
            {
                "label": _("Overdue balance"),
                "value": self._money(told.overdue_cents),
                "note": overdue,
                "tone": "bad" if told.overdue_cents > 0 else "",
            },
            {
                "label": _("Credit on the account"),
                "value": self._money(told.credit_cents),
                "note": self._beside_credit(),
                "href": "/credits" if told.credit_cents else "",
            },
        )

    def _count(self) -> str:
        told = self._told
        count = ngettext("%(count)s open invoice", "%(count)s open invoices", len(told.rows)) % {"count": whole(len(told.rows))}
        held = _("%(amount)s processing") % {"amount": self._money(told.processing_cents)} if told.processing_cents else ""
        return " · ".join(filter(None, (count, held)))

    def _beside_credit(self) -> str:
        """Credit stands beside the debt: what it would leave, or that it is no location's."""
        told = self._told
        if not told.credit_cents:
            return ""
        return (
            _("balance less credit %(amount)s") % {"amount": self._money(told.net_cents)} if told.is_whole else _("not tied to a location")
        )

    def aging(self) -> dict[str, object]:
        """What is open, by age."""
        return parts.aging(self._told.ages_cents, self.spec.currency)

    def columns(self) -> tuple[dict[str, object], ...]:
        """The headings of the table."""
        share = () if self._told.is_whole else ({"label": self._share_label(), "money": True},)
        return (
            {"label": _("Invoice #")},
            {"label": _("Invoice Date")},
            {"label": _("Due Date")},
            {"label": _("Terms")},
            {"label": _("Location Address")},
            {"label": _("PO #")},
            {"label": _("Invoice Total"), "money": True},
            {"label": _("Invoice Balance"), "money": True},
            *share,
        )

    def rows(self) -> tuple[dict[str, str], ...]:
        """The invoices of the page."""
        return tuple(self._row(row) for row in parts.page_of(self._told.rows, self.spec.page))

    def _row(self, row: StatementRow) -> dict[str, str]:
        late = ngettext("%(count)d day late", "%(count)d days late", row.days_late) % {"count": row.days_late}
        held = _("%(amount)s processing") % {"amount": self._money(row.processing_cents)} if row.processing_cents else ""
        balance = self._money(row.balance_cents)
        of = _("of %(amount)s total") % {"amount": self._money(row.total_cents)}
        return {
            "number": row.number,
            "invoiced": day(row.invoice_date),
            "due": day(row.due_date),
            "late": late if row.days_late else "",
            "terms": row.terms,
            "place": row.location,
            "order": row.po_number,
            "total": self._money(row.total_cents),
            "balance": balance,
            "share": self._money(row.share_cents),
            "held": held,
            "invoiced_on": _("Invoiced %(day)s") % {"day": day(row.invoice_date)},
            "due_on": _("Due %(day)s") % {"day": day(row.due_date)},
            "of_total": self._beside(row, of),
        }

    def _beside(self, row: StatementRow, of_total: str) -> str:
        """What a card says beside the amount, where the amount is not the whole of it."""
        if not self._told.is_whole:
            return _("of %(amount)s balance") % {"amount": self._money(row.balance_cents)} if row.share_cents != row.balance_cents else ""
        return of_total if row.balance_cents != row.total_cents else ""

    def total(self) -> dict[str, str]:
        """The last line: what is open in all."""
        count = len(self._told.rows)
        label = _("Total") if count <= PAGE_ROWS else _("Total of all %(count)s invoices") % {"count": whole(count)}
        return {"label": label, "value": self._money(self._told.total_cents)}

    def pager(self) -> dict[str, object]:
        """Where in a long statement one is; nothing for one of a single page."""
        return parts.pager(self.spec.wish, self.spec.page, len(self._told.rows))

    def split(self) -> dict[str, object]:
        """What of the balance is open at each location."""
        told, wish = self._told, self.spec.wish
        return {
            "title": _("Balance by location"),
            "note": _("An invoice of several locations counts at each of them.") if told.counts_again else "",
            "columns": (_("Location"), _("Open invoices"), _("Overdue balance"), _("Balance")),
            "places": [
                {
                    "name": parts.place(one.location),
                    "href": wish.address("/statement", location=one.location.number if one.location else self.spec.untied, page=""),
                    "invoices": whole(one.invoices),
                    "overdue": self._money(one.overdue_cents),
                    "late": _("%(amount)s overdue") % {"amount": self._money(one.overdue_cents)} if one.overdue_cents > 0 else "",
                    "balance": self._money(one.total_cents),
                }
                for one in told.split
            ],
            "total": _("Total"),
            "overdue": self._money(told.overdue_cents),
            "balance": self._money(told.total_cents),
        }

    def process(self) -> dict[str, object]:
        """The payments that are on their way."""
        return {
            "title": _("Payments in process"),
            "note": _("They come off the balance once they have arrived."),
            "payments": [self._process(one) for one in self._told.in_process],
        }

    def _process(self, one: InProcess) -> dict[str, str]:
        since = _("since %(day)s, by %(person)s") if one.by else _("since %(day)s")
        return {
            "title": _("Payment %(number)s") % {"number": one.number},
            "number": one.number,
            "note": " · ".join((one.paid_with, since % {"day": day(one.since), "person": one.by})),
            "amount": self._money(one.amount_cents),
        }

    def empty(self) -> dict[str, str]:
        """What stands in place of the rows when there are none."""
        if self._told.rows:
            return {}
        text = _("Invoices that are open appear here. Void and pending ones never do.")
        return {"title": _("Nothing is owed") if self._told.is_whole else _("Nothing is owed here"), "text": text}

    def _balance_label(self) -> str:
        if self._told.is_whole:
            return _("Outstanding balance")
        return _("Not tied to a location") if self._told.is_untied else _("Balance at this location")

    def _share_label(self) -> str:
        return _("Not tied to a location") if self._told.is_untied else _("Balance here")

    def _money(self, cents: int) -> str:
        return money(cents, self.spec.currency)
