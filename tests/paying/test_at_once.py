"""Clicks, tabs and people at the same time: one of them pays, and everyone is told the truth."""

import asyncio
from collections.abc import Awaitable, Iterable
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest

from db.models import Letter, Payment, PaymentState
from portal_ui.errors import PortalError
from portal_ui.gateways import Report
from portal_ui.payment_errors import AmountNotOpenError, InvoiceNotPayableError
from portal_ui.views import NewCard, Outcome, PaymentWish
from tests.builders.trade import add_invoice
from tests.paying.till import ADDRESS, Till

T = TypeVar("T")


async def _all(work: Iterable[Awaitable[T]]) -> list[T | PortalError]:
    """Everything at once; refusals are results."""

    async def one(job: Awaitable[T]) -> T | PortalError:
        try:
            return await job
        except PortalError as refused:
            return refused

    return await asyncio.gather(*map(one, work))


async def test_case_17_a_double_click_pays_once_and_both_clicks_are_told_so(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card, wish_id = await till.card(dana), uuid4()

    told = await _all(till.pay(dana, {"10433": 4_900}, card, request_id=wish_id) for _click in range(5))

    assert [getattr(one, "number", one) for one in told] == [getattr(told[0], "number", "?")] * 5
    assert Outcome.PAID in {getattr(one, "outcome", None) for one in told}
    assert await till.charged_cents() == [4_900]
    assert len(await till.rows(Payment)) == 1


async def test_case_18_f5_and_back_find_the_payment_that_was_made(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    wish = PaymentWish(uuid4(), {"10433": 4_900})
    await till.paying.prepare(dana, wish)
    card = NewCard(f"ctoken_demo_visa_{uuid4().hex}", keep=False)
    first = await till.paying.pay_with_new_card(dana, wish.request_id, card, address=ADDRESS)

    same = await till.paying.pay_with_new_card(dana, wish.request_id, card, address=ADDRESS)
    other = NewCard(f"ctoken_demo_visa_{uuid4().hex}", keep=False)  # the page was loaded again and filled in once more
    again = await till.paying.pay_with_new_card(dana, wish.request_id, other, address=ADDRESS)

    assert {first.number} == {same.number, again.number}
    assert await till.charged_cents() == [4_900]


async def test_case_19_of_two_tabs_with_the_same_invoice_one_pays(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)

    told = await _all(till.pay(dana, {"10433": 4_900}, card) for _tab in range(2))

    (refused,) = [one for one in told if isinstance(one, PortalError)]
    assert isinstance(refused, AmountNotOpenError | InvoiceNotPayableError)  # while the other's is under way, or once it has paid
    assert await till.charged_cents() == [4_900]


async def test_case_20_of_two_people_of_a_company_one_pays_and_the_other_is_told_what_is_open(till: Till) -> None:
    dana = await till.payer()
    maria = await till.payer(dana.scope, name="Maria")
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)

    told = await _all(till.pay(who, {"10433": 3_000}, card) for who in (dana, maria))

    refused = next(one for one in told if isinstance(one, AmountNotOpenError))
    assert "Only $19.00 can be paid on invoice 10433 now" in str(refused)
    assert await till.charged_cents() == [3_000]


async def test_case_23_two_sweeps_at_once_settle_each_payment_once(till: Till, tmp_path: Path) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=100_000)
    card = await till.card(dana)
    till.gateway.faults.lose_answer(6)
    for _payment in range(6):
        await till.pay(dana, {"10433": 1_000}, card)
    other = Till.over(till.database, tmp_path / "gateway.sqlite", clock=till.clock)
    till.clock.pass_(seconds=30)

    looked = await asyncio.gather(till.paying.sweep(), other.paying.sweep())

    assert sum(looked) == 6
    assert (await till.invoice("10433")).paid_cents == 6_000
    assert len(await till.rows(Letter)) == 6


async def test_case_24_sweep_webhook_and_request_of_one_payment_make_one_receipt_and_one_letter(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card, wish_id = await till.card(dana), uuid4()
    till.gateway.faults.lose_answer()
    await till.pay(dana, {"10433": 4_900}, card, request_id=wish_id)
    till.clock.pass_(seconds=30)
    deliveries = await till.gateway.events_due()
    assert deliveries

    await asyncio.gather(
        till.paying.sweep(),
        *(till.paying.hear(delivery.body, delivery.headers) for delivery in deliveries * 3),
        till.pay(dana, {"10433": 4_900}, card, request_id=wish_id),
    )
    await till.settled()

    payment = await till.payment(wish_id)
    assert (payment.state, payment.receipt_number) == (PaymentState.SUCCEEDED, "DEMO-R-000001")
    assert len(await till.rows(Letter)) == 1
    assert (await till.invoice("10433")).paid_cents == 4_900


async def test_case_25_invoices_in_opposite_order_never_wait_for_each_other(till: Till) -> None:
    people = [await till.payer()]
    people += [await till.payer(people[0].scope, name=f"Person {index}") for index in range(19)]
    for number in ("A", "B", "C"):
        await add_invoice(till.database, people[0].scope, number=number, total_cents=100_000)
    card = await till.card(people[0])
    orders = [("A", "B", "C"), ("C", "B", "A"), ("B", "A", "C"), ("C", "A", "B")]

    told = await _all(till.pay(who, dict.fromkeys(orders[index % 4], 1_000), card) for index, who in enumerate(people))

    assert {getattr(one, "outcome", one) for one in told} == {Outcome.PAID}
    assert [(await till.invoice(number)).paid_cents for number in "ABC"] == [20_000] * 3


async def test_twenty_payers_at_the_same_three_invoices_never_overpay_them(till: Till) -> None:
    people = [await till.payer()]
    people += [await till.payer(people[0].scope, name=f"Person {index}") for index in range(19)]
    for number in ("A", "B", "C"):
        await add_invoice(till.database, people[0].scope, number=number, total_cents=10_000)
    card = await till.card(people[0])

    told = await _all(till.pay(who, {"A": 900, "B": 900, "C": 900}, card) for who in people)

    paid = [one for one in told if not isinstance(one, PortalError)]
    refused = [one for one in told if isinstance(one, PortalError)]
    assert len(paid) == 11
    assert {type(one).__name__ for one in refused} == {"AmountNotOpenError"}
    for number in "ABC":
        invoice = await till.invoice(number)
        assert (invoice.paid_cents, invoice.held_cents) == (9_900, 0)
    assert await till.charged_cents() == [2_700] * 11


async def test_case_26_a_confirmation_token_that_was_used_pays_nothing_a_second_time(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = NewCard(f"ctoken_demo_visa_{uuid4().hex}", keep=False)
    outcomes = []
    for _wish in range(2):
        wish = PaymentWish(uuid4(), {"10433": 1_000})
        await till.paying.prepare(dana, wish)
        told = await till.paying.pay_with_new_card(dana, wish.request_id, card, address=ADDRESS)
        outcomes.append((told.outcome, told.failure_code))

    assert outcomes == [(Outcome.PAID, ""), (Outcome.DECLINED, "confirmation_token_already_used")]
    assert (await till.invoice("10433")).held_cents == 0
    assert await till.charged_cents() == [1_000]


async def test_case_29_a_second_payment_at_the_gateway_is_parked_and_the_office_is_told(till: Till) -> None:
    from portal_ui.service.paying import applying

    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    paid = await till.pay(dana, {"10433": 4_900}, await till.card(dana))
    payment = await till.payment(paid.request_id)
    told = await till.gateway.get(payment.gateway_reference or "")
    assert told is not None
    second = Report("pi_second", told.payment, told.standing, told.amount_cents, told.currency, charge="ch_second")

    await till.database.write(applying.apply, payment.id, second, await till.paying._moment(), is_awaited=False)

    parked = await till.payment(paid.request_id)
    assert "second payment" in (parked.parked_reason or "")
    assert (await till.invoice("10433")).paid_cents == 4_900


@pytest.mark.parametrize("first", ["cheque", "customer"])
async def test_case_21_customer_and_staff_cheque_never_pay_the_same_money(till: Till, tmp_path: Path, first: str) -> None:
    """The office's cheque comes with the books: what is being paid on the portal it does not pay again, and the other way round."""
    from portal_ui.books import BooksRefusedError, import_books
    from tests.builders.books import write_books

    books = write_books(tmp_path / "books")
    import_books(till.database, books, dry_run=False)
    number, cents = await till.open_of_books()
    dana = await till.payer(await till.customer_of(number))
    card = await till.card(dana)
    cheque = write_books(tmp_path / "cheque")
    for name, line in (
        ("payments", f"P9,1001,succeeded,check,2026-11-22,{cents / 100:.2f}"),
        ("allocations", f"P9,{number},{cents / 100:.2f}"),
    ):
        with (cheque / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    if first == "cheque":
        import_books(till.database, cheque, dry_run=False)
        with pytest.raises(PortalError):
            await till.pay(dana, {number: cents}, card)
        assert await till.charged_cents() == []
    else:
        held = await till.pay_new(dana, {number: cents}, "confirm")
        assert held.outcome is Outcome.NEEDS_YOU
        with pytest.raises(BooksRefusedError):
            import_books(till.database, cheque, dry_run=False)
    invoice = await till.invoice(number)
    assert invoice.paid_cents + invoice.held_cents + invoice.credited_cents <= invoice.total_cents
