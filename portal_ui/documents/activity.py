"""An account's activity on paper: from the opening balance, line by line, to the closing one, and what proves it."""

from dataclasses import dataclass

from portal_ui import activity_wording as wording
from portal_ui import aging
from portal_ui.dates import Age, day
from portal_ui.documents import paper
from portal_ui.documents.paper import Fact, Highlight, Job, Paper, Section, Strip, Sum, Sums, Table
from portal_ui.documents.statement import MOST_ROWS as MOST_ROWS
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.views import Activity, CompanyView, Movement


@dataclass(frozen=True, slots=True)
class ActivityPaper(Paper):
    """What moved a balance in a period."""

    rows: Table
    nothing: str  # said where nothing moved it
    ages: Strip
    proof: Strip
    warning: str  # where the lines do not lead to the sum of the aging
    credit: Sums


def job(told: Activity, company: CompanyView) -> Job:
    """The activity of its period. One of more than `MOST_ROWS` movements is not to be asked for."""
    currency, number = company.currency, wording.period(told)
    ages = zip(Age, told.ages_cents, strict=True)
    return Job(
        template="activity",
        day=told.as_of,
        paper=ActivityPaper(
            language=company.locale,
            title=_("Account activity"),
            number=number,
            mark="",
            notice="",
            head=paper.letterhead(company),
            to=paper.party(told.account),
            highlight=Highlight(wording.closing(told), money(told.closing_cents, currency), day(told.as_of)),
            facts=paper.strip((_("From"), day(told.since)), (_("To"), day(told.as_of)), (_("For"), _place(told))),
            rows=_rows(told, currency),
            nothing="" if told.movements else _("Nothing moved the balance in this period."),
            ages=Strip(tuple(Fact(aging.label(age), money(cents, currency)) for age, cents in ages), "tinted"),
            proof=_proof(told, currency),
            warning=wording.does_not_tie(told, currency),
            credit=_credit(told, currency),
            place=None if told.is_whole else paper.place(told.location, paper.MOST_ON_LATER_SHEETS),
        ),
    )


def _place(told: Activity) -> str:
    return _("All locations") if told.is_whole else paper.place(told.location)


def _rows(told: Activity, currency: str) -> Table:
    columns = (
        ("word", _("Date")),
        ("text", _("What")),
        ("word", _("Number")),
        ("figure", _("Charges")),
        ("figure", _("Payments and credits")),
        ("figure", _("Balance")),
    )
    opening = (day(told.since), _("Opening balance"), "", "", "", money(told.opening_cents, currency))
    less = told.payments_cents + told.credits_cents
    sums = (money(told.added_cents, currency), money(less, currency), money(told.closing_cents, currency))
    closing = (day(told.as_of), wording.closing(told), "", *sums)
    moved = Section(tuple(_row(one, currency) for one in told.movements))
    return Table(columns, (Section((opening,), is_strong=True), moved, Section((closing,), is_strong=True)))


def _row(one: Movement, currency: str) -> tuple[str, ...]:
    about = paper.cut(wording.about(one, currency), paper.MOST_NAME)
    return (
        day(one.day),
        "\n".join(filter(None, (wording.what(one), about))),
        paper.cut(one.number, paper.MOST_ADDRESS),
        "" if one.charge_cents is None else money(one.charge_cents, currency),
        "" if one.credit_cents is None else money(one.credit_cents, currency),
        money(one.balance_cents, currency),
    )


def _proof(told: Activity, currency: str) -> Strip:
    return Strip(tuple(Fact(f"{sign} {label}".strip(), money(cents, currency)) for sign, label, cents in wording.proof(told)), "tinted")


def _credit(told: Activity, currency: str) -> Sums:
    credit = _("Credit on the account") if told.is_whole else _("Credit on the account, not tied to a location")
    before = _("%(label)s, before %(day)s") % {"label": credit, "day": day(told.since)}
    after = _("%(label)s, %(day)s") % {"label": credit, "day": day(told.as_of)}
    listed = ((before, told.credit_before_cents), (after, told.credit_cents))
    return Sums(tuple(Sum(label, money(cents, currency)) for label, cents in listed))
