"""What is left to pay: money in process is promised, so every place that says "remains" leaves it out and names it apart."""

from uuid import uuid4

import pytest

from db.queries import documents
from portal_ui.remaining import left_to_pay
from portal_ui.service.company import Company
from portal_ui.service.invoices import Invoices
from portal_ui.views import CreditWish, Outcome, PaymentWish
from tests.builders.trade import add_credit_memo, add_invoice
from tests.paying.till import ADDRESS, Till

ON_ITS_WAY, PAID = 1_000, 900
LEFT = 4_900 - ON_ITS_WAY - PAID


def test_money_in_process_is_not_to_pay_any_more() -> None:
    assert left_to_pay(4_900, 1_000) == 3_900
    assert left_to_pay(4_900, 0) == 4_900
    assert left_to_pay(1_000, 1_000) == 0


async def test_dialog_card_page_invoice_and_receipt_count_it_alike(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    assert (await till.pay_new(dana, {"10433": ON_ITS_WAY}, "bank")).outcome is Outcome.ON_ITS_WAY
    wish = PaymentWish(uuid4(), {"10433": PAID})
    await till.paying.prepare(dana, wish)
    draft = await till.paying.draft(dana, wish.request_id)
    till.clock.pass_(minutes=1)
    paid = await till.pay(dana, {"10433": PAID}, await till.card(dana))

    offer = await till.paying.offer(dana)
    row = (await Invoices(till.database, Company(till.database, till.clock)).record(dana.scope, "10433")).row
    receipt = await till.database.read(documents.balances_after, dana.scope, paid.number)

    assert [(part.remaining_cents, part.held_cents) for part in (*draft.parts, *paid.parts)] == [(LEFT, ON_ITS_WAY)] * 2
    assert (row.left_cents, row.held_cents, row.balance_cents) == (LEFT, ON_ITS_WAY, LEFT + ON_ITS_WAY)
    assert offer.payable_cents == LEFT
    assert receipt == {"10433": (LEFT + ON_ITS_WAY, ON_ITS_WAY)}


async def test_a_receipt_says_the_same_once_what_was_in_process_then_has_arrived(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    await till.pay_new(dana, {"10433": ON_ITS_WAY}, "bank")
    till.clock.pass_(minutes=1)
    paid = await till.pay(dana, {"10433": PAID}, await till.card(dana))
    before = await till.database.read(documents.balances_after, dana.scope, paid.number)
    till.clock.pass_(hours=2)
    await till.paying.sweep()
    assert (await till.invoice("10433")).paid_cents == ON_ITS_WAY + PAID

    assert await till.database.read(documents.balances_after, dana.scope, paid.number) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_credit_that_was_used_counts_it_alike(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    await add_credit_memo(till.database, dana.scope, total_cents=PAID, remaining_cents=PAID)
    await till.pay_new(dana, {"10433": ON_ITS_WAY}, "bank")

    used = await till.paying.use_credit(dana, CreditWish(uuid4(), {"10433": PAID}), address=ADDRESS)

    assert [(part.remaining_cents, part.held_cents) for part in used.parts] == [(LEFT, ON_ITS_WAY)]
