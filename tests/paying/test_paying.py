"""Paying with a saved or a new card: what is held, what is charged, and what people are told."""

from uuid import uuid4

import pytest

from db.models import Allocation, AllocationSplit, AuditEntry, InvoiceStatus, Letter, PaymentState
from db.scope import Scope
from portal_ui.errors import InvoiceNotFoundError, PortalError
from portal_ui.payment_errors import (
    AmountNotOpenError,
    BadAmountError,
    CardNotFoundError,
    DraftNotFoundError,
    InvoiceNotPayableError,
    MayNotPayError,
    OtherWishError,
    RestTooSmallError,
)
from portal_ui.views import NewCard, Outcome, PaymentWish
from tests.builders.trade import TODAY, Line, add_customer, add_invoice, add_location
from tests.paying.till import ADDRESS, Till


async def test_a_payment_with_a_saved_card_clears_the_invoice_and_gives_a_receipt(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=74_919)

    paid = await till.pay(dana, {"10433": 74_919}, await till.card(dana))

    assert (paid.outcome, paid.receipt_number, paid.paid_with) == (Outcome.PAID, "DEMO-R-000001", "Visa ending 4242")
    assert [(part.number, part.remaining_cents) for part in paid.parts] == [("10433", 0)]
    invoice = await till.invoice("10433")
    assert (invoice.paid_cents, invoice.held_cents, invoice.balance_cents) == (74_919, 0, 0)
    payment = await till.payment(paid.request_id)
    assert (payment.state, payment.paid_on, payment.person_id) == (PaymentState.SUCCEEDED, TODAY, dana.person_id)
    assert await till.charged_cents() == [74_919]


async def test_receipt_letter_and_audit_stand_with_the_payment(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)

    paid = await till.pay(dana, {"10433": 4_900}, await till.card(dana))

    letters = [(letter.kind, letter.facts) for letter in await till.rows(Letter)]
    assert letters == [("payment-receipt", {"payment": paid.number})]
    actions = [entry.action for entry in await till.rows(AuditEntry) if entry.subject == f"payment:{paid.number}"]
    assert actions == ["payment.begin", "payment.succeeded"]


async def test_a_declined_card_leaves_everything_as_it_was(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)

    told = await till.pay_new(dana, {"10433": 4_900}, "insufficient-funds")

    assert (told.outcome, told.failure_code, told.receipt_number) == (Outcome.DECLINED, "insufficient_funds", "")
    invoice = await till.invoice("10433")
    assert (invoice.paid_cents, invoice.held_cents) == (0, 0)
    assert await till.charged_cents() == []
    assert await till.rows(Letter) == []  # whoever pays is looking


async def test_case_27_after_a_decline_another_try_is_a_new_payment_with_a_key_of_its_own(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    declined = await till.pay_new(dana, {"10433": 4_900}, "declined")

    fresh = await till.paying.again(dana, declined.request_id)
    paid = await till.paying.pay_with_new_card(dana, fresh, NewCard(f"ctoken_demo_visa_{uuid4().hex}", keep=False), address=ADDRESS)

    assert (fresh != declined.request_id, paid.outcome) == (True, Outcome.PAID)
    first, second = await till.payment(declined.request_id), await till.payment(fresh)
    assert first.key != second.key
    assert await till.charged_cents() == [4_900]


async def test_part_amounts_over_several_invoices_are_exact(till: Till) -> None:
    """Case 41: partial payment over several invoices, to the cent."""
    dana = await till.payer()
    for number, total in (("1", 10_001), ("2", 20_002), ("3", 30_003)):
        await add_invoice(till.database, dana.scope, number=number, total_cents=total)

    paid = await till.pay(dana, {"1": 3_333, "2": 20_002, "3": 777}, await till.card(dana))

    assert paid.amount_cents == 3_333 + 20_002 + 777
    assert [(await till.invoice(number)).balance_cents for number in "123"] == [6_668, 0, 29_226]
    allocations = [allocation.amount_cents for allocation in await till.rows(Allocation)]
    assert sorted(allocations) == [777, 3_333, 20_002]


@pytest.mark.parametrize("cents", [0, -1, -4_900, True, 1.0, 49.0, "4900", None, 2**63, float("nan")])
async def test_case_42_what_is_no_amount_is_refused_whole(till: Till, cents: object) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="1", total_cents=4_900)
    await add_invoice(till.database, dana.scope, number="2", total_cents=4_900)
    card = await till.card(dana)

    with pytest.raises((BadAmountError, AmountNotOpenError)):
        await till.pay(dana, {"1": 4_900, "2": cents}, card)  # type: ignore[dict-item]

    assert [(await till.invoice(number)).held_cents for number in "12"] == [0, 0]
    assert await till.charged_cents() == []


async def test_one_cent_more_than_open_is_refused_and_says_what_is_open(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900, paid_cents=1_000)

    with pytest.raises(AmountNotOpenError, match=r"Only \$39\.00 can be paid on invoice 10433"):
        await till.pay(dana, {"10433": 3_901}, await till.card(dana))

    assert (await till.invoice("10433")).held_cents == 0


@pytest.mark.parametrize("status", [InvoiceStatus.VOID, InvoiceStatus.PENDING])
async def test_void_and_pending_invoices_are_not_paid(till: Till, status: InvoiceStatus) -> None:
    dana = await till.payer(Scope((await add_customer(till.database)).customer_id, sees_pending=True))
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900, status=status)

    with pytest.raises(InvoiceNotPayableError):
        await till.pay(dana, {"10433": 4_900}, await till.card(dana))


async def test_a_pending_invoice_that_is_not_shown_is_not_found(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900, status=InvoiceStatus.PENDING)

    with pytest.raises(InvoiceNotFoundError):
        await till.pay(dana, {"10433": 4_900}, await till.card(dana))


async def test_another_accounts_invoice_is_not_found_and_nothing_is_held(till: Till) -> None:
    dana, olive = await till.payer(), await till.payer(name="Olive Haddad")
    await add_invoice(till.database, dana.scope, number="mine", total_cents=4_900)
    await add_invoice(till.database, olive.scope, number="hers", total_cents=4_900)

    with pytest.raises(InvoiceNotFoundError, match="hers"):
        await till.pay(dana, {"mine": 4_900, "hers": 4_900}, await till.card(dana))

    assert [(await till.invoice(number)).held_cents for number in ("mine", "hers")] == [0, 0]


async def test_case_54_another_accounts_card_is_refused_before_any_call(till: Till) -> None:
    dana, olive = await till.payer(), await till.payer(name="Olive Haddad")
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)

    with pytest.raises(CardNotFoundError):
        await till.pay(dana, {"10433": 4_900}, await till.card(olive))

    assert await till.charged_cents() == []


async def test_a_removed_card_pays_nothing(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)
    await till.cards.remove(dana, card, address=ADDRESS)

    with pytest.raises(CardNotFoundError):
        await till.pay(dana, {"10433": 4_900}, card)


@pytest.mark.parametrize("cents", [4_851, 4_899])
async def test_case_46_a_rest_that_no_card_can_pay_is_not_left(till: Till, cents: int) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)

    with pytest.raises(RestTooSmallError, match=r"less than \$0\.50"):
        await till.pay(dana, {"10433": cents}, await till.card(dana))

    assert (await till.invoice("10433")).held_cents == 0


async def test_case_46_a_small_rest_can_be_paid_together_with_another_invoice(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="rest", total_cents=30)
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)

    with pytest.raises(BadAmountError, match=r"at least \$0\.50"):
        await till.pay(dana, {"rest": 30}, card)

    assert (await till.pay(dana, {"rest": 30, "10433": 4_900}, card)).outcome is Outcome.PAID


async def test_more_than_a_card_can_pay_is_refused(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=200_000_000)

    with pytest.raises(BadAmountError, match=r"at most \$999,999\.99"):
        await till.pay(dana, {"10433": 100_000_000}, await till.card(dana))


async def test_case_28_the_same_request_id_with_other_amounts_is_refused(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card, wish_id = await till.card(dana), uuid4()
    await till.pay(dana, {"10433": 1_000}, card, request_id=wish_id)

    with pytest.raises(OtherWishError):
        await till.pay(dana, {"10433": 1_001}, card, request_id=wish_id)

    assert await till.charged_cents() == [1_000]


async def test_someone_elses_request_id_finds_nothing(till: Till) -> None:
    dana, olive = await till.payer(), await till.payer(name="Olive Haddad")
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    await add_invoice(till.database, olive.scope, number="20001", total_cents=4_900)
    wish_id = uuid4()
    await till.pay(dana, {"10433": 1_000}, await till.card(dana), request_id=wish_id)

    with pytest.raises(DraftNotFoundError):
        await till.pay(olive, {"20001": 1_000}, await till.card(olive), request_id=wish_id)
    with pytest.raises(DraftNotFoundError):
        await till.paying.status(olive, wish_id)


async def test_who_may_not_pay_is_refused_everything_that_moves_money(till: Till) -> None:
    scope = Scope((await add_customer(till.database)).customer_id, may_pay=False)
    vera = await till.payer(scope, name="Vera")
    await add_invoice(till.database, scope, number="10433", total_cents=4_900)
    wish = PaymentWish(uuid4(), {"10433": 4_900}, 1)

    for refused in (
        till.paying.offer(vera),
        till.paying.pay(vera, wish, address=ADDRESS),
        till.paying.prepare(vera, wish),
        till.paying.draft(vera, wish.request_id),
        till.paying.cancel(vera, wish.request_id, address=ADDRESS),
        till.cards.remove(vera, 1, address=ADDRESS),
        till.cards.make_default(vera, 1, address=ADDRESS),
        till.cards.keep(vera, uuid4(), NewCard("x", keep=True), address=ADDRESS),
    ):
        with pytest.raises(MayNotPayError):
            await refused


async def test_a_draft_is_for_whoever_made_it_and_for_two_hours(till: Till) -> None:
    dana = await till.payer()
    maria = await till.payer(dana.scope, name="Maria")
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    wish = PaymentWish(uuid4(), {"10433": 1_000})
    await till.paying.prepare(dana, wish)

    shown = await till.paying.draft(dana, wish.request_id)
    assert (shown.total_cents, [(part.number, part.remaining_cents) for part in shown.parts]) == (1_000, [("10433", 3_900)])
    with pytest.raises(DraftNotFoundError):
        await till.paying.draft(maria, wish.request_id)
    with pytest.raises(DraftNotFoundError):
        await till.paying.prepare(maria, wish)
    till.clock.pass_(hours=2, seconds=1)
    with pytest.raises(DraftNotFoundError):
        await till.paying.draft(dana, wish.request_id)


async def test_a_new_card_is_kept_when_wished_and_becomes_the_first_default(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)

    await till.pay_new(dana, {"10433": 1_000}, "visa", keep=True)
    await till.pay_new(dana, {"10433": 1_000}, "mastercard", keep=True)
    await till.pay_new(dana, {"10433": 1_000}, "amex")

    cards = [(card.brand, card.is_default) for card in await till.cards.on_file(dana.scope)]
    assert cards == [("Visa", True), ("Mastercard", False)]


async def test_the_same_card_entered_again_takes_the_place_of_the_one_on_file(till: Till) -> None:
    dana = await till.payer()
    await till.card(dana, "visa")
    await till.card(dana, "mastercard")
    again = await till.card(dana, "visa")

    cards = [(card.id, card.brand, card.is_default) for card in await till.cards.on_file(dana.scope)]
    assert cards[0] == (again, "Visa", True)
    assert len(cards) == 2


async def test_each_location_gets_its_share_and_what_clears_the_invoice_clears_each_of_them(till: Till) -> None:
    dana = await till.payer()
    first, second = await add_location(till.database, dana.scope), await add_location(till.database, dana.scope)
    lines = (Line(3_333, first), Line(3_333, second), Line(3_334))
    await add_invoice(till.database, dana.scope, number="10433", lines=lines)
    card = await till.card(dana)

    for cents in (5_000, 2_500, 2_500):
        await till.pay(dana, {"10433": cents}, card)

    shares: dict[int | None, int] = {}
    for split in await till.rows(AllocationSplit):
        shares[split.location_id] = shares.get(split.location_id, 0) + split.amount_cents
    assert shares == {first: 3_333, second: 3_333, None: 3_334}


async def test_what_clears_an_invoice_with_a_discount_clears_the_place_of_the_discount_too(till: Till) -> None:
    dana = await till.payer()
    first, second = await add_location(till.database, dana.scope), await add_location(till.database, dana.scope)
    await add_invoice(till.database, dana.scope, number="10433", lines=(Line(15_000, first), Line(-5_000, second)))

    await till.pay(dana, {"10433": 10_000}, await till.card(dana))

    assert {split.location_id: split.amount_cents for split in await till.rows(AllocationSplit)} == {first: 15_000, second: -5_000}


async def test_the_offer_has_what_is_due_first_and_says_who_is_paying_what(till: Till) -> None:
    dana = await till.payer()
    maria = await till.payer(dana.scope, name="Maria")
    await add_invoice(till.database, dana.scope, number="later", total_cents=5_000, due_in=10)
    await add_invoice(till.database, dana.scope, number="late", total_cents=4_900, due_in=-35)
    await add_invoice(till.database, dana.scope, number="today", total_cents=4_900, due_in=0)
    await add_invoice(till.database, dana.scope, number="paid", total_cents=4_900, paid_cents=4_900)
    await till.pay_new(maria, {"late": 1_000}, "confirm")

    offer = await till.paying.offer(dana)

    assert [(row.number, row.is_due, row.days_late, row.payable_cents) for row in offer.invoices] == [
        ("late", True, 35, 3_900),
        ("today", True, 0, 4_900),
        ("later", False, 0, 5_000),
    ]
    held = offer.invoices[0].held[0]
    assert (held.amount_cents, held.by, held.is_mine, held.since) == (1_000, "Maria", False, till.clock())


async def test_a_refusal_is_a_sentence_that_says_what_is_unharmed(till: Till) -> None:
    dana = await till.payer()
    await add_invoice(till.database, dana.scope, number="10433", total_cents=4_900)
    card = await till.card(dana)

    for amounts in ({}, {"10433": 4_901}, {"10433": 0}, {"10433": 4_899}, {"10433": 10}):
        with pytest.raises(PortalError, match="Nothing was charged"):
            await till.pay(dana, amounts, card)
