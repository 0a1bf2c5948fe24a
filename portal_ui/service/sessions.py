"""Sessions: who is behind a cookie, and into which account they look."""

from dataclasses import dataclass

from portal_ui.views import Visit


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Someone who is signed in. Without a `visit` they have yet to choose an account."""

    session_id: int
    person_id: int
    visit: Visit | None
    person_name: str = ""
    email: str = ""
    theme: str = "system"
