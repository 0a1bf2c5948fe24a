"""What the office chooses for its customers' portal: one setting at a time, at work at once, and written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import StaffRole
from db.queries import audit, staff
from db.queries import company as queries
from portal_ui.dates import Clock
from portal_ui.debits import CURRENCY as DEBITED
from portal_ui.errors import BadRequestError, PortalError, shown
from portal_ui.grid_wishes import day_of
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import parsed
from portal_ui.service.company import Company
from portal_ui.views import CompanyView, StaffStep, StaffVisit

MOST_DAYS = 3_650
MOST_PART_CENTS = 10_000_000
ACTIVATION = "portal_active"
Value = bool | int | str | date | None


class SettingRefusedError(PortalError):
    """The setting is not this person's to change."""

    status = 403


def _switch(value: object, _company: CompanyView) -> Value:
    if type(value) is not bool:
        raise BadRequestError(_("A switch is on or off. Nothing was changed."))
    return value


def _debits(value: object, company: CompanyView) -> Value:
    if _switch(value, company) and company.currency != DEBITED:
        said = _("Bank accounts can only be debited in US dollars, and your books are in %(currency)s. Nothing was changed.")
        raise BadRequestError(said % {"currency": company.currency})
    return bool(value)


def _part(value: object, company: CompanyView) -> Value:
    text = _text_of(value).strip()
    cents = parsed(text, company.currency) if text and set(text) - set("0.,$ ") else 0
    if cents > MOST_PART_CENTS:
        raise BadRequestError(_("That is more than most invoices are. Choose a smaller amount."))
    return cents


def _days(value: object, _company: CompanyView) -> Value:
    text = _text_of(value).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= MOST_DAYS):
        raise BadRequestError(_("Write a number of days from 1 to %(most)d, or nothing for all orders.") % {"most": MOST_DAYS})
    return int(text)


def _day(value: object, _company: CompanyView) -> Value:
    return day_of(_text_of(value).strip())


def _words(longest: int, *, lines: int = 1) -> Callable[[object, CompanyView], Value]:
    def read(value: object, _company: CompanyView) -> Value:
        text = _text_of(value).replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > longest:
            raise BadRequestError(_("That is too long: %(most)d characters fit. Nothing was changed.") % {"most": longest})
        if text.count("\n") >= lines or not text.replace("\n", "").isprintable():
            said = ngettext(
                "Write it in at most %(most)d line, without control characters. Nothing was changed.",
                "Write it in at most %(most)d lines, without control characters. Nothing was changed.",
                lines,
            )
            raise BadRequestError(said % {"most": lines})
        return text

    return read


def _text_of(value: object) -> str:
    if not isinstance(value, str):
        raise BadRequestError(_("That is no text. Nothing was changed."))
    return value


READ: dict[str, Callable[[object, CompanyView], Value]] = {
    "show_pending_invoices": _switch,
    "allow_part_payments": _switch,
    "least_part_cents": _part,
    "takes_bank_debits": _debits,
    "takes_automatic_payments": _switch,
    "customers_edit_details": _switch,
    "order_history_days": _days,
    "statement_footer": _words(500, lines=5),
    "phone": _words(40),
    "support_hours": _words(100),
    "banner": _words(500, lines=3),
    "banner_from": _day,
    "banner_until": _day,
}


@dataclass(frozen=True, slots=True)
class _Wish:
    by: StaffVisit
    name: str
    value: Value
    address: str


class WebSettings:
    """The settings of the Customer Portal. Whether it is active at all is the operator's alone."""

    def __init__(self, database: Database, company: Company, clock: Clock) -> None:
        self._db = database
        self._company = company
        self._clock = clock

    async def change(self, by: StaffVisit, name: str, value: object, *, address: str = "") -> CompanyView:
        """Keep one setting, have open pages follow within a second, and return the company as it is now.

        The same value again changes nothing. Whoever tries what is not theirs is written down.

        Raises:
            SettingRefusedError: the role does not change settings, or nobody of the office changes this one.
            BadRequestError: no such setting, or a value it cannot have.
            BadAmountError: not an amount.
        """
        company = await self._company.view()
        if name not in READ or not by.is_admin or by.step is not StaffStep.IN:
            await self._db.write(_note_refusal, by, name, address, self._clock())
            raise _refusal(name)
        wish = _Wish(by, name, READ[name](value, company), address)
        if not await self._db.write(_change, wish, self._clock()):
            raise _refusal(name)
        await self._company.has_changed()
        return await self._company.view()


def _refusal(name: str) -> PortalError:
    if name == ACTIVATION:
        return SettingRefusedError(_("Only your provider turns the portal on or off. Nothing was changed; ask your provider."))
    if name not in READ:
        return BadRequestError(_("There is no setting called %(name)s. Nothing was changed.") % {"name": shown(name)})
    return SettingRefusedError(_("Your sign-in shows the settings and does not change them. Nothing was changed."))


def _note_refusal(session: Session, by: StaffVisit, name: str, address: str, now: datetime) -> None:
    audit.add(session, at=now, actor=by.actor, action="setting.refused", subject=f"setting:{shown(name)}", address=address)


def _change(session: Session, wish: _Wish, now: datetime) -> bool:
    """Whether it was theirs to change at this very moment."""
    member, company = staff.held(session, wish.by.staff_id), queries.held(session)
    if member is None or not member.is_enabled or member.role is not StaffRole.ADMIN or company is None:
        _note_refusal(session, wish.by, wish.name, wish.address, now)
        return False
    before = getattr(company, wish.name)
    if before == wish.value:
        return True
    setattr(company, wish.name, wish.value)
    first, last = company.banner_from, company.banner_until
    if first is not None and last is not None and first > last:
        raise BadRequestError(_("The banner's first day lies after its last. Nothing was changed; turn them around."))
    audit.add(
        session,
        at=now,
        actor=wish.by.actor,
        action="setting.change",
        subject=f"setting:{wish.name}",
        details={"before": _kept(before), "after": _kept(wish.value)},
        address=wish.address,
    )
    return True


def _kept(value: Value) -> bool | int | str | None:
    return value.isoformat() if isinstance(value, date) else value
