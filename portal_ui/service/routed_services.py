"""Routed services: the recurring pickups of commercial and residential accounts."""

from datetime import date

from sqlalchemy.orm import Session

from db.models import CustomerKind
from db.queries import customers, routed_services
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.errors import NoRoutedServicesError
from portal_ui.grid_wishes import GridNames
from portal_ui.service.grids import GridService
from portal_ui.views import RoutedServiceRow


class RoutedServices(GridService[RoutedServiceRow]):
    """An account's pickups on a route. Roll-off accounts have none; a site contact sees no rates."""

    FILTERS = ("all", "active", "on-hold", "ended")
    SORTS = ("service", "container", "material", "frequency", "location", "status", "next_service", "rate")
    USUAL_SORT = "location"
    GRID = routed_services.GRID

    def names(self, scope: Scope) -> GridNames:
        """The filters and sorts that this account has; an order of rates would tell them."""
        names = super().names(scope)
        sorts = tuple(name for name in names.sorts if scope.sees_money or name != "rate")
        return GridNames(names.filters, sorts, names.usual_sort)

    def _admit_account(self, session: Session, scope: Scope) -> None:
        if customers.kind(session, scope) is CustomerKind.ROLL_OFF:
            raise NoRoutedServicesError

    def _row(self, found: Found, scope: Scope, today: date) -> RoutedServiceRow:
        return RoutedServiceRow(
            number=found.number,
            service=found.service,
            container=f"{found.container_count} × {found.container}" if found.container_count > 1 else found.container,
            material=found.material,
            frequency=found.frequency,
            days=found.days,
            location=found.location_label,
            status=found.status,
            next_service_on=found.next_service_on,
            rate_cents=found.rate_cents if scope.sees_money else None,
            rate_period=found.rate_period,
        )
