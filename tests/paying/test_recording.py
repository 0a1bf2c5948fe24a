"""What the office records, voids and applies itself."""

from datetime import timedelta
from uuid import uuid4

import pytest

from db.models import AuditEntry, CreditUse, Letter, Payment, PaymentMethod, StaffRole
from portal_ui.errors import BadRequestError, PortalError
from portal_ui.money_desk_errors import NotRefundableError, NotVoidableError, RecordedTwiceError, TooMuchAllocatedError
from portal_ui.office_errors import MayNotChangeError
from portal_ui.payment_errors import AmountNotOpenError
from portal_ui.service.money_desk import RecordWish
from portal_ui.views import CreditWish
from tests.builders.office import add_member
from tests.builders.trade import TODAY, Line, add_credit_memo, add_customer, add_invoice, add_location
from tests.paying.desk import Desk, number_of, paid_by_somebody
from tests.paying.till import ADDRESS

pytestmark = pytest.mark.any_database


async def test_a_check_pays_the_oldest_first_and_the_rest_is_credit(desk: Desk) -> None:
    scope = await add_customer(desk.till.database, email="dana@example.com")
    await add_invoice(desk.till.database, scope, number="NEW", total_cents=5_000, due_in=20)
    await add_invoice(desk.till.database, scope, number="OLD", total_cents=7_000, due_in=-40)

    paid = await desk.record(scope, 10_000, reference="1088", sends_receipt=True)
    more = await desk.record(scope, 3_000, reference="1089")

    assert (paid.number[:2], paid.receipt_number, paid.gateway, paid.staff_id) == ("O-", "OR-000001", "office", desk.staff.staff_id)
    assert [(await desk.till.invoice(number)).balance_cents for number in ("OLD", "NEW")] == [0, 0]
    assert (paid.unapplied_cents, more.unapplied_cents, more.receipt_number) == (0, 1_000, "OR-000002")
    assert [letter.to_address for letter in await desk.till.rows(Letter)] == ["dana@example.com"]
    assert [row.action for row in await desk.till.rows(AuditEntry)] == ["payment.record", "payment.record"]
    assert await desk.unsound() == []


async def test_the_office_may_choose_the_invoices_and_their_locations_get_their_shares(desk: Desk) -> None:
    scope = await add_customer(desk.till.database)
    place = await add_location(desk.till.database, scope)
    await add_invoice(desk.till.database, scope, number="OLD", total_cents=7_000, due_in=-40)
    await add_invoice(desk.till.database, scope, number="NEW", lines=(Line(4_000, location_id=place), Line(1_000)))

    paid = await desk.record(scope, 6_000, amounts={"NEW": 2_500})

    assert [(await desk.till.invoice(number)).balance_cents for number in ("OLD", "NEW")] == [7_000, 2_500]
    assert paid.unapplied_cents == 3_500
    with pytest.raises(TooMuchAllocatedError):
        await desk.record(scope, 1_000, amounts={"OLD": 1_001})
    with pytest.raises(AmountNotOpenError):
        await desk.record(scope, 9_000, amounts={"NEW": 2_501})
    assert len(await desk.till.rows(Payment)) == 1
    assert await desk.unsound() == []


async def test_case_21_what_a_card_is_paying_no_check_pays_too(desk: Desk) -> None:
    dana = await desk.till.payer()
    await add_invoice(desk.till.database, dana.scope, number="A", total_cents=4_900)
    desk.till.gateway.faults.lose_answer()
    await desk.till.pay_new(dana, {"A": 4_900}, "visa")

    with pytest.raises(AmountNotOpenError):
        await desk.record(dana.scope, 4_900, amounts={"A": 4_900})
    kept = await desk.record(dana.scope, 4_900)
    desk.till.clock.pass_(minutes=1)
    await desk.till.paying.sweep()

    assert kept.unapplied_cents == 4_900
    assert (await desk.till.invoice("A")).paid_cents == 4_900
    assert await desk.unsound() == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"paid_on": TODAY + timedelta(days=1)}, "paid_on"),
        ({"paid_on": TODAY - timedelta(days=400)}, "paid_on"),
        ({"paid_on": None}, "paid_on"),
        ({"reference": " "}, "reference"),
        ({"method": PaymentMethod.CARD}, "method"),
        ({"method": None}, "method"),
        ({"cents": 0}, "amount"),
        ({"cents": -5}, "amount"),
        ({"cents": 1.5}, "amount"),
    ],
)
async def test_what_cannot_be_is_refused_and_the_field_named(desk: Desk, facts: dict[str, object], field: str) -> None:
    scope = await add_customer(desk.till.database)
    await add_invoice(desk.till.database, scope, number="A", on=TODAY - timedelta(days=30))

    with pytest.raises(BadRequestError) as refused:
        await desk.record(scope, **{"cents": 1_000} | facts)  # type: ignore[arg-type]

    assert refused.value.fields == (field,)
    assert await desk.till.rows(Payment) == []


async def test_the_same_check_is_recorded_once(desk: Desk) -> None:
    scope = await add_customer(desk.till.database)
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000)
    wish_id = uuid4()

    first = await desk.record(scope, 2_000, reference="1088", request_id=wish_id)
    again = await desk.record(scope, 2_000, reference="1088", request_id=wish_id)
    with pytest.raises(RecordedTwiceError, match=first.number):
        await desk.record(scope, 2_000, reference="1088")

    assert again.id == first.id
    assert len(await desk.till.rows(Payment)) == 1


async def test_a_void_takes_a_recorded_payment_back_whole_once(desk: Desk) -> None:
    scope = await add_customer(desk.till.database, email="dana@example.com")
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000)
    paid = await desk.record(scope, 10_000, reference="1088")

    await desk.service.void(desk.staff, paid.number, "The check came back", address=ADDRESS)

    assert (await desk.till.invoice("A")).balance_cents == 9_000
    assert (await desk.payment(paid.number)).unapplied_cents == 0
    assert await desk.letters() == ["payment-returned:void"]
    with pytest.raises(NotVoidableError, match="already"):
        await desk.service.void(desk.staff, paid.number, "Again", address=ADDRESS)
    with pytest.raises(NotRefundableError):
        await desk.refund(paid, 1)
    await desk.record(scope, 10_000, reference="1088")  # the same check, presented again
    assert await desk.unsound() == []


async def test_what_a_card_paid_is_refunded_and_never_voided(desk: Desk) -> None:
    _dana, paid = await paid_by_somebody(desk.till, {"A": 4_900})

    with pytest.raises(NotVoidableError, match="refunded, not voided"):
        await desk.service.void(desk.staff, paid.number, "Mistake", address=ADDRESS)
    assert (await desk.till.invoice("A")).balance_cents == 0


async def test_cash_is_given_back_by_hand_without_asking_any_gateway(desk: Desk) -> None:
    scope = await add_customer(desk.till.database)
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000)
    paid = await desk.record(scope, 9_000, method=PaymentMethod.CASH, reference="")
    desk.till.gateway.faults.be_unreachable(60)

    await desk.refund(paid, 4_000)

    assert (await desk.till.invoice("A")).balance_cents == 4_000
    with pytest.raises(NotVoidableError, match="given back"):
        await desk.service.void(desk.staff, paid.number, "Mistake", address=ADDRESS)
    assert await desk.unsound() == []


async def test_credit_that_the_office_applies_names_who_did_it(desk: Desk) -> None:
    scope = await add_customer(desk.till.database)
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000)
    await add_credit_memo(desk.till.database, scope, total_cents=2_000, remaining_cents=2_000)
    wish = CreditWish(uuid4(), {"A": 1_500})

    for _click in range(2):
        used = await desk.service.use_credit(desk.staff, await number_of(desk, scope), wish, address=ADDRESS)

    assert (used.amount_cents, used.left_cents) == (1_500, 500)
    assert [(row.person_id, row.staff_id) for row in await desk.till.rows(CreditUse)] == [(None, desk.staff.staff_id)]
    assert [row.actor for row in await desk.till.rows(AuditEntry)] == [desk.staff.actor]
    assert await desk.unsound() == []


async def test_who_only_sees_changes_nothing(desk: Desk) -> None:
    scope = await add_customer(desk.till.database)
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000)
    paid = await desk.record(scope, 1_000, reference="1")
    number = await number_of(desk, scope)
    reader = await add_member(desk.till.database, StaffRole.READ_ONLY)
    wish = RecordWish(uuid4(), number, PaymentMethod.CASH, "", TODAY, 500)

    acts = (
        desk.service.record(reader, wish, address=ADDRESS),
        desk.service.void(reader, paid.number, "Mistake", address=ADDRESS),
        desk.service.use_credit(reader, number, CreditWish(uuid4(), {"A": 1}), address=ADDRESS),
        desk.service.ask_again(reader, paid.number, address=ADDRESS),
        desk.service.settle(reader, paid.number, "Seen", address=ADDRESS),
        desk.service.seen(reader, 1, "Seen", address=ADDRESS),
    )
    for act in acts:
        with pytest.raises(MayNotChangeError):
            await act
    assert [row.action for row in await desk.till.rows(AuditEntry)] == ["payment.record"]


async def test_a_reason_has_to_be_given(desk: Desk) -> None:
    scope = await add_customer(desk.till.database)
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000)
    paid = await desk.record(scope, 1_000, reference="1")

    with pytest.raises(PortalError, match="Say why"):
        await desk.service.void(desk.staff, paid.number, "  ", address=ADDRESS)
