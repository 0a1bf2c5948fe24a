"""Paying automatically: agreed to, announced three days before, charged once, and stopped by whatever should stop it."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from db.engine import Database
from db.models import (
    Allocation,
    AuditEntry,
    Autopay,
    Card,
    Company,
    Dispute,
    DisputeState,
    Invoice,
    InvoiceStatus,
    LetterState,
    Payment,
    PaymentState,
    Person,
)
from portal_ui.errors import BadRequestError
from portal_ui.payment_errors import CardNotFoundError, MayNotPayError, PaymentsOffError
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.money_desk import MoneyDesk
from portal_ui.service.payments import Payments
from portal_ui.views import Planned
from tests.autopay.scene import CAP, DUE, Scene
from tests.builders.office import add_member
from tests.builders.trade import TODAY, add_payment
from tests.paying.till import ADDRESS, Till

pytestmark = pytest.mark.any_database


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> Scene:
    return await Scene.at(database, tmp_path)


async def test_an_invoice_is_announced_and_paid_on_its_due_date(scene: Scene) -> None:
    await scene.invoice("A-1", total_cents=12_345)
    await scene.agree()
    await scene.day(TODAY)

    assert await scene.letters() == [("autopay-soon", {"day": "2026-11-26", "card": scene.card_id, "invoices": [["A-1", 12_345]]})]
    assert (await scene.view()).planned == (Planned("A-1", DUE, 12_345),)
    for day in (TODAY + timedelta(days=1), TODAY + timedelta(days=2)):
        await scene.day(day)
    assert await scene.paid() == []

    await scene.day(DUE)

    assert await scene.paid() == [12_345]
    [payment] = await scene.payments()
    assert (payment.state, payment.is_automatic, payment.is_untold) == (PaymentState.SUCCEEDED, True, False)
    assert (await scene.till.invoice("A-1")).balance_cents == 0
    assert len(await scene.letters("payment-receipt")) == 1
    assert await scene.tries() == [(1, "paid", "")]
    assert (await scene.view()).planned == ()
    await scene.day(DUE + timedelta(days=1))
    assert len(await scene.paid()) == 1
    assert len(await scene.letters()) == 1


async def test_customer_and_office_see_which_payments_the_portal_made_by_itself(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.invoice("A-2")
    await scene.agree()
    await scene.day(TODAY)
    await scene.till.pay(scene.visit, {"A-2": 10_000}, scene.card_id)
    await scene.day(DUE)
    till = scene.till
    company = CompanyService(till.database, till.clock)
    records = Payments(till.database, company)
    desk = MoneyDesk(till.database, company, till.changes, till.gateway, till.clock)
    payments = {part.invoice_id: part.payment_id for part in await till.rows(Allocation)}
    numbers = {payment.id: payment.number for payment in await scene.payments()}

    for number, is_automatic in (("A-1", True), ("A-2", False)):
        paid = numbers[payments[(await till.invoice(number)).id]]
        assert (await records.record(scene.visit.scope, paid)).is_automatic is is_automatic
        assert (await desk.payment(paid)).is_automatic is is_automatic


async def test_invoices_of_one_day_are_one_letter_and_one_payment(scene: Scene) -> None:
    await scene.invoice("A-1", total_cents=10_000)
    await scene.invoice("A-2", total_cents=5_000)
    await scene.invoice("B-1", total_cents=700, due_in=4)
    await scene.agree()
    for days in range(5):
        await scene.day(TODAY + timedelta(days=days))

    assert [facts["day"] for _kind, facts in await scene.letters()] == ["2026-11-26", "2026-11-27"]
    assert await scene.paid() == [15_000, 700]


async def test_what_is_overdue_gets_its_three_days_of_notice(scene: Scene) -> None:
    await scene.invoice("OLD", due_in=-40)
    await scene.agree()
    await scene.day(TODAY)

    assert [facts["day"] for _kind, facts in await scene.letters()] == ["2026-11-26"]
    await scene.day(DUE - timedelta(days=1))
    assert await scene.paid() == []
    await scene.day(DUE)
    assert await scene.paid() == [10_000]


async def test_what_was_open_before_is_charged_only_if_that_was_agreed_to(scene: Scene) -> None:
    await scene.invoice("BEFORE", on=TODAY - timedelta(days=1))
    await scene.invoice("AFTER", on=TODAY, total_cents=5_000)
    await scene.agree(is_for_open_ones=False)
    await scene.day(TODAY)
    await scene.day(DUE)

    assert await scene.paid() == [5_000]


async def test_nothing_is_charged_before_the_first_day_that_was_agreed_to(scene: Scene) -> None:
    first = TODAY + timedelta(days=10)
    await scene.invoice("A-1")
    await scene.agree(first_on=first)
    for days in range(10):
        await scene.day(TODAY + timedelta(days=days))
    assert await scene.paid() == []

    await scene.day(first)

    assert await scene.paid() == [10_000]
    assert [facts["day"] for _kind, facts in await scene.letters()] == [first.isoformat()]


async def test_an_invoice_over_the_cap_is_left_to_the_customer_who_is_told_once(scene: Scene) -> None:
    await scene.invoice("HUGE", total_cents=CAP + 1)
    await scene.invoice("JUST", total_cents=CAP)
    await scene.agree()
    for days in range(5):
        await scene.day(TODAY + timedelta(days=days))

    assert await scene.paid() == [CAP]
    told = [facts for kind, facts in await scene.letters() if kind == "autopay-too-large"]
    assert told == [{"invoice": "HUGE", "cents": CAP + 1, "cap": CAP, "day": "2026-11-26"}]


async def test_without_a_letter_that_went_out_three_days_before_nothing_is_charged(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY, carries=False)
    await scene.day(DUE - timedelta(days=1), carries=True)  # the mail server was away until then
    await scene.day(DUE)
    await scene.day(DUE + timedelta(days=1))
    assert await scene.paid() == []

    await scene.day(DUE + timedelta(days=2))

    assert await scene.paid() == [10_000]


async def test_a_letter_that_cannot_be_delivered_pauses_it(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY, carries=False)
    await scene.carry(LetterState.BOUNCED)
    await scene.day(DUE)

    assert await scene.paid() == []
    assert (await scene.view()).paused == "letter"


async def test_customer_vs_autopay_what_is_paid_otherwise_is_not_charged(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.invoice("A-2", total_cents=5_000)
    await scene.agree()
    await scene.day(TODAY)
    await scene.till.pay(scene.visit, {"A-1": 10_000, "A-2": 1_000}, scene.card_id)

    await scene.day(DUE)

    assert await scene.paid() == [11_000, 4_000]
    assert (await scene.till.invoice("A-2")).balance_cents == 0


async def test_customer_vs_autopay_at_the_same_moment_it_is_paid_once(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    scene.till.clock.now += timedelta(days=3)

    await asyncio.gather(
        scene.autopay.work(), scene.till.pay(scene.visit, {"A-1": 10_000}, scene.card_id), scene.autopay.work(), return_exceptions=True
    )

    assert await scene.paid() == [10_000]


async def test_two_processes_charge_once(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    others = [Scene.desk_of(Till.over(scene.till.database, scene.till.file, clock=scene.till.clock)) for _other in range(3)]
    await asyncio.gather(*(desk.work() for desk in others))
    await scene.carry()
    assert len(await scene.letters()) == 1
    scene.till.clock.now += timedelta(days=3)

    await asyncio.gather(*(desk.work() for desk in others))

    assert await scene.paid() == [10_000]


async def test_a_voided_and_a_disputed_invoice_are_not_charged(scene: Scene) -> None:
    await scene.invoice("VOID")
    await scene.invoice("DISPUTED")
    await scene.invoice("LATER", due_in=10)
    await scene.agree()
    await scene.day(TODAY)
    await scene.change(update(Invoice).where(Invoice.number == "VOID").values(status=InvoiceStatus.VOID))
    for number in ("DISPUTED", "LATER"):
        invoice = await scene.till.invoice(number)
        paid = await add_payment(scene.till.database, scene.visit.scope, to={invoice.id: 100}, amount_cents=100)
        dispute = Dispute(payment_id=paid, state=DisputeState.LOST, amount_cents=100, opened_on=TODAY)
        await scene.till.database.write(lambda session, row=dispute: session.add(row))  # type: ignore[misc]

    for days in range(3, 11):
        await scene.day(TODAY + timedelta(days=days))

    assert await scene.paid() == []
    assert sorted(reason for _attempt, _state, reason in await scene.tries()) == ["disputed", "paid otherwise"]


async def test_it_can_be_switched_off_until_the_charge(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)

    await scene.autopay.stop(scene.visit, address=ADDRESS)
    await scene.day(DUE)

    assert await scene.paid() == []
    view = await scene.view()
    assert (view.is_on, view.planned) == (False, ())
    actions = [entry.action for entry in await scene.till.rows(AuditEntry)]
    assert [action for action in actions if action.startswith("autopay")] == ["autopay.on", "autopay.off"]


async def test_agreeing_anew_announces_anew(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    await scene.agree(cap_cents=CAP * 2)
    await scene.day(TODAY + timedelta(days=1))
    await scene.day(DUE)
    assert await scene.paid() == []

    await scene.day(DUE + timedelta(days=1))

    assert await scene.paid() == [10_000]


@pytest.mark.parametrize("who", ["setting", "portal", "customer", "person"])
async def test_what_ends_a_right_ends_it_too(scene: Scene, who: str) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    if who == "setting":
        await scene.switch(False)
    elif who == "portal":
        await scene.change(update(Company).values(portal_active=False))
    elif who == "customer":
        await scene.close_portal()
    else:
        await scene.change(update(Person).values(is_enabled=False))
    scene.autopay = Scene.desk_of(scene.till)  # a process reads the settings again each second

    await scene.day(DUE)

    assert await scene.paid() == []


async def test_a_card_that_was_taken_off_the_file_pauses_it_and_the_customer_is_told(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    await scene.change(update(Card).values(removed_at=scene.till.clock.now))

    await scene.day(DUE)

    assert await scene.paid() == []
    view = await scene.view()
    assert (view.is_on, view.paused, view.is_at_work, view.card_id) == (True, "card-gone", False, None)
    assert (await scene.letters())[-1] == ("autopay-stopped", {"reason": "card-gone"})


async def declining(scene: Scene, code: str) -> None:
    """The account's card is one that declines with this code from now on, and the day of the charge has come."""
    await scene.invoice("A-1")
    scene.card_id = await scene.till.card(scene.visit, "declined-later")
    await scene.agree()
    await scene.day(TODAY)
    await scene.day(DUE)
    if code:
        await scene.change(update(Payment).values(failure_code=code))


async def test_a_decline_is_tried_again_one_three_and_seven_days_later_and_each_is_told(scene: Scene) -> None:
    await declining(scene, "")
    for days in range(4, 30):
        await scene.day(TODAY + timedelta(days=days))

    assert [state for _attempt, state, _reason in await scene.tries()] == ["failed"] * 4
    began = [(payment.paid_on - DUE).days for payment in await scene.payments()]
    assert began == [0, 1, 3, 7]
    told = [facts.get("day") for kind, facts in await scene.letters() if kind == "autopay-failed"]
    assert told == ["2026-11-27", "2026-11-29", "2026-12-03", None]
    assert await scene.letters("payment-failed") == []
    assert await scene.paid() == []
    assert (await scene.view()).is_at_work


async def test_another_card_pays_what_was_declined(scene: Scene) -> None:
    await declining(scene, "")
    await scene.till.pay(scene.visit, {"A-1": 10_000}, await scene.till.card(scene.visit, "mastercard"))
    for days in range(4, 12):
        await scene.day(TODAY + timedelta(days=days))

    assert await scene.paid() == [10_000]
    assert len([kind for kind, _facts in await scene.letters() if kind == "autopay-failed"]) == 1


async def test_off_session_authentication_required_is_left_to_the_customer(scene: Scene) -> None:
    await scene.invoice("A-1")
    scene.card_id = await scene.till.card(scene.visit, "confirm")
    await scene.agree()
    await scene.day(TODAY)
    await scene.day(DUE)
    for days in range(4, 12):
        await scene.day(TODAY + timedelta(days=days))

    [payment] = await scene.payments()
    assert (payment.state, payment.failure_code) == (PaymentState.FAILED, "authentication_required")
    [facts] = [facts for kind, facts in await scene.letters() if kind == "autopay-failed"]
    assert (facts["reason"], facts["invoice"], facts.get("day")) == ("you", "A-1", None)
    assert (await scene.till.invoice("A-1")).held_cents == 0


async def test_a_card_that_never_will_pay_pauses_it(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.invoice("A-2", due_in=4)
    scene.card_id = await scene.till.card(scene.visit, "declined-later")
    await scene.agree()
    await scene.day(TODAY)
    await scene.day(TODAY + timedelta(days=1))
    scene.till.clock.now += timedelta(days=2)
    at = await scene.autopay._at()
    await scene.autopay._charge(scene.visit.scope.customer_id, at)
    await scene.change(update(Payment).values(failure_code="lost_card"))

    await scene.autopay.work()

    assert (await scene.view()).paused == "card-declined"
    assert [state for _attempt, state, _reason in await scene.tries()] == ["failed", "dropped"]
    assert (await scene.letters())[-1] == ("autopay-stopped", {"reason": "card-declined"})


async def test_a_crash_between_row_and_charge_charges_nothing_and_it_is_tried_again(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    scene.till.clock.now += timedelta(days=3)
    dying = Scene.desk_of(Till.over(scene.till.database, scene.till.file, clock=scene.till.clock))

    async def die(_begun: object) -> None:
        raise SystemError

    dying._paying.carry_out = die  # type: ignore[method-assign,assignment]  # the process ends here
    await dying.work()
    assert (await scene.till.invoice("A-1")).held_cents == 10_000
    fresh = Till.over(scene.till.database, scene.till.file, clock=scene.till.clock)
    await fresh.paying._settling._sweep.begin_afresh()
    await fresh.paying.sweep()
    await scene.autopay.work()

    assert await scene.paid() == []
    await scene.carry()
    await scene.day(DUE + timedelta(days=1))
    assert await scene.paid() == [10_000]


async def test_nobody_is_charged_at_night(scene: Scene) -> None:
    await scene.invoice("A-1")
    await scene.agree()
    await scene.day(TODAY)
    scene.till.clock.now = scene.till.clock.now.replace(day=26, hour=7)  # one in the morning in Chicago

    await scene.autopay.work()

    assert await scene.paid() == []


async def test_who_may_agree_and_to_what(scene: Scene) -> None:
    with pytest.raises(BadRequestError):
        await scene.agree(cap_cents=0)
    with pytest.raises(BadRequestError):
        await scene.agree(first_on=TODAY - timedelta(days=1))
    with pytest.raises(BadRequestError):
        await scene.agree(first_on=date(2036, 1, 1))
    with pytest.raises(BadRequestError):
        await scene.agree(consent_version="2020-01")
    with pytest.raises(CardNotFoundError):
        await scene.agree(card_id=scene.card_id + 1)
    foreign = await scene.till.card(await scene.till.payer())
    with pytest.raises(CardNotFoundError):
        await scene.agree(card_id=foreign)
    scene.visit = await scene.till.payer(type(scene.visit.scope)(scene.visit.scope.customer_id, may_pay=False))
    with pytest.raises(MayNotPayError):
        await scene.agree()
    with pytest.raises(MayNotPayError):
        await scene.autopay.stop(scene.visit, address=ADDRESS)
    assert not (await scene.view()).is_on


async def test_it_is_offered_only_where_the_office_offers_it(scene: Scene) -> None:
    await scene.switch(False)
    desk = Scene.desk_of(scene.till)
    scene.autopay = desk

    with pytest.raises(PaymentsOffError):
        await scene.agree()

    assert not (await scene.view()).is_offered


async def test_the_office_switches_it_off_and_never_on(scene: Scene) -> None:
    await scene.agree()
    staff = await add_member(scene.till.database)
    number = await scene.number()

    assert await scene.autopay.stop_by_office(staff, number, address=ADDRESS)

    assert not (await scene.view()).is_on
    assert not await scene.autopay.stop_by_office(staff, number, address=ADDRESS)
    assert (await scene.till.rows(AuditEntry))[-1].actor == f"staff:{staff.staff_id}"


async def test_what_was_agreed_to_is_kept_word_for_word(scene: Scene) -> None:
    await scene.agree()

    row = await scene.only(Autopay)
    assert "Piney Hollow Hauling may charge what is open on it to Visa ending 4242, unless more than $5,000.00 is open" in row.consent_text
    assert (row.consent_version, row.address, row.person_id) == ("2026-11", ADDRESS, scene.visit.person_id)


async def test_the_allocation_is_what_was_announced_and_no_more(scene: Scene) -> None:
    await scene.invoice("A-1", total_cents=8_000)
    await scene.agree()
    await scene.day(TODAY)
    await scene.change(update(Invoice).where(Invoice.number == "A-1").values(total_cents=9_000))  # the books changed it

    await scene.day(DUE)

    assert [part.amount_cents for part in await scene.till.rows(Allocation)] == [8_000]
