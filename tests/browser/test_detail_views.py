"""All of one order, one invoice, one payment on a page."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.walking import ComeIn, cents, column, rows, search

DANA = "dana@example.com"


def test_an_invoice_shows_its_lines_by_location_with_subtotals_that_add_up(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/invoices/10471")
    lines = _part(page, "Charges")

    expect(page.get_by_role("heading", name="Invoice 10471")).to_be_visible()
    places = [re.compile(place) for place in ("1420 Harbor Rd", "Foundry Street Lofts", "17 Quarry Ln")]
    expect(lines.get_by_role("rowheader")).to_have_text(places)
    subtotals = [cents(text) for text in lines.locator("tr.subtotal td.money:not(.extra)").all_text_contents()]
    charges = lines.locator("tbody tr:not(.group):not(.subtotal) td.money:not(.extra)").all_text_contents()
    assert sum(subtotals) == sum(map(cents, charges)) == 294025
    expect(lines.locator("tr.total")).to_contain_text("$2,940.25")
    expect(lines.get_by_text(re.compile("^Sales tax")).first).to_be_visible()


def test_an_invoice_says_which_payment_paid_it_and_what_remains(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/invoices/10471")

    sums = _part(page, "Balance")
    assert _facts(sums)["Paid"] == "-$1,500.00"
    assert _facts(sums)["Remains"] == "$1,440.25"
    paid = _part(page, "Payments and credits")
    expect(paid).to_contain_text("$1,500.00")
    paid.get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("^Payment"))).to_be_visible()
    expect(_part(page, "Paid with it").get_by_role("link", name="Invoice 10471")).to_be_visible()


def test_a_void_and_a_credited_invoice_say_why_nothing_is_owed(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/invoices/10351")
    expect(page.get_by_role("status").filter(has_text="This invoice was voided. Nothing is owed on it.")).to_be_visible()
    expect(page.get_by_text(re.compile("Remains|late"))).to_have_count(0)

    page.goto("/invoices?status=paid&size=100")
    page.get_by_role("row").filter(has_text="Credited").get_by_role("link").first.click()
    assert _facts(_part(page, "Balance"))["Remains"] == "$0.00"
    expect(_part(page, "Payments and credits")).not_to_contain_text("Nothing has been paid")


def test_an_order_shows_what_was_done_what_it_weighed_and_what_happened_when(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/orders?status=completed&size=100")
    search(page, "HR-91")
    number, amount = column(page, "Order #")[0], column(page, "Order Amount")[0]
    rows(page).first.get_by_role("link").first.click()

    expect(page.get_by_role("heading", name=f"Order {number}")).to_be_visible()
    facts = _facts(_part(page, "Details"))
    assert facts["PO number"] == "HR-91"
    assert facts["Billed on"] == "Invoice 10512"
    weights = _facts(_part(page, "Weights"))
    gross, tare, net = (int(weights[name].removesuffix(" lb").replace(",", "")) for name in ("Gross", "Tare", "Net"))
    assert net == gross - tare > 0
    lines = _part(page, "Charges").locator("tbody td.money:not(.extra)").all_text_contents()
    assert sum(map(cents, lines)) == cents(amount)
    expect(_part(page, "What happened").get_by_role("listitem").last).to_contain_text("Completed")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download receipt").click()
    assert number in waiting.value.suggested_filename

    page.get_by_role("link", name="Invoice 10512").click()
    expect(page.get_by_role("heading", name="Invoice 10512")).to_be_visible()
    page.get_by_role("link", name=f"Order {number}").first.click()
    expect(page.get_by_role("heading", name=f"Order {number}")).to_be_visible()


def test_a_job_that_could_not_be_done_says_so(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/orders?size=100")
    page.get_by_role("row").filter(has_text="Unable to complete").get_by_role("link").first.click()

    expect(page.get_by_text("The truck came and could not do the work.")).to_be_visible()
    expect(_part(page, "What happened")).to_contain_text("gate locked")


def test_a_payment_shows_its_card_its_invoices_and_what_came_back(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/payments?status=refunded")
    amount = column(page, "Payment Amount")[0]
    rows(page).first.get_by_role("link").first.click()

    expect(page.locator("header .status")).to_have_text("Part refunded")
    assert _facts(_part(page, "Details"))["Payment method"] == "Visa ending 4242"
    assert _facts(_part(page, "Amount"))["Payment amount"] == amount
    expect(_part(page, "Paid with it").get_by_role("link", name=re.compile("^Invoice"))).not_to_have_count(0)
    expect(_part(page, "Refunds")).to_contain_text("One rental was paid twice")
    expect(_part(page, "Refunds")).to_contain_text("$126.50")


def test_a_failed_payment_says_why_and_that_nothing_was_charged(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/payments?status=failed")
    page.get_by_role("row").filter(has_text="Mastercard").get_by_role("link").first.click()

    expect(page.get_by_text("The card was declined: insufficient funds. Nothing was charged; the invoices stay open.")).to_be_visible()
    expect(page.get_by_role("link", name="Download notice")).to_be_visible()


def _part(page: Page, title: str) -> Locator:
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=title, exact=True))


def _facts(part: Locator) -> dict[str, str]:
    expect(part.locator("dt").first).to_be_visible()
    return dict(zip(part.locator("dt").all_text_contents(), part.locator("dd").all_text_contents(), strict=True))


def test_a_refund_has_a_note_of_its_own_to_take_along(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/payments?status=refunded&size=100")
    page.get_by_role("row").filter(has_text=re.compile("efunded")).get_by_role("link").first.click()
    refund = _part(page, "Refunds").get_by_role("listitem").first
    expect(refund).to_contain_text("Refunded")

    with page.expect_download() as waiting:
        refund.get_by_role("link", name=re.compile("^Download note of refund ")).click()

    assert re.fullmatch(r"refund-R-\d+-note\.pdf", waiting.value.suggested_filename)
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")


def test_credit_leads_from_the_summary_to_each_memo_and_from_there_to_its_invoice_and_paper(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/")
    page.get_by_role("link", name="credit available $150.00").click()
    expect(page.get_by_role("heading", name="Credit", exact=True)).to_be_visible()
    assert _facts(_part(page, "Amount"))["Left to use"] == "$150.00"
    expect(_part(page, "Left over from payments")).to_contain_text("$150.00")

    _part(page, "Credit memos").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Credit memo CM-"))).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download PDF").click()
    assert waiting.value.suggested_filename.startswith("credit-memo-CM-")

    _part(page, "Applied to").get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("^Invoice"))).to_be_visible()
    _part(page, "Payments and credits").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Credit memo CM-"))).to_be_visible()
