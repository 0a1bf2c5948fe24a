"""An account's activity on screen: from the opening balance, line by line, to the closing one, and what proves it."""

from dataclasses import dataclass
from datetime import date

from nicegui import ui

from components.statement import parts
from components.statement.parts import PAGE_ROWS
from portal_ui import activity_wording as wording
from portal_ui import periods
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import money, whole
from portal_ui.statement_wishes import StatementWish
from portal_ui.views import Activity, Moved, Movement

CHOSEN_DAYS = "days"  # in place of a period's name: two days are chosen


@dataclass(frozen=True, slots=True)
class ActivitySpec:
    """What of an activity is shown where: the chosen part of it, and what is offered beside it."""

    activity: Activity
    currency: str
    wish: StatementWish
    untied: str  # what the address has for what is tied to no location
    today: date
    page: int
    most_on_paper: int  # with more lines no PDF is offered
    footer: str = ""  # what the office says under every statement


class ActivitySheet(ui.element, component="activity_sheet.js"):
    """One activity. It is only shown: another one has an address of its own."""

    def __init__(self, spec: ActivitySpec) -> None:
        super().__init__()
        self.show(spec)

    def show(self, spec: ActivitySpec) -> None:
        """Put the same activity, as it is now, in place of what is shown."""
        drawing = Drawing(spec)
        self._props.update(
            head=drawing.head(),
            choice=drawing.choice(),
            figures=drawing.figures(),
            aging=parts.aging(spec.activity.ages_cents, spec.currency),
            columns=drawing.columns(),
            opening=drawing.opening(),
            rows=drawing.rows(),
            closing=drawing.closing(),
            pager=parts.pager(spec.wish, spec.page, len(spec.activity.movements)),
            proof=drawing.proof(),
            footer=spec.footer,
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """An activity in the words that stand on the screen."""

    spec: ActivitySpec

    @property
    def _told(self) -> Activity:
        return self.spec.activity

    @property
    def _is_last_page(self) -> bool:
        return self.spec.page * PAGE_ROWS >= len(self._told.movements)

    def head(self) -> dict[str, object]:
        """The title, for whom and for which days, and the files of it."""
        account, count = self._told.account, len(self._told.movements)
        fits = count <= self.spec.most_on_paper
        too_long = _("This activity is too long for a PDF. The CSV and Excel files have all %(count)s lines; a shorter period may fit.")
        pinned = {"period": "", "from": self._told.since.isoformat(), "as_of": self._told.as_of.isoformat()}
        return {
            "back": _("Your account"),
            "title": _("Account activity"),
            "line": f"{account.name} · {account.number}",
            "as_of": wording.period(self._told),
            "views_label": _("Statement"),
            "views": parts.views(self.spec.wish),
            "files": parts.files(self.spec.wish, fits=fits, **pinned),
            "papers": parts.papers(self._told.location, **{"from": pinned["from"], "to": pinned["as_of"]}),
            "notice": "" if fits else too_long % {"count": whole(count)},
            "warning": wording.does_not_tie(self._told, self.spec.currency),
        }

    def choice(self) -> dict[str, object]:
        """The locations, the periods and the days to choose from."""
        wish = self.spec.wish
        return {
            **parts.places(self._told.locations, wish.location, self.spec.untied if self._told.has_untied else ""),
            "period_label": _("Period"),
            "periods": [
                *({"value": span.value, "label": label} for span, label in wording.spans()),
                {"value": CHOSEN_DAYS, "label": _("Choose days …")},
            ],
            "period": CHOSEN_DAYS if wish.since or (wish.as_of and not wish.name) else wish.name,
            "days": CHOSEN_DAYS,
            "from_label": _("From"),
            "to_label": _("To"),
            "reversed": _("The first day of the range lies after the last. Nothing can be in between; turn them around."),
            "too_long": periods.too_long(),
            "most_years": periods.MOST_YEARS,
            "since": self._told.since.isoformat(),
            "until": self._told.as_of.isoformat(),
            "today": self.spec.today.isoformat(),
        }

    def figures(self) -> tuple[dict[str, str], ...]:
        """The opening and the closing balance, and the credit."""
        told = self._told
        lines = ngettext("%(count)s line", "%(count)s lines", len(told.movements)) % {"count": whole(len(told.movements))}
        before = _("before %(day)s") % {"day": day(told.since)}
        credit = _("before %(day)s: %(amount)s") % {"day": day(told.since), "amount": self._money(told.credit_before_cents)}
        return (
            {
                "label": _("Opening balance"),
                "value": self._money(told.opening_cents),
                "note": before,
            },
            {"label": wording.closing(told), "value": self._money(told.closing_cents), "note": lines},
            {
                "label": _("Credit on the account"),
                "value": self._money(told.credit_cents),
                "note": credit if told.is_whole else " · ".join((_("not tied to a location"), credit)),
                "href": "/credits",
            },
        )

    def columns(self) -> tuple[dict[str, object], ...]:
        """The headings of the table."""
        return (
            {"label": _("Date")},
            {"label": _("What")},
            {"label": _("Number")},
            {"label": _("Details")},
            {"label": _("Charges"), "money": True},
            {"label": _("Payments and credits"), "money": True},
            {"label": _("Balance"), "money": True},
        )

    def opening(self) -> dict[str, str]:
        """The first line; on a later page, what the page before it ended with."""
        if self.spec.page == 1:
            return {"on": day(self._told.since), "label": _("Opening balance"), "balance": self._money(self._told.opening_cents)}
        before = self._told.movements[(self.spec.page - 1) * PAGE_ROWS - 1]
        return {"on": "", "label": _("Carried over"), "balance": self._money(before.balance_cents)}

    def rows(self) -> tuple[dict[str, object], ...]:
        """The movements of the page."""
        return tuple(self._row(one) for one in parts.page_of(self._told.movements, self.spec.page))

    def _row(self, one: Movement) -> dict[str, object]:
        return {
            "on": day(one.day),
            "what": wording.what(one),
            "number": one.number,
            "kind": _record(one),
            "record": one.payment or one.number,
            "about": wording.about(one, self.spec.currency),
            "charge": "" if one.charge_cents is None else self._money(one.charge_cents),
            "credit": "" if one.credit_cents is None else self._money(one.credit_cents),
            "less": "" if one.credit_cents is None else self._money(one.moved_cents),
            "balance": self._money(one.balance_cents),
            "left": _("Balance %(amount)s") % {"amount": self._money(one.balance_cents)},
        }

    def closing(self) -> dict[str, str]:
        """The last line, on the last page."""
        told = self._told
        if not self._is_last_page:
            return {}
        return {
            "on": day(told.as_of),
            "label": wording.closing(told),
            "charges": self._money(told.added_cents),
            "credits": self._money(told.payments_cents + told.credits_cents),
            "balance": self._money(told.closing_cents),
            "nothing": "" if told.movements else _("Nothing moved the balance in this period."),
        }

    def proof(self) -> dict[str, object]:
        """The check line, amount by amount."""
        return {
            "title": pgettext("sum", "Check"),
            "spoken": wording.check(self._told, self.spec.currency),
            "ties": self._told.ties,
            "amounts": [{"sign": sign, "label": label, "value": self._money(cents)} for sign, label, cents in wording.proof(self._told)],
        }

    def _money(self, cents: int) -> str:
        return money(cents, self.spec.currency)


def _record(one: Movement) -> str:
    """The list in which its record is found."""
    if one.payment:
        return "payments"
    return "credits" if one.what is Moved.CREDIT_MEMO else "invoices"
