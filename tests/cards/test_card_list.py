"""The cards on an account's page: how each says that it runs out."""

import pytest

from pages.customer import card_list
from tests.cards.fakes import card, visit

ADVICE = "Add the new card once you have it; this one works until then."


@pytest.mark.parametrize(
    ("days", "said", "tone"),
    [
        (None, None, ""),
        (30, "Expires in 30 days", "warn"),
        (7, "Expires in 7 days", "bad"),
        (1, "Expires in 1 day", "bad"),
        (0, "Expires today", "bad"),
    ],
)
def test_a_card_warns_thirty_days_before_its_last_one_and_in_red_from_the_seventh(days: int | None, said: str | None, tone: str) -> None:
    shown = card_list.section((card(2, days_left=days),), visit()).things[0]

    assert [(word.text, word.tone) for word in shown.more_words] == ([(said, tone)] if said else [])
    assert (ADVICE in shown.notes) == (days is not None)
