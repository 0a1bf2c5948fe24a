"""Paying over Stripe's gateway, its look-alike behind it: the portal's own rules hold there as over the demo's."""

from pathlib import Path
from uuid import uuid4

from db.engine import Database
from portal_ui.views import NewCard, Outcome, PaymentWish
from tests.builders.people import add_company
from tests.builders.trade import add_invoice
from tests.gateways.contract import Card
from tests.gateways.stripe_look_alike import Fault
from tests.gateways.stripe_world import stripe_counterpart
from tests.paying.till import ADDRESS, Till


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
