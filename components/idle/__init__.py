"""Before a sign-in ends for want of activity, an open page says so, and can stay."""

from datetime import timedelta

from nicegui import ui

from portal_ui.language import gettext as _


class IdleWarning(ui.element, component="idle_warning.js"):
    """Two minutes before the end it asks who is there. Any tab of the browser in which something was done counts for all.

    `idle` is how long the server waits; it alone decides, and sends the page away by itself.
    """

    def __init__(self, idle: timedelta) -> None:
        super().__init__()
        self._props["seconds"] = int(idle.total_seconds())
        self._props["words"] = {
            "title": _("Are you still there?"),
            "text": _("In less than two minutes you are signed out, so that nobody else goes on here."),
            "stay": _("Stay signed in"),
        }
        self.on("stay", _nothing)  # that it came at all is the activity


def _nothing() -> None:
    """The guard has noted that somebody is there."""
