"""The choices of a payment as the dialog shows them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from components.payment_dialog.shapes import Choice, Credit, Line, Method, Pages, Quick, Sum
from portal_ui import dates
from portal_ui.choosing import PAGE_ROWS, Choosing, Preview
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import money, whole
from portal_ui.views import CardView, Held, Payable, PaymentMethod
from portal_ui.wording import expires_in, payment_method

NEW_CARD = "new"
QUICK: dict[str, Callable[[Payable], bool]] = {"due": lambda row: row.is_due, "all": lambda _row: True}


@dataclass(frozen=True, slots=True)
class Look:
    """How someone looks at the choices: which part of a long list, and with which card in mind."""

    today: date
    zone: str
    page: int = 1
    only: frozenset[str] | None = None  # these alone; `None` for all
    method: str = NEW_CARD


def choice(choosing: Choosing, look: Look) -> Choice:
    """What to pay, and how; of credit, what it goes to."""
    preview = choosing.preview()
    rows, pages = _page(choosing.offer.invoices, look)
    lines = tuple(_line(row, choosing, look) for row in rows)
    if choosing.of_credit:
        text = _("Credit costs you nothing more. Choose the invoices it goes to.")
        return Choice(_("Use credit"), text, lines, _credit_sum(choosing, preview), pages=pages, back=_("Back to paying"))
    return Choice(
        title=_("Add Payment"),
        text=_heading(choosing),
        lines=lines,
        sum=_sum(choosing, preview, look),
        quick=_quick(choosing),
        wanted=choosing.wanted,
        wanted_problem=choosing.wanted_problem,
        pages=pages,
        credit=_credit(choosing),
        methods=_methods(choosing),
        method=look.method,
        parts=choosing.offer.takes_parts,
    )


def usual_method(cards: Iterable[CardView], *, but: str = "") -> str:
    """The card to begin with: the default one, else any that has not expired, else a new one. `but` has just failed."""
    usable = [card for card in cards if not card.is_expired and method_name(card) != but]
    best = sorted(usable, key=lambda card: not card.is_default)
    return method_name(best[0]) if best else NEW_CARD


def method_name(card: CardView) -> str:
    """The name under which the dialog knows a card."""
    return f"card-{card.id}"


def _page(invoices: Sequence[Payable], look: Look) -> tuple[Sequence[Payable], Pages | None]:
    """The invoices to show, and where they stand in a long list."""
    if len(invoices) <= PAGE_ROWS:
        return invoices, None
    found = invoices if look.only is None else [row for row in invoices if row.number in look.only]
    page = min(look.page, max(1, -(-len(found) // PAGE_ROWS)))
    rows = found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    first = (page - 1) * PAGE_ROWS + 1
    words = {"first": whole(first if rows else 0), "last": whole(first + len(rows) - 1), "count": whole(len(found))}
    is_last = first + len(rows) > len(found)
    pages = Pages(_("%(first)s–%(last)s of %(count)s") % words, page - 1, 0 if is_last else page + 1, only=look.only is not None)
    return rows, pages


def _line(row: Payable, choosing: Choosing, look: Look) -> Line:
    part = choosing.of(row.number)
    return Line(
        number=row.number,
        title=_("Invoice %(number)s") % {"number": row.number},
        due=dates.lateness(row.due_date, look.today) or _("due %(day)s") % {"day": dates.day(row.due_date)},
        tone="bad" if row.days_late else "",
        open=_("open %(amount)s") % {"amount": money(row.payable_cents, choosing.currency)},
        held=tuple(_held(held, choosing.currency, look.zone) for held in row.held),
        chosen=part is not None,
        text="" if part is None else part.text if part.problem and part.text else money(part.cents, choosing.currency),
        problem=part.problem if part else "",
        closed=row.payable_cents <= 0,
    )


def _held(held: Held, currency: str, zone: str) -> str:
    words = {"amount": money(held.amount_cents, currency), "moment": _when(held, zone), "person": held.by}
    if held.is_mine:
        return _("%(amount)s processing, started %(moment)s by you") % words
    return (
        _("%(amount)s processing, started %(moment)s by %(person)s") if held.by else _("%(amount)s processing, started %(moment)s")
    ) % words


def _soon(card: CardView) -> str:
    return "" if card.days_left is None else expires_in(card.days_left)


def _when(held: Held, zone: str) -> str:
    return dates.moment(held.since, zone) if held.since else dates.day(held.on)


def _heading(choosing: Choosing) -> str:
    if not choosing.offer.payable_cents:
        return _("Nothing is to be paid now.")
    if not choosing.offer.takes_parts:
        return _("Choose invoices; each is paid whole. Nothing is charged before you press Pay.")
    if choosing.is_choice(QUICK["due"]):
        return _("Everything due is chosen. Change what you like; nothing is charged before you press Pay.")
    return _("Choose invoices and amounts. Nothing is charged before you press Pay.")


def _quick(choosing: Choosing) -> tuple[Quick, ...]:
    """The choices of many at once; two that would choose the same are one."""
    due, everything = choosing.sum_of(QUICK["due"]), choosing.sum_of(QUICK["all"])
    labels = {"due": _("All due now · %(amount)s"), "all": _("Everything open · %(amount)s")}
    sums = {"due": due, "all": everything}
    names = [name for name in sums if sums[name] and (name == "all" or due != everything)]
    return tuple(
        Quick(name, labels[name] % {"amount": money(sums[name], choosing.currency)}, choosing.is_choice(QUICK[name])) for name in names
    )


def _credit(choosing: Choosing) -> Credit | None:
    cents = choosing.offer.credit_cents
    if cents <= 0 or not choosing.offer.payable_cents:
        return None
    return Credit(_("Credit available %(amount)s") % {"amount": money(cents, choosing.currency)}, _("Use credit"))


def _methods(choosing: Choosing) -> tuple[Method, ...]:
    offer = choosing.offer
    if not offer.payable_cents:
        return ()
    note = _("A list of outcomes to try; no card number") if offer.is_demo else _("Entered on our payment processor's own fields")
    return (*map(_card, offer.cards), Method(NEW_CARD, _("New card or bank account") if offer.takes_debits else _("New card"), note))


def _card(card: CardView) -> Method:
    month = {"month": f"{card.exp_month:02d}", "year": card.exp_year}
    return Method(
        name=method_name(card),
        title=payment_method(PaymentMethod.CARD, card.brand, card.last4),
        note=(_("Expired %(month)s/%(year)d") if card.is_expired else _("Expires %(month)s/%(year)d")) % month,
        badge=_("Default") if card.is_default else "",
        warning=_("Your bank may still take it; if not, choose another.") if card.is_expired else _soon(card),
    )


def _sum(choosing: Choosing, preview: Preview, look: Look) -> Sum:
    amount = money(preview.total_cents, choosing.currency)
    is_new = look.method == NEW_CARD
    return Sum(
        label=_("You pay now"),
        amount=amount,
        note=_leaves(choosing, preview, _("Choose at least one invoice.")),
        problem=preview.problem,
        cents=preview.total_cents,
        is_ready=preview.is_ready,
        button=_("Continue to card entry") if is_new else _("Pay %(amount)s") % {"amount": amount},
        busy=_("One moment…") if is_new else _("Paying…"),
    )


def _credit_sum(choosing: Choosing, preview: Preview) -> Sum:
    amount = money(preview.total_cents, choosing.currency)
    return Sum(
        label=_("Credit used now"),
        amount=amount,
        note=_leaves(choosing, preview, _("Choose at least one invoice.")),
        problem=preview.problem,
        cents=preview.total_cents,
        is_ready=preview.is_ready,
        button=_("Use %(amount)s of credit") % {"amount": amount},
        busy=_("One moment…"),
    )


def _leaves(choosing: Choosing, preview: Preview, nothing: str) -> str:
    """What paying it clears, and what then stays open."""
    if not preview.invoices:
        return nothing if choosing.offer.payable_cents else ""
    parts = preview.invoices - preview.cleared
    cleared = ngettext("clears %(count)s invoice", "clears %(count)s invoices", preview.cleared) % {"count": whole(preview.cleared)}
    partly = ngettext("pays part of %(count)s invoice", "pays part of %(count)s invoices", parts) % {"count": whole(parts)}
    return " · ".join(filter(None, (cleared if preview.cleared else "", partly if parts else "", _stays(choosing, preview))))


def _stays(choosing: Choosing, preview: Preview) -> str:
    held = _("%(amount)s processing") % {"amount": money(preview.held_cents, choosing.currency)} if preview.held_cents else ""
    return " · ".join(filter(None, (_left(choosing, preview), held)))


def _left(choosing: Choosing, preview: Preview) -> str:
    words = {"amount": money(preview.left_cents, choosing.currency), "due": money(preview.left_due_cents, choosing.currency)}
    if not preview.left_cents:
        return _("nothing stays open")
    if not preview.left_due_cents:
        return _("%(amount)s stays open, not yet due") % words
    return (
        _("%(amount)s stays open") if preview.left_due_cents == preview.left_cents else _("%(amount)s stays open, %(due)s of it due")
    ) % words
