"""What must stand nowhere, whatever happens to a card: a secret that answers its bank, and more of it than its ending."""

import logging
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Base, Payment
from pages.guard.card_numbers import seems_card
from portal_ui.views import NewCard, Outcome, PaymentStatus, PaymentWish, SetupOutcome, Visit
from tests.builders.people import add_company
from tests.builders.trade import add_invoice
from tests.gateways.contract import Card
from tests.gateways.stripe_look_alike import Fault
from tests.gateways.stripe_look_alike.server import KEY, SECRET
from tests.gateways.stripe_world import StripeCounterpart, stripe_counterpart
from tests.paying.till import ADDRESS, Till

pytestmark = pytest.mark.any_database
OUTCOMES = (Card.VISA, Card.DECLINED, Card.CONFIRM, Card.CONFIRM_INSUFFICIENT, Card.DISPUTED, Card.AMEX)


def whole(session: Session) -> str:
    """Everything that stands in the database, as text; what is stored as bytes too."""
    names = [table.name for table in Base.metadata.sorted_tables]
    rows = [row for name in names for row in session.execute(text(f"SELECT * FROM {name}"))]
    return "\n".join(value.decode("latin-1") if isinstance(value, bytes) else str(value) for row in rows for value in row)


async def pay(till: Till, world: StripeCounterpart, visit: Visit, card: Card, *, number: str = "") -> PaymentStatus:
    """Pay an invoice with a card that was entered on Stripe's fields, and keep it."""
    number = number or card.name.replace("_", "-")
    await add_invoice(till.database, visit.scope, number=number, total_cents=4_900)
    wish = PaymentWish(uuid4(), {number: 4_900})
    await till.paying.prepare(visit, wish)
    token = NewCard(world.token(card), keep=True, consent_version="test")
    return await till.paying.pay_with_new_card(visit, wish.request_id, token, address=ADDRESS)


async def use_cards(till: Till, world: StripeCounterpart) -> None:
    """Cards in all their outcomes, with answers that get lost, news that come twice and news that break."""
    dana = await till.payer()
    for card in OUTCOMES:
        told = await pay(till, world, dana, card)
        if told.outcome is Outcome.NEEDS_YOU:
            await till.paying.status(dana, told.request_id)
            reference = str((await till.payment(told.request_id)).gateway_reference)
            await world.confirm(reference, agrees=True)
            await till.paying.confirmed(dana, told.request_id, address=ADDRESS)
    world.stripe.faults.extend([Fault.LOST, Fault.KEY_WITHDRAWN])
    lost = await pay(till, world, dana, Card.MASTERCARD)
    assert lost.outcome is Outcome.CONFIRMING
    waiting = await pay(till, world, dana, Card.CONFIRM, number="WAITING")
    assert waiting.outcome is Outcome.NEEDS_YOU
    setup_id = uuid4()
    kept = await till.cards.keep(dana, setup_id, NewCard(world.token(Card.CONFIRM), keep=True, consent_version="test"), address=ADDRESS)
    assert kept.outcome is SetupOutcome.NEEDS_YOU
    broken = {"id": "evt_broken", "object": "event", "type": "payment_intent.succeeded", "livemode": False}
    thing = {"id": (await till.rows(Payment))[0].gateway_reference, "object": "payment_intent", "metadata": {"app": "portal"}}
    world.stripe.faults.append(Fault.NOT_JSON)
    await till.paying.hear(*world.stripe.signed({**broken, "data": {"object": {**thing, "client_secret": f"{thing['id']}_secret_x"}}}))
    for delivery in await world.events():
        await till.paying.hear(*delivery)
    await till.settled()
    await till.paying._settling._sweep.begin_afresh()
    await till.paying.sweep()


async def test_case_68_and_69_no_log_and_no_table_holds_a_client_secret_or_a_card(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await add_company(database)
    async with stripe_counterpart() as world:
        till = Till.over(database, tmp_path / "gateway.sqlite", gateway=world.gateway)
        caplog.set_level(logging.DEBUG)
        await use_cards(till, world)
        secrets = [str(thing["client_secret"]) for thing in world.stripe.world.things.values() if "client_secret" in thing]

    table = await database.read(whole)
    assert len(secrets) > len(OUTCOMES)
    assert "4242" in table, "the ending of a card may be shown"
    for place in (caplog.text, table):
        assert [secret for secret in (*secrets, KEY, SECRET) if secret in place] == []
        assert "_secret_" not in place
        assert "cvc" not in place.replace("incorrect_cvc", "")
        assert not any(seems_card(line) for line in place.splitlines())
