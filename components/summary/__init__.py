"""What an account owes, at a glance."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from nicegui import events, ui

from components.summary.strips import Strip
from portal_ui import dates
from portal_ui.aging import label
from portal_ui.dates import Age
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import money, whole
from portal_ui.views import Summary

Pay = Callable[[bool], Awaitable[None]]


class AccountSummary(ui.element, component="account_summary.js"):
    """The heading of the dashboard, what is late in one sentence, four figures and the ages of the balance.

    Without a summary, for someone who may not see money, only the heading stands. `on_pay(late)` hears that someone wants to pay,
    what is late alone or in general; without it nothing here offers that.
    """

    def __init__(self, today: date, summary: Summary | None, *, currency: str, on_pay: Pay | None = None) -> None:
        super().__init__()
        self._currency = currency
        self._on_pay = on_pay
        self._props.update(title=_("Your account"), asOf=_("As of %(day)s") % {"day": dates.long_day(today)})
        self.show(summary, ())
        if on_pay is not None:
            self.on("pay", self._asked_to_pay)

    def show(self, summary: Summary | None, strips: tuple[Strip, ...]) -> None:
        """Put these figures, and what is said of payments in process, in place of those shown."""
        figures = _Figures(summary, self._currency) if summary else None
        pays = self._on_pay is not None and summary is not None and summary.open_invoices > 0
        self._props.update(
            alert=figures.alert() if figures else "",
            figures=figures.cards() if figures else (),
            aging=figures.aging() if figures else {},
            strips=strips,
            words={
                "pay": _("Add Payment") if pays else "",
                "late": _("Pay what is late") if pays else "",
                "statement": _("Generate Statement") if summary else "",
                "short_statement": _("Statement") if summary else "",
                "processing": _("Payments in process"),
                "close": _("Close"),
                "each": _("Show each"),
                "fold": _("Show less"),
            },
        )

    async def _asked_to_pay(self, event: events.GenericEventArguments) -> None:
        if self._on_pay is not None:
            await self._on_pay(event.args is True)


@dataclass(frozen=True, slots=True)
class _Figures:
    summary: Summary
    currency: str

    def alert(self) -> str:
        """What is late, said once, in money and in words; empty when nothing is, or all of it is being paid."""
        summary = self.summary
        if summary.overdue_cents <= summary.overdue_processing_cents:
            return ""
        sums = {"amount": self._money(summary.overdue_cents), "count": summary.overdue_invoices, "days": summary.oldest_days_late}
        if summary.overdue_invoices == 1:
            said = ngettext(
                "%(amount)s on 1 invoice is past due, by %(days)d day.",
                "%(amount)s on 1 invoice is past due, by %(days)d days.",
                summary.oldest_days_late,
            )
            return said % sums
        how_much = ngettext(
            "%(amount)s on %(count)d invoice is past due.", "%(amount)s on %(count)d invoices is past due.", summary.overdue_invoices
        )
        how_long = ngettext("The oldest by %(days)d day.", "The oldest by %(days)d days.", summary.oldest_days_late)
        return f"{how_much} {how_long}" % sums

    def cards(self) -> tuple[dict[str, str], ...]:
        """The three figures, each with a note under it."""
        summary = self.summary
        late = summary.overdue_invoices
        overdue = ngettext("%(count)d invoice", "%(count)d invoices", late) % {"count": late} if late else _("nothing is late")
        return (
            self._card(_("Outstanding balance"), self._money(summary.outstanding_cents), self._processing()),
            self._card(_("Overdue balance"), self._money(summary.overdue_cents), overdue, tone="bad" if late else ""),
            self._card(_("Open invoices"), whole(summary.open_invoices), self._credit(), href="/credits" if summary.credit_cents else ""),
        )

    def aging(self) -> dict[str, object]:
        """The five ages, as widths, as words and as one sentence for who cannot see the bar."""
        ages = tuple(
            {"label": label(age), "value": self._money(cents), "share": max(cents, 0)}
            for age, cents in zip(Age, self.summary.aging_cents, strict=True)
        )
        spoken = ", ".join(f"{age['label']}: {age['value']}" for age in ages)
        return {"label": _("Balance by age, from the due date"), "ages": ages, "spoken": _("Balance by age: %(ages)s") % {"ages": spoken}}

    def _processing(self) -> str:
        cents = self.summary.processing_cents
        return _("%(amount)s processing") % {"amount": self._money(cents)} if cents else ""

    def _credit(self) -> str:
        cents = self.summary.credit_cents
        return _("credit available %(amount)s") % {"amount": self._money(cents)} if cents else ""

    def _card(self, label: str, value: str, note: str, *, tone: str = "", href: str = "") -> dict[str, str]:
        return {"label": label, "value": value, "note": note, "tone": tone, "href": href}

    def _money(self, cents: int) -> str:
        return money(cents, self.currency)
