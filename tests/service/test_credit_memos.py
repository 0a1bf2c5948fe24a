"""What an account has in its favor, and what a refund took from where."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from db.engine import Database
from db.models import Allocation, PaymentState, RefundState
from portal_ui.errors import CreditMemoNotFoundError, MoneyNotShownError, PaymentNotFoundError, RefundNotFoundError
from portal_ui.service.credits import Credits
from tests.builders.trade import TODAY, add_credit_memo, add_customer, add_invoice, add_payment, add_refund
from tests.service.conftest import Reading

pytestmark = pytest.mark.any_database


async def test_an_accounts_credit_is_its_memos_and_what_payments_left_over(database: Database) -> None:
    scope, other = await add_customer(database), await add_customer(database)
    invoice = await add_invoice(database, scope, credited_cents=700)
    used = await add_credit_memo(database, scope, total_cents=700, remaining_cents=0, to={invoice: 700})
    free = await add_credit_memo(database, scope, total_cents=2_000, remaining_cents=500)
    await add_credit_memo(database, other, total_cents=90, remaining_cents=90)
    await add_payment(database, scope, number="P-1", unapplied_cents=1_200)
    await add_payment(database, scope, number="P-2", unapplied_cents=800, state=PaymentState.FAILED)
    await add_payment(database, other, number="P-3", unapplied_cents=70)

    found = await Credits(database).of_account(scope)

    assert [memo.number for memo in found.memos] == [free, used]
    assert [(one.payment, one.cents) for one in found.left_over] == [("P-1", 1_200)]
    assert found.available_cents == 1_700


async def test_a_credit_memo_says_to_which_invoices_it_went(database: Database) -> None:
    scope = await add_customer(database)
    tenth = await add_invoice(database, scope, number="INV-10", credited_cents=400)
    ninth = await add_invoice(database, scope, number="INV-9", credited_cents=100)
    number = await add_credit_memo(database, scope, total_cents=700, remaining_cents=200, to={tenth: 400, ninth: 100})

    view = await Credits(database).record(scope, number)

    assert [(part.number, part.amount_cents, part.on) for part in view.applied] == [("INV-9", 100, TODAY), ("INV-10", 400, TODAY)]
    assert (view.row.total_cents, view.row.remaining_cents, view.used_cents) == (700, 200, 500)
    assert view.row.reason == "Missed pickup"


async def test_credit_of_another_account_is_not_found_and_who_sees_no_money_is_told_so(database: Database) -> None:
    scope, other = await add_customer(database), await add_customer(database)
    number = await add_credit_memo(database, other, total_cents=700, remaining_cents=700)
    blind = replace(other, sees_money=False)

    for absent in (number, "", "nul\x00", "\ud800"):
        with pytest.raises(CreditMemoNotFoundError):
            await Credits(database).record(scope, absent)
    with pytest.raises(MoneyNotShownError):
        await Credits(database).record(blind, number)
    with pytest.raises(MoneyNotShownError):
        await Credits(database).of_account(blind)


async def test_each_refund_says_what_it_opened_and_what_was_left_after_it(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    ninth, tenth = await add_invoice(database, scope, number="INV-9"), await add_invoice(database, scope, number="INV-10")
    parts, paid_on = {ninth: 3_000, tenth: 2_000}, TODAY - timedelta(7)
    payment = await add_payment(database, scope, number="P-1", amount_cents=6_000, refunded_cents=2_000, to=parts, paid_on=paid_on)
    await _took_back(database, ninth, 600)
    await _took_back(database, tenth, 400)
    await add_refund(database, payment, number="R-1", amount_cents=1_500, refunded_on=TODAY - timedelta(3))
    await add_refund(database, payment, number="R-2", amount_cents=500)

    first, second = [await reading.payments.refund(scope, "P-1", number) for number in ("R-1", "R-2")]

    assert [(part.number, part.amount_cents) for part in first.opened] == [("INV-9", 300), ("INV-10", 200)]
    assert (first.from_credit_cents, first.before_cents, first.left_cents) == (1_000, 0, 4_500)
    assert [(part.number, part.amount_cents) for part in second.opened] == [("INV-9", 300), ("INV-10", 200)]
    assert (second.from_credit_cents, second.before_cents, second.left_cents) == (0, 1_500, 4_000)


async def test_a_refund_that_is_not_through_opened_nothing_yet(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    payment = await add_payment(database, scope, number="P-1", amount_cents=5_000, refunded_cents=1_000, unapplied_cents=4_000)
    await add_refund(database, payment, number="R-1", amount_cents=1_000)
    await add_refund(database, payment, number="R-2", amount_cents=500, state=RefundState.PENDING)

    view = await reading.payments.refund(scope, "P-1", "R-2")

    assert (view.opened, view.before_cents) == ((), 1_000)


async def test_a_refund_of_another_payment_or_account_is_not_found(reading: Reading, database: Database) -> None:
    scope, other = await add_customer(database), await add_customer(database)
    payment = await add_payment(database, scope, number="P-1")
    await add_payment(database, scope, number="P-2")
    await add_refund(database, payment, number="R-1", amount_cents=1_000)

    with pytest.raises(RefundNotFoundError, match="no refund R-1 of this payment"):
        await reading.payments.refund(scope, "P-2", "R-1")
    with pytest.raises(RefundNotFoundError):
        await reading.payments.refund(scope, "P-1", "\ud800")
    for number in ("P-1", "nul\x00"):
        with pytest.raises(PaymentNotFoundError):
            await reading.payments.refund(other, number, "R-1")
    with pytest.raises(MoneyNotShownError):
        await reading.payments.refund(replace(scope, sees_money=False), "P-1", "R-1")


async def _took_back(database: Database, invoice_id: int, cents: int) -> None:
    """What came back of the money that went to an invoice."""
    await database.write(
        lambda session: session.execute(update(Allocation).where(Allocation.invoice_id == invoice_id).values(reversed_cents=cents))
    )
