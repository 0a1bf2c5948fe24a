"""Whatever dies, hangs or gets lost between the portal and the gateway: nobody is charged twice, and no charge is lost.

The numbers are those of the table of fault cases that the portal is held to.
"""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from db.engine import Database
from db.models import Letter, PaymentState
from portal_ui.gateways import Charge, News
from portal_ui.service.paying import applying, reserving
from portal_ui.service.paying.limits import Limits
from portal_ui.service.paying.reserving import Begun, Wanted
from portal_ui.views import Outcome, PaymentWish, Visit
from tests.builders.people import add_company
from tests.builders.trade import add_invoice
from tests.paying.till import ADDRESS, Till


class DyingGateway:
    """Passes everything on, and never comes back from a charge: the process died there. `before` it was sent, or after."""

    def __init__(self, inner: object, *, before: bool) -> None:
        self._inner = inner
        self._before = before

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    async def charge(self, charge: Charge) -> News:
        """Die."""
        if not self._before:
            await self._inner.charge(charge)  # type: ignore[attr-defined]
        raise asyncio.CancelledError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The gateway's file, which outlives every process of the portal."""
    return tmp_path / "gateway.sqlite"


async def _one_open_invoice(till: Till) -> tuple[Visit, int]:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    return dana, await till.card(dana)


async def reserved(till: Till, visit: Visit, wish: PaymentWish) -> Begun:
    """The first step of a payment alone."""
    customer = await till.paying._accounts.reference(visit.scope)
    moment = await till.paying._moment()
    wanted = Wanted(visit.scope, visit.person_id, ADDRESS, wish, None, "demo", customer, Limits(50, 99_999_999, "USD"), moment)
    return await till.database.write(reserving.reserve, wanted)


async def restarted(till: Till, file: Path) -> Till:
    """A new process over what the old one left."""
    fresh = Till.over(till.database, file, clock=till.clock)
    await fresh.paying._settling._sweep.begin_afresh()
    await fresh.paying.sweep()
    return fresh


async def _state(till: Till, request_id: UUID) -> tuple[PaymentState, int, int]:
    payment, invoice = await till.payment(request_id), await till.invoice("10433")
    return payment.state, invoice.held_cents, invoice.paid_cents


async def test_case_01_crash_after_reserve_before_claim_gives_the_money_back_at_the_next_start(till: Till, file: Path) -> None:
    dana, card = await _one_open_invoice(till)
    wish = PaymentWish(uuid4(), {"10433": 4_900}, card)
    await reserved(till, dana, wish)  # and then the process died

    fresh = await restarted(till, file)

    assert await _state(fresh, wish.request_id) == (PaymentState.CANCELED, 0, 0)
    assert await till.charged_cents() == []


async def test_case_01_without_a_new_start_the_money_comes_back_after_ten_minutes(till: Till) -> None:
    dana, card = await _one_open_invoice(till)
    wish = PaymentWish(uuid4(), {"10433": 4_900}, card)
    await reserved(till, dana, wish)  # and then nobody went on with it

    await till.paying.sweep()
    assert await _state(till, wish.request_id) == (PaymentState.CREATED, 4_900, 0)
    till.clock.pass_(minutes=10)
    await till.paying.sweep()

    assert await _state(till, wish.request_id) == (PaymentState.CANCELED, 0, 0)


async def test_a_payment_that_was_given_up_is_not_taken_to_the_gateway_any_more(till: Till) -> None:
    """The process slept for ten minutes between its own two steps, and the sweep of another one was faster."""
    dana, card = await _one_open_invoice(till)
    begun = await reserved(till, dana, PaymentWish(uuid4(), {"10433": 4_900}, card))
    till.clock.pass_(minutes=10)
    await till.paying.sweep()

    await till.paying._charging.charge(begun, 10)

    assert await till.charged_cents() == []
    assert (await till.invoice("10433")).held_cents == 0


@pytest.mark.parametrize("before", [True, False], ids=["case_02_before_it_was_sent", "case_03_after_the_gateways_answer"])
async def test_case_02_and_03_crash_around_the_call_is_settled_by_the_next_start(database: Database, file: Path, before: bool) -> None:
    await add_company(database)
    till = Till.over(database, file)
    dana, card = await _one_open_invoice(till)
    dying = Till.over(database, file, clock=till.clock, gateway=DyingGateway(till.gateway, before=before))  # type: ignore[arg-type]
    wish_id = uuid4()
    told = await dying.pay(dana, {"10433": 4_900}, card, request_id=wish_id)
    assert (told.outcome, await _state(till, wish_id)) == (Outcome.CONFIRMING, (PaymentState.SUBMITTING, 4_900, 0))

    fresh = await restarted(till, file)
    till.clock.pass_(minutes=5, seconds=1)
    await fresh.paying.sweep()

    if before:
        assert await _state(fresh, wish_id) == (PaymentState.FAILED, 0, 0)
        assert await till.charged_cents() == []
    else:
        assert await _state(fresh, wish_id) == (PaymentState.SUCCEEDED, 0, 4_900)
        assert await till.charged_cents() == [4_900]


async def test_case_04_crash_inside_the_apply_transaction_leaves_nothing_half_applied(till: Till, file: Path) -> None:
    dana, card = await _one_open_invoice(till)
    till.gateway.faults.lose_answer()
    wish_id = uuid4()
    await till.pay(dana, {"10433": 4_900}, card, request_id=wish_id)
    payment = await till.payment(wish_id)
    report = (await till.gateway.find(payment.parameters["charge"]["customer"], payment.created_at))[-1]  # type: ignore[index]
    moment = await till.paying._moment()

    def dies(session: object) -> None:
        applying.apply(session, payment.id, report, moment, is_awaited=True)  # type: ignore[arg-type]
        raise RuntimeError("the power went out")

    with pytest.raises(RuntimeError):
        await till.database.write(dies)

    assert await _state(till, wish_id) == (PaymentState.SUBMITTING, 4_900, 0)
    assert await till.rows(Letter) == []
    fresh = await restarted(till, file)
    assert await _state(fresh, wish_id) == (PaymentState.SUCCEEDED, 0, 4_900)
    assert (await till.payment(wish_id)).receipt_number == "DEMO-R-000001"


@pytest.mark.parametrize(
    ("trouble", "is_charged"),
    [
        pytest.param("lose_answer", True, id="case_05_response_lost_after_charge"),
        pytest.param("lose_request", False, id="case_06_request_lost_before_charge"),
        pytest.param("fail_500_after", True, id="case_09_gateway_500_after_charge"),
    ],
)
async def test_case_05_06_09_what_is_not_answered_stays_open_until_the_gateway_lists_it(till: Till, trouble: str, is_charged: bool) -> None:
    dana, card = await _one_open_invoice(till)
    getattr(till.gateway.faults, trouble)()
    wish_id = uuid4()

    told = await till.pay(dana, {"10433": 4_900}, card, request_id=wish_id)
    assert told.outcome is Outcome.CONFIRMING
    assert await _state(till, wish_id) == (PaymentState.SUBMITTING, 4_900, 0)
    till.clock.pass_(minutes=6)
    await till.paying.sweep()

    expected = (PaymentState.SUCCEEDED, 0, 4_900) if is_charged else (PaymentState.FAILED, 0, 0)
    assert await _state(till, wish_id) == expected
    assert await till.charged_cents() == ([4_900] if is_charged else [])


class BreakingGateway(DyingGateway):
    """Charges, and then its answer breaks in the adapter in some way that nobody foresaw."""

    def __init__(self, inner: object, error: Exception) -> None:
        super().__init__(inner, before=False)
        self._error = error

    async def charge(self, charge: Charge) -> News:
        """Charge, and break."""
        await self._inner.charge(charge)  # type: ignore[attr-defined]
        raise self._error


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(TimeoutError("read timed out"), id="case_07_timeout_hang_after_charge"),
        pytest.param(ValueError("half a body"), id="case_08_body_cut_after_headers"),
        pytest.param(ConnectionError("409 key in use"), id="case_10_gateway_409_key_in_use"),
    ],
)
async def test_case_07_08_10_an_answer_that_breaks_is_no_refusal(database: Database, file: Path, error: Exception) -> None:
    await add_company(database)
    till = Till.over(database, file)
    dana, card = await _one_open_invoice(till)
    breaking = Till.over(database, file, clock=till.clock, gateway=BreakingGateway(till.gateway, error))  # type: ignore[arg-type]
    wish_id = uuid4()

    told = await breaking.pay(dana, {"10433": 4_900}, card, request_id=wish_id)
    assert told.outcome is Outcome.CONFIRMING
    till.clock.pass_(seconds=30)
    await till.paying.sweep()

    assert await _state(till, wish_id) == (PaymentState.SUCCEEDED, 0, 4_900)
    assert await till.charged_cents() == [4_900]


async def test_case_11_and_12_a_gateway_that_is_away_costs_nobody_anything(till: Till) -> None:
    """429 and ten minutes of silence look the same from here: nothing is known, nothing is sent again, nothing is let go too early."""
    dana, card = await _one_open_invoice(till)
    wish_id = uuid4()
    till.gateway.faults.be_unreachable(600)

    told = await till.pay(dana, {"10433": 4_900}, card, request_id=wish_id)
    assert told.outcome is Outcome.CONFIRMING
    for _minute in range(9):
        till.clock.pass_(minutes=1)
        await till.paying.sweep()
        assert await _state(till, wish_id) == (PaymentState.SUBMITTING, 4_900, 0)
    till.clock.pass_(minutes=2)
    await till.paying.sweep()

    assert await _state(till, wish_id) == (PaymentState.FAILED, 0, 0)
    assert await till.charged_cents() == []
    letters = [letter.kind for letter in await till.rows(Letter)]
    assert letters == ["payment-failed"]  # nobody was looking any more


class SlowGateway(DyingGateway):
    """Says that it was asked, and answers when it is told to."""

    def __init__(self, inner: object) -> None:
        super().__init__(inner, before=True)
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def charge(self, charge: Charge) -> News:
        """Wait."""
        self.asked.set()
        await self.may_answer.wait()
        answer: News = await self._inner.charge(charge)  # type: ignore[attr-defined]
        return answer


async def test_case_14_a_charge_whose_waiter_is_cancelled_goes_on(database: Database, file: Path) -> None:
    await add_company(database)
    till = Till.over(database, file)
    dana, card = await _one_open_invoice(till)
    slow = SlowGateway(till.gateway)
    waited = Till.over(database, file, clock=till.clock, gateway=slow)  # type: ignore[arg-type]
    wish_id = uuid4()
    waiting = asyncio.create_task(waited.pay(dana, {"10433": 4_900}, card, request_id=wish_id))
    await slow.asked.wait()
    waiting.cancel()
    slow.may_answer.set()
    await waited.paying._charging.farewell(10)

    assert await _state(till, wish_id) == (PaymentState.SUCCEEDED, 0, 4_900)


async def test_case_15_a_request_that_runs_after_the_sweep_looked_is_found_by_the_next_look(till: Till) -> None:
    dana, card = await _one_open_invoice(till)
    wish_id = uuid4()
    till.gateway.faults.delay_request(200)
    await till.pay(dana, {"10433": 4_900}, card, request_id=wish_id)

    for _look in range(3):
        till.clock.pass_(minutes=1)
        await till.paying.sweep()
        assert (await _state(till, wish_id))[0] is PaymentState.SUBMITTING
    till.clock.pass_(minutes=1)
    await till.paying.sweep()

    assert await _state(till, wish_id) == (PaymentState.SUCCEEDED, 0, 4_900)
    assert await till.charged_cents() == [4_900]


async def test_case_16_a_key_older_than_a_day_is_never_sent_again(till: Till) -> None:
    dana, card = await _one_open_invoice(till)
    wish_id = uuid4()
    till.gateway.faults.lose_answer()
    await till.pay(dana, {"10433": 4_900}, card, request_id=wish_id)
    till.clock.pass_(hours=25)  # the gateway has forgotten the key: the same question would charge again

    await till.paying.sweep()
    again = await till.pay(dana, {"10433": 4_900}, card, request_id=wish_id)

    assert again.outcome is Outcome.PAID
    assert await till.charged_cents() == [4_900]


async def test_the_slow_bank_is_found_out_two_minutes_later_and_the_receipt_is_written_then(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    told = await till.pay_new(dana, {"10433": 4_900}, "slow")
    assert told.outcome is Outcome.CONFIRMING

    till.clock.pass_(minutes=2, seconds=1)
    await till.paying.sweep()

    known = await till.paying.status(dana, told.request_id)
    assert known is not None
    assert (known.outcome, known.receipt_number) == (Outcome.PAID, "DEMO-R-000001")
    assert [letter.kind for letter in await till.rows(Letter)] == ["payment-receipt"]


async def test_case_73_receipt_numbers_have_no_gaps_whatever_failed_in_between(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=100_000)
    for choice in ("visa", "declined", "visa", "expired", "slow", "visa"):
        await till.pay_new(dana, {"10433": 1_000}, choice)
    till.clock.pass_(minutes=3)
    await till.paying.sweep()

    from db.models import Payment

    numbers = sorted(payment.receipt_number for payment in await till.rows(Payment) if payment.receipt_number)
    assert numbers == [f"DEMO-R-{number:06d}" for number in (1, 2, 3, 4)]


async def test_case_72_many_payments_in_doubt_are_settled_account_by_account(till: Till) -> None:
    people = [await till.payer() for _account in range(3)]
    for index, person in enumerate(people):
        await add_invoice(till.database, person.scope, number=f"I{index}", total_cents=10_000)
    cards = [await till.card(person) for person in people]
    till.gateway.faults.lose_answer(9)
    for index, person in enumerate(people):
        for _again in range(3):
            await till.pay(person, {f"I{index}": 1_000}, cards[index])

    till.clock.pass_(seconds=30)
    looked = await till.paying.sweep()

    assert looked == 9
    assert [(await till.invoice(f"I{index}")).paid_cents for index in range(3)] == [3_000] * 3
