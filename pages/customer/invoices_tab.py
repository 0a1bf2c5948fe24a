"""The invoices of an account."""

from collections.abc import Awaitable, Callable, Collection

from components.grid import Card, Cell, Column, Download, Emptiness, Filter, GridRow, GridSpec, Paying, Said, link, noted, settled, status
from pages.customer import addresses
from pages.customer.lists import Listing, ListTab, Setting
from pages.customer.picks import Picks
from portal_ui import language
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import money, whole
from portal_ui.views import InvoiceRow, InvoiceState, Page, Summary
from portal_ui.wording import invoice_state

Pay = Callable[[Collection[str]], Awaitable[None]]
_NOT_OWED = (InvoiceState.PENDING, InvoiceState.VOID)


class InvoicesTab(ListTab[InvoiceRow]):
    """Paid and unpaid invoices, the newest first. With `pay` they can be paid from here, alone or several chosen together."""

    def __init__(self, listing: Listing[InvoiceRow], setting: Setting, pay: Pay | None = None) -> None:
        super().__init__(listing, setting)
        self._pay = pay
        self._picks = Picks()

    def spec(self) -> GridSpec:
        """Columns in the trade's order."""
        return GridSpec(
            title=_("Invoices"),
            hint=_("Search number, address, PO…"),
            columns=(
                Column("number", _("Invoice #"), "link"),
                Column("invoice_date", _("Invoice Date"), "date"),
                Column("due_date", _("Due Date"), "date"),
                Column("status", _("Status"), "status"),
                Column("terms", _("Terms"), soft=True),
                Column("location", _("Location Address"), "long"),
                Column("total", _("Invoice Total"), "money"),
                Column("balance", _("Invoice Balance"), "money", strong=True),
            ),
            filters=self._filters(),
            locations=self.setting.places,
            card=Card(
                title="number",
                status="status",
                amount="balance",
                aside=Said("of_total", _("of {} total")),
                lines=(Said("location"), Said("invoice_date", _("Invoiced {}")), Said("due_date", _("Due {}"))),
            ),
            today=self.setting.visit.today,
            paths=("/", "/invoices"),
            export="/invoices",
            pack=self.setting.pack("invoices"),
            pays=self._pay is not None,
        )

    def row(self, row: InvoiceRow) -> GridRow:
        """One invoice."""
        address = addresses.record("invoices", row.number)
        number = {"number": row.number}
        payable = row.left_cents if row.state not in _NOT_OWED else 0
        self._picks.saw(row.number, payable)
        return GridRow(
            key=row.number,
            cells={
                "number": link(row.number, address),
                "invoice_date": day(row.invoice_date),
                "due_date": _due(row),
                "status": status(invoice_state(row.state, part_paid=row.part_paid, days_late=row.days_late)),
                "terms": row.terms,
                "location": row.location,
                "total": self._money(row.total_cents),
                "balance": self._balance(row),
                "of_total": self._total_beside(row),
            },
            downloads=(Download(f"{address}.pdf", _("Download invoice %(number)s") % number),),
            box=_("Choose invoice %(number)s") % number,
            pay=Paying(_("Pay invoice %(number)s") % number, _("Choose invoice %(number)s") % number) if self._pay and payable else None,
        )

    async def refresh(self, summary: Summary | None) -> None:
        """The same page as it is now; what was chosen stays chosen while it can be paid."""
        before = self._picks.numbers, self._picks.cents
        rows = {row.key for row in self._shown.rows}
        await super().refresh(summary)
        self._picks.change(rows.difference(row.key for row in self._shown.rows), on=False)  # settled, so the filter hides it
        if before != (self._picks.numbers, self._picks.cents):
            self._say_picks()

    def on_pick(self, keys: tuple[str, ...], on: bool) -> None:
        """Invoices were chosen or let go; none named and let go means all."""
        language.use(self.setting.visit.locale)
        if keys:
            self._picks.change(keys, on=on)
        elif not on:
            self._picks.clear()
        self._say_picks()

    async def on_pay(self, key: str) -> None:
        """Pay one, or those chosen."""
        numbers = (key,) if key else self._picks.payable
        if self._pay is not None and numbers:
            await self._pay(numbers)

    def let_go(self) -> None:
        """What was chosen is being paid: begin afresh."""
        if self._picks.numbers:
            self._picks.clear()
            self._say_picks()

    def _say_picks(self) -> None:
        chosen, payable = self._picks.numbers, self._picks.payable
        text = ngettext("Pay %(count)d selected · %(amount)s", "Pay %(count)d selected · %(amount)s", len(payable))
        if len(payable) < len(chosen):
            text = _("Pay %(count)d of %(chosen)d selected · %(amount)s")
        words = {"count": len(payable), "chosen": len(chosen), "amount": self._money(self._picks.cents)}
        self._grid.picked(chosen, text % words if payable else "")

    def nothing(self, page: Page[InvoiceRow]) -> Emptiness:
        """Nothing billed yet."""
        return Emptiness(_("No invoices yet"), _("Your invoices appear here as soon as they are posted, each with its PDF."))

    def _emptiness(self, page: Page[InvoiceRow]) -> Emptiness:
        wish = page.wish
        settled_words = {"open": _("Nothing is open"), "overdue": _("Nothing is overdue")}
        if page.in_all and wish.status in settled_words and not (wish.search or wish.since or wish.until or wish.location):
            return Emptiness(settled_words[wish.status], _("There is nothing to settle here. “All” shows every invoice."))
        return super()._emptiness(page)

    def _filters(self) -> tuple[Filter, ...]:
        summary = self.setting.summary
        filters = [
            Filter("all", pgettext("invoices", "All")),
            Filter("open", pgettext("invoices", "Open"), _shown(summary.open_invoices) if summary else ""),
            Filter("overdue", pgettext("invoices", "Overdue"), _shown(summary.overdue_invoices) if summary else ""),
            Filter("paid", pgettext("invoices", "Paid")),
            Filter("void", pgettext("invoices", "Void")),
        ]
        if self.setting.visit.scope.sees_pending:
            filters.append(Filter("pending", pgettext("invoices", "Pending")))
        return tuple(filters)

    def _total_beside(self, row: InvoiceRow) -> str:
        """The total, where the balance does not already say it."""
        says_it = row.balance_cents == row.total_cents and row.state is not InvoiceState.PENDING
        return "" if says_it else self._money(row.total_cents)

    def _balance(self, row: InvoiceRow) -> Cell:
        if row.state is InvoiceState.PENDING:
            return "–"
        if not row.balance_cents:
            return settled(self._money(0))
        held = _("%(amount)s processing") % {"amount": self._money(row.held_cents)} if row.held_cents else ""
        return noted(self._money(row.balance_cents), held)

    def _money(self, cents: int) -> str:
        return money(cents, self.setting.company.currency)


def _due(row: InvoiceRow) -> Cell:
    late = ngettext("%(count)d day late", "%(count)d days late", row.days_late) % {"count": row.days_late}
    return noted(day(row.due_date), late if row.days_late else "", "bad")


def _shown(count: int) -> str:
    return whole(count) if count else ""
