"""Recurring pickups as the grid shows them."""

from db.models import RoutedService, RoutedServiceStatus
from db.queries.grid import LOCATION_ID, LOCATION_IDS, Grid

_SERVICE = RoutedService.__table__.c

GRID = Grid(
    table=RoutedService.__table__,
    columns=(
        _SERVICE.number,
        _SERVICE.service,
        _SERVICE.container,
        _SERVICE.container_count,
        _SERVICE.material,
        _SERVICE.frequency,
        _SERVICE.days,
        _SERVICE.location_label,
        _SERVICE.status,
        _SERVICE.next_service_on,
        _SERVICE.rate_cents,
        _SERVICE.rate_period,
    ),
    filters={
        "all": (),
        "active": (_SERVICE.status == RoutedServiceStatus.ACTIVE,),
        "on-hold": (_SERVICE.status == RoutedServiceStatus.ON_HOLD,),
        "ended": (_SERVICE.status == RoutedServiceStatus.ENDED,),
    },
    sorts={
        "service": (_SERVICE.service,),
        "container": (_SERVICE.container, _SERVICE.container_count),
        "material": (_SERVICE.material,),
        "frequency": (_SERVICE.frequency, _SERVICE.days),
        "location": (_SERVICE.location_label,),
        "status": (_SERVICE.status,),
        "next_service": (_SERVICE.next_service_on.is_(None), _SERVICE.next_service_on),
        "rate": (_SERVICE.rate_cents,),
    },
    day=_SERVICE.next_service_on,
    at_location=_SERVICE.location_id == LOCATION_ID,
    at_locations=_SERVICE.location_id.in_(LOCATION_IDS),
)
