"""Limits against card testing: how many cards an account may have declined, and what happens then."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.models import AuditEntry, CardSetup, Company, Letter, Payment, PaymentState
from db.queries import declines
from portal_ui import language
from portal_ui.declines import OTHER_FAILURES
from portal_ui.gateways import Rejected
from portal_ui.service.paying.velocity import TooManyDeclinesError
from portal_ui.views import NewCard, Outcome, PaymentWish, SetupOutcome, SetupStatus, Visit
from tests.builders.trade import add_invoice
from tests.paying.till import ADDRESS, Till

NUMBER, OFFICE = "10433", "office@example.com"


async def someone(till: Till) -> Visit:
    """Who owes an invoice that every try below is for."""
    visit = await till.payer()
    await add_invoice(till.database, visit.scope, number=NUMBER, total_cents=4_900)
    return visit


async def keep(till: Till, visit: Visit, choice: str = "declined") -> SetupStatus:
    card = NewCard(f"ctoken_demo_{choice}_{uuid4().hex}", keep=True, consent_version="test")
    return await till.cards.keep(visit, uuid4(), card, address=ADDRESS)


async def decline(till: Till, visit: Visit, times: int, **apart: float) -> None:
    """So many cards declined, alternately paying and being put on file, so far apart."""
    for nth in range(times):
        if nth % 2:
            assert (await keep(till, visit)).outcome is SetupOutcome.DECLINED
        else:
            assert (await till.pay_new(visit, {NUMBER: 4_900}, "declined")).outcome is Outcome.DECLINED
        till.clock.pass_(**apart)


async def test_after_five_declines_within_an_hour_the_next_card_is_refused_before_anybody_is_asked(till: Till) -> None:
    dana = await someone(till)
    card_id = await till.card(dana)
    await decline(till, dana, 5, minutes=1)

    with pytest.raises(TooManyDeclinesError) as saved:
        await till.pay(dana, {NUMBER: 4_900}, card_id)
    with pytest.raises(TooManyDeclinesError):
        await till.pay_new(dana, {NUMBER: 4_900}, "visa")
    with pytest.raises(TooManyDeclinesError) as kept:
        await keep(till, dana, "visa")

    assert str(saved.value) == (
        "Several cards were declined for this account, so no card can be used here before Nov 23, 2026, 1:00 PM. "
        "Nothing was charged. If it cannot wait, call us: (903) 555-0142."
    )
    assert "no card was put on file" in str(kept.value)
    assert (await till.invoice(NUMBER)).held_cents == 0
    assert (len(await till.rows(Payment)), len(await till.rows(CardSetup))) == (3, 3)  # one of these setups kept the card
    till.clock.pass_(minutes=55)
    assert (await till.pay(dana, {NUMBER: 4_900}, card_id)).outcome is Outcome.PAID


async def test_after_ten_declines_within_a_day_the_account_waits_for_the_rest_of_it(till: Till) -> None:
    dana = await someone(till)
    await decline(till, dana, 10, minutes=20)

    with pytest.raises(TooManyDeclinesError) as refused:
        await keep(till, dana, "visa")

    assert "before Nov 24, 2026, 12:00 PM." in str(refused.value)
    till.clock.pass_(hours=24 - 200 / 60)
    assert (await keep(till, dana, "visa")).outcome is SetupOutcome.KEPT


async def test_another_account_and_bank_accounts_go_on_and_the_sentence_names_the_bank_account_and_the_phone(till: Till) -> None:
    dana, other = await someone(till), await till.payer()
    await till.take_debits()
    await decline(till, dana, 5)

    assert (await keep(till, other, "visa")).outcome is SetupOutcome.KEPT
    with language.speaking("es_US"), pytest.raises(TooManyDeclinesError) as refused:
        await till.pay_new(dana, {NUMBER: 4_900}, "visa")
    assert "(903) 555-0142" in str(refused.value)
    assert "23 nov" in str(refused.value)
    debited = await till.pay_new(dana, {NUMBER: 4_900}, "bank")
    assert debited.outcome is Outcome.ON_ITS_WAY


async def test_the_same_wish_again_still_finds_what_it_began(till: Till) -> None:
    dana = await someone(till)
    wish, setup_id = PaymentWish(uuid4(), {NUMBER: 4_900}, await till.card(dana, "declined-later")), uuid4()
    first = await till.paying.pay(dana, wish, address=ADDRESS)
    card = NewCard(f"ctoken_demo_declined_{uuid4().hex}", keep=True, consent_version="test")
    kept = await till.cards.keep(dana, setup_id, card, address=ADDRESS)
    await decline(till, dana, 3)

    assert await till.paying.pay(dana, wish, address=ADDRESS) == first
    assert await till.cards.keep(dana, setup_id, card, address=ADDRESS) == kept


def _with_email(session: Session) -> None:
    company = session.get(Company, 1)
    assert company is not None
    company.email = OFFICE


def _is_automatic(payment: Payment) -> None:
    payment.is_automatic = True


def _not_submitted(payment: Payment) -> None:
    payment.failure_code = "not_submitted"


def _canceled(payment: Payment) -> None:
    payment.state = PaymentState.CANCELED


@pytest.mark.parametrize("was", [_is_automatic, _not_submitted, _canceled])
async def test_what_no_bank_declined_and_what_the_portal_charged_by_itself_does_not_count(
    till: Till, was: Callable[[Payment], None]
) -> None:
    dana = await someone(till)
    for _nth in range(5):
        told = await till.pay_new(dana, {NUMBER: 4_900}, "declined")
        await till.database.write(_make, told.number, was)

    assert (await till.pay_new(dana, {NUMBER: 4_900}, "visa")).outcome is Outcome.PAID


def _make(session: Session, number: str, was: Callable[[Payment], None]) -> None:
    was(session.scalars(select(Payment).where(Payment.number == number)).one())


async def test_the_office_is_told_once_an_hour_as_soon_as_the_limit_is_reached(till: Till) -> None:
    dana = await someone(till)
    await till.database.write(_with_email)
    await decline(till, dana, 4)
    assert await till.rows(Letter) == []

    await decline(till, dana, 1)
    for _nth in range(3):
        with pytest.raises(TooManyDeclinesError):
            await keep(till, dana, "visa")

    [letter] = await till.rows(Letter)
    assert (letter.kind, letter.to_address, letter.customer_id) == ("office-alert", OFFICE, dana.account.customer_id)
    assert letter.facts == {"reason": "declines", "customer": dana.account.number, "failures": 5, "hours": 1}
    [entry] = [one for one in await till.rows(AuditEntry) if one.action == "card.limit"]
    assert (entry.customer_id, entry.actor, entry.details) == (dana.account.customer_id, "portal", {"declines": 5, "hours": 1})


async def test_an_answer_that_tells_of_no_card_does_not_count(till: Till) -> None:
    assert Rejected("parameter_missing").code in OTHER_FAILURES
    dana = await someone(till)
    for _nth in range(5):
        await till.paying.prepare(dana, wish := PaymentWish(uuid4(), {NUMBER: 4_900}))
        told = await till.paying.pay_with_new_card(dana, wish.request_id, NewCard("of no form", keep=False), address=ADDRESS)
        assert told.outcome is Outcome.DECLINED

    assert (await till.pay_new(dana, {NUMBER: 4_900}, "visa")).outcome is Outcome.PAID


async def test_counting_reads_the_accounts_last_days_and_no_more(till: Till) -> None:
    moment = await till.paying._moment()

    def plan(session: Session) -> str:
        bind = session.connection()
        if bind.dialect.name == "postgresql":
            session.execute(text("SET LOCAL enable_seqscan = off"))  # of a few rows it would read all
        asked = declines._FAILED.params(of_customer=1, from_day=moment.today, after=moment.now)
        said = str(asked.compile(bind, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN QUERY PLAN" if bind.dialect.name == "sqlite" else "EXPLAIN"
        return "\n".join(str(row) for row in bind.exec_driver_sql(f"{explain} {said}"))

    said = await till.database.read(plan)

    assert "ix_card_setups_customer_id" in said
    if "SEARCH" in said:  # SQLite, which knows nothing of how many rows there are
        assert "ix_payments_by_paid_on (customer_id=? AND paid_on>?)" in said
    else:
        assert "ix_payments" in said
        assert "customer_id = 1" in said
