"""What stands around every page of the office: the company, the sections, the menu of who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from components.frame import Choice, themes
from components.theme import logo_address
from portal_ui.language import gettext as _
from portal_ui.views import CompanyView, StaffVisit
from portal_ui.wording import staff_role


@dataclass(frozen=True, slots=True)
class StaffSection:
    """One of the office's parts, as the header leads to it."""

    href: str
    label: str
    is_here: bool = False


class StaffFrame(ui.element, component="staff_frame.js"):
    """The header and the main part. What is built inside it stands in the main part."""

    def __init__(self, company: CompanyView, staff: StaffVisit, sections: Sequence[StaffSection], languages: Sequence[Choice]) -> None:
        super().__init__()
        self._props["company"] = {"name": company.name, "letter": company.name[:1].upper(), "logo": logo_address(company)}
        self._props["sections"] = [{"href": one.href, "label": one.label, "isHere": one.is_here} for one in sections]
        self._props.update(menu_of(staff, languages))


def menu_of(staff: StaffVisit, languages: Sequence[Choice]) -> dict[str, object]:
    """What stands in the member's menu, and the words of the header; the office's plain pages show the same."""
    return {
        "themes": [{"value": theme.value, "label": theme.label} for theme in themes()],
        "languages": [{"value": one.value, "label": one.label} for one in languages],
        "person": {
            "name": staff.name,
            "email": staff.email,
            "role": staff_role(staff.role),
            "initials": staff.initials,
            "theme": staff.theme,
            "locale": staff.locale,
        },
        "words": {
            "skip": _("Skip to the content"),
            "office": _("Office"),
            "sections": _("Sections"),
            "menu": _("Menu of %(person)s") % {"person": staff.name or staff.email},
            "account": _("Your sign-in"),
            "theme": _("Appearance"),
            "language": _("Language"),
            "out": _("Sign out"),
        },
    }
