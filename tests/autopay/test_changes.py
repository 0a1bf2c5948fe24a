"""Paying automatically where something changed between the letter and the charge: a card, a role, an amount, the setting, the mail."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from db.engine import Database
from db.models import Access, AccessRole, Card, Invoice, LetterState
from portal_ui.service.letter_writing import NotToBeSentError
from tests.autopay.scene import CAP, DUE, Scene
from tests.builders.trade import TODAY
from tests.paying.till import ADDRESS

pytestmark = pytest.mark.any_database


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> Scene:
    return await Scene.at(database, tmp_path)


async def test_another_card_keeps_what_was_billed_since_it_was_agreed_to(scene: Scene) -> None:
    await scene.agree(is_for_open_ones=False)
    await scene.invoice("A-1", on=TODAY, due_in=20)
    scene.till.clock.now += timedelta(days=10)
    await scene.agree(is_for_open_ones=False, first_on=scene.today, card_id=await scene.till.card(scene.visit, "mastercard"))
    for days in range(10, 25):
        await scene.day(TODAY + timedelta(days=days))
    assert await scene.paid() == [10_000]


async def test_one_invoice_that_would_leave_a_few_cents_is_announced_anew_and_stops_no_other(scene: Scene) -> None:
    await scene.invoice("A-1", total_cents=8_000)
    await scene.invoice("A-2", total_cents=5_000)
    await scene.agree()
    await scene.day(TODAY)
    await scene.change(update(Invoice).where(Invoice.number == "A-1").values(total_cents=8_030))
    await scene.day(DUE)
    assert await scene.paid() == [5_000]

    for days in (4, 5, 6):
        await scene.day(TODAY + timedelta(days=days))

    assert await scene.paid() == [5_000, 8_030]
    assert [facts["invoices"] for _kind, facts in await scene.letters()] == [[["A-1", 8_000], ["A-2", 5_000]], [["A-1", 8_030]]]


async def test_what_was_announced_long_ago_is_announced_anew(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.invoice("HUGE", total_cents=CAP)
    await scene.agree()
    await scene.day(TODAY)
    await scene.switch(False)
    scene.autopay = Scene.desk_of(scene.till)
    await scene.day(DUE)
    await scene.change(update(Invoice).where(Invoice.number == "HUGE").values(total_cents=CAP + 100))
    await scene.switch(True)
    scene.autopay = Scene.desk_of(scene.till)
    back = DUE + timedelta(days=60)
    for days in range(3):
        await scene.day(back + timedelta(days=days))
    assert await scene.paid() == []

    await scene.day(back + timedelta(days=3))

    assert await scene.paid() == [10_000]
    assert [kind for kind, _facts in await scene.letters()] == ["autopay-soon", "autopay-too-large", "autopay-soon"]


async def test_after_a_weekend_without_the_portal_it_is_charged_as_announced(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    await scene.day(DUE + timedelta(days=3))
    assert await scene.paid() == [10_000]


async def test_a_letter_that_was_held_up_names_the_day_on_which_it_is_charged(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY, carries=False)
    late = DUE - timedelta(days=1)
    await scene.day(late, carries=False)

    known = await scene.written()

    day = late + timedelta(days=3)
    assert (known.day, known.invoices) == (day, (("A-1", 10_000),))
    assert [one.on for one in (await scene.view()).planned] == [day]
    await scene.carry()
    await scene.day(day - timedelta(days=1))
    assert await scene.paid() == []
    await scene.day(day)
    assert await scene.paid() == [10_000]


async def test_a_letter_about_what_is_not_charged_any_more_is_not_sent(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY, carries=False)
    await scene.autopay.stop(scene.visit, address=ADDRESS)

    with pytest.raises(NotToBeSentError):
        await scene.written()


async def test_who_may_not_pay_any_more_agrees_no_more(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    await scene.change(update(Access).values(role=AccessRole.VIEWER))

    await scene.day(DUE)

    assert await scene.paid() == []
    assert (await scene.view()).paused == "nobody"


async def test_a_card_taken_off_the_file_stops_it_at_once_on_screen(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    await scene.change(update(Card).values(removed_at=scene.till.clock.now))
    view = await scene.view()
    assert not view.is_at_work
    assert view.planned == ()


async def test_a_retry_whose_letter_bounced_pauses(scene: Scene) -> None:
    await scene.invoice("A-1")
    scene.card_id = await scene.till.card(scene.visit, "declined-later")
    await scene.agree()
    await scene.day(TODAY)
    await scene.day(DUE, carries=False)
    await scene.carry(LetterState.BOUNCED)
    await scene.day(DUE + timedelta(days=1))
    assert (await scene.view()).paused == "letter"
    assert len(await scene.payments()) == 1


async def test_what_was_refunded_is_not_charged_again_after_a_change_of_card(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    await scene.day(DUE)
    await scene.change(update(Invoice).values(paid_cents=0))  # all of it came back, and the invoice is open again
    await scene.agree(first_on=scene.today)
    for days in range(4, 12):
        await scene.day(TODAY + timedelta(days=days))
    assert await scene.paid() == [10_000]


async def test_a_mail_server_that_is_away_for_days_pauses_nobody(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY, carries=False)
    await scene.carry(LetterState.GIVEN_UP)
    await scene.day(DUE)
    assert (await scene.paid(), (await scene.view()).paused) == ([], "")
    assert [facts["day"] for _kind, facts in await scene.letters()] == ["2026-11-26", "2026-11-29"]

    for days in (4, 5, 6):
        await scene.day(TODAY + timedelta(days=days))

    assert await scene.paid() == [10_000]
