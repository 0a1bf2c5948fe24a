"""Who brought a request, as the guard found out before any page was asked."""

from collections.abc import Hashable

from starlette.requests import HTTPConnection
from starlette.types import Scope

from portal_ui import logs
from portal_ui.logs import Trail
from portal_ui.service.sessions import LookedUp, hashed
from portal_ui.views import StaffVisit, Visit

VISIT = "portal_visit"
STAFF = "portal_staff"
SESSION = "portal_session"
TRAIL = "portal_trail"


def visit_of(request: HTTPConnection) -> Visit:
    """Who looks, and at which account. Only pages behind the guard ask; it has sent everyone else elsewhere.

    Raises:
        LookupError: the page is open to strangers, so it has no visit.
    """
    visit: Visit | None = request.scope.get("state", {}).get(VISIT)
    if visit is None:
        raise LookupError("This address is open to strangers; it knows no visit.")
    return visit


def staff_of(request: HTTPConnection) -> StaffVisit:
    """Who of the office looks. Only pages below `/staff` ask, behind the guard; it has sent everyone else elsewhere.

    Raises:
        LookupError: the page is not one of the office's.
    """
    staff: StaffVisit | None = request.scope.get("state", {}).get(STAFF)
    if staff is None:
        raise LookupError("This address is not one of the office's; it knows no member of it.")
    return staff


def address_of(request: HTTPConnection) -> str:
    """The network address a request came from; a proxy's word counts only for the proxies in the settings."""
    return request.client.host if request.client is not None else ""


def session_of(scope: Scope) -> int | None:
    """The session behind a request or a socket; `None` for a stranger's."""
    session: int | None = scope.get("state", {}).get(SESSION)
    return session


def rights_of(found: LookedUp) -> Hashable:
    """What a page may be built for: an account and what is seen of it, or the office and a role; `None` for neither."""
    return _rights(found.visit, found.staff)


def shown_rights(request: HTTPConnection) -> Hashable:
    """The rights for which a page was built."""
    state = request.scope.get("state", {})
    return _rights(state.get(VISIT), state.get(STAFF))


def shows_account(request: HTTPConnection, found: LookedUp) -> bool:
    """Whether a page was built for the account that its session looks into now, whatever may be seen of it."""
    built: Visit | None = request.scope.get("state", {}).get(VISIT)
    return built is None or (found.visit is not None and built.scope.customer_id == found.visit.scope.customer_id)


def _rights(visit: Visit | None, staff: StaffVisit | None) -> Hashable:
    office = (staff.role, staff.step) if staff is not None else None
    scope = visit.scope if visit is not None else None
    return None if office is None and scope is None else (scope, office)


def name_in_log(found: LookedUp | None, token: str) -> None:
    """Have the log name who brought this request, and their session, from here on."""
    if found is None:
        return
    actor = found.staff.actor if found.staff is not None else f"person:{found.person_id}"
    if found.visit is not None and found.visit.looking is not None:
        actor = f"staff:{found.visit.looking.staff_id} as person:{found.visit.person_id}"
    logs.name(actor, hashed(token))


def trail_of(scope: Scope) -> Trail | None:
    """What the log knows of whoever brought this request."""
    trail: Trail | None = scope.get("state", {}).get(TRAIL)
    return trail


def with_visitor(scope: Scope, found: LookedUp | None) -> Scope:
    """The request with its visitor written on it, for everyone inside to read."""
    who: dict[str, object] = {SESSION: None, VISIT: None, STAFF: None, TRAIL: logs.trail()}
    if found is not None:
        who |= {SESSION: found.session_id, VISIT: found.visit, STAFF: found.staff}
    return {**scope, "state": {**scope.get("state", {}), **who}}
