"""Payments from bank accounts: offered by the office's choice, agreed to, on their way for days, paid or returned, and told of."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from db.models import AuditEntry, Dispute, Letter, PaymentMethod, PaymentState
from portal_ui.consents import DEBIT_VERSION
from portal_ui.debits import expected_on
from portal_ui.errors import BadRequestError
from portal_ui.gateways.demo.choices import by_key, new_token
from portal_ui.payment_errors import DebitsOffError
from portal_ui.service.invoices import Invoices
from portal_ui.service.money_desk import MoneyDesk
from portal_ui.service.payments import Payments
from portal_ui.views import NewCard, Outcome, PaymentStatus, PaymentWish, Visit
from tests.builders.trade import add_invoice
from tests.paying.till import ADDRESS, Till, account

OPEN = 10_000
pytestmark = pytest.mark.any_database


@pytest.fixture
async def dana(till: Till) -> Visit:
    """Someone with one open invoice, at a company that takes bank accounts."""
    visit = await till.payer()
    await add_invoice(till.database, visit.scope, number="10433", total_cents=OPEN)
    await till.take_debits()
    return visit


async def wish(till: Till, dana: Visit) -> PaymentWish:
    made = PaymentWish(uuid4(), {"10433": 4_900})
    await till.paying.prepare(dana, made)
    return made


async def press(till: Till, dana: Visit, card: NewCard) -> PaymentStatus:
    return await till.paying.pay_with_new_card(dana, (await wish(till, dana)).request_id, card, address=ADDRESS)


async def letters(till: Till) -> list[str]:
    return [f"{letter.kind}:{(letter.facts or {}).get('reason', '')}".rstrip(":") for letter in await till.rows(Letter)]


async def hear(till: Till) -> None:
    """The gateway's news arrive, and are acted on."""
    for news in await till.gateway.events_due():
        await till.paying.hear(news.body, news.headers)
        await till.gateway.delivered(news.id)
    await till.settled()


def entered(choice: str = "bank") -> NewCard:
    return account(new_token(by_key(choice)))


async def test_what_was_agreed_to_of_a_debit_is_kept_with_who_when_and_from_where(till: Till, dana: Visit) -> None:
    told = await press(till, dana, entered())

    row = await till.payment(told.request_id)
    assert row.parameters is not None
    mandate = row.parameters["mandate"]
    assert (row.method, row.person_id, row.card_id) == (PaymentMethod.BANK, dana.person_id, None)
    assert (mandate["version"], mandate["address"], mandate["browser"]) == (DEBIT_VERSION, ADDRESS, "Firefox on Windows")
    assert mandate["at"] == till.clock().isoformat()
    assert "to debit $49.00 from your bank account, once" in mandate["text"]
    agreed = (await MoneyDesk(till.database, till.paying._company, till.changes, till.gateway, till.clock).payment(told.number)).agreed
    assert agreed is not None
    assert (agreed.text, agreed.version, agreed.at, agreed.address) == (mandate["text"], DEBIT_VERSION, till.clock(), ADDRESS)


@pytest.mark.parametrize("wrong", [{"is_offered": False}, {"currency": "CAD"}])
async def test_a_bank_account_is_refused_where_none_are_offered_whatever_the_page_says(
    till: Till, dana: Visit, wrong: dict[str, bool | str]
) -> None:
    await till.take_debits(**wrong)  # type: ignore[arg-type]

    with pytest.raises(DebitsOffError, match="Nothing was charged"):
        await press(till, dana, entered())

    assert (await till.invoice("10433")).held_cents == 0
    disguised = await press(till, dana, NewCard(new_token(by_key("bank")), keep=False))
    assert (disguised.outcome, await till.charged_cents()) == (Outcome.DECLINED, [])


async def test_a_text_that_has_changed_is_read_again_before_anything_is_debited(till: Till, dana: Visit) -> None:
    with pytest.raises(BadRequestError, match="has changed"):
        await press(till, dana, replace(entered(), debit_version="2020-01"))


async def test_a_debit_is_on_its_way_for_days_and_then_paid(till: Till, dana: Visit) -> None:
    begun = await press(till, dana, entered())
    till.clock.pass_(days=1)
    await till.paying.sweep()
    still = await till.paying.status(dana, begun.request_id)
    assert still is not None
    held = (await till.invoice("10433")).held_cents
    await hear(till)

    paid = await till.paying.status(dana, begun.request_id)

    assert (begun.outcome, begun.is_debit, begun.expected_on) == (Outcome.ON_ITS_WAY, True, date(2026, 11, 30))
    assert begun.paid_with == "Bank account ending 6789"
    assert paid is not None
    assert (paid.outcome, paid.expected_on) == (Outcome.PAID, None)
    assert held in (0, 4_900)
    assert (await till.invoice("10433")).paid_cents == 4_900
    assert await letters(till) == ["payment-pending:on-its-way", "payment-receipt"]


async def test_an_invoice_says_what_of_it_is_pending_and_by_when(till: Till, dana: Visit) -> None:
    await press(till, dana, entered())
    invoices = Invoices(till.database, till.paying._company)

    pending = await invoices.record(dana.scope, "10433")
    till.clock.pass_(days=3)
    await till.paying.sweep()
    paid = await invoices.record(dana.scope, "10433")

    assert (pending.debited_cents, pending.expected_on) == (4_900, date(2026, 11, 30))
    assert (paid.debited_cents, paid.expected_on, paid.paid_cents) == (0, None, 4_900)


async def test_case_64_ach_processing_to_failed_after_days(till: Till, dana: Visit) -> None:
    begun = await press(till, dana, entered("bank-closed"))
    before = (await till.invoice("10433")).held_cents
    till.clock.pass_(days=3)

    await till.paying.sweep()

    told = await till.paying.status(dana, begun.request_id)
    invoice = await till.invoice("10433")
    assert told is not None
    assert (told.outcome, told.failure_code) == (Outcome.DECLINED, "account_closed")
    assert (before, invoice.held_cents, invoice.balance_cents) == (4_900, 0, OPEN)
    assert await till.charged_cents() == []
    assert await letters(till) == ["payment-pending:on-its-way", "payment-failed"]
    record = await Payments(till.database, till.paying._company).record(dana.scope, told.number)
    assert record.failure_reason == "The bank account is closed. Pay from another account, or by card."


async def test_a_debit_that_its_bank_takes_back_later_opens_its_invoice_again(till: Till, dana: Visit) -> None:
    begun = await press(till, dana, entered("bank-taken-back"))
    till.clock.pass_(days=3)
    await till.paying.sweep()
    assert (await till.invoice("10433")).paid_cents == 4_900

    await hear(till)

    assert (await till.payment(begun.request_id)).state is PaymentState.SUCCEEDED
    assert [(one.amount_cents, one.reason) for one in await till.rows(Dispute)] == [(4_900, "debit_not_authorized")]
    assert (await till.invoice("10433")).balance_cents == OPEN
    assert (await letters(till))[1:] == ["payment-receipt", "payment-returned:debit"]
    assert (await till.rows(AuditEntry))[-1].action == "dispute.returned"


async def test_an_account_that_small_deposits_prove_waits_ten_days_and_not_half_an_hour(till: Till, dana: Visit) -> None:
    begun = await press(till, dana, entered("bank-verify"))
    till.clock.pass_(days=9)
    await till.paying.sweep()
    waiting = await till.paying.status(dana, begun.request_id)
    assert waiting is not None
    await till.gateway.answer(waiting.action.rsplit("/", 1)[1], agrees=True)
    proven = await till.paying.confirmed(dana, begun.request_id, address=ADDRESS)

    assert [told.outcome for told in (begun, waiting, proven)] == [Outcome.NEEDS_YOU, Outcome.NEEDS_YOU, Outcome.ON_ITS_WAY]
    assert proven.expected_on == expected_on(date(2026, 12, 2))
    assert await letters(till) == ["payment-pending:verify", "payment-pending:on-its-way"]


async def test_an_account_that_nobody_proves_in_time_is_given_up_at_the_gateway_first(till: Till, dana: Visit) -> None:
    begun = await press(till, dana, entered("bank-verify"))
    till.clock.pass_(days=10)

    await till.paying.sweep()

    told = await till.paying.status(dana, begun.request_id)
    assert told is not None
    assert (told.outcome, (await till.invoice("10433")).held_cents) == (Outcome.CANCELED, 0)
    assert await till.gateway.waiting(begun.action.rsplit("/", 1)[1]) is None


async def test_a_time_that_is_over_does_not_wait_for_the_next_daily_look(till: Till, dana: Visit) -> None:
    begun = await press(till, dana, entered("bank-verify"))
    till.clock.pass_(days=9, hours=12)
    await till.paying.sweep()
    till.clock.pass_(hours=12)
    await till.paying.sweep()

    told = await till.paying.status(dana, begun.request_id)
    assert told is not None
    assert told.outcome is Outcome.CANCELED


async def test_a_debit_that_nobody_answered_about_is_told_as_one(till: Till, dana: Visit) -> None:
    till.gateway.faults.delay_request(400)

    told = await press(till, dana, entered())

    assert (told.outcome, told.is_debit, told.paid_with) == (Outcome.CONFIRMING, True, "Bank account")


async def test_what_takes_days_is_asked_about_hourly_then_daily(till: Till, dana: Visit) -> None:
    begun = await press(till, dana, entered("bank-verify"))
    looks = []
    for _hour in range(72):
        till.clock.pass_(hours=1)
        if await till.paying.sweep():
            looks.append(till.clock())

    row = await till.payment(begun.request_id)
    first_day = [look for look in looks if look - row.created_at <= timedelta(days=1)]
    assert (len(first_day), len(looks)) == (24, 26)


async def test_the_office_reads_of_a_debit_what_it_did(till: Till, dana: Visit) -> None:
    await press(till, dana, entered())

    actions = [entry.action for entry in await till.rows(AuditEntry)]
    assert actions[-2:] == ["payment.begin", "payment.on-its-way"]


@pytest.mark.parametrize(
    ("begun", "day"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),  # over Thanksgiving and a weekend
        (date(2026, 12, 24), date(2026, 12, 31)),  # over Christmas
        (date(2027, 7, 1), date(2027, 7, 8)),  # the Fourth is a Sunday, kept on Monday
        (date(2026, 7, 1), date(2026, 7, 7)),  # the Fourth is a Saturday, and kept by no bank
        (date(2027, 1, 14), date(2027, 1, 21)),  # over Martin Luther King's day
        (date(2026, 5, 21), date(2026, 5, 28)),  # over Memorial Day
        (date(2026, 8, 3), date(2026, 8, 7)),
    ],
)
def test_a_debit_s_money_is_expected_within_four_days_on_which_banks_work(begun: date, day: date) -> None:
    assert expected_on(begun) == day
