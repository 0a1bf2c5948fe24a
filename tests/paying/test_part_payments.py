"""What the office takes of an invoice: any part, no small one, or all of it only."""

import pytest
from sqlalchemy import update

from db.models import Company, CreditMemo
from portal_ui.service.paying.refusals import PartTooSmallError, WholeInvoicesOnlyError
from portal_ui.views import CreditWish, Outcome
from tests.builders.trade import add_credit_memo, add_invoice
from tests.paying.till import ADDRESS, Till


async def settle(till: Till, **facts: object) -> None:
    """The office's choice; it stands before the portal first looks."""
    await till.database.write(lambda session: session.execute(update(Company).values(**facts)))


async def test_without_part_payments_only_a_whole_invoice_is_charged(till: Till) -> None:
    await settle(till, allow_part_payments=False)
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=74_919)
    card = await till.card(dana)

    with pytest.raises(WholeInvoicesOnlyError, match="10433 can only be paid whole"):
        await till.pay(dana, {"10433": 74_918}, card)

    assert (await till.invoice("10433")).held_cents == 0
    assert (await till.pay(dana, {"10433": 74_919}, card)).outcome is Outcome.PAID
    assert await till.charged_cents() == [74_919]


async def test_without_part_payments_a_new_card_pays_no_part_either(till: Till) -> None:
    await settle(till, allow_part_payments=False)
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=74_919)

    with pytest.raises(WholeInvoicesOnlyError):
        await till.pay_new(dana, {"10433": 5_000}, "visa")

    assert await till.charged_cents() == []


async def test_a_part_below_the_least_is_refused_and_one_above_it_is_not(till: Till) -> None:
    await settle(till, least_part_cents=10_000)
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=74_919)
    card = await till.card(dana)

    with pytest.raises(PartTooSmallError, match=r"\$100\.00 or more"):
        await till.pay(dana, {"10433": 9_999}, card)

    assert (await till.pay(dana, {"10433": 10_000}, card)).outcome is Outcome.PAID


async def test_an_invoice_below_the_least_part_is_paid_whole(till: Till) -> None:
    await settle(till, least_part_cents=10_000)
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)

    assert (await till.pay(dana, {"10433": 4_900}, await till.card(dana))).outcome is Outcome.PAID


async def test_credit_goes_to_any_part_of_an_invoice(till: Till) -> None:
    await settle(till, allow_part_payments=False)
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=74_919)
    await add_credit_memo(till.database, dana.scope, total_cents=5_000, remaining_cents=5_000)
    offer = await till.paying.offer(dana)

    used = await till.paying.use_credit(dana, CreditWish(offer.request_id, {"10433": 5_000}), address=ADDRESS)

    assert used.amount_cents == 5_000
    assert [memo.remaining_cents for memo in await till.rows(CreditMemo)] == [0]


async def test_the_offer_tells_what_the_office_takes(till: Till) -> None:
    await settle(till, allow_part_payments=False, least_part_cents=2_500)
    dana = await till.payer()

    offer = await till.paying.offer(dana)

    assert (offer.takes_parts, offer.least_part_cents) == (False, 2_500)
