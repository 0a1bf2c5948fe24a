"""Using credit: the oldest first, never more than there is, and each location gets its share."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import AccountChange, Allocation, CreditApplication, CreditMemo, Payment
from portal_ui.payment_errors import AmountNotOpenError, BadAmountError, NotEnoughCreditError, OtherWishError
from portal_ui.service.company import Company
from portal_ui.service.invoices import Invoices
from portal_ui.service.paying.crediting import Source, plan
from portal_ui.views import CreditWish, Visit
from tests.builders.trade import add_credit_memo, add_invoice, add_payment
from tests.paying.till import ADDRESS, Till


async def _with_credit(till: Till) -> Visit:
    """Someone with $150.00 of memos and $50.00 left of a payment."""
    dana = await till.payer()
    await add_credit_memo(till.database, dana.scope, total_cents=10_000, remaining_cents=10_000)
    await add_credit_memo(till.database, dana.scope, total_cents=9_000, remaining_cents=5_000)
    await add_payment(till.database, dana.scope, amount_cents=8_000, unapplied_cents=5_000)
    return dana


async def test_credit_pays_invoices_and_is_gone_afterwards(till: Till) -> None:
    dana = await _with_credit(till)
    await add_invoice(till.database, dana.scope, number="A", total_cents=12_000)
    await add_invoice(till.database, dana.scope, number="B", total_cents=9_000)

    used = await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": 12_000, "B": 6_000}), address=ADDRESS)

    assert (used.amount_cents, used.left_cents, [part.remaining_cents for part in used.parts]) == (18_000, 2_000, [0, 3_000])
    assert [memo.remaining_cents for memo in await till.rows(CreditMemo)] == [0, 0]
    assert [payment.unapplied_cents for payment in await till.rows(Payment)] == [2_000]
    assert [part.amount_cents for part in await till.rows(CreditApplication)] == [10_000, 2_000, 3_000]
    assert [part.amount_cents for part in await till.rows(Allocation)] == [3_000]
    first, second = await till.invoice("A"), await till.invoice("B")
    assert (first.balance_cents, second.balance_cents, second.credited_cents, second.paid_cents) == (0, 3_000, 3_000, 3_000)


async def test_an_invoice_says_that_credit_paid_it_and_what_it_was_left_of(till: Till) -> None:
    dana = await till.payer()
    await add_payment(till.database, dana.scope, number="P-9", reference="1581", amount_cents=8_000, unapplied_cents=5_000)
    await add_invoice(till.database, dana.scope, number="A", total_cents=12_000)

    await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": 5_000}), address=ADDRESS)

    shown = await Invoices(till.database, Company(till.database, till.clock)).record(dana.scope, "A")
    assert [(part.number, part.description) for part in shown.applied] == [("P-9", "Credit left of Check 1581")]


async def test_the_same_wish_again_uses_nothing_more(till: Till) -> None:
    dana = await _with_credit(till)
    await add_invoice(till.database, dana.scope, number="A", total_cents=12_000)
    wish = CreditWish(uuid4(), {"A": 5_000})
    await till.paying.use_credit(dana, wish, address=ADDRESS)

    again = await till.paying.use_credit(dana, wish, address=ADDRESS)

    assert (again.amount_cents, again.left_cents) == (5_000, 15_000)
    with pytest.raises(OtherWishError):
        await till.paying.use_credit(dana, CreditWish(wish.request_id, {"A": 4_000}), address=ADDRESS)
    assert (await till.invoice("A")).credited_cents == 5_000


async def test_more_than_there_is_is_refused_whole(till: Till) -> None:
    dana = await _with_credit(till)
    await add_invoice(till.database, dana.scope, number="A", total_cents=50_000)

    with pytest.raises(NotEnoughCreditError, match=r"Only \$200\.00 of credit is left"):
        await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": 20_001}), address=ADDRESS)

    assert (await till.invoice("A")).credited_cents == 0


async def test_credit_does_not_pay_what_is_being_paid(till: Till) -> None:
    dana = await _with_credit(till)
    await add_invoice(till.database, dana.scope, number="A", total_cents=10_000)
    await till.pay_new(dana, {"A": 9_000}, "confirm")

    with pytest.raises(AmountNotOpenError, match=r"Only \$10\.00"):
        await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": 1_001}), address=ADDRESS)


@pytest.mark.parametrize("cents", [0, -1, True, 1.5, "10", None])
async def test_what_is_no_amount_is_refused(till: Till, cents: object) -> None:
    dana = await _with_credit(till)
    await add_invoice(till.database, dana.scope, number="A", total_cents=10_000)

    with pytest.raises(BadAmountError):
        await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": cents}), address=ADDRESS)  # type: ignore[dict-item]


async def test_each_change_of_money_raises_the_accounts_version_and_tells_its_pages_once(till: Till) -> None:
    dana, olive = await _with_credit(till), await till.payer(name="Olive")
    await add_invoice(till.database, dana.scope, number="A", total_cents=10_000)
    told: list[str] = []
    stop = till.changes.listen(dana.scope.customer_id, lambda: told.append("dana"), seen=0)
    till.changes.listen(olive.scope.customer_id, lambda: told.append("olive"), seen=0)

    await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": 1_000}), address=ADDRESS)
    await till.changes._look()
    assert told == ["dana"]
    stop()
    await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": 1_000}), address=ADDRESS)

    assert told == ["dana"]
    versions = await till.database.read(lambda session: [row.version for row in session.query(AccountChange)])
    assert versions == [2]


async def test_what_another_process_changed_is_seen_by_the_next_look(till: Till) -> None:
    dana = await _with_credit(till)
    await add_invoice(till.database, dana.scope, number="A", total_cents=10_000)
    other = Till.over(till.database, till.file, clock=till.clock)
    told: list[str] = []
    other.changes.listen(dana.scope.customer_id, lambda: told.append("changed"), seen=0)
    await other.changes._look()
    assert told == []

    await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": 1_000}), address=ADDRESS)
    await other.changes._look()
    await other.changes._look()

    assert told == ["changed"]


@pytest.mark.parametrize("is_elsewhere", [False, True], ids=["here", "in another process"])
async def test_what_changed_between_the_reading_for_a_page_and_its_listening_is_told(till: Till, *, is_elsewhere: bool) -> None:
    dana = await _with_credit(till)
    await add_invoice(till.database, dana.scope, number="A", total_cents=10_000)
    listening = Till.over(till.database, till.file, clock=till.clock).changes if is_elsewhere else till.changes
    told: list[str] = []
    listening.listen(dana.scope.customer_id, lambda: told.append("an earlier page"), seen=0)

    await till.paying.use_credit(dana, CreditWish(uuid4(), {"A": 1_000}), address=ADDRESS)
    listening.listen(dana.scope.customer_id, lambda: told.append("read before"), seen=0)
    listening.listen(dana.scope.customer_id, lambda: told.append("read after"), seen=1)
    await listening._look()

    assert sorted(told) == ["an earlier page", "read before"]


@given(st.lists(st.integers(1, 500), max_size=8), st.lists(st.integers(1, 500), max_size=8))
def test_a_plan_uses_the_oldest_credit_first_and_never_more_than_there_is(invoices: list[int], sources: list[int]) -> None:
    wanted = list(enumerate(invoices))
    credits = [Source(index, cents, is_memo=True) for index, cents in enumerate(sources)]

    parts = list(plan(wanted, credits))

    assert sum(cents for _invoice, _source, cents in parts) == min(sum(invoices), sum(sources))
    for index, cents in enumerate(sources):
        assert sum(part for _invoice, source, part in parts if source.id == index) <= cents
    used = [source.id for _invoice, source, _cents in parts]
    assert used == sorted(used)
