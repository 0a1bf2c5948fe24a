"""How a customer's profile reads: whether its portal is on, who may sign in, what can be done, and what the books know."""

from urllib.parse import urlencode

from components.sheet import Deed, Facts, Head, Notice, Section, Thing, Things, Way
from pages.customer import sheets
from pages.staff import shell
from pages.staff.customers import address
from pages.staff.money import CREDIT, RECORD, for_customer
from pages.staff.shelf_sheet import address as shelf_address
from portal_ui import office_wording, shelf_wording
from portal_ui.autopay_wording import paused_for_office
from portal_ui.dates import day, moment
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import money, whole
from portal_ui.views import AccessRole, AutopayView, CompanyView, StaffVisit
from portal_ui.views.access import CustomerAccess, Stage, WayView
from portal_ui.views.shelf import ShelfItem
from portal_ui.wording import Word, customer_kind

_WITH_LETTER = (Stage.NOT_INVITED, Stage.WAITING, Stage.SENT, Stage.BOUNCED, Stage.OPENED, Stage.EXPIRED)
_MOST_LOCATIONS = 10  # beside the rest; there may be hundreds
_MOST_NAMED = 5  # of a site contact


class CustomerSheet:
    """One customer as known at one moment, for one member of the office."""

    def __init__(
        self,
        found: CustomerAccess,
        autopay: AutopayView,
        papers: tuple[ShelfItem, ...],
        staff: StaffVisit,
        company: CompanyView,
        *,
        all_locations: bool,
    ) -> None:
        self._found = found
        self._papers = papers
        self._autopay = autopay
        self._currency = company.currency
        self._staff = staff
        self._zone = company.time_zone
        self._all_locations = all_locations
        self._number = found.profile.bill_to.number

    def head(self, told: str) -> Head:
        """The name, how the customer stands, and what was just done."""
        party = self._found.profile.bill_to
        notices = [Notice(told, "ok", "check")] if told else []
        if not self._found.portal_active:
            notices.append(
                Notice(
                    _("The portal is not open to customers yet: emails wait, and nobody can sign in. Ask your provider to turn it on."),
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
        """The switch, and the people."""
        return (
            self._portal(),
            self._people(),
            *self._automatic(),
            *((self._money(),) if self._staff.may_change else ()),
            self._documents(),
        )

    def aside(self) -> tuple[Section, ...]:
        """What the books know."""
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
        return (Facts(_("Details"), details), Things(_("Contacts"), contacts, _("No contacts are on file.")), self._locations())

    def _money(self) -> Things:
        """What the money desk does for this customer."""
        deeds = (
            Deed(_("Record a payment"), for_customer(RECORD, self._number)),
            Deed(_("Apply credit"), for_customer(CREDIT, self._number)),
            Deed(_("Payments"), f"{shell.MONEY}?{urlencode({'q': self._number})}", _("Payments of this customer")),
        )
        return Things(_("Money"), (Thing(_("Checks, cash and credit"), deeds=deeds),))

    def _documents(self) -> Things:
        """What this customer was given by name; what all customers have stands in the list of documents."""
        shown = tuple(map(self._document, self._papers))
        new = Deed(_("Add a document"), f"{shell.DOCUMENTS}/new?{urlencode({'customer': self._number})}")
        return Things(_("Documents"), shown, _("None for this customer alone."), new if self._staff.may_change else None)

    def _document(self, one: ShelfItem) -> Thing:
        today = self._staff.today
        said = f"{shelf_wording.kind(one.kind)} · {day(one.put_up_on)}"
        notes = tuple(filter(None, (said, shelf_wording.validity(one.valid_until, today))))
        word = shelf_wording.standing(one.valid_until, today, is_shown=True)
        return Thing(one.title, notes, href=shelf_address(one.id), word=word)

    def _automatic(self) -> tuple[Things, ...]:
        """What the customer agreed to; the office ends it and never begins it."""
        stands = self._autopay
        if not stands.is_on:
            return ()
        agreed = moment(stands.agreed_at, self._zone) if stands.agreed_at else ""
        notes = (
            _("No invoice over %(amount)s") % {"amount": money(stands.cap_cents, self._currency)},
            _("Agreed to by %(who)s, %(moment)s") % {"who": stands.by, "moment": agreed},
            paused_for_office(stands.paused) or ("" if stands.is_offered else _("Stands still: the setting is off")),
            _("Next on %(day)s") % {"day": day(stands.planned[0].on)} if stands.planned else "",
        )
        off = Deed(_("Switch off"), address(self._number, "autopay-off"), _("Switch automatic payments off"), posts=True)
        word = Word(_("On"), "ok", "check") if stands.is_at_work else Word(_("Stands still"), "warn", "alert")
        thing = Thing(stands.card, tuple(filter(None, notes)), word=word, deeds=(off,) if self._staff.may_change else ())
        return (Things(_("Automatic payments"), (thing,)),)

    def _portal(self) -> Things:
        is_on = self._found.is_enabled
        text = _("Login email: %(email)s") % {"email": self._found.login} if self._found.login else _("No login email.")
        edit = Deed(_("Edit existing details"), address(self._number, "edit"))
        return Things(
            _("Customer Portal"),
            (Thing(text, (self._means(),), word=_on_off(is_on=is_on), deeds=(edit,) if self._staff.may_change else ()),),
        )

    def _means(self) -> str:
        """What the switch does as it stands, or what to do next."""
        is_on, has_login = self._found.is_enabled, bool(self._found.login)
        if is_on and has_login:
            return _("The people below can sign in. What each of them may do stands with their name.")
        if is_on:
            return _("Nobody owns this account. Name its login email with “Edit existing details”, or make one of the people below Owner.")
        if has_login:
            return _("Nobody can sign in. Once it is switched on again, everyone below can, and gets an email.")
        return _("Switch it on with a login email, and a “Create Password” email goes out.")

    def _people(self) -> Things:
        add = Deed(_("Add a person"), address(self._number, "people", "new")) if self._staff.may_change and self._found.is_enabled else None
        return Things(_("People who may sign in"), tuple(map(self._person, self._found.ways)), _("Nobody yet."), add)

    def _person(self, way: WayView) -> Thing:
        role = f"{office_wording.role(way.role)}: {office_wording.role_means(way.role)}"
        main = _("Main login of the account") if way.email == self._found.login else ""
        seen = _("Signed in last %(moment)s") % {"moment": moment(way.last_sign_in_at, self._zone)} if way.last_sign_in_at else ""
        others = _("The same login opens %(accounts)s") % {"accounts": ", ".join(way.others)} if way.others else ""
        letter = office_wording.letter(way.letter, self._zone) if way.stage in _WITH_LETTER else ""
        paper = office_wording.paper(way.paper_until, self._zone) if way.stage in _WITH_LETTER else ""
        notes = (way.name, role, main, self._places(way), seen, letter, paper, others)
        word = office_wording.stage(way.stage)
        letters = Deed(
            _("Emails"),
            f"{shell.MAILROOM}?{urlencode({'q': way.email})}",
            _("Emails to %(email)s in the mailroom") % {"email": way.email},
        )
        deeds = (*self._deeds(way), letters) if self._staff.may_change else (letters,)
        return Thing(way.email, tuple(filter(None, notes)), word=word, deeds=deeds)

    def _places(self, way: WayView) -> str:
        if way.role is not AccessRole.SITE_CONTACT:
            return ""
        named = {place.number: place.name or place.address for place in self._found.locations}
        text = ", ".join(named.get(number, number) for number in way.locations[:_MOST_NAMED])
        more = len(way.locations) - _MOST_NAMED
        if more <= 0:
            return text
        return ngettext("%(places)s and %(count)s more", "%(places)s and %(count)s more", more) % {"places": text, "count": whole(more)}

    def _deeds(self, way: WayView) -> tuple[Deed, ...]:
        where, named = address(self._number, "people", str(way.access_id)), {"email": way.email}
        is_in = way.stage is not Stage.OFF
        may_print = is_in and not way.has_password
        again = _("Send a new password link") if way.has_password else _("Send the email again")
        found = (
            Deed(again, f"{where}/letter", f"{again}: {way.email}", posts=True) if is_in else None,
            Deed(_("Print a letter"), f"{where}/print", _("Print a letter for %(email)s") % named) if may_print else None,
            Deed(_("See as customer"), f"{where}/look", _("See the portal as %(email)s does") % named, posts=True) if is_in else None,
            Deed(_("Change role"), where, _("Change the role of %(email)s") % named),
            Deed(_("Remove"), f"{where}/remove", _("Remove %(email)s") % named),
        )
        return tuple(deed for deed in found if deed is not None)

    def _locations(self) -> Things:
        """The first of them, and how many there are; all where the address asks for all."""
        found = self._found.profile.locations
        shown = found if self._all_locations or len(found) <= _MOST_LOCATIONS else found[:_MOST_LOCATIONS]
        count = {"count": whole(len(found))}
        places = tuple(Thing(one.name or one.address, (one.address,) if one.name else ()) for one in shown)
        more = (
            Deed(_("Show all %(count)s locations") % count, f"{address(self._number)}?locations=all") if len(shown) < len(found) else None
        )
        title = _("Locations (%(count)s)") % count if len(found) > 1 else _("Locations")
        return Things(title, places, _("No locations are on file."), more)


def _on_off(*, is_on: bool) -> Word:
    return Word(_("Portal on"), "ok", "check") if is_on else Word(_("Portal off"), "gray", "minus")
