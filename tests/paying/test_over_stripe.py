"""Paying over Stripe's gateway, its look-alike behind it: the portal's own rules hold there as over the demo's."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from db.engine import Database
from db.models import Letter
from portal_ui.dates import utc_clock
from portal_ui.payment_errors import GatewayAwayError
from portal_ui.views import NewCard, Outcome, PaymentStatus, PaymentWish, Visit
from tests.builders.people import add_company
from tests.builders.trade import add_invoice
from tests.gateways.contract import Card
from tests.gateways.stripe_look_alike import Fault
from tests.gateways.stripe_world import stripe_counterpart
from tests.paying.till import ADDRESS, SetClock, Till


async def test_cards_entered_on_stripe_s_fields_pay_decline_and_ask(database: Database, tmp_path: Path) -> None:
    await add_company(database)
    async with stripe_counterpart() as stripe:
        till = Till.over(database, tmp_path / "gateway.sqlite", gateway=stripe.gateway)
        dana = await till.payer()
        told = []
        for number, card in (("10433", Card.VISA), ("10434", Card.INSUFFICIENT), ("10435", Card.CONFIRM), ("10436", Card.MASTERCARD)):
            await add_invoice(database, dana.scope, number=number, total_cents=4_900)
            wish = PaymentWish(uuid4(), {number: 4_900})
            await till.paying.prepare(dana, wish)
            stripe.stripe.faults.extend([Fault.LOST] * (3 if card is Card.MASTERCARD else 0))
            token = NewCard(stripe.token(card), keep=False)
            told.append(await till.paying.pay_with_new_card(dana, wish.request_id, token, address=ADDRESS))

        paid, poor, asked, lost = told
        assert (paid.outcome, paid.receipt_number) == (Outcome.PAID, "R-000001")
        assert poor.outcome is Outcome.DECLINED
        assert "_secret_" in asked.action
        assert lost.outcome is Outcome.CONFIRMING
        assert [(await till.invoice(number)).held_cents for number in ("10433", "10434", "10435", "10436")] == [0, 0, 4_900, 4_900]
        assert len(stripe.stripe.charges()) == 2


async def test_case_12_stripe_is_away_for_ten_minutes_and_back(database: Database, tmp_path: Path) -> None:
    """One payment arrived there before the silence, one never did: neither is sent again, and both end as they really went."""
    await add_company(database)
    async with stripe_counterpart() as stripe:
        till = Till.over(database, tmp_path / "gateway.sqlite", clock=SetClock(utc_clock()), gateway=stripe.gateway)
        dana, newcomer = await till.payer(), await till.payer()
        wishes = {number: PaymentWish(uuid4(), {number: 4_900}) for number in ("10433", "10434", "10435")}
        for number, wish in wishes.items():
            await add_invoice(database, dana.scope, number=number, total_cents=4_900)
            await till.paying.prepare(dana, wish)
        tokens = {number: NewCard(stripe.token(Card.VISA), keep=False) for number in wishes}

        async def pay(number: str) -> PaymentStatus:
            return await till.paying.pay_with_new_card(dana, wishes[number].request_id, tokens[number], address=ADDRESS)

        async def states() -> list[tuple[Outcome | None, int, int]]:
            found = []
            for number, wish in wishes.items():
                told, invoice = await till.paying.status(dana, wish.request_id), await till.invoice(number)
                found.append((told.outcome if told else None, invoice.held_cents, invoice.paid_cents))
            return found

        assert (await pay("10435")).outcome is Outcome.PAID
        stripe.stripe.faults.extend([Fault.LOST, Fault.REFUSED, Fault.REFUSED])
        assert (await pay("10433")).outcome is Outcome.CONFIRMING
        stripe.stripe.is_away = True
        assert (await pay("10434")).outcome is Outcome.CONFIRMING
        with pytest.raises(GatewayAwayError):  # whoever is not known there yet cannot begin
            await till.paying.pay_with_new_card(newcomer, await _wish_of(till, newcomer), tokens["10433"], address=ADDRESS)
        for _minute in range(10):
            assert await states() == [(Outcome.CONFIRMING, 4_900, 0), (Outcome.CONFIRMING, 4_900, 0), (Outcome.PAID, 0, 4_900)]
            till.clock.pass_(minutes=1)
            await till.paying.sweep()
            assert (await pay("10433")).outcome is Outcome.CONFIRMING  # pressed again: nothing is sent
        asked = [request for request in stripe.stripe.asked if request == "POST /v1/payment_intents"]
        stripe.stripe.is_away = False
        till.clock.pass_(minutes=1)
        await till.paying.sweep()

        assert await states() == [(Outcome.PAID, 0, 4_900), (Outcome.DECLINED, 0, 0), (Outcome.PAID, 0, 4_900)]
        charged = [charge["metadata"]["payment"] for charge in stripe.stripe.charges()]
        assert sorted(charged) == sorted(str(wishes[number].request_id) for number in ("10433", "10435"))
        assert len(asked) == 1 + 3 + 3
        assert stripe.stripe.asked.count("POST /v1/payment_intents") == len(asked)
        letters = [letter.kind for letter in await till.rows(Letter)]
        assert sorted(letters) == ["payment-failed", "payment-receipt", "payment-receipt"]


async def _wish_of(till: Till, payer: Visit) -> UUID:
    await add_invoice(till.database, payer.scope, number="10499", total_cents=4_900)
    wish = PaymentWish(uuid4(), {"10499": 4_900})
    await till.paying.prepare(payer, wish)
    return wish.request_id
