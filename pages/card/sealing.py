"""Which sign-in and which request a page with card fields was made for: it pays for these alone.

A seal is no secret, and proves nobody: the cookie does. It keeps a page that was opened before somebody signed in anew, or for another
request, from paying.
"""

import hashlib
from hmac import compare_digest
from uuid import UUID

from portal_ui.payment_errors import OtherSignInError
from portal_ui.views import Visit

_LENGTH = 24


def seal(visit: Visit, request_id: UUID) -> str:
    """What a page brings back, which was made in this sign-in for that request."""
    made_for = f"{visit.session_id} {visit.scope.customer_id} {request_id}"
    return hashlib.sha256(made_for.encode()).hexdigest()[:_LENGTH]


def check(visit: Visit, request_id: UUID, given: str) -> None:
    """Refuse what a page sends that was made for anything else.

    Raises:
        OtherSignInError: it was.
    """
    if not compare_digest(seal(visit, request_id), given.encode("ascii", "replace").decode()):
        raise OtherSignInError
