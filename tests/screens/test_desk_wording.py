"""The office reads why something waits, never how the portal keeps it."""

import pytest

from portal_ui import desk_wording, return_wording
from portal_ui.views import DisputeState, PaymentMethod


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("the gateway took 500 USD instead of 4900 USD", "The card processor took $5.00 instead of $49.00."),
        ("the gateway has several payments for it: pi_1, pi_2", "The card processor has several payments for this one: pi_1, pi_2."),
        ("the gateway has a second payment for it: pi_2", "The card processor has a second payment for this one: pi_2."),
        ("the gateway calls pi_2 another payment of ours", "The card processor says that pi_2 is another payment."),
        ("the gateway does not know it any more", "The card processor does not know this payment any more."),
        ("somebody has to look", "somebody has to look."),
    ],
)
def test_why_a_payment_was_set_aside_is_said_in_words(kept: str, said: str) -> None:
    assert desk_wording.set_aside(kept) == said


@pytest.mark.parametrize(
    ("method", "reason", "state", "said"),
    [
        (PaymentMethod.CARD, "fraudulent", DisputeState.OPEN, "Disputed on May 4, Under review"),
        (PaymentMethod.CARD, "fraudulent", DisputeState.LOST, "Disputed on May 4, Returned to the cardholder"),
        (PaymentMethod.BANK, "no_account", DisputeState.LOST, "Returned on May 4, Returned"),
        (PaymentMethod.CARD, "debit_not_authorized", DisputeState.LOST, "Returned on May 4, Returned"),
    ],
)
def test_what_a_bank_took_back_is_a_dispute_of_a_card_and_a_return_of_a_debit(
    method: PaymentMethod, reason: str, state: DisputeState, said: str
) -> None:
    heading, word = return_wording.taken_on(method, reason, "May 4"), return_wording.taken_state(method, reason, state)

    assert f"{heading}, {word.text}" == said


def test_no_code_of_a_bank_is_shown_where_it_has_words() -> None:
    assert return_wording.taken_because("debit_not_authorized") == "The account's holder did not allow this debit"
    assert return_wording.taken_because("some_new_reason") == "some new reason"
    assert return_wording.taken_because("The cardholder did not recognise the charge") == "The cardholder did not recognise the charge"
