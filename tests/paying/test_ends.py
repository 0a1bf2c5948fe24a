"""How a payment ended is told to the person who began it, once: the database knows whether that was done."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from db.queries import changes
from portal_ui.views import Looking, Outcome, PaymentWish, Visit
from tests.builders.trade import add_invoice
from tests.paying.test_faults import reserved, restarted
from tests.paying.till import ADDRESS, Till


async def _paid(till: Till) -> tuple[Visit, int]:
    """Someone with an open invoice and a card."""
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    return dana, await till.card(dana)


async def _news(till: Till, visit: Visit) -> list[Outcome]:
    return [status.outcome for status in await till.paying.news(visit)]


async def test_a_payment_that_ended_while_the_portal_was_away_is_news_until_it_was_told(till: Till, tmp_path: Path) -> None:
    dana, card = await _paid(till)
    wish = PaymentWish(uuid4(), {"10433": 4_900}, card)
    await reserved(till, dana, wish)  # and then the process died
    assert await _news(till, dana) == [Outcome.CONFIRMING]

    fresh = await restarted(till, tmp_path / "gateway.sqlite")

    (ended,) = await fresh.paying.news(dana)
    assert (ended.request_id, ended.outcome, ended.is_mine) == (wish.request_id, Outcome.CANCELED, True)
    await fresh.paying.told(dana, [wish.request_id])
    assert await fresh.paying.news(dana) == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_end_is_news_to_who_began_it_alone_and_only_that_person_has_read_it(till: Till) -> None:
    dana, card = await _paid(till)
    paid = await till.pay(dana, {"10433": 4_900}, card)
    maria, elsewhere = await till.payer(dana.scope, name="Maria"), replace(dana, scope=(await till.payer()).scope)

    await till.paying.told(maria, [paid.request_id])

    assert await _news(till, maria) == []
    assert await _news(till, elsewhere) == []
    assert await _news(till, dana) == [Outcome.PAID]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_the_office_reads_in_a_persons_place_is_still_told_to_that_person(till: Till) -> None:
    dana, card = await _paid(till)
    paid = await till.pay(dana, {"10433": 4_900}, card)
    looking = Looking(1, "Nora", till.clock.now + timedelta(minutes=30))

    await till.paying.told(replace(dana, looking=looking), [paid.request_id])

    assert await _news(till, dana) == [Outcome.PAID]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_payment_in_process_cannot_have_been_told(till: Till) -> None:
    dana, _card = await _paid(till)
    waiting = await till.pay_new(dana, {"10433": 4_900}, "confirm")

    await till.paying.told(dana, [waiting.request_id])
    await till.paying.cancel(dana, waiting.request_id, address=ADDRESS)

    assert await _news(till, dana) == [Outcome.CANCELED]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_open_pages_hear_of_cards_that_come_and_go(till: Till) -> None:
    dana = await till.payer()
    versions = []

    for change in (till.card(dana), till.card(dana)):
        card = await change
        versions.append(await till.database.read(changes.versions, [dana.scope.customer_id]))
    await till.cards.make_default(dana, card, address=ADDRESS)
    versions.append(await till.database.read(changes.versions, [dana.scope.customer_id]))
    await till.cards.remove(dana, card, address=ADDRESS)
    versions.append(await till.database.read(changes.versions, [dana.scope.customer_id]))

    assert versions == [{dana.scope.customer_id: version} for version in (1, 2, 3, 4)]
