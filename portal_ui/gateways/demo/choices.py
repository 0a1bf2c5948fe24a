"""What a new card can be in the demo: a list of outcomes in place of a number field, and how each behaves.

The endings are those of the well-known test numbers, so that who knows them finds them again; a whole number appears nowhere.
"""

import re
import secrets
import string
from dataclasses import dataclass
from enum import Enum

from portal_ui.gateways import CardFacts
from portal_ui.language import gettext as _

N_ = str  # marks a text for translation; it is translated where it is shown
BANK = N_("Bank account")
_TOKEN = re.compile(r"ctoken_demo_([a-z-]{1,40})_[A-Za-z0-9_-]{1,100}")
_ADOPTED = re.compile(r"demo_card_[A-Za-z0-9.-]{1,100}_([0-9]{4})")


class Asks(Enum):
    """When the bank asks the card holder to confirm, as with 3-D Secure."""

    NEVER = "never"
    UNLESS_KEPT = "unless kept"  # keeping the card is confirmed, paying with the kept card is not
    ALWAYS = "always"


class Pace(Enum):
    """How soon the money moves."""

    AT_ONCE = "at once"
    LATE = "late"  # no answer; minutes later it turns out that the money moved
    DAYS = "days"  # an answer at once, that it is on its way


class Aftermath(Enum):
    """What happens once the money moved."""

    NONE = "none"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute won"
    RETURNED = "returned"
    REFUND_FAILS = "refund fails"
    REFUND_TAKES_DAYS = "refund takes days"


@dataclass(frozen=True, slots=True)
class Choice:
    """One card of the list. `code` is why a payment with it fails; empty when it goes through."""

    key: str
    brand: str
    last4: str
    label: str
    code: str = ""
    can_be_kept: bool = True
    asks: Asks = Asks.NEVER
    pace: Pace = Pace.AT_ONCE
    aftermath: Aftermath = Aftermath.NONE
    exp_month: int = 12
    exp_year: int = 2034

    @property
    def is_card(self) -> bool:
        """Whether it is a card; a bank account is not, and cannot be kept."""
        return self.brand != BANK

    @property
    def text(self) -> str:
        """What it is and what will happen, in the language in use: `Visa ending 4242: succeeds`."""
        words = {"brand": _(self.brand), "last4": self.last4, "outcome": _(self.label)}
        return _("%(brand)s ending %(last4)s: %(outcome)s") % words

    def facts(self, reference: str = "") -> CardFacts:
        """What the gateway tells of it; with a `reference` once it is kept."""
        fingerprint = f"demo_fingerprint_{self.key}"
        if not self.is_card:
            return CardFacts("", "", self.last4, 0, 0, fingerprint, is_account=True)
        return CardFacts(reference, self.brand, self.last4, self.exp_month, self.exp_year, fingerprint)


def _account(key: str, last4: str, label: str, code: str = "", *, asks: Asks = Asks.NEVER, aftermath: Aftermath = Aftermath.NONE) -> Choice:
    return Choice(key, BANK, last4, label, code, can_be_kept=False, asks=asks, pace=Pace.DAYS, aftermath=aftermath)


CHOICES = (
    Choice("visa", "Visa", "4242", N_("succeeds")),
    Choice("mastercard", "Mastercard", "4444", N_("succeeds")),
    Choice("amex", "American Express", "8431", N_("succeeds")),
    Choice("declined", "Visa", "0002", N_("is declined"), "generic_decline", can_be_kept=False),
    Choice("insufficient-funds", "Visa", "9995", N_("does not have enough funds"), "insufficient_funds", can_be_kept=False),
    Choice("lost", "Visa", "9987", N_("was reported lost"), "lost_card", can_be_kept=False),
    Choice("stolen", "Visa", "9979", N_("was reported stolen"), "stolen_card", can_be_kept=False),
    Choice("expired", "Visa", "0069", N_("has expired"), "expired_card", can_be_kept=False, exp_year=2024),
    Choice("wrong-cvc", "Visa", "0127", N_("has a wrong security code"), "incorrect_cvc", can_be_kept=False),
    Choice("processing-error", "Visa", "0119", N_("meets an error at the bank"), "processing_error", can_be_kept=False),
    Choice("velocity", "Visa", "6975", N_("has reached its limit"), "card_velocity_exceeded", can_be_kept=False),
    Choice("blocked", "Visa", "0019", N_("is blocked as suspicious"), "fraudulent", can_be_kept=False),
    Choice("declined-later", "Visa", "0341", N_("can be kept, but every payment is declined"), "generic_decline"),
    Choice("confirm", "Visa", "3184", N_("asks you to confirm each time"), asks=Asks.ALWAYS),
    Choice("confirm-once", "Visa", "3155", N_("asks you to confirm until it is kept"), asks=Asks.UNLESS_KEPT),
    Choice(
        "confirm-insufficient",
        "Visa",
        "3178",
        N_("asks you to confirm, then does not have enough funds"),
        "insufficient_funds",
        asks=Asks.ALWAYS,
    ),
    Choice(
        "confirm-declined",
        "Visa",
        "1629",
        N_("asks you to confirm, then is declined"),
        "generic_decline",
        can_be_kept=False,
        asks=Asks.ALWAYS,
    ),
    Choice("slow", "Visa", "0200", N_("gets no answer; two minutes later it turns out to be paid"), pace=Pace.LATE),
    Choice("disputed", "Visa", "0259", N_("succeeds, and is then disputed"), aftermath=Aftermath.DISPUTED),
    Choice(
        "dispute-won",
        "Visa",
        "1976",
        N_("succeeds, and is then disputed; ten minutes later the bank gives the money back"),
        aftermath=Aftermath.DISPUTE_WON,
    ),
    Choice("refund-fails", "Visa", "5126", N_("succeeds; a refund fails later"), aftermath=Aftermath.REFUND_FAILS),
    Choice(
        "refund-slow",
        "Visa",
        "7726",
        N_("succeeds; a refund is on its way for ten minutes"),
        aftermath=Aftermath.REFUND_TAKES_DAYS,
    ),
    _account("bank", "6789", N_("is on its way for ten minutes, then arrives")),
    _account("bank-verify", "4320", N_("asks you to confirm two small deposits, then takes ten minutes and arrives"), asks=Asks.ALWAYS),
    _account("bank-insufficient", "2227", N_("is on its way, then comes back: not enough funds"), "insufficient_funds"),
    _account("bank-closed", "1113", N_("is on its way, then comes back: the account is closed"), "account_closed"),
    _account("bank-returned", "1116", N_("is on its way, then comes back: there is no such account"), "no_account"),
    _account("bank-not-authorized", "3335", N_("is on its way, then comes back: debits are not allowed"), "debit_not_authorized"),
    _account(
        "bank-taken-back", "5559", N_("is on its way for ten minutes, arrives, and is taken back by the bank"), aftermath=Aftermath.RETURNED
    ),
)
CARDS = tuple(choice for choice in CHOICES if choice.is_card)  # what can be tried to be kept
ACCOUNTS = tuple(choice for choice in CHOICES if not choice.is_card)
_SEEDED = (  # cards that the demo company's people have from the beginning, but no new card can be
    Choice("discover-expired", "Discover", "1117", N_("has expired"), "expired_card", exp_year=2024),
    Choice("visa-seeded", "Visa", "1881", N_("succeeds")),
)
_BY_KEY = {choice.key: choice for choice in (*CHOICES, *_SEEDED)}
_ADOPTABLE = {choice.last4: choice for choice in (*CHOICES[:3], *_SEEDED)}


def by_key(key: str) -> Choice:
    """The choice of that key, which the gateway itself wrote down."""
    return _BY_KEY[key]


def new_token(choice: Choice) -> str:
    """What the demo's card form hands over for this choice. It pays once, so each form that is shown needs its own."""
    return f"ctoken_demo_{choice.key}_{letters()}"


def of_token(token: str) -> Choice | None:
    """The choice a token stands for; `None` when no form of ours made it."""
    found = _TOKEN.fullmatch(token)
    return next((choice for choice in CHOICES if found is not None and choice.key == found[1]), None)


def of_seeded(reference: str) -> Choice | None:
    """How a card behaves that came with the demo company's books, by its ending; `None` when the reference is not of that form."""
    found = _ADOPTED.fullmatch(reference)
    return None if found is None else _ADOPTABLE.get(found[1])


def letters(count: int = 24) -> str:
    """A name nobody guesses, without digits: no run of them may look like a card number."""
    return "".join(secrets.choice(string.ascii_lowercase) for _place in range(count))
