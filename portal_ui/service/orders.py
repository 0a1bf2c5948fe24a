"""Orders: the grid's rows, and all of one order."""

from datetime import date

from sqlalchemy.orm import Session

from db.queries import orders as queries
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.errors import OrderNotFoundError
from portal_ui.grid_wishes import GridNames
from portal_ui.service.grids import GridService
from portal_ui.service.showing import location_of
from portal_ui.views import ChargeLine, EventLine, OrderRow, OrderView, Weights


class Orders(GridService[OrderRow]):
    """An account's jobs. A site contact sees those of their own locations, without any amount."""

    FILTERS = ("all", "pending", "completed", "cancelled")
    SORTS = ("number", "service_date", "service", "status", "location", "asset", "description", "amount")
    USUAL_SORT = "-service_date"
    GRID = queries.GRID

    def names(self, scope: Scope) -> GridNames:
        """The filters and sorts that this account has; an order of amounts would tell them."""
        names = super().names(scope)
        sorts = tuple(name for name in names.sorts if scope.sees_money or name != "amount")
        return GridNames(names.filters, sorts, names.usual_sort)

    async def record(self, scope: Scope, number: str) -> OrderView:
        """All of one order; without its charges for a site contact.

        Raises:
            OrderNotFoundError: no such order, another account's, or one at a location the person may not see.
        """
        if not number.isprintable():
            raise OrderNotFoundError(number)
        return await self._db.read(_view, scope, number)

    def _row(self, found: Found, scope: Scope, today: date) -> OrderRow:
        return _row(found, scope)


def _row(found: Found, scope: Scope) -> OrderRow:
    return OrderRow(
        number=found.number,
        service_on=found.service_on,
        line=found.line,
        type=found.type,
        status=found.status,
        location=found.location_label,
        asset_id=found.asset_id,
        description=found.description,
        po_number=found.po_number,
        total_cents=found.total_cents if scope.sees_money else None,
    )


def _view(session: Session, scope: Scope, number: str) -> OrderView:
    found = queries.record(session, scope, number)
    if found is None:
        raise OrderNotFoundError(number)
    return OrderView(
        row=_row(found, scope),
        size=found.size,
        material=found.material,
        location=location_of(found, found.location_id),
        lines=tuple(ChargeLine(*line) for line in queries.lines(session, found.id)) if scope.sees_money else (),
        events=tuple(EventLine(*event) for event in queries.events(session, found.id)),
        weights=_weights(found),
        invoice_number=queries.invoice_number(session, scope, found.id) if scope.sees_money else "",
    )


def _weights(found: Found) -> Weights | None:
    if found.gross_pounds is None or found.tare_pounds is None:
        return None
    return Weights(found.ticket_number, found.gross_pounds, found.tare_pounds, found.included_pounds)
