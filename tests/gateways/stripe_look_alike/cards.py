"""Stripe's test cards, by the ending of their number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TestCard:
    """How a card behaves."""

    brand: str = "visa"
    code: str = ""  # of the error when it is charged
    decline: str = ""  # the bank's own reason
    asks: bool = False  # for confirmation by its holder
    asks_again: bool = True  # also when it is kept, and the holder is not there
    can_be_kept: bool = True
    is_disputed: bool = False
    is_inquired: bool = False
    does_refund_fail: bool = False  # later, after it had succeeded
    is_refund_slow: bool = False


@dataclass(frozen=True)
class TestAccount:
    """How a bank account behaves, days later."""

    code: str = ""  # why the bank returns the debit
    asks: bool = False  # for small deposits to be told
    is_taken_back: bool = False


def _declined(decline: str) -> TestCard:
    return TestCard(code="card_declined", decline=decline, can_be_kept=False)


CARDS = {
    "4242": TestCard(),
    "4444": TestCard("mastercard"),
    "8431": TestCard("amex"),
    "0002": _declined("generic_decline"),
    "9995": _declined("insufficient_funds"),
    "9987": _declined("lost_card"),
    "9979": _declined("stolen_card"),
    "0069": TestCard(code="expired_card", can_be_kept=False),
    "0127": TestCard(code="incorrect_cvc", can_be_kept=False),
    "0119": TestCard(code="processing_error", can_be_kept=False),
    "6975": _declined("card_velocity_exceeded"),
    "0019": _declined("fraudulent"),
    "0341": TestCard(code="card_declined", decline="generic_decline"),
    "3155": TestCard(asks=True, asks_again=False),
    "3184": TestCard(asks=True),
    "0446": TestCard(asks=True, asks_again=False),
    "3178": TestCard(code="card_declined", decline="insufficient_funds", asks=True),
    "1629": TestCard(code="card_declined", decline="generic_decline", asks=True),
    "0259": TestCard(is_disputed=True),
    "1976": TestCard(is_inquired=True),
    "5126": TestCard(does_refund_fail=True),
    "7726": TestCard(is_refund_slow=True),
}
ACCOUNTS = {
    "6789": TestAccount(),
    "1113": TestAccount("account_closed"),
    "1116": TestAccount("no_account"),
    "2227": TestAccount("insufficient_funds"),
    "3335": TestAccount("debit_not_authorized"),
    "5559": TestAccount(is_taken_back=True),
    "4320": TestAccount(asks=True),  # Stripe asks of any account whose numbers are typed
}
