"""`/staff/customers/{number}`: a customer's profile for the office: whether its portal is on, who may sign in, and what can be done."""

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.sheet import Deed, DetailSheet, Facts, Head, Notice, Section, Thing, Things, Way
from pages.customer import sheets
from pages.guard import staff_of
from pages.staff import shell
from pages.staff.customers import address
from portal_ui import office_wording
from portal_ui.dates import moment
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.views import AccessRole, CompanyView, StaffVisit
from portal_ui.views.access import CustomerAccess, Sent, Stage, WayView
from portal_ui.wording import Word, customer_kind

_WITH_LETTER = (Stage.NOT_INVITED, Stage.SENT, Stage.BOUNCED, Stage.OPENED)


def register(portal: Portal) -> None:
    """Serve a customer's profile."""

    @ui.page(f"{shell.CUSTOMERS}/{{number}}")
    async def customer(request: Request, number: str, done: str = "", to: str = "", sent: str = "") -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            found = await portal.access.customer(number)
        except PortalError as error:
            return shell.refusal(error, company, staff, way_back=shell.CUSTOMERS)
        drawing = _Profile(found, staff, company)
        with shell.frame(company, staff, found.profile.bill_to.name, section=shell.CUSTOMERS):
            DetailSheet(drawing.head(_told(done, to, sent)), drawing.main(), drawing.aside())
        return None


def _told(done: str, to: str, sent: str) -> str:
    """What was just done, in words; the address says it, and people may write anything into an address."""
    known = {
        "on": _("The portal is on for this customer."),
        "off": _("The portal is off for this customer. Open pages of it close now, and its links are worthless."),
        "login": _("The login email is changed. The old address was told, and its link is worthless."),
        "same": _("Nothing was changed: it was so already."),
        "added": _("The person may sign in from now on."),
        "role": _("The role is changed."),
        "removed": _("The person has no access to this customer any more."),
        "letter": "",
    }
    if done not in known:
        return ""
    kinds = {one.value: one for one in Sent}
    letter = office_wording.sent(kinds.get(sent, Sent.NONE), to) if 0 < len(to) <= 200 and to.isprintable() else ""
    return " ".join(filter(None, (known[done], letter)))


class _Profile:
    def __init__(self, found: CustomerAccess, staff: StaffVisit, company: CompanyView) -> None:
        self._found = found
        self._staff = staff
        self._zone = company.time_zone
        self._number = found.profile.bill_to.number

    def head(self, told: str) -> Head:
        party = self._found.profile.bill_to
        notices = [Notice(told, "ok", "check")] if told else []
        if not self._found.portal_active:
            notices.append(
                Notice(
                    _("The portal is not open to customers yet: letters wait, and nobody can sign in. Ask your provider to turn it on."),
                    "warn",
                )
            )
        return Head(
            title=party.name,
            back=Way(shell.CUSTOMERS, _("Customers")),
            word=_on_off(is_on=self._found.is_enabled),
            line=_("Customer %(number)s · %(kind)s") % {"number": party.number, "kind": customer_kind(self._found.profile.kind)},
            notices=tuple(notices),
        )

    def main(self) -> tuple[Section, ...]:
        return (self._portal(), self._people())

    def _portal(self) -> Things:
        is_on = self._found.is_enabled
        text = _("Login email: %(email)s") % {"email": self._found.login} if self._found.login else _("No login email yet.")
        means = (
            _("Its people see and pay its invoices here.")
            if is_on
            else _("Switch it on with a login email, and a “Create Password” letter goes out.")
        )
        edit = Deed(_("Edit existing details"), address(self._number, "edit"))
        return Things(
            _("Customer Portal"),
            (Thing(text, (means,), word=_on_off(is_on=is_on), deeds=(edit,) if self._staff.may_change else ()),),
        )

    def _people(self) -> Things:
        add = Deed(_("Add a person"), address(self._number, "people", "new")) if self._staff.may_change and self._found.is_enabled else None
        return Things(_("People who may sign in"), tuple(map(self._person, self._found.ways)), _("Nobody yet."), add)

    def _person(self, way: WayView) -> Thing:
        role = f"{office_wording.role(way.role)}: {office_wording.role_means(way.role)}"
        seen = _("Signed in last %(moment)s") % {"moment": moment(way.last_sign_in_at, self._zone)} if way.last_sign_in_at else ""
        others = _("The same login opens %(accounts)s") % {"accounts": ", ".join(way.others)} if way.others else ""
        letter = office_wording.letter(way.letter, self._zone) if way.stage in _WITH_LETTER else ""
        notes = (way.name, role, self._places(way), seen, letter, others)
        word = office_wording.stage(way.stage)
        return Thing(way.email, tuple(filter(None, notes)), word=word, deeds=self._deeds(way) if self._staff.may_change else ())

    def _places(self, way: WayView) -> str:
        if way.role is not AccessRole.SITE_CONTACT:
            return ""
        named = {place.number: place.name or place.address for place in self._found.locations}
        return ", ".join(named.get(number, number) for number in way.locations)

    def _deeds(self, way: WayView) -> tuple[Deed, ...]:
        where, named = address(self._number, "people", str(way.access_id)), {"email": way.email}
        is_in = way.stage is not Stage.OFF
        may_print = is_in and not way.has_password
        again = _("Send a new password link") if way.has_password else _("Send the letter again")
        found = (
            Deed(again, f"{where}/letter", f"{again}: {way.email}", posts=True) if is_in else None,
            Deed(_("Print a letter"), f"{where}/print", _("Print a letter for %(email)s") % named) if may_print else None,
            Deed(_("See as customer"), f"{where}/look", _("See the portal as %(email)s does") % named, posts=True) if is_in else None,
            Deed(_("Change role"), where, _("Change the role of %(email)s") % named),
            Deed(_("Remove"), f"{where}/remove", _("Remove %(email)s") % named),
        )
        return tuple(deed for deed in found if deed is not None)

    def aside(self) -> tuple[Section, ...]:
        profile = self._found.profile
        party = profile.bill_to
        place = f"{party.city}, {party.state} {party.postal_code}".strip(", ")
        details = sheets.facts(
            (_("Account"), party.number),
            (_("Email"), profile.email),
            (_("Phone"), profile.phone),
            (_("Terms"), profile.terms),
            (_("Billing address"), "\n".join(filter(None, (party.address_line, place)))),
        )
        contacts = tuple(
            Thing(one.name, tuple(filter(None, (one.title, " · ".join(filter(None, (one.phone, one.email))))))) for one in profile.contacts
        )
        places = tuple(Thing(one.name or one.address, (one.address,) if one.name else ()) for one in profile.locations)
        return (
            Facts(_("Details"), details),
            Things(_("Contacts"), contacts, _("No contacts are on file.")),
            Things(_("Locations"), places, _("No locations are on file.")),
        )


def _on_off(*, is_on: bool) -> Word:
    return Word(_("Portal on"), "ok", "check") if is_on else Word(_("Portal off"), "gray", "minus")
