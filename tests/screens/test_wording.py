"""Each status has a word, a tone and a sign."""

from dataclasses import replace

from portal_ui import wording
from portal_ui.views import InvoiceState, OrderStatus, OrderType, PaymentMethod, PaymentState, RoutedServiceStatus, ServiceLine
from tests.screens.fakes import PAYMENTS

TONES = {"ok", "bad", "warn", "info", "gray"}


def test_every_status_has_words() -> None:
    said = [
        *map(wording.invoice_state, InvoiceState),
        *map(wording.order_status, OrderStatus),
        *map(wording.service_status, RoutedServiceStatus),
        *(wording.payment_state(row) for row in PAYMENTS),
    ]

    assert all(word.text and word.sign and word.tone in TONES for word in said)
    assert {state.name for state in PaymentState} == {state.name for state in wording._PAYMENT}


def test_a_part_paid_invoice_that_is_late_is_said_to_be_part_paid_and_late() -> None:
    word = wording.invoice_state(InvoiceState.OVERDUE, part_paid=True, days_late=5)

    assert (word.text, word.tone) == ("Part paid", "bad")


def test_a_payment_says_what_came_back() -> None:
    assert [wording.payment_state(row).text for row in PAYMENTS] == ["Processing", "Paid", "Failed", "Paid", "Part refunded", "Disputed"]


def test_what_a_bank_took_for_good_is_a_chargeback_of_a_card_and_a_return_of_a_debit() -> None:
    disputed = PAYMENTS[-1]
    lost = [replace(disputed, is_lost=True), replace(disputed, is_lost=True, method=PaymentMethod.BANK)]

    assert [wording.payment_state(row).text for row in lost] == ["Charged back", "Returned"]


def test_a_live_load_is_only_that() -> None:
    assert wording.order_service(ServiceLine.LIVE_LOAD, OrderType.LIVE_LOAD) == "Live load"
    assert wording.order_service(ServiceLine.DUMPSTER, OrderType.EXCHANGE) == "Dumpster · Exchange"


def test_a_method_says_the_last_digits_where_it_has_them() -> None:
    assert wording.payment_method(PaymentMethod.CARD, "Visa", "4242") == "Visa ending 4242"
    assert wording.payment_method(PaymentMethod.CHECK) == "Check"
