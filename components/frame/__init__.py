"""What stands around every page: the company, the account one is in, the person's menu."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from nicegui import ui

from components.theme import logo_address
from portal_ui.dates import moment
from portal_ui.language import gettext as _
from portal_ui.views import CompanyView, Visit

LOOK_END = "/staff/see-as/end"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, and how it reads."""

    value: str
    label: str


class Frame(ui.element, component="page_frame.js"):
    """The header, the main part and the footer. What is built inside it stands in the main part."""

    def __init__(self, company: CompanyView, visit: Visit) -> None:
        super().__init__()
        self.show(company, visit.today)
        self._props["look"] = look_strip(visit, company.time_zone)
        self._props["account"] = _account(visit)
        self._props["person"] = {"name": visit.person_name, "email": visit.email, "initials": visit.initials, "theme": visit.theme}
        self._props["themes"] = [{"value": theme.value, "label": theme.label} for theme in themes()]
        self._props["words"] = {
            "skip": _("Skip to the content"),
            "menu": _("Menu of %(person)s") % {"person": visit.person_name or visit.email},
            "account": _("Account and settings"),
            "change": _("Change account"),
            "theme": _("Appearance"),
            "out": _("Sign out"),
        }

    def show(self, company: CompanyView, today: date) -> None:
        """Put the company as it is now, on this day of its own, in place of what is shown of it."""
        self._props.update(company=_company(company), banner=company.banner_on(today))


def themes() -> tuple[Choice, ...]:
    """How a person may choose to see the portal."""
    return Choice("system", _("System")), Choice("light", _("Light")), Choice("dark", _("Dark"))


def _company(company: CompanyView) -> dict[str, str]:
    return {
        "name": company.name,
        "letter": company.name[:1].upper(),
        "logo": logo_address(company),
        "phone": company.phone,
        "call": "tel:" + "".join(letter for letter in company.phone if letter in "+0123456789"),
        "email": company.email,
        "mail": "mailto:" + quote(company.email, safe="@"),
        "hours": company.support_hours,
    }


def _account(visit: Visit) -> dict[str, str]:
    account = visit.account
    line = _("Account %(number)s · %(city)s") if account.city else _("Account %(number)s")
    return {
        "name": account.name,
        "line": line % {"number": account.number, "city": account.city},
        "href": "/accounts" if visit.account_count > 1 else "",
    }


def look_strip(visit: Visit, zone: str) -> dict[str, str] | None:
    """What a member of the office is told who sees the page in the person's place; the person is told nothing."""
    if visit.looking is None:
        return None
    said = _("You see this portal as %(person)s does. You can change nothing. It ends %(moment)s.")
    return {
        "said": said % {"person": visit.person_name or visit.email, "moment": moment(visit.looking.until, zone)},
        "end": _("Back to the office"),
        "href": LOOK_END,
    }
