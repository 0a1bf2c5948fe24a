"""What is said above the summary while payments are in process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal_ui import dates
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import money, whole
from portal_ui.views import AutopayView, Outcome, PaymentStatus

_MOST = 5  # that are told one by one


@dataclass(frozen=True, slots=True)
class Strip:
    """A sentence over the account, and where to go on. One that sums up several holds a strip for each."""

    key: str
    text: str
    tone: str
    sign: str
    href: str = ""
    link: str = ""
    closes: bool = False  # it is over, so whoever has read it may take it away
    each: tuple["Strip", ...] = ()


def in_process(statuses: Sequence[PaymentStatus], zone: str) -> tuple[Strip, ...]:
    """What is said of payments in process: one is told whole; several are summed up, with the one that waits for the person first."""
    told = sorted(statuses, key=lambda status: not _waits(status))
    if len(told) <= 1:
        return tuple(_strip(status, zone) for status in told)
    waiting = sum(map(_waits, told))
    text = _summed_up(told)
    if waiting:
        text = f"{text} {_waiting(waiting)}"
    tone, sign = ("warn", "clock") if waiting else ("info", "dots")
    each = tuple(_strip(status, zone) for status in told[:_MOST])
    return (Strip("in process", text, tone, sign, *_rest(len(told), "/payments?status=processing"), each=each),)


def ended(statuses: Sequence[PaymentStatus], zone: str, address: Callable[[PaymentStatus], str]) -> tuple[Strip, ...]:
    """How payments ended; `address` shows all of one. Several are summed up."""
    each = tuple(_over(status, zone, address(status)) for status in statuses)
    if len(each) <= 1:
        return each
    paid = sum(status.outcome is Outcome.PAID for status in statuses)
    said = (
        ngettext("%(count)d payment went through.", "%(count)d payments went through.", paid) % {"count": paid} if paid else "",
        _not_made(len(each) - paid) if paid < len(each) else "",
    )
    tone, sign = ("ok", "check") if paid == len(each) else ("bad", "cross")
    key = f"over {' '.join(strip.key for strip in each)}"
    return (Strip(key, " ".join(filter(None, said)), tone, sign, *_rest(len(each), "/payments"), closes=True, each=each[:_MOST]),)


def automatic(stands: AutopayView, currency: str, address: str) -> tuple[Strip, ...]:
    """What will be charged by itself, so that nobody pays it twice; or that it stands still."""
    if stands.is_on and stands.paused:
        said = _("Your invoices are not paid automatically now. Please pay them yourself, or choose another card.")
        return (Strip(f"automatic {stands.paused}", said, "warn", "alert", address, _("See why")),)
    if not stands.is_at_work or not stands.planned:
        return ()
    total = sum(one.cents for one in stands.planned)
    words = {"amount": money(total, currency), "card": stands.card, "day": dates.day(stands.planned[0].on)}
    is_one_day = stands.planned[0].on == stands.planned[-1].on
    text = (
        _("%(amount)s will be charged to %(card)s automatically on %(day)s.")
        if is_one_day
        else _("%(amount)s will be charged to %(card)s automatically, beginning on %(day)s.")
    )
    return (Strip(f"automatic {total} {stands.planned[0].on}", text % words, "info", "clock", address, _("See or change it")),)


def _rest(count: int, address: str) -> tuple[str, str]:
    """Where those stand that are not told one by one."""
    return (address, _("See all")) if count > _MOST else ("", "")


def _waits(status: PaymentStatus) -> bool:
    """Whether it goes on only once the person who looks has confirmed it."""
    return status.outcome is Outcome.NEEDS_YOU and status.is_mine


def _summed_up(statuses: Sequence[PaymentStatus]) -> str:
    total = money(sum(status.amount_cents for status in statuses), statuses[0].currency)
    is_confirming = all(status.outcome is Outcome.CONFIRMING for status in statuses)
    return (
        _("%(count)s payments, %(amount)s in all, are being confirmed. Please do not pay again.")
        if is_confirming
        else _("%(count)s payments, %(amount)s in all, are in process. Please do not pay again.")
    ) % {"count": whole(len(statuses)), "amount": total}


def _waiting(count: int) -> str:
    said = ngettext(
        "%(count)d waits for you to confirm it with your bank.", "%(count)d wait for you to confirm them with your bank.", count
    )
    return said % {"count": count}


def _not_made(count: int) -> str:
    said = ngettext("%(count)d payment was not made; nothing was charged.", "%(count)d payments were not made; nothing was charged.", count)
    return said % {"count": count}


def _over(status: PaymentStatus, zone: str, address: str) -> Strip:
    tone, sign, texts = _OVER[status.outcome]
    return Strip(f"{status.request_id} over", _said(status, zone, texts), tone, sign, address, _("See it"), closes=True)


def _strip(status: PaymentStatus, zone: str) -> Strip:
    tone, sign, texts = (_DEBITS if status.is_debit else _TOLD).get(status.outcome) or _TOLD[status.outcome]
    href, link = (f"/pay/{status.request_id}", _("Finish or cancel")) if _waits(status) else ("", "")
    return Strip(str(status.request_id), _said(status, zone, texts), tone, sign, href, link)


def _said(status: PaymentStatus, zone: str, texts: tuple[str, str, str]) -> str:
    began = dates.moment(status.began_at, zone) if status.began_at else dates.day(status.began_on)
    text = texts[0] if status.is_mine else texts[1] if status.by else texts[2]
    expected = dates.day(status.expected_on)
    return _(text) % {"amount": money(status.amount_cents, status.currency), "moment": began, "person": status.by, "day": expected}


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
_DEBITS: dict[Outcome, tuple[str, str, _Texts]] = {
    Outcome.NEEDS_YOU: (
        "warn",
        "clock",
        (
            N_("Your payment of %(amount)s, started %(moment)s, waits for you to confirm the bank account."),
            N_("A payment of %(amount)s, started %(moment)s by %(person)s, waits for the bank account to be confirmed."),
            N_("A payment of %(amount)s, started %(moment)s, waits for the bank account to be confirmed."),
        ),
    ),
    Outcome.ON_ITS_WAY: (
        "info",
        "clock",
        (
            N_("Your payment of %(amount)s from a bank account should be here by %(day)s. Please do not pay again."),
            N_("A payment of %(amount)s from a bank account, started by %(person)s, should be here by %(day)s. Please do not pay again."),
            N_("A payment of %(amount)s from a bank account should be here by %(day)s. Please do not pay again."),
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
