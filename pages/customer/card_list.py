"""The cards an account has on file, and what may be done to them."""

from components.sheet import Deed, Thing, Things
from portal_ui.autopay_wording import paused
from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.views import AutopayView, CardView, CompanyView, Visit
from portal_ui.wording import Word, expires_in

AUTOMATIC = "/account/automatic-payments"
_URGENT = 7  # days before a card's last one from which on its warning is in red


def section(cards: tuple[CardView, ...], visit: Visit) -> Things:
    """The list; who may pay can also add, remove and choose the default."""
    may_pay = visit.scope.may_pay
    add = Deed(_("Add a card"), "/account/cards/new") if may_pay else None
    return Things(_("Cards on file"), tuple(_card(card, visit) for card in cards), _("No card is on file."), add)


def automatic(stands: AutopayView, visit: Visit, company: CompanyView) -> tuple[Things, ...]:
    """Whether invoices are paid by themselves; nothing where nobody offers it."""
    if not stands.is_offered and not stands.is_on:
        return ()
    deed = Deed(_("Change or switch off") if stands.is_on else _("Set up"), AUTOMATIC, _("Automatic payments"))
    if not stands.is_on:
        notes: tuple[str, ...] = (_("Your card is charged when an invoice is due, and you get an email three days before."),)
        title, word = _("Off"), None
    elif stands.paused or not stands.is_offered:
        notes = (paused(stands.paused) or _("Our office has switched them off for now."),)
        title, word = stands.card, Word(_("Stands still"), "warn", "alert")
    else:
        nearest = stands.planned[0] if stands.planned else None
        cap = _("No invoice over %(amount)s") % {"amount": money(stands.cap_cents, company.currency)}
        coming = _("Next on %(day)s") % {"day": day(nearest.on)} if nearest else _("Nothing is to be charged in the next days.")
        notes, title, word = (cap, coming), stands.card, Word(_("On"), "ok", "check")
    thing = Thing(title, notes, word=word, deeds=(deed,) if visit.scope.may_pay and visit.looking is None else ())
    return (Things(_("Automatic payments"), (thing,)),)


def _card(card: CardView, visit: Visit) -> Thing:
    until = {"month": f"{card.exp_month:02d}", "year": card.exp_year}
    expiry = _("Expired %(month)s/%(year)d") if card.is_expired else _("Expires %(month)s/%(year)d")
    named = _("%(brand)s ending %(last4)s") % {"brand": card.brand, "last4": card.last4}
    deeds = _deeds(card, named, visit.account.number) if visit.scope.may_pay else ()
    advice = _("Add the new card once you have it; this one works until then.") if card.days_left is not None else ""
    return Thing(named, tuple(filter(None, (expiry % until, advice))), more_words=_words(card), deeds=deeds)


def _words(card: CardView) -> tuple[Word, ...]:
    found = (
        Word(_("Default"), "info", "check") if card.is_default else None,
        Word(_("Payment in process"), "info", "clock") if card.is_in_use else None,
        Word(_("Expired"), "bad", "alert") if card.is_expired else None,
        _soon(card.days_left) if card.days_left is not None else None,
    )
    return tuple(word for word in found if word is not None)


def _soon(days: int) -> Word:
    return Word(expires_in(days), *(("bad", "alert") if days <= _URGENT else ("warn", "clock")))


def _deeds(card: CardView, named: str, account: str) -> tuple[Deed, ...]:
    address = f"/account/cards/{card.id}"
    default = Deed(_("Make default"), f"{address}/default", _("Make default: %(card)s") % {"card": named}, posts=True, account=account)
    remove = Deed(_("Remove"), f"{address}/remove", _("Remove %(card)s") % {"card": named})
    return (remove,) if card.is_default or card.is_expired else (default, remove)
