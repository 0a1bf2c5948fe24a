"""`/staff/account`: a member's own sign-in. What they change there posts to `pages.staff.posts`."""

import asyncio

from fastapi import Request
from fastapi.responses import HTMLResponse

from components.account_forms import AccountForms, SignedIn
from components.frame import Choice
from components.sheet import Deed, DetailSheet, Facts, Head, Notice, Thing, Things
from pages.customer import sheets
from pages.guard import staff_of
from pages.guard.rules import STAFF_FACTOR
from pages.page import page
from pages.staff import shell
from portal_ui import language
from portal_ui.dates import moment
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.service import Portal
from portal_ui.views import CompanyView, SessionView, StaffVisit
from portal_ui.wording import Word, staff_role


def register(portal: Portal) -> None:
    """Serve `/staff/account`."""

    @page("/staff/account")
    async def account(request: Request, done: str = "") -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        try:
            sign_ins, codes_left = await asyncio.gather(portal.staff.sign_ins(staff), portal.staff.recovery_codes_left(staff))
        except PortalError as error:
            return shell.refusal(error, company, staff)
        details = sheets.facts((_("Name"), staff.name), (_("Email"), staff.email), (_("Role"), staff_role(staff.role)))
        main = (Facts(_("Details"), details), _second_step(staff, codes_left))
        languages = tuple(Choice(locale, name) for locale, name in language.choices(company.locale))
        shown = tuple(_signed_in(one, company) for one in sign_ins)
        with shell.frame(company, staff, _("Your sign-in")), DetailSheet(_head(done), main, ()):
            shortest = portal.staff.shortest_password
            AccountForms(staff, shown, languages, shortest_password=shortest, base="/staff", here="/staff/account")
        return None


def _head(done: str) -> Head:
    said = {
        "password": _("Your password is changed. Everywhere else you are signed out."),
        "sign-in": _("That sign-in is ended."),
    }.get(done)
    return Head(title=_("Your sign-in"), notices=(Notice(said, "ok", "check"),) if said else ())


def _second_step(staff: StaffVisit, codes_left: int) -> Things:
    if staff.has_factor:
        left = ngettext("%(count)d recovery code is left.", "%(count)d recovery codes are left.", codes_left) % {"count": codes_left}
        thing = Thing(
            _("A code of your app"),
            (left,),
            word=Word(_("On"), "ok", "check"),
            deeds=(Deed(_("Manage"), STAFF_FACTOR, _("Manage your second step")),),
        )
    else:
        thing = Thing(
            _("A code of your app"),
            (_("With it, a stolen password alone lets nobody in."),),
            word=Word(_("Off"), "gray", "minus"),
            deeds=(Deed(_("Set it up"), STAFF_FACTOR, _("Set up your second step")),),
        )
    return Things(_("Your second step"), (thing,))


def _signed_in(one: SessionView, company: CompanyView) -> SignedIn:
    seen = _("Active now") if one.is_this_one else _("Last active %(moment)s") % {"moment": moment(one.last_seen_at, company.time_zone)}
    return SignedIn(one.id, one.browser or _("Browser"), seen, one.address, one.is_this_one)
