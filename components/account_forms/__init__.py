"""What a person changes about their own sign-in, as plain forms."""

from dataclasses import dataclass

from nicegui import ui

from components.frame import Choice, themes
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.views import StaffVisit, Visit


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One active sign-in, ready to read."""

    id: int
    title: str
    note: str
    place: str
    is_this_one: bool


class AccountForms(ui.element, component="account_forms.js"):
    """Appearance, language, the own password, and where one is signed in.

    Each posts to its own address below `base`, and loads the page, which is at `here`, again.
    """

    def __init__(
        self,
        visit: Visit | StaffVisit,
        sign_ins: tuple[SignedIn, ...],
        languages: tuple[Choice, ...],
        *,
        shortest_password: int,
        base: str = "/account",
        here: str = "/account",
    ) -> None:
        super().__init__()
        self._props.update(base=base, here=here)
        self._props["chosen"] = visit.theme
        self._props["email"] = visit.email
        self._props["themes"] = [{"value": theme.value, "label": theme.label} for theme in themes()]
        self._props["languages"] = [{"value": one.value, "label": one.label, "lang": one.value.replace("_", "-")} for one in languages]
        self._props["spoken"] = visit.locale
        self._props["sessions"] = [_spelled(one) for one in sign_ins]
        self._props["words"] = {
            "theme": _("Appearance"),
            "language": _("Language"),
            "password": _("Password"),
            "current": _("Current password"),
            "new": _("New password"),
            "hint": _rule(shortest_password),
            "again": _("New password again"),
            "differ": _("The two new passwords differ."),
            "change": _("Change password"),
            "sign_ins": _("Where you are signed in"),
            "this_one": _("This one"),
            "end": _("End"),
            "everywhere": _("Sign out everywhere"),
        }


def _rule(shortest: int) -> str:
    said = ngettext(
        "At least %(count)d character; four random words are easy to remember. You stay signed in here, and every other sign-in ends.",
        "At least %(count)d characters; four random words are easy to remember. You stay signed in here, and every other sign-in ends.",
        shortest,
    )
    return said % {"count": shortest}


def _spelled(one: SignedIn) -> dict[str, object]:
    end = _("End the sign-in of %(browser)s") % {"browser": one.title}
    return {"id": str(one.id), "title": one.title, "note": one.note, "place": one.place, "mine": one.is_this_one, "end": end}
