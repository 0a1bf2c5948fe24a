"""What Stripe's errors mean in the portal's words."""

import pytest

from portal_ui import declines
from portal_ui.gateways.stripe import reading


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"decline_code": "insufficient_funds", "code": "card_declined"}, "insufficient_funds"),
        ({"decline_code": "generic_decline", "code": "card_declined", "advice_code": "do_not_try_again"}, "do_not_try_again"),
        ({"code": "card_declined", "advice_code": "do_not_try_again"}, "do_not_try_again"),
        ({"decline_code": "insufficient_funds", "advice_code": "do_not_try_again"}, "insufficient_funds"),  # its own reason says more
        ({"decline_code": "generic_decline", "advice_code": "try_again_later"}, "generic_decline"),
        ({"type": "card_error"}, "card_error"),
    ],
)
def test_the_banks_own_reason_comes_first_and_the_networks_advice_where_there_is_none(error: dict[str, str], code: str) -> None:
    assert reading.code(error) == code


def test_whoever_pays_reads_of_the_advice_only_that_the_card_was_declined() -> None:
    assert declines.reason(reading.NEVER_AGAIN) == declines.reason("generic_decline")
