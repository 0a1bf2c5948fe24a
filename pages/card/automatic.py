"""`/account/automatic-payments`: agree that invoices are paid by themselves, see what comes, and switch it off."""

from contextlib import suppress
from datetime import date

from fastapi import APIRouter, Request, Response

from pages.card import results
from pages.card.desk import Desk
from pages.forms import sent_with
from pages.guard import address_of
from pages.plain import PlainPages
from portal_ui.autopay_rules import NOTICE_DAYS
from portal_ui.autopay_wording import paused as why_paused
from portal_ui.consents import AUTOPAY_VERSION
from portal_ui.consents import autopay as consent
from portal_ui.dates import day, moment
from portal_ui.errors import BadRequestError, PortalError
from portal_ui.language import gettext as _
from portal_ui.money import money, parsed
from portal_ui.payment_errors import BadAmountError, PaymentsOffError
from portal_ui.views import AutopayView, AutopayWish, CardView, CompanyView, Visit

PAGE = "/account/automatic-payments"
_LONGEST_ID = 9  # digits: what the database's integers hold
_FIELDS = ("card", "cap", "which", "first_on", "agree", "consent")


class AutomaticPages:
    """One page: how it stands, and the form that changes it."""

    def __init__(self, plain: PlainPages) -> None:
        self._desk = Desk(plain)
        self._go = plain.go
        self._portal = plain.portal

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        self._desk.add(routes, "GET", PAGE, self._show, way_back="/account")
        self._desk.add(routes, "POST", PAGE, self._agree, fields=_FIELDS, way_back="/account")
        self._desk.add(routes, "POST", f"{PAGE}/off", self._stop, way_back="/account")
        return routes

    async def _show(self, request: Request, visit: Visit, _name: str) -> Response:
        stands = await self._portal.autopay.view(visit.scope)
        if not stands.is_offered and not stands.is_on:
            raise PaymentsOffError
        company = await self._portal.company.view()
        return await self._page(visit, stands, company, _as_it_stands(stands, company, visit), done=request.query_params.get("done", ""))

    async def _agree(self, request: Request, visit: Visit, _name: str) -> Response:
        sent, company = await sent_with(request), await self._portal.company.view()
        try:
            await self._portal.autopay.agree(visit, _wish(sent, company), address=address_of(request))
        except PaymentsOffError:
            raise
        except PortalError as refused:
            typed = {**dict.fromkeys(_FIELDS, ""), **sent}
            return await self._page(visit, await self._portal.autopay.view(visit.scope), company, typed, refused)
        return self._go(f"{PAGE}?done=on")

    async def _stop(self, request: Request, visit: Visit, _name: str) -> Response:
        await self._portal.autopay.stop(visit, address=address_of(request))
        return self._go(f"{PAGE}?done=off")

    async def _page(
        self,
        visit: Visit,
        stands: AutopayView,
        company: CompanyView,
        typed: dict[str, str],
        refused: PortalError | None = None,
        *,
        done: str = "",
    ) -> Response:
        cards = [card for card in await self._portal.cards.on_file(visit.scope) if not card.is_expired]
        if not typed["card"] and cards and refused is None:
            typed["card"] = str(next((card for card in cards if card.is_default), cards[0]).id)
        return await self._desk.page(
            "automatic.html",
            visit,
            title=_("Automatic payments"),
            action=PAGE,
            stands=stands,
            facts=_facts(stands, company),
            why=why_paused(stands.paused) if stands.is_on and stands.paused else "",
            planned=[(one.number, day(one.on), money(one.cents, company.currency)) for one in stands.planned],
            cards=[(str(card.id), results.card_name(card.brand, card.last4), _expiry(card)) for card in cards],
            typed=typed,
            today=visit.today.isoformat(),
            since=day(stands.billed_from if stands.is_on and stands.billed_from else visit.today),
            is_since_today=not (stands.is_on and stands.billed_from and stands.billed_from < visit.today),
            consent=_consent(company),
            consent_version=AUTOPAY_VERSION,
            notice_days=NOTICE_DAYS,
            refused=refused,
            done=done,
        )


def _wish(sent: dict[str, str], company: CompanyView) -> AutopayWish:
    """What was agreed to.

    Raises:
        BadRequestError: something is missing, or is none.
    """
    card = sent.get("card", "")
    if not (card.isascii() and card.isdecimal() and len(card) <= _LONGEST_ID):
        raise BadRequestError(_("Choose the card that is to be charged. Nothing was switched on.")).about("card")
    cap = 0
    with suppress(BadAmountError):
        cap = parsed(sent.get("cap", ""), company.currency)
    try:
        first_on = date.fromisoformat(sent.get("first_on", ""))
    except ValueError:
        raise BadRequestError(_("Choose a first day from today on, within a year. Nothing was switched on.")).about("first_on") from None
    if sent.get("agree") != "yes":
        raise BadRequestError(_("Invoices are paid automatically only if you agree to it. Nothing was switched on; tick the box.")).about(
            "agree"
        )
    return AutopayWish(int(card), cap, sent.get("which") == "open", first_on, sent.get("consent", ""))


def _as_it_stands(stands: AutopayView, company: CompanyView, visit: Visit) -> dict[str, str]:
    """What the form begins with: what was agreed to last, never the tick."""
    first = max(stands.first_on or visit.today, visit.today)
    return {
        "card": str(stands.card_id or ""),
        "cap": money(stands.cap_cents, company.currency) if stands.cap_cents else "",
        "which": "open" if stands.is_for_open_ones and stands.is_on else "later",
        "first_on": first.isoformat(),
    }


def _facts(stands: AutopayView, company: CompanyView) -> list[tuple[str, str]]:
    if not stands.is_on:
        return []
    since = _("Only invoices from %(day)s on") % {"day": day(stands.billed_from)}
    which = _("Also what was open then") if stands.is_for_open_ones else since
    agreed = moment(stands.agreed_at, company.time_zone) if stands.agreed_at else ""
    return [
        (_("Card"), stands.card),
        (_("No invoice over"), money(stands.cap_cents, company.currency)),
        (_("Which invoices"), which),
        (_("Not before"), day(stands.first_on)),
        (_("Agreed to by"), f"{stands.by}, {agreed}"),
    ]


def _consent(company: CompanyView) -> str:
    return consent(company.name, _("the card chosen above"), _("the amount above"), NOTICE_DAYS)


def _expiry(card: CardView) -> str:
    return _("Expires %(month)s/%(year)d") % {"month": f"{card.exp_month:02d}", "year": card.exp_year}
