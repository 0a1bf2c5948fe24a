"""Payments that the card holder has to confirm, cards that decline, and news that comes by itself."""

from pathlib import Path
from uuid import uuid4

import pytest

from db.models import GatewayEvent, GatewayEventState, Letter, PaymentState
from portal_ui import declines
from portal_ui.gateways import BadEventError, Report, Standing
from portal_ui.payment_errors import DraftNotFoundError, GatewayAwayError
from portal_ui.service.paying import applying
from portal_ui.views import NewCard, Outcome, PaymentStatus, PaymentWish, SetupOutcome, Visit
from tests.builders.trade import add_invoice
from tests.paying.till import ADDRESS, Till


async def _waiting(till: Till, choice: str = "confirm") -> tuple[Visit, PaymentStatus]:
    """A payment that waits for its card holder."""
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, choice)
    assert (told.outcome, (await till.invoice("10433")).held_cents) == (Outcome.NEEDS_YOU, 4_900)
    return dana, told


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ("declined", "generic_decline"),
        ("insufficient-funds", "insufficient_funds"),
        ("lost", "lost_card"),
        ("stolen", "stolen_card"),
        ("expired", "expired_card"),
        ("wrong-cvc", "incorrect_cvc"),
        ("processing-error", "processing_error"),
        ("velocity", "card_velocity_exceeded"),
        ("declined-later", "generic_decline"),
        ("blocked", "fraudulent"),
    ],
)
async def test_case_49_each_class_of_decline_is_told_with_what_to_do_and_charges_nothing(till: Till, choice: str, code: str) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)

    told = await till.pay_new(dana, {"10433": 4_900}, choice)

    assert (told.outcome, told.failure_code) == (Outcome.DECLINED, code)
    assert (await till.invoice("10433")).held_cents == 0
    assert await till.charged_cents() == []


def test_a_lost_card_reads_like_any_declined_one() -> None:
    assert declines.reason("lost_card") == declines.reason("stolen_card") == declines.reason("generic_decline")
    assert "funds" in declines.reason("insufficient_funds")


async def test_case_50_a_payment_that_is_confirmed_succeeds(till: Till) -> None:
    dana, told = await _waiting(till)
    known = await till.paying.status(dana, told.request_id)
    assert known is not None
    assert (known.action.startswith("/demo/bank/"), known.paid_with) == (True, "Visa ending 3184")

    await till.gateway.answer(known.action.rsplit("/", 1)[1], agrees=True)
    paid = await till.paying.confirmed(dana, told.request_id, address=ADDRESS)

    assert (paid.outcome, paid.receipt_number) == (Outcome.PAID, "DEMO-R-000001")
    assert await till.charged_cents() == [4_900]


@pytest.mark.parametrize(
    ("choice", "agrees", "code"),
    [
        ("confirm", False, "payment_intent_authentication_failure"),
        ("confirm-insufficient", True, "insufficient_funds"),
        ("confirm-declined", True, "generic_decline"),
    ],
)
async def test_case_50_a_confirmation_that_fails_gives_the_money_back(till: Till, choice: str, agrees: bool, code: str) -> None:
    dana, told = await _waiting(till, choice)
    known = await till.paying.status(dana, told.request_id)
    assert known is not None
    await till.gateway.answer(known.action.rsplit("/", 1)[1], agrees=agrees)

    failed = await till.paying.confirmed(dana, told.request_id, address=ADDRESS)

    assert (failed.outcome, failed.failure_code) == (Outcome.DECLINED, code)
    assert (await till.invoice("10433")).held_cents == 0
    assert await till.charged_cents() == []


async def test_case_50_what_is_abandoned_is_cancelled_at_the_gateway_first_and_released_then(till: Till) -> None:
    dana, told = await _waiting(till)
    till.clock.pass_(minutes=29)
    await till.paying.sweep()
    assert (await till.invoice("10433")).held_cents == 4_900
    till.gateway.faults.be_unreachable(120)
    till.clock.pass_(minutes=1, seconds=30)

    await till.paying.sweep()
    assert (await till.invoice("10433")).held_cents == 4_900  # not before the gateway has said that it is cancelled
    till.clock.pass_(minutes=1)
    await till.paying.sweep()

    known = await till.paying.status(dana, told.request_id)
    assert known is not None
    assert (known.outcome, known.failure_code) == (Outcome.CANCELED, declines.EXPIRED_UNCONFIRMED)
    assert (await till.invoice("10433")).held_cents == 0


async def test_case_50_a_confirmation_in_the_last_moment_wins_over_the_expiry(till: Till) -> None:
    dana, told = await _waiting(till)
    known = await till.paying.status(dana, told.request_id)
    assert known is not None
    till.clock.pass_(minutes=31)
    await till.gateway.answer(known.action.rsplit("/", 1)[1], agrees=True)

    await till.paying.sweep()

    paid = await till.paying.status(dana, told.request_id)
    assert paid is not None
    assert paid.outcome is Outcome.PAID
    assert await till.charged_cents() == [4_900]


async def test_someone_who_comes_back_without_confirming_is_told_that_the_bank_still_waits(till: Till) -> None:
    dana, told = await _waiting(till)

    still = await till.paying.confirmed(dana, told.request_id, address=ADDRESS)

    assert (still.outcome, still.action) == (Outcome.NEEDS_YOU, (await till.paying.status(dana, told.request_id)).action)  # type: ignore[union-attr]


async def test_giving_up_a_payment_that_waits_frees_the_money(till: Till) -> None:
    dana, told = await _waiting(till)

    given_up = await till.paying.cancel(dana, told.request_id, address=ADDRESS)

    assert given_up.outcome is Outcome.CANCELED
    assert (await till.invoice("10433")).held_cents == 0


async def test_giving_up_needs_the_gateways_word(till: Till) -> None:
    dana, told = await _waiting(till)
    till.gateway.faults.be_unreachable(60)

    with pytest.raises(GatewayAwayError):
        await till.paying.cancel(dana, told.request_id, address=ADDRESS)

    assert (await till.invoice("10433")).held_cents == 4_900


async def test_case_67_another_accounts_payment_is_not_found(till: Till) -> None:
    _dana, told = await _waiting(till)
    olive = await till.payer(name="Olive Haddad")

    for asked in (
        till.paying.status(olive, told.request_id),
        till.paying.confirmed(olive, told.request_id, address=ADDRESS),
        till.paying.cancel(olive, told.request_id, address=ADDRESS),
        till.paying.again(olive, told.request_id),
    ):
        with pytest.raises(DraftNotFoundError):
            await asked
    assert (await till.payment(told.request_id)).state is PaymentState.REQUIRES_ACTION  # and nothing was done to it


async def test_case_44_late_success_after_it_was_given_up_goes_to_what_is_open_and_the_rest_to_credit(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    till.gateway.faults.lose_request()
    late = await till.pay_new(dana, {"10433": 4_900}, "visa")
    till.clock.pass_(minutes=6)
    await till.paying.sweep()
    assert (await till.payment(late.request_id)).state is PaymentState.FAILED
    await till.pay(dana, {"10433": 4_000}, await till.card(dana))
    payment = await till.payment(late.request_id)
    report = Report("pi_late", str(late.request_id), Standing.SUCCEEDED, 4_900, "USD", charge="ch_late")

    await till.database.write(applying.apply, payment.id, report, await till.paying._moment(), is_awaited=False)

    payment, invoice = await till.payment(late.request_id), await till.invoice("10433")
    assert (payment.state, payment.unapplied_cents, invoice.paid_cents, invoice.held_cents) == (PaymentState.SUCCEEDED, 4_000, 4_900, 0)
    assert (await till.paying.offer(dana)).credit_cents == 4_000


@pytest.mark.parametrize(("cents", "currency"), [(4_901, "USD"), (4_899, "USD"), (4_900, "CAD")])
async def test_case_45_another_amount_or_currency_than_was_asked_is_parked(till: Till, cents: int, currency: str) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    till.gateway.faults.lose_request()
    told = await till.pay_new(dana, {"10433": 4_900}, "visa")
    payment = await till.payment(told.request_id)
    report = Report("pi_odd", str(told.request_id), Standing.SUCCEEDED, cents, currency, charge="ch_odd")

    for _twice in range(2):
        await till.database.write(applying.apply, payment.id, report, await till.paying._moment(), is_awaited=False)

    payment = await till.payment(told.request_id)
    assert (payment.state, (await till.invoice("10433")).held_cents) == (PaymentState.SUBMITTING, 4_900)
    assert "instead of 4900 USD" in (payment.parked_reason or "")


async def test_case_30_and_31_news_twice_and_old_news_change_nothing(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    paid = await till.pay(dana, {"10433": 4_900}, await till.card(dana))
    payment = await till.payment(paid.request_id)

    for standing in (Standing.FAILED, Standing.PROCESSING, Standing.REQUIRES_ACTION, Standing.CANCELED, Standing.SUCCEEDED):
        old = Report(payment.gateway_reference or "", str(paid.request_id), standing, 4_900, "USD")
        assert await till.database.write(applying.apply, payment.id, old, await till.paying._moment(), is_awaited=False) is None

    assert (await till.payment(paid.request_id)).state is PaymentState.SUCCEEDED
    assert [letter.kind for letter in await till.rows(Letter)] == ["payment-receipt"]


async def test_a_payment_that_takes_days_is_settled_by_the_gateways_news(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "bank")
    assert told.outcome is Outcome.ON_ITS_WAY
    assert (await till.invoice("10433")).held_cents == 4_900
    till.clock.pass_(minutes=11)

    for delivery in await till.gateway.events_due():
        await till.paying.hear(delivery.body, delivery.headers)
    await till.settled()

    known = await till.paying.status(dana, told.request_id)
    assert known is not None
    assert known.outcome is Outcome.PAID
    assert {event.state for event in await till.rows(GatewayEvent)} == {GatewayEventState.DONE}


async def test_case_38_an_event_that_could_not_be_acted_on_is_parked_and_tried_again(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "bank")
    till.clock.pass_(minutes=11)
    deliveries = await till.gateway.events_due()
    till.gateway.faults.be_unreachable(60)
    for delivery in deliveries:
        await till.paying.hear(delivery.body, delivery.headers)
    await till.settled()
    assert GatewayEventState.PARKED in {event.state for event in await till.rows(GatewayEvent)}

    till.clock.pass_(minutes=2)
    await till.paying.sweep()

    known = await till.paying.status(dana, told.request_id)
    assert known is not None
    assert known.outcome is Outcome.PAID
    assert {event.state for event in await till.rows(GatewayEvent)} == {GatewayEventState.DONE}


async def test_case_35_what_is_not_signed_is_not_kept(till: Till) -> None:
    with pytest.raises(BadEventError):
        await till.paying.hear(b'{"id": "evt_1"}', {"demo-signature": "t=1,v1=00"})
    assert await till.rows(GatewayEvent) == []


async def test_a_card_is_kept_after_it_was_confirmed(till: Till) -> None:
    dana = await till.payer()
    wish_id = uuid4()
    card = NewCard(f"ctoken_demo_confirm-once_{uuid4().hex}", keep=True, consent_version="2026-11")
    waits = await till.cards.keep(dana, wish_id, card, address=ADDRESS)
    assert (waits.outcome, await till.cards.on_file(dana.scope)) == (SetupOutcome.NEEDS_YOU, ())

    await till.gateway.answer(waits.action.rsplit("/", 1)[1], agrees=True)
    kept = await till.cards.confirmed(dana, wish_id, address=ADDRESS)

    assert kept.outcome is SetupOutcome.KEPT
    assert [one.last4 for one in await till.cards.on_file(dana.scope)] == ["3155"]


async def test_a_card_that_is_declined_is_not_kept_and_says_why(till: Till) -> None:
    dana = await till.payer()
    card = NewCard(f"ctoken_demo_declined_{uuid4().hex}", keep=True)

    told = await till.cards.keep(dana, uuid4(), card, address=ADDRESS)

    assert (told.outcome, told.failure_code) == (SetupOutcome.DECLINED, "generic_decline")
    assert await till.cards.on_file(dana.scope) == ()


async def test_a_card_whose_answer_was_lost_is_found_by_the_sweep(till: Till) -> None:
    dana = await till.payer()
    till.gateway.faults.lose_answer()
    card = NewCard(f"ctoken_demo_visa_{uuid4().hex}", keep=True)
    told = await till.cards.keep(dana, uuid4(), card, address=ADDRESS)
    assert told.outcome is SetupOutcome.CONFIRMING

    till.clock.pass_(seconds=20)
    await till.cards.sweep()

    assert [one.last4 for one in await till.cards.on_file(dana.scope)] == ["4242"]


async def test_case_55_a_card_in_use_is_not_removed_and_a_removed_default_leaves_none(till: Till) -> None:
    from portal_ui.payment_errors import CardInUseError

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    first, second = await till.card(dana, "confirm"), await till.card(dana, "mastercard")
    told = await till.pay(dana, {"10433": 4_900}, first)
    assert told.outcome is Outcome.NEEDS_YOU
    assert [(card.id, card.is_in_use) for card in await till.cards.on_file(dana.scope)] == [(first, True), (second, False)]

    with pytest.raises(CardInUseError):
        await till.cards.remove(dana, first, address=ADDRESS)
    await till.paying.cancel(dana, told.request_id, address=ADDRESS)
    await till.cards.remove(dana, first, address=ADDRESS)

    assert [(card.id, card.is_default) for card in await till.cards.on_file(dana.scope)] == [(second, False)]
    await till.cards.make_default(dana, second, address=ADDRESS)
    assert [card.is_default for card in await till.cards.on_file(dana.scope)] == [True]


async def test_a_card_removed_while_the_gateway_is_away_is_let_go_there_later(till: Till) -> None:
    from db.models import Card

    dana = await till.payer()
    card = await till.card(dana)
    till.gateway.faults.be_unreachable(60)
    await till.cards.remove(dana, card, address=ADDRESS)
    assert await till.cards.on_file(dana.scope) == ()
    assert (await till.rows(Card))[0].detached_at is None

    till.clock.pass_(minutes=2)
    await till.paying.sweep()

    assert (await till.rows(Card))[0].detached_at is not None


@pytest.mark.parametrize("days_off", ["soon", "far"])
async def test_a_card_says_when_it_expires_soon(till: Till, days_off: str) -> None:
    from tests.builders.trade import add_card

    dana = await till.payer()
    await add_card(till.database, dana.scope, exp=(11, 2026) if days_off == "soon" else (12, 2026))

    shown = (await till.cards.on_file(dana.scope))[0]

    assert (shown.is_expired, shown.days_left) == (False, 7 if days_off == "soon" else None)


async def test_what_waits_is_shown_to_everyone_of_the_account(till: Till, tmp_path: Path) -> None:
    dana, told = await _waiting(till)
    maria = await till.payer(dana.scope, name="Maria")

    seen = (await till.paying.news(maria))[0]

    assert (seen.number, seen.by, seen.is_mine, seen.outcome) == (told.number, "Dana Ortiz", False, Outcome.NEEDS_YOU)
    assert await till.paying.news(await till.payer(name="Olive")) == ()


async def test_a_wish_prepared_for_more_than_is_open_is_refused_before_the_card_page(till: Till) -> None:
    from portal_ui.payment_errors import AmountNotOpenError

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)

    with pytest.raises(AmountNotOpenError):
        await till.paying.prepare(dana, PaymentWish(uuid4(), {"10433": 4_901}))
