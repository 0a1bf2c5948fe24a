"""The payments of an account."""

from components.grid import Card, Cell, Column, Download, Emptiness, Filter, GridRow, GridSpec, Said, link, noted, status
from pages.customer import addresses
from pages.customer.lists import ListTab
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.views import Page, PaymentRow
from portal_ui.wording import payment_method, payment_state


class PaymentsTab(ListTab[PaymentRow]):
    """Every attempt to pay: what arrived, what is under way, what failed."""

    def spec(self) -> GridSpec:
        """Columns in the trade's order."""
        return GridSpec(
            title=_("Payments"),
            hint=_("Search reference, card, invoice…"),
            columns=(
                Column("date", _("Payment Date"), "date"),
                Column("status", _("Status"), "status"),
                Column("method", _("Payment Method")),
                Column("reference", _("Reference #"), "link"),
                Column("amount", _("Payment Amount"), "money", strong=True),
            ),
            filters=(
                Filter("all", pgettext("payments", "All")),
                Filter("succeeded", pgettext("payments", "Paid")),
                Filter("processing", pgettext("payments", "Processing")),
                Filter("failed", pgettext("payments", "Failed")),
                Filter("refunded", pgettext("payments", "Refunded")),
            ),
            locations=self.setting.places,
            card=Card(title="reference", status="status", amount="amount", lines=(Said("method"), Said("date"))),
            today=self.setting.visit.today,
            paths=("/payments",),
            export="/payments",
            pack=self.setting.pack("payments"),
            words={"picked": _("Chosen rows")},
        )

    def row(self, row: PaymentRow) -> GridRow:
        """One payment."""
        address = addresses.record("payments", row.number)
        refunded = _("%(amount)s refunded") % {"amount": self._money(row.refunded_cents)} if row.refunded_cents else ""
        label = _("Download receipt of payment %(number)s") if row.has_receipt else _("Download notice of payment %(number)s")
        return GridRow(
            key=row.number,
            cells={
                "date": day(row.paid_on),
                "status": status(payment_state(row)),
                "method": payment_method(row.method, row.brand, row.last4),
                "reference": _reference(row, address),
                "amount": noted(self._money(row.amount_cents), refunded),
            },
            downloads=(Download(f"{address}/receipt.pdf", label % {"number": row.number}),),
            box=_("Choose payment %(number)s") % {"number": row.number},
        )

    def nothing(self, page: Page[PaymentRow]) -> Emptiness:
        """No payment yet."""
        return Emptiness(_("No payments yet"), _("What you pay appears here, by card, bank or check, each with its receipt."))

    def _money(self, cents: int) -> str:
        return money(cents, self.setting.company.currency)


def _reference(row: PaymentRow, address: str) -> Cell:
    """The processor's or the check's number, and the payment's own, which statements and receipts name."""
    if not row.reference:
        return link(row.number, address)
    return {"text": row.reference, "href": address, "note": _("Payment %(number)s") % {"number": row.number}, "tone": ""}
