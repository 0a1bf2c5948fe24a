"""Who brought a request, as the guard found out before any page was asked."""

from starlette.requests import HTTPConnection
from starlette.types import Scope

from portal_ui.service.sessions import LookedUp
from portal_ui.views import Visit

VISIT = "portal_visit"
SESSION = "portal_session"


def visit_of(request: HTTPConnection) -> Visit:
    """Who looks, and at which account. Only pages behind the guard ask; it has sent everyone else elsewhere.

    Raises:
        LookupError: the page is open to strangers, so it has no visit.
    """
    visit: Visit | None = request.scope.get("state", {}).get(VISIT)
    if visit is None:
        raise LookupError("This address is open to strangers; it knows no visit.")
    return visit


def address_of(request: HTTPConnection) -> str:
    """The network address a request came from; a proxy's word counts only for the proxies in the settings."""
    return request.client.host if request.client is not None else ""


def session_of(scope: Scope) -> int | None:
    """The session behind a request or a socket; `None` for a stranger's."""
    session: int | None = scope.get("state", {}).get(SESSION)
    return session


def with_visitor(scope: Scope, found: LookedUp | None) -> Scope:
    """The request with its visitor written on it, for everyone inside to read."""
    who = {SESSION: None, VISIT: None} if found is None else {SESSION: found.session_id, VISIT: found.visit}
    return {**scope, "state": {**scope.get("state", {}), **who}}
