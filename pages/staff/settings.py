"""`/staff/settings/web`: what the office chooses for its customers' portal. Each change is kept and at work at once."""

from datetime import date

from fastapi import Request
from fastapi.responses import HTMLResponse
from nicegui import ui

from components.settings import Field, FieldGroup, SettingsForm
from pages.guard import address_of, staff_of
from pages.page import page
from pages.staff import shell
from portal_ui import language
from portal_ui.debits import can_be_offered
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.service import Portal
from portal_ui.views import CompanyView, StaffVisit


def register(portal: Portal) -> None:
    """Serve `/staff/settings/web`."""

    @page(shell.SETTINGS)
    async def settings(request: Request) -> HTMLResponse | None:
        staff = staff_of(request)
        shell.speak(staff)
        company = await portal.company.view()
        with shell.frame(company, staff, _("Settings"), section=shell.SETTINGS):
            SettingsPage(portal, staff, company, address_of(request))
        return None


class SettingsPage:
    """The settings during one visit; they follow what others change meanwhile."""

    def __init__(self, portal: Portal, staff: StaffVisit, company: CompanyView, address: str) -> None:
        self._portal = portal
        self._staff = staff
        self._address = address
        line = (
            _("Each change is saved at once, works on open pages within a second, and is written down in the audit.")
            if staff.is_admin
            else _("You see the settings. An administrator of your office changes them.")
        )
        self._form = SettingsForm(_("Customer Portal"), line, self._groups(company), is_locked=not staff.is_admin, on_change=self._change)
        ui.context.client.on_delete(portal.company.listen(self._follow))

    async def _change(self, name: str, value: object) -> None:
        shell.speak(self._staff)
        try:
            company = await self._portal.web_settings.change(self._staff, name, value, address=self._address)
        except PortalError as refused:
            self._form.tell(name, str(refused), is_kept=False)
            return
        self._form.show(self._groups(company))
        self._form.tell(name, _("Saved"), is_kept=True)

    def _follow(self, company: CompanyView, _today: date) -> None:
        with language.speaking(self._staff.locale):
            self._form.show(self._groups(company))

    def _groups(self, company: CompanyView) -> tuple[FieldGroup, ...]:
        return groups(company, has_debits=can_be_offered(company, self._portal.paying.gateway))


def groups(company: CompanyView, *, has_debits: bool = False) -> tuple[FieldGroup, ...]:
    """Every setting, with what customers will see. `has_debits`: bank accounts can be debited here."""
    return (
        FieldGroup(_("Activation"), (_activation(company),)),
        FieldGroup(_("What customers see"), _seen(company)),
        FieldGroup(_("Paying"), (*_paying(company), _automatic(company), *(_debits(company) if has_debits else ()))),
        FieldGroup(_("Banner"), _banner(company)),
        FieldGroup(_("Statements and support"), _support(company)),
    )


def _activation(company: CompanyView) -> Field:
    means = (
        _("Customers with access can sign in. Ask your provider to turn this off.")
        if company.portal_active
        else _("Nobody can sign in yet, and no invitations go out. Ask your provider to turn this on.")
    )
    return Field("portal_active", "switch", _("Customer Portal is active"), means, company.portal_active, is_locked=True)


def _seen(company: CompanyView) -> tuple[Field, ...]:
    days = company.order_history_days
    return (
        Field(
            "show_pending_invoices",
            "switch",
            _("Customers may view Pending invoices"),
            _("Customers see invoices that are not posted yet, marked Pending. They cannot pay them."),
            company.show_pending_invoices,
        ),
        Field(
            "order_history_days",
            "number",
            _("Days of order history"),
            _("Customers see orders of this many days. Leave it empty to show all."),
            "" if days is None else str(days),
            longest=5,
            unit=_("days"),
        ),
        Field(
            "customers_edit_details",
            "switch",
            _("Customers may edit their details"),
            _("Owners and accounts payable change the account's phone, its email for your office, and its contacts."),
            company.customers_edit_details,
        ),
    )


def _paying(company: CompanyView) -> tuple[Field, ...]:
    least = company.least_part_cents
    return (
        Field(
            "allow_part_payments",
            "switch",
            _("Customers may pay a part of an invoice"),
            _("With this off, customers pay each invoice as a whole."),
            company.allow_part_payments,
        ),
        Field(
            "least_part_cents",
            "number",
            _("Smallest part payment"),
            _("Customers cannot pay less of an invoice than this, unless less is open on it. Leave it empty for no limit."),
            money(least, company.currency) if least else "",
            longest=20,
        ),
    )


def _automatic(company: CompanyView) -> Field:
    means = _(
        "Customers may agree that a card on file is charged when an invoice is due. They are written to three days before each charge, and"
        " switch it off at any time. With this off, nothing is charged by itself."
    )
    return Field("takes_automatic_payments", "switch", _("Customers may pay automatically"), means, company.takes_automatic_payments)


def _debits(company: CompanyView) -> tuple[Field, ...]:
    means = _(
        "Customers in the US may pay from their bank account, too. Banks take up to four business days, and may return the money later;"
        " then its invoices are open again."
    )
    return (Field("takes_bank_debits", "switch", _("Customers may pay from a bank account"), means, company.takes_bank_debits),)


def _banner(company: CompanyView) -> tuple[Field, ...]:
    first, last = company.banner_from, company.banner_until
    return (
        Field(
            "banner",
            "area",
            _("Text"),
            _("Stands at the top of every customer's page and at the sign-in. Empty: no banner."),
            company.banner,
        ),
        Field("banner_from", "day", _("First day"), _("Empty: from now on."), first.isoformat() if first else ""),
        Field("banner_until", "day", _("Last day"), _("Empty: until you remove the text."), last.isoformat() if last else ""),
    )


def _support(company: CompanyView) -> tuple[Field, ...]:
    return (
        Field(
            "statement_footer",
            "area",
            _("Statement footer"),
            _("Stands under every balance statement, on screen and on paper: at most five lines."),
            company.statement_footer,
        ),
        Field(
            "phone",
            "text",
            _("Support phone"),
            _("Customers find it on every page, at the sign-in and on paper."),
            company.phone,
            longest=40,
        ),
        Field("support_hours", "line", _("Support hours"), _("Stand beside the phone."), company.support_hours, longest=100),
    )
