"""The orders of an account."""

from components.grid import Card, Column, Download, Emptiness, Filter, GridRow, GridSpec, Said, link, status
from pages.customer import addresses
from pages.customer.lists import ListTab
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import money
from portal_ui.views import OrderRow, Page
from portal_ui.wording import order_service, order_status


class OrdersTab(ListTab[OrderRow]):
    """Dumpster, live load and minis orders, pending and completed."""

    def spec(self) -> GridSpec:
        """Columns in the trade's order; amounts only for who may see money."""
        amount = (Column("amount", _("Order Amount"), "money", strong=True),) if self._sees_money else ()
        return GridSpec(
            title=_("Orders"),
            hint=_("Search number, address, asset, PO…"),
            columns=(
                Column("number", _("Order #"), "link"),
                Column("service_date", _("Service Date"), "date"),
                Column("service", _("Service")),
                Column("status", _("Status"), "status"),
                Column("location", _("Location Address"), "long"),
                Column("asset", _("Asset ID"), soft=True),
                Column("description", _("Description"), "long"),
                *amount,
            ),
            filters=(
                Filter("all", pgettext("orders", "All")),
                Filter("pending", pgettext("orders", "Pending")),
                Filter("completed", pgettext("orders", "Completed")),
                Filter("cancelled", pgettext("orders", "Cancelled")),
            ),
            locations=self.setting.places,
            card=Card(
                title="number",
                status="status",
                amount="amount",
                aside=Said("asset", _("Asset {}")),
                lines=(Said("service"), Said("location"), Said("description", cut=True), Said("service_date")),
            ),
            today=self.setting.visit.today,
            paths=("/orders",) if self._sees_money else ("/", "/orders"),
            export="/orders",
            pack=self.setting.pack("orders"),
            words={"picked": _("Chosen rows")},
        )

    def row(self, row: OrderRow) -> GridRow:
        """One order."""
        address = addresses.record("orders", row.number)
        return GridRow(
            key=row.number,
            cells={
                "number": link(row.number, address),
                "service_date": day(row.service_on),
                "service": order_service(row.line, row.type),
                "status": status(order_status(row.status)),
                "location": row.location,
                "asset": row.asset_id or "–",
                "description": row.description,
                "amount": self._amount(row),
            },
            downloads=(Download(f"{address}/receipt.pdf", _("Download receipt of order %(number)s") % {"number": row.number}),),
            box=_("Choose order %(number)s") % {"number": row.number},
        )

    def nothing(self, page: Page[OrderRow]) -> Emptiness:
        """No order yet, or none as young as the office shows."""
        days = self.setting.visit.scope.order_history_days
        if days is not None:
            said = ngettext("The last day's orders appear here.", "Orders of the last %(count)d days appear here.", days)
            return Emptiness(_("No recent orders"), said % {"count": days})
        return Emptiness(_("No orders yet"), _("Deliveries, exchanges, removals and live loads appear here as soon as they are booked."))

    def _amount(self, row: OrderRow) -> str:
        if row.total_cents is None or not self._sees_money:
            return ""
        return "–" if row.priced_cents is None else money(row.priced_cents, self.setting.company.currency)

    @property
    def _sees_money(self) -> bool:
        return self.setting.visit.scope.sees_money
