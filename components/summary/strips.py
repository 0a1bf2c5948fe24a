"""What is said above the summary while payments are in process."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal_ui import dates
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import money
from portal_ui.views import Outcome, PaymentStatus

_MOST = 3


@dataclass(frozen=True, slots=True)
class Strip:
    """A sentence over the account, and where to go on."""

    key: str
    text: str
    tone: str
    sign: str
    href: str = ""
    link: str = ""
    closes: bool = False  # it is over, so whoever has read it may take it away


def strips(statuses: Iterable[PaymentStatus], zone: str) -> tuple[Strip, ...]:
    """One for each payment in process; beyond a few, their number."""
    found = [_strip(status, zone) for status in statuses if status.outcome in _TOLD]
    more = len(found) - _MOST
    if more <= 0:
        return tuple(found)
    text = ngettext("%(count)d more payment is in process.", "%(count)d more payments are in process.", more) % {"count": more}
    return (*found[:_MOST], Strip("more", text, "info", "dots", "/payments?status=processing", _("See them")))


def over(status: PaymentStatus, zone: str, address: str) -> Strip | None:
    """How a payment that was in process ended; `address` shows all of it. `None` while it has not."""
    if status.outcome not in _OVER:
        return None
    tone, sign, texts = _OVER[status.outcome]
    return Strip(f"{status.request_id} over", _said(status, zone, texts), tone, sign, address, _("See it"), closes=True)


def _strip(status: PaymentStatus, zone: str) -> Strip:
    tone, sign, texts = _TOLD[status.outcome]
    waits = status.outcome is Outcome.NEEDS_YOU and status.is_mine
    href, link = (f"/pay/{status.request_id}", _("Finish or cancel")) if waits else ("", "")
    return Strip(str(status.request_id), _said(status, zone, texts), tone, sign, href, link)


def _said(status: PaymentStatus, zone: str, texts: tuple[str, str, str]) -> str:
    began = dates.moment(status.began_at, zone) if status.began_at else dates.day(status.began_on)
    text = texts[0] if status.is_mine else texts[1] if status.by else texts[2]
    return _(text) % {"amount": money(status.amount_cents, status.currency), "moment": began, "person": status.by}


N_ = str  # marks a text for translation where it is kept; it is translated where it is said
_Texts = tuple[str, str, str]  # of one's own payment, of somebody's, of nobody's known
_TOLD: dict[Outcome, tuple[str, str, _Texts]] = {
    Outcome.CONFIRMING: (
        "info",
        "dots",
        (
            N_("A payment of %(amount)s, started %(moment)s by you, is being confirmed. Please do not pay again."),
            N_("A payment of %(amount)s, started %(moment)s by %(person)s, is being confirmed. Please do not pay again."),
            N_("A payment of %(amount)s, started %(moment)s, is being confirmed. Please do not pay again."),
        ),
    ),
    Outcome.NEEDS_YOU: (
        "warn",
        "clock",
        (
            N_("Your bank waits for you to confirm a payment of %(amount)s, started %(moment)s."),
            N_("A payment of %(amount)s, started %(moment)s by %(person)s, waits to be confirmed with the bank."),
            N_("A payment of %(amount)s, started %(moment)s, waits to be confirmed with the bank."),
        ),
    ),
    Outcome.ON_ITS_WAY: (
        "info",
        "clock",
        (
            N_("A payment of %(amount)s, started %(moment)s by you, is on its way. The bank takes a few days."),
            N_("A payment of %(amount)s, started %(moment)s by %(person)s, is on its way. The bank takes a few days."),
            N_("A payment of %(amount)s, started %(moment)s, is on its way. The bank takes a few days."),
        ),
    ),
}
_NOT_MADE: _Texts = (
    N_("Your payment of %(amount)s, started %(moment)s, was not made. Nothing was charged."),
    N_("A payment of %(amount)s, started %(moment)s by %(person)s, was not made. Nothing was charged."),
    N_("A payment of %(amount)s, started %(moment)s, was not made. Nothing was charged."),
)
_OVER: dict[Outcome, tuple[str, str, _Texts]] = {
    Outcome.PAID: (
        "ok",
        "check",
        (
            N_("Your payment of %(amount)s, started %(moment)s, went through. Thank you."),
            N_("A payment of %(amount)s, started %(moment)s by %(person)s, went through."),
            N_("A payment of %(amount)s, started %(moment)s, went through."),
        ),
    ),
    Outcome.DECLINED: ("bad", "cross", _NOT_MADE),
    Outcome.CANCELED: ("gray", "minus", _NOT_MADE),
}
