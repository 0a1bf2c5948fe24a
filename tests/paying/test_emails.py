"""What emails about recorded payments say: the days, the words and the reasons of the page and of the paper, and nothing else."""

import html
from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import Letter
from db.scope import Scope
from pages.customer import payment_sheet
from portal_ui.documents import payment_receipt
from portal_ui.mail import letters
from portal_ui.mail.letters import Written
from portal_ui.service import letter_writing
from portal_ui.service.company import Company
from portal_ui.service.money_desk import RefundWish
from portal_ui.service.payments import Payments
from portal_ui.views import PaymentView
from tests.builders.trade import TODAY, add_customer, add_invoice
from tests.paying.desk import Desk
from tests.paying.till import ADDRESS
from tests.screens.fakes import visit

pytestmark = pytest.mark.any_database
BASE = "https://portal.hauler.example"
NOV_21 = TODAY - timedelta(days=2)


async def test_an_email_says_the_day_and_the_method_of_the_page_and_of_the_paper(desk: Desk) -> None:
    scope = await add_customer(desk.till.database, email="dana@example.com")
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000, on=NOV_21)
    paid = await desk.record(scope, 9_000, reference="4410", paid_on=NOV_21, sends_receipt=True)

    view, company = await _view(desk, scope, paid.number), await Company(desk.till.database, desk.till.clock).view()
    paper = {fact.label: fact.value for fact in payment_receipt.job(view, {}, company).paper.facts.facts}
    drawing = payment_sheet.draw(payment_sheet.Found(view), company, visit())
    page = {fact.label: fact.value for section in drawing.aside for fact in getattr(section, "facts", ())}
    text = (await _last(desk)).text

    assert "Payment date: Nov 21, 2026\nMethod: Check 4410\n" in text
    assert (paper["Payment date"], paper["Method"]) == ("Nov 21, 2026", "Check 4410")
    assert (page["Payment date"], page["Payment method"]) == ("Nov 21, 2026", "Check 4410")
    assert drawing.head.line == "$90.00 · Check 4410"


async def test_the_email_of_a_void_says_that_it_was_voided_why_and_what_is_open_again(desk: Desk) -> None:
    scope = await add_customer(desk.till.database, email="dana@example.com")
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000)
    paid = await desk.record(scope, 10_000, reference="4410")
    await desk.service.void(desk.staff, paid.number, "The check <bounced>.", address=ADDRESS)

    written = await _last(desk)
    words = " ".join(written.text.split())

    assert written.subject.endswith("your payment of $100.00 was voided")
    assert "We voided this payment on Nov 23, 2026: The check <bounced>." in words
    assert html.escape("We voided this payment on Nov 23, 2026: The check <bounced>.") in written.html
    assert "Invoice A, open again: $90.00" in words
    assert "return" not in written.text.lower()


async def test_the_email_of_a_void_of_what_was_all_credit_opens_nothing(desk: Desk) -> None:
    scope = await add_customer(desk.till.database, email="dana@example.com")
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000)
    paid = await desk.record(scope, 10_000, reference="4410", amounts={})
    await desk.service.void(desk.staff, paid.number, "Recorded twice", address=ADDRESS)

    text = (await _last(desk)).text

    assert "Recorded twice" in text
    assert "open again" not in text


async def test_the_email_of_a_refund_names_it_its_day_its_reason_and_what_is_open_again(desk: Desk) -> None:
    scope = await add_customer(desk.till.database, email="dana@example.com")
    await add_invoice(desk.till.database, scope, number="A", total_cents=9_000, on=NOV_21)
    await add_invoice(desk.till.database, scope, number="B", total_cents=1_000, on=NOV_21)
    paid = await desk.record(scope, 10_000, reference="4410", paid_on=NOV_21, amounts={"A": 9_000})
    wish = RefundWish(paid.request_id, paid.number, 4_000, "Billed <twice>")
    await desk.service.refund(desk.staff, wish, address=ADDRESS)
    (refund,) = (await _view(desk, scope, paid.number)).refunds

    written = await _last(desk)

    told = f"Refund: {refund.number}\nAmount refunded: $40.00\nRefund date: Nov 23, 2026\nReason: Billed <twice>\n"
    assert told in written.text
    assert html.escape("Billed <twice>") in written.html
    assert "Payment date: Nov 21, 2026\n" in written.text
    assert "Invoice A, open again: $30.00" in written.text  # $10.00 of it had been credit
    assert "Invoice B" not in written.text
    assert f"Reembolso: {refund.number}\n" in (await _last(desk, "es_US")).text  # the thing, not what a button does


async def _view(desk: Desk, scope: Scope, number: str) -> PaymentView:
    return await Payments(desk.till.database, Company(desk.till.database, desk.till.clock)).record(scope, number)


async def _last(desk: Desk, locale: str = "en_US") -> Written:
    """The newest email, as it would be sent."""
    letter: Letter = (await desk.till.rows(Letter))[-1]
    company = await Company(desk.till.database, desk.till.clock).view()
    known = await desk.till.database.read(lambda session: letter_writing.shown(session, letter, company, BASE))
    return letters.write(letter.kind, replace(known, locale=locale))
