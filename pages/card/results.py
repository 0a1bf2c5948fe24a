"""How a payment or a card's setup stands, in the words of whoever made it."""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.customer import addresses
from pages.plain import local_path
from portal_ui import declines
from portal_ui.dates import moment
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.views import Outcome, Part, PaymentStatus, SetupOutcome, SetupStatus


@dataclass(frozen=True, slots=True)
class Act:
    """What one can do now: a link, or a button that posts to an address of ours."""

    label: str
    href: str
    posts: bool = False
    is_main: bool = False
    busy: str = ""  # what a button says from its press on
    downloads: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """What of a payment goes to one invoice, as text."""

    text: str
    amount: str
    note: str = ""
    is_cleared: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A page that says how something stands."""

    title: str
    sentences: tuple[str, ...]
    tone: str
    sign: str
    acts: tuple[Act, ...]
    facts: tuple[tuple[str, str], ...] = ()
    shares: tuple[Share, ...] = ()
    outcome: str = ""  # with `ask`: the page shows itself anew once this has changed
    ask: str = ""
    works: bool = False  # something goes on meanwhile


def of_payment(status: PaymentStatus, zone: str) -> Result:
    """How a payment stands; moments are told in the company's time zone."""
    said = {
        Outcome.PAID: _paid,
        Outcome.DECLINED: _declined,
        Outcome.CANCELED: _canceled,
        Outcome.CONFIRMING: _confirming,
        Outcome.ON_ITS_WAY: _on_its_way,
    }
    return _needs_you(status, zone) if status.outcome is Outcome.NEEDS_YOU else said[status.outcome](status)


def of_setup(status: SetupStatus) -> Result:
    """How putting a card on file stands, while it is not there yet."""
    page = f"/account/cards/new/{status.request_id}"
    outcome, ask = status.outcome.value, f"{page}/status"
    account = Act(_("Back to account and settings"), "/account")
    another = Act(_("Try another card"), "/account/cards/new", is_main=True)
    if status.outcome is SetupOutcome.NEEDS_YOU:
        confirm = Act(_("Confirm with your bank"), local_path(status.action, page), is_main=True)
        cancel = Act(_("Do not keep this card"), f"{page}/cancel", posts=True, busy=_("Canceling…"))
        sentence = _("It is kept on file once you have confirmed it there. Nothing is charged.")
        return Result(
            _("Your bank wants you to confirm this card"), (sentence,), "warn", "alert", (confirm, cancel), outcome=outcome, ask=ask
        )
    if status.outcome is SetupOutcome.CONFIRMING:
        sentence = _("The bank has not answered yet. This page will tell you; nothing is charged.")
        return Result(_("We are checking your card"), (sentence,), "info", "clock", (account,), works=True, outcome=outcome, ask=ask)
    if status.outcome is SetupOutcome.DECLINED:
        sentences = (declines.reason(status.failure_code), _("Nothing was charged, and the card is not on file."))
        return Result(_("The card was not accepted"), sentences, "bad", "cross", (another, account))
    sentence = _("Nothing was charged, and the card is not on file.")
    return Result(_("No card was added"), (sentence,), "gray", "minus", (another, account))


def card_name(brand: str, last4: str) -> str:
    """`Visa ending 4242`."""
    return _("%(brand)s ending %(last4)s") % {"brand": brand, "last4": last4}


def shares(parts: Iterable[Part], currency: str, *, cleared: str = "") -> tuple[Share, ...]:
    """What goes to each invoice. With `cleared`, a word for an invoice that is then paid in full, also what stays open on others."""
    return tuple(
        Share(
            _("Invoice %(number)s") % {"number": part.number},
            money(part.amount_cents, currency),
            _note(part, currency, cleared) if cleared else "",
            is_cleared=bool(cleared) and not part.remaining_cents and not part.held_cents,
        )
        for part in parts
    )


def _note(part: Part, currency: str, cleared: str) -> str:
    left = _("%(amount)s stays open") % {"amount": money(part.remaining_cents, currency)} if part.remaining_cents else ""
    held = _("%(amount)s processing") % {"amount": money(part.held_cents, currency)} if part.held_cents else ""
    return " · ".join(filter(None, (left, held))) or cleared


def _paid(status: PaymentStatus) -> Result:
    receipt = Act(pgettext("payment", "Download receipt"), f"{addresses.record('payments', status.number)}/receipt.pdf", downloads=True)
    amount = money(status.amount_cents, status.currency)
    sentences = [_("Thank you. Your payment of %(amount)s has arrived.") % {"amount": amount}]
    if status.credit_cents:
        over = money(status.credit_cents, status.currency)
        sentences.append(_("%(amount)s of it was more than was still open; it is kept as credit on your account.") % {"amount": over})
    return Result(
        _("Paid %(amount)s") % {"amount": amount},
        tuple(sentences),
        "ok",
        "check",
        (_home(is_main=True), receipt),
        facts=_facts(status),
        shares=shares(status.parts, status.currency, cleared=_("Cleared")),
    )


def _declined(status: PaymentStatus) -> Result:
    return Result(
        _("The payment was not made"),
        (declines.reason(status.failure_code), _("Nothing was charged.")),
        "bad",
        "cross",
        (*_again(status, _("Try another card")), _home()),
        facts=_facts(status),
    )


def _canceled(status: PaymentStatus) -> Result:
    return Result(
        _("The payment was canceled"),
        (_("Nothing was charged, and your invoices are open as before."),),
        "gray",
        "minus",
        (*_again(status, _("Pay with another card")), _home()),
        facts=_facts(status),
    )


def _confirming(status: PaymentStatus) -> Result:
    return Result(
        _("We are confirming your payment"),
        (
            _("Please do not pay again; this page will tell you."),
            _("You may close this page: your account shows how the payment stands, too."),
        ),
        "info",
        "clock",
        (_home(),),
        facts=_facts(status),
        shares=shares(status.parts, status.currency),
        outcome=status.outcome.value,
        ask=f"/pay/{status.request_id}/status",
        works=True,
    )


def _on_its_way(status: PaymentStatus) -> Result:
    return Result(
        _("Your payment is on its way"),
        (
            _("Your bank takes a few days for it. Please do not pay again."),
            _("The amount is set aside on your invoices until it arrives."),
        ),
        "info",
        "clock",
        (_home(is_main=True),),
        facts=_facts(status),
        shares=shares(status.parts, status.currency),
    )


def _needs_you(status: PaymentStatus, zone: str) -> Result:
    page = f"/pay/{status.request_id}"
    sentences = [_("Nothing is charged before you confirm it there. Please do not pay again meanwhile.")]
    if status.expires_at is not None:
        until = {"moment": moment(status.expires_at, zone)}
        sentences.append(_("You can confirm until %(moment)s; after that the payment is canceled.") % until)
    return Result(
        _("Your bank wants you to confirm"),
        tuple(sentences),
        "warn",
        "alert",
        (
            Act(_("Confirm with your bank"), local_path(status.action, page), is_main=True),
            Act(_("Cancel this payment"), f"{page}/cancel", posts=True, busy=_("Canceling…")),
        ),
        facts=_facts(status),
        shares=shares(status.parts, status.currency),
        outcome=status.outcome.value,
        ask=f"{page}/status",
    )


def _home(*, is_main: bool = False) -> Act:
    return Act(_("Back to your account"), "/", is_main=is_main)


def _again(status: PaymentStatus, label: str) -> tuple[Act, ...]:
    """Another try, for who made this one."""
    again = Act(label, f"/pay/{status.request_id}/again", posts=True, is_main=True, busy=_("One moment…"))
    return (again,) if status.is_mine else ()


def _facts(status: PaymentStatus) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("Amount"), money(status.amount_cents, status.currency)),
        (_("Payment method"), status.paid_with),
        (_("Receipt number"), status.receipt_number),
        (_("Started by"), "" if status.is_mine else status.by),
    )
    return tuple((label, value) for label, value in facts if value)
