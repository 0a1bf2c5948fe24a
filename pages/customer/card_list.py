"""The cards an account has on file, and what may be done to them."""

from components.sheet import Deed, Thing, Things
from portal_ui.language import gettext as _
from portal_ui.views import CardView, Visit
from portal_ui.wording import Word, expires_in


def section(cards: tuple[CardView, ...], visit: Visit) -> Things:
    """The list; who may pay can also add, remove and choose the default."""
    may_pay = visit.scope.may_pay
    add = Deed(_("Add a card"), "/account/cards/new") if may_pay else None
    return Things(_("Cards on file"), tuple(_card(card, visit) for card in cards), _("No card is on file."), add)


def _card(card: CardView, visit: Visit) -> Thing:
    until = {"month": f"{card.exp_month:02d}", "year": card.exp_year}
    expiry = _("Expired %(month)s/%(year)d") if card.is_expired else _("Expires %(month)s/%(year)d")
    named = _("%(brand)s ending %(last4)s") % {"brand": card.brand, "last4": card.last4}
    deeds = _deeds(card, named, visit.account.number) if visit.scope.may_pay else ()
    return Thing(named, (expiry % until,), more_words=_words(card), deeds=deeds)


def _words(card: CardView) -> tuple[Word, ...]:
    found = (
        Word(_("Default"), "info", "check") if card.is_default else None,
        Word(_("Payment in process"), "info", "clock") if card.is_in_use else None,
        Word(_("Expired"), "bad", "alert") if card.is_expired else None,
        Word(expires_in(card.days_left), "warn", "clock") if card.days_left is not None and not card.is_expired else None,
    )
    return tuple(word for word in found if word is not None)


def _deeds(card: CardView, named: str, account: str) -> tuple[Deed, ...]:
    address = f"/account/cards/{card.id}"
    default = Deed(_("Make default"), f"{address}/default", _("Make default: %(card)s") % {"card": named}, posts=True, account=account)
    remove = Deed(_("Remove"), f"{address}/remove", _("Remove %(card)s") % {"card": named})
    return (remove,) if card.is_default or card.is_expired else (default, remove)
