"""How a payment stands, in the words of whoever made it; `setup_results` says the same of a card that is to be kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.customer import addresses
from pages.plain import local_path
from portal_ui import declines
from portal_ui.dates import long_day, moment
from portal_ui.gateways import CardForm, StripeForm
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.views import Outcome, Part, PaymentStatus


@dataclass(frozen=True, slots=True)
class Act:
    """What one can do now: a link, or a button that posts to an address of ours."""

    label: str
    href: str
    posts: bool = False
    is_main: bool = False
    busy: str = ""  # what a button says from its press on
    downloads: bool = False
    confirms: bool = False  # a script of ours has the gateway show the bank's question


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
    secret: str = ""  # what the gateway's script needs for the bank's question


def of_payment(status: PaymentStatus, zone: str, form: CardForm) -> Result:
    """How a payment stands; moments are told in the company's time zone. `form` says how one confirms with the bank."""
    said = {
        Outcome.PAID: _paid,
        Outcome.DECLINED: _declined,
        Outcome.CANCELED: _canceled,
        Outcome.CONFIRMING: _in_doubt,
        Outcome.ON_ITS_WAY: _on_its_way,
    }
    return _needs_you(status, zone, form) if status.outcome is Outcome.NEEDS_YOU else said[status.outcome](status)


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
        (declines.reason(status.failure_code, is_debit=status.is_debit), _("Nothing was charged.")),
        "bad",
        "cross",
        (*_again(status, _("Pay in another way") if status.is_debit else _("Try another card")), _home()),
        facts=_facts(status),
    )


def _canceled(status: PaymentStatus) -> Result:
    return Result(
        _("The payment was canceled"),
        (_("Nothing was charged, and your invoices are open as before."),),
        "gray",
        "minus",
        (*_again(status, _("Pay in another way") if status.is_debit else _("Pay with another card")), _home()),
        facts=_facts(status),
    )


def _in_doubt(status: PaymentStatus) -> Result:
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
    by = {"day": long_day(status.expected_on)} if status.expected_on is not None else None
    return Result(
        _("Your payment is on its way"),
        (
            _("The money should be here by %(day)s. Please do not pay again.") % by
            if by
            else _("Your bank takes a few days for it. Please do not pay again."),
            _("The amount is set aside on your invoices until it arrives. If your bank returns it, we write to you at once."),
        ),
        "info",
        "clock",
        (_home(is_main=True),),
        facts=_facts(status),
        shares=shares(status.parts, status.currency),
    )


def _unproven(status: PaymentStatus, zone: str) -> Result:
    """A bank account that small deposits prove; the gateway or the demo has the page where one says what arrived."""
    page = f"/pay/{status.request_id}"
    sentences = [_("In a day or two a small deposit arrives on it. Then confirm here what you found; nothing is charged before you do.")]
    if status.expires_at is not None:
        until = {"moment": moment(status.expires_at, zone)}
        sentences.append(_("You can confirm until %(moment)s; after that the payment is canceled.") % until)
    at = status.action if status.action.startswith("https://") else local_path(status.action, page)
    return Result(
        _("Please confirm your bank account"),
        tuple(sentences),
        "warn",
        "clock",
        (
            Act(_("Confirm the bank account"), at, is_main=True),
            Act(_("Cancel this payment"), f"{page}/cancel", posts=True, busy=_("Canceling…")),
            _home(),
        ),
        facts=_facts(status),
        shares=shares(status.parts, status.currency),
        outcome=status.outcome.value,
        ask=f"{page}/status",
    )


def _needs_you(status: PaymentStatus, zone: str, form: CardForm) -> Result:
    if status.is_debit:
        return _unproven(status, zone)
    page, secret = f"/pay/{status.request_id}", secret_of(status.action, form)
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
            confirming(status.action, page, secret),
            Act(_("Cancel this payment"), f"{page}/cancel", posts=True, busy=_("Canceling…")),
        ),
        facts=_facts(status),
        shares=shares(status.parts, status.currency),
        outcome=status.outcome.value,
        ask=f"{page}/status",
        secret=secret,
    )


def secret_of(action: str, form: CardForm) -> str:
    """What the gateway's script needs to show the bank's question; empty where there is no such script."""
    return action if isinstance(form, StripeForm) else ""


def confirming(action: str, page: str, secret: str) -> Act:
    """On the gateway's own window where it has one, else on the page it names; without either the page is asked anew."""
    label = _("Confirm with your bank")
    return Act(label, page, is_main=True, confirms=True) if secret else Act(label, local_path(action, page), is_main=True)


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
