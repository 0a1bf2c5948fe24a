"""The account's own page: what the office has on file, and the person's own sign-in."""

import asyncio
from datetime import date

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.account_forms import AccountForms, SignedIn
from components.frame import Choice
from components.sheet import Deed, DetailSheet, Facts, Head, Notice, Section, Thing, Things, Way
from pages.customer import card_list, documents, sheets, shell
from pages.guard import visit_of
from pages.page import page
from portal_ui import language
from portal_ui.dates import moment
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.service import Portal
from portal_ui.service.details import may_edit
from portal_ui.views import AutopayView, BillTo, CompanyView, ContactView, LocationView, ProfileView, SessionView, Visit
from portal_ui.views.shelf import ShelfItem
from portal_ui.wording import Word, customer_kind


def register(portal: Portal) -> None:
    """Serve `/account`."""

    @page("/account")
    async def account(request: Request, done: str = "") -> HTMLResponse | None:
        visit = visit_of(request)
        shell.speak(visit)
        company = await portal.company.view()
        try:
            profile, sign_ins, stands, papers = await asyncio.gather(
                portal.customers.profile(visit.scope),
                portal.sign_in.sign_ins(visit),
                portal.autopay.view(visit.scope),
                portal.shelf.of_account(visit),
            )
        except PortalError as error:
            return shell.refusal(error, company, visit)
        with (
            shell.frame(portal, company, visit, _("Account and settings")),
            DetailSheet(_head(visit, done), _main(profile, stands, papers, visit, company), ()) as sheet,
        ):
            if visit.looking is None:
                shown = tuple(_signed_in(one, company) for one in sign_ins)
                AccountForms(visit, shown, _languages(company), shortest_password=portal.sign_in.shortest_password)

        def follow(now: CompanyView, _today: date) -> None:
            with language.speaking(visit.locale):
                sheet.show(_head(visit, done), _main(profile, stands, papers, visit, now), ())

        ui.context.client.on_delete(portal.company.listen(follow))
        return None


def _languages(company: CompanyView) -> tuple[Choice, ...]:
    return tuple(Choice(locale, name) for locale, name in language.choices(company.locale))


def _head(visit: Visit, done: str) -> Head:
    said = {
        "password": _("Your password is changed. Everywhere else you are signed out."),
        "details": _("Your details are saved. Our office sees them too."),
        "sign-in": _("That sign-in is ended."),
        "card-kept": _("Your card is on file."),
        "card-default": _("That card is now the default."),
        "card-removed": _("The card is removed."),
    }.get(done)
    return Head(
        title=_("Account and settings"),
        back=Way("/", _("Your account")),
        line=f"{visit.account.name} · {visit.account.number}",
        notices=(Notice(said, "ok", "check"),) if said else (),
    )


def _main(
    profile: ProfileView, stands: AutopayView, papers: tuple[ShelfItem, ...], visit: Visit, company: CompanyView
) -> tuple[Section, ...]:
    details = sheets.facts(
        (_("Account"), profile.bill_to.number),
        (_("Name"), profile.bill_to.name),
        (_("Kind"), customer_kind(profile.kind)),
        (_("Email"), profile.email),
        (_("Phone"), profile.phone),
        (_("Terms"), profile.terms),
        (_("Billing address"), _address(profile.bill_to)),
    )
    change = Deed(_("Change details and contacts"), "/account/details") if may_edit(visit, company) else None
    contacts = Things(_("Contacts"), tuple(map(_contact, profile.contacts)), _("No contacts are on file."), change)
    locations = Things(_("Locations"), tuple(map(_location, profile.locations)), _("No locations are on file."))
    shelf = documents.section(papers, visit.today)
    if not visit.scope.sees_money:
        return (Facts(_("Details"), details), *shelf, locations)
    return (
        Facts(_("Details"), details),
        *shelf,
        contacts,
        locations,
        card_list.section(profile.cards, visit),
        *card_list.automatic(stands, visit, company),
    )


def _address(party: BillTo) -> str:
    return "\n".join(filter(None, (party.address_line, f"{party.city}, {party.state} {party.postal_code}".strip(", "))))


def _contact(contact: ContactView) -> Thing:
    return Thing(contact.name, tuple(filter(None, (contact.title, " · ".join(filter(None, (contact.phone, contact.email)))))))


def _location(location: LocationView) -> Thing:
    named = location.name or location.address
    closed = None if location.is_active else Word(_("Closed"), "gray", "minus")
    return Thing(named, (location.address,) if location.name else (), word=closed)


def _signed_in(one: SessionView, company: CompanyView) -> SignedIn:
    seen = _("Active now") if one.is_this_one else _("Last active %(moment)s") % {"moment": moment(one.last_seen_at, company.time_zone)}
    return SignedIn(one.id, one.browser or _("Browser"), seen, one.address, one.is_this_one)
