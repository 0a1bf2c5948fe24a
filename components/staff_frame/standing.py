"""How the portal stands: whether customers may come in, and a few figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from portal_ui.language import gettext as _


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its name, and what it is of."""

    label: str
    value: int
    note: str
    href: str = ""  # the list of what was counted
    is_bad: bool = False


class Standing(ui.element, component="standing.js"):
    """A title, one sentence on the portal's state, and its figures."""

    def __init__(self, title: str, is_active: bool, figures: Sequence[Figure]) -> None:
        super().__init__()
        closed = _("The portal is not open to customers yet: nobody can sign in, and no emails go out. Your provider turns it on.")
        self._props["title"] = title
        self._props["notice"] = (
            {"tone": "ok", "sign": "check", "text": _("The portal is open to customers.")}
            if is_active
            else {"tone": "warn", "sign": "alert", "text": closed}
        )
        self._props["figures"] = [
            {"label": one.label, "value": f"{one.value:,}", "note": one.note, "isBad": one.is_bad, "href": one.href} for one in figures
        ]
