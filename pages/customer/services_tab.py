"""The recurring pickups of an account on a route."""

from components.grid import Card, Column, Emptiness, Filter, GridRow, GridSpec, Said, noted, status
from pages.customer.lists import ListTab
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.views import Page, RoutedServiceRow
from portal_ui.wording import rate_period, service_status


class ServicesTab(ListTab[RoutedServiceRow]):
    """What is picked up where, how often, and for how much."""

    def spec(self) -> GridSpec:
        """Columns in the trade's order; rates only for who may see money."""
        rate = (Column("rate", _("Rate"), "money", strong=True),) if self.setting.visit.scope.sees_money else ()
        return GridSpec(
            title=_("Services"),
            hint=_("Search service, container, address…"),
            columns=(
                Column("service", _("Service")),
                Column("container", _("Container")),
                Column("material", _("Material"), soft=True),
                Column("frequency", _("Frequency")),
                Column("location", _("Location Address"), "long"),
                Column("status", _("Status"), "status"),
                Column("next_service", _("Next Service"), "date"),
                *rate,
            ),
            filters=(
                Filter("all", pgettext("services", "All")),
                Filter("active", pgettext("services", "Active")),
                Filter("on-hold", pgettext("services", "On hold")),
                Filter("ended", pgettext("services", "Ended")),
            ),
            locations=self.setting.places,
            card=Card(
                title="service",
                status="status",
                amount="rate",
                aside=Said("material"),
                lines=(Said("container"), Said("location"), Said("frequency"), Said("next_service", _("Next {}"))),
            ),
            today=self.setting.visit.today,
            paths=("/services",),
            export="/services",
            downloads=False,
        )

    def row(self, row: RoutedServiceRow) -> GridRow:
        """One service."""
        return GridRow(
            key=row.number,
            cells={
                "service": row.service,
                "container": row.container,
                "material": row.material,
                "frequency": noted(row.frequency, row.days),
                "location": row.location,
                "status": status(service_status(row.status)),
                "next_service": day(row.next_service_on),
                "rate": "" if row.rate_cents is None else noted(self._money(row.rate_cents), rate_period(row.rate_period)),
            },
        )

    def nothing(self, page: Page[RoutedServiceRow]) -> Emptiness:
        """No service yet."""
        return Emptiness(_("No services yet"), _("Your recurring pickups appear here once the office has set them up."))

    def _money(self, cents: int) -> str:
        return money(cents, self.setting.company.currency)
