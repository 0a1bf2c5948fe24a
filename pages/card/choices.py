"""The demo's cards to choose from, in place of the fields that a real processor brings: groups of what comes of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal_ui.gateways.demo.choices import Aftermath, Asks, Choice, Pace, new_token, of_token
from portal_ui.language import gettext as _


@dataclass(frozen=True, slots=True)
class Shown:
    """One card of the list; its token pays once, so each page has tokens of its own."""

    token: str
    title: str
    note: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that end alike."""

    title: str
    cards: tuple[Shown, ...]


def groups(offered: Iterable[Choice], chosen_token: str = "") -> tuple[Group, ...]:
    """The cards on offer with fresh tokens; the one that `chosen_token` stood for is chosen again."""
    chosen = of_token(chosen_token)
    titles = (_("Goes through"), _("Asks you to confirm"), _("Is declined"), _("Takes time, or changes later"))
    found: tuple[list[Shown], ...] = tuple([] for _title in titles)
    for choice in offered:
        named = _("%(brand)s ending %(last4)s") % {"brand": _(choice.brand), "last4": choice.last4}
        found[_place(choice)].append(Shown(new_token(choice), named, _(choice.label), is_chosen=choice is chosen))
    return tuple(Group(title, tuple(cards)) for title, cards in zip(titles, found, strict=True) if cards)


def _place(choice: Choice) -> int:
    if choice.pace is not Pace.AT_ONCE or choice.aftermath is not Aftermath.NONE:
        return 3
    if choice.asks is not Asks.NEVER:
        return 1
    return 2 if choice.code else 0
