"""When paying automatically announces and charges, and what follows a decline. Nothing here knows a database or a gateway."""

from datetime import date, timedelta
from enum import Enum

NOTICE_DAYS = 3  # between the letter and the charge
STALE_DAYS = 3  # so late a charge may come; later it is announced anew
MOST_TRIES = 4  # of one invoice; the networks allow more, and punish whoever uses it
FROM_HOUR = 7  # of the company's day: before that nobody is charged, and who reads the letter in the evening has time to switch it off
_AGAIN_DAYS = (1, 2, 4)  # from one try to the next: 1, 3 and 7 days after the first


class After(Enum):
    """What follows a decline."""

    AGAIN = "again"  # the same card may do later
    CARD = "card"  # this card never will
    YOU = "you"  # its holder has to confirm


_NEVER = frozenset(
    {
        *("lost_card", "stolen_card", "pickup_card", "expired_card", "restricted_card", "invalid_account", "incorrect_number"),
        *("invalid_number", "invalid_expiry_month", "invalid_expiry_year", "card_not_supported", "currency_not_supported"),
        *("fraudulent", "merchant_blacklist", "security_violation", "do_not_try_again", "not_permitted", "transaction_not_allowed"),
        *("revocation_of_authorization", "revocation_of_all_authorizations", "stop_payment_order", "new_account_information_available"),
        *("incorrect_cvc", "invalid_cvc", "resource_missing"),
    }
)
_ASKS = frozenset({"authentication_required", "payment_intent_authentication_failure", "expired_unconfirmed"})


def charge_day(due: date, today: date, first_on: date) -> date:
    """The day on which an invoice is charged that is announced today: its due date, but never without the notice."""
    return max(due, first_on, today + timedelta(days=NOTICE_DAYS))


def last_day_to_announce(today: date) -> date:
    """Invoices that fall due until then are announced today."""
    return today + timedelta(days=NOTICE_DAYS)


def is_stale(charge_on: date, today: date) -> bool:
    """Whether the day that was told lies so far back that nobody reckons with the charge any more."""
    return charge_on + timedelta(days=STALE_DAYS) < today


def has_had_notice(charge_on: date, told_on: date, today: date, attempt: int) -> bool:
    """Whether it may be charged today. Another try was announced by the letter about the one before."""
    notice = NOTICE_DAYS if attempt == 1 else 0
    return charge_on <= today and told_on + timedelta(days=notice) <= today


def after(code: str) -> After:
    """What follows a decline with that code (https://docs.stripe.com/declines/codes); one that nobody knows may be tried again."""
    if code in _ASKS:
        return After.YOU
    return After.CARD if code in _NEVER else After.AGAIN


def next_try(attempt: int, failed_on: date) -> date | None:
    """The day of the next try after this one failed; `None` when it was the last."""
    return failed_on + timedelta(days=_AGAIN_DAYS[attempt - 1]) if attempt < MOST_TRIES else None
