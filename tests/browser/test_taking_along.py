"""What people take with them: lists as files, papers as PDF."""

import csv
import io
import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.walking import ComeIn, choose, column, how_many, rows, search, settled
from tests.exports.reading_workbooks import cells_of

DANA, OLIVE = "dana@example.com", "olive@example.com"
BEGINS_FORMULA = tuple("=+-@\t\r")


@pytest.mark.parametrize(
    ("email", "name", "first"),
    [(OLIVE, "services", "Service"), (DANA, "orders", "Order #"), (DANA, "invoices", "Invoice #"), (DANA, "payments", "Reference #")],
)
@pytest.mark.by_hand(2)
def test_a_list_is_taken_along_as_a_file_with_what_is_filtered(come_in: ComeIn, email: str, name: str, first: str) -> None:
    page = come_in(email)
    page.goto(f"/{name}?status=all&size=100")
    expect(rows(page).first).to_be_visible()
    place = column(page, "Location Address")[-1] if name != "payments" else "Visa"
    search(page, place)
    shown = column(page, first)

    table = list(csv.reader(io.StringIO(_exported(page, "CSV file", f"{name}-").decode("utf-8-sig"))))
    sheet = cells_of(io.BytesIO(_exported(page, "Excel workbook", f"{name}-")))

    assert [row[table[0].index(first)] for row in table[1:]] == shown
    assert [[cell.text for cell in row][: len(table[0])][table[0].index(first)] for row in sheet[1:]] == shown
    assert [cell.text for cell in sheet[0]] == table[0]
    assert not [cell for row in table for cell in row if cell.startswith(BEGINS_FORMULA) and not re.fullmatch(r"-\d+\.\d\d", cell)]


def test_a_file_has_all_pages_in_the_order_on_screen_and_amounts_as_numbers(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/invoices?status=all&sort=-total&size=10")
    expect(rows(page)).to_have_count(10)
    in_all = how_many(page)

    table = list(csv.DictReader(io.StringIO(_exported(page, "CSV file", "invoices-2041-").decode("utf-8-sig"))))

    assert len(table) == in_all == 47
    totals = [float(row["Invoice Total"]) for row in table]
    assert totals == sorted(totals, reverse=True)
    assert [row["Invoice #"] for row in table[:10]] == column(page, "Invoice #")
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["Invoice Date"]) for row in table)


def test_the_paper_of_each_row_is_a_pdf_about_that_row(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/invoices?q=10471")
    expect(rows(page)).to_have_count(1)
    invoice = _paper(page, "Download invoice 10471")
    assert "10471" in invoice
    assert "$1,440.25" in invoice

    page.get_by_role("link", name="Orders").click()
    settled(page)
    choose(page, "Completed")
    number = column(page, "Order #")[0]
    assert number in _paper(page, f"Download receipt of order {number}")

    page.get_by_role("link", name="Payments").click()
    settled(page)
    choose(page, "Paid")
    address = rows(page).first.locator("a.tool").get_attribute("href") or ""
    assert address.split("/")[2] in _paper(page, f"Download receipt of payment {address.split('/')[2]}")


def test_every_row_has_its_paper_and_only_money_that_came_and_stayed_has_a_receipt(come_in: ComeIn) -> None:
    page = come_in(DANA)
    for name in ("orders", "invoices", "payments"):
        page.goto(f"/{name}?status=all&size=100")
        expect(rows(page).first).to_be_visible()
        expect(rows(page).locator("a.tool")).to_have_count(rows(page).count())

    without_receipt = rows(page).filter(has_not=page.get_by_role("link", name="Download receipt"))
    assert without_receipt.locator(".status").all_text_contents() == ["Processing", "Failed", "Failed", "Charged back"]


def _exported(page: Page, kind: str, name: str) -> bytes:
    page.get_by_role("button", name="Export").locator("visible=true").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=kind).click()
    assert waiting.value.suggested_filename.startswith(name)
    return waiting.value.path().read_bytes()


def _paper(page: Page, label: str) -> str:
    """The words of a PDF behind a download's link."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=label).click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    return "\n".join(sheet.extract_text() for sheet in PdfReader(waiting.value.path()).pages)


def test_everything_of_a_po_number_is_one_zip_file_made_while_one_watches(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/packs/new?of=invoices")
    page.get_by_role("link", name="Orders, invoices and payments together").click()
    page.get_by_label("PO number or other words").fill("HR-91")
    page.get_by_role("button", name="Show what fits").click()
    expect(page.get_by_role("status").filter(visible=True)).to_contain_text("1 invoice as a PDF")
    page.get_by_label("PO number or other words").fill("HR-9")
    expect(page.get_by_role("status").filter(visible=True)).to_have_text("The ZIP file will be of what stands in the fields now.")
    page.get_by_label("PO number or other words").fill("HR-91")
    page.get_by_role("button", name="Make the ZIP file").click()

    take = page.get_by_role("link", name="Download the ZIP file")
    expect(take).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="Your ZIP file is ready")).to_be_visible()
    with page.expect_download() as waiting:
        take.click()
    assert re.fullmatch(r"papers-2041-PO-HR-91-[\d-]+\.zip", waiting.value.suggested_filename)
    with ZipFile(waiting.value.path()) as made:
        names = made.namelist()
        assert "invoices/invoice-10512.pdf" in names
        assert {"orders.csv", "invoices.csv", "payments.csv", "payments/payment-7322.pdf"} <= set(names)  # its money is on its way
        assert all(made.read(name).startswith(b"%PDF-") for name in names if name.endswith(".pdf"))


@pytest.mark.parametrize("phone", [False, True])
def test_the_papers_of_chosen_rows_come_as_one_zip_file_with_a_list_that_says_the_same(come_in: ComeIn, phone: bool) -> None:
    page = come_in(DANA, phone=phone)
    numbers, totals = [], {}
    for status in ("paid", "open"):
        page.goto(f"/invoices?status={status}&size=10")
        row = page.locator(".items > li, .rows tbody tr").first
        numbers.append(row.get_by_role("link").first.inner_text())
    page.goto("/invoices?status=all&size=100")
    for number in numbers:
        page.get_by_role("checkbox", name=f"Choose invoice {number}").check()
    bar = page.get_by_role("region", name="Chosen invoices")
    expect(bar.get_by_role("button", name=re.compile(r"^Pay 1 of 2 selected"))).to_be_visible()
    bar.get_by_role("link", name="Download PDFs").click()
    page.get_by_role("button", name="Make the ZIP file").click()
    take = page.get_by_role("link", name="Download the ZIP file")
    expect(take).to_be_visible(timeout=30_000)
    with page.expect_download() as waiting:
        take.click()

    with ZipFile(waiting.value.path()) as made:
        listed = list(csv.DictReader(io.StringIO(made.read("invoices.csv").decode("utf-8-sig"))))
        for number in numbers:
            papers = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(made.read(f"invoice-{number}.pdf"))).pages)
            totals[number] = next(row["Invoice Total"] for row in listed if row["Invoice #"] == number)
            assert f"{float(totals[number]):,.2f}" in papers
        assert sorted(made.namelist()) == sorted(["invoices.csv", *(f"invoice-{number}.pdf" for number in numbers)])
    assert len(listed) == len(totals) == 2
    page.goto("/invoices?status=all&size=100")
    for number in numbers:
        expect(page.locator(".items > li, .rows tbody tr").filter(has_text=number).first).to_contain_text(f"{float(totals[number]):,.2f}")


def test_a_pack_grows_without_the_page_being_loaded_anew(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/packs/new?of=everything&location=2041-2")
    page.get_by_role("button", name="Make the ZIP file").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.evaluate("window.isTheSame = true")
    page.get_by_role("button", name="Stop").focus()

    with page.expect_download(timeout=60_000) as waiting:  # it begins by itself
        expect(page.get_by_role("link", name="Download the ZIP file")).to_be_visible(timeout=60_000)
    assert waiting.value.suggested_filename.endswith(".zip")

    assert page.evaluate("window.isTheSame")
    expect(page.get_by_role("link", name="Download the ZIP file")).to_be_focused()
    expect(page).to_have_title(re.compile("Your ZIP file is ready"))


def test_a_paper_s_code_is_checked_by_its_picture_and_by_typing(come_in: ComeIn) -> None:
    known = come_in(DANA)
    known.goto("/invoices/10512")
    with known.expect_download() as waiting:
        known.get_by_role("link", name="Download PDF").click()
    words = " ".join(PdfReader(waiting.value.path()).pages[0].extract_text().split())
    code = re.findall(r"Code (\w{4}-\w{4}-\w{4})", words)[0]

    page = come_in(phone=True)  # as a stranger's
    page.goto(f"/check/{code}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_text("10512").first).to_be_visible()
    page.goto("/check")
    page.get_by_role("textbox").fill(code.lower().replace("-", " "))
    page.get_by_role("button").last.click()
    expect(page.get_by_text("10512").first).to_be_visible()
    page.goto("/check/AAAA-AAAA-AAAA")
    expect(page.get_by_text("10512")).to_have_count(0)
    expect(page.get_by_role("alert")).to_contain_text(
        "We have issued no document with this code. Do not pay on the strength of this paper."
    )
    page.get_by_role("textbox").fill("12")
    page.get_by_role("button").last.click()
    expect(page.get_by_role("alert")).to_contain_text("twelve letters and digits")
