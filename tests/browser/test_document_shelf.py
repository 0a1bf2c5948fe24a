"""The document shelf in a browser: the office puts a file up, the customer finds it, the office sees who took it along."""

import re

from playwright.sync_api import Page, expect

from portal_ui.shelf import MOST_BYTES
from tests.browser.desk import clerk, expect_usable_by_everyone
from tests.browser.judging import barriers
from tests.browser.walking import ComeIn, rows
from tests.builders.shelf import pdf, photo


def choose(page: Page, name: str, data: bytes) -> None:
    """Choose a file in the form, under a type that is not its own."""
    page.get_by_label("File", exact=True).set_input_files({"name": name, "mimeType": "text/html", "buffer": data})


def test_a_document_is_put_up_found_taken_along_replaced_and_taken_down(come_in_own: ComeIn) -> None:
    office, dana = clerk(come_in_own), come_in_own("dana@example.com")
    office.goto("/staff/customers/2041")
    office.get_by_role("link", name="Add a document").click()
    expect(office.get_by_label("Customer numbers")).to_have_value("2041")
    expect(office.get_by_label("Order number")).to_be_hidden()
    expect_usable_by_everyone(office, "/staff/documents/new?customer=2041")
    office.get_by_label("File", exact=True).set_input_files(
        {"name": "agreement.pdf", "mimeType": "application/pdf", "buffer": pdf(action="/JavaScript")}
    )
    office.get_by_label("What it is").select_option(label="Contract")
    office.get_by_label("Title").fill("Service agreement 2027")
    office.get_by_role("button", name="Add a document").click()

    expect(office.get_by_role("alert")).to_contain_text("This PDF holds more than pages")
    expect(office.get_by_label("Title")).to_have_value("Service agreement 2027")
    choose(office, "agreement.pdf", pdf())
    office.get_by_role("button", name="Add a document").click()
    expect(office.get_by_text("The document is added.")).to_be_visible()

    dana.goto("/account")
    documents = dana.get_by_role("region", name="Documents")
    with dana.expect_download() as taken:
        documents.get_by_role("link", name="Service agreement 2027").click()
    assert taken.value.suggested_filename == "agreement.pdf"
    assert taken.value.path().read_bytes() == pdf()

    expect_usable_by_everyone(office, office.url)
    expect(office.get_by_role("region", name="Who took it along")).to_contain_text("Dana Ortiz")
    office.get_by_role("link", name="Take it down").click()
    office.get_by_role("button", name="Take it down").click()
    expect(office.get_by_text("Customers find it no more.").first).to_be_visible()
    dana.reload()
    expect(dana.get_by_role("heading", name="Contacts")).to_be_visible()
    expect(dana.get_by_role("link", name="Service agreement 2027")).to_have_count(0)
    office.goto("/staff/documents?status=ended")
    expect(rows(office).first).to_contain_text("Service agreement 2027")
    expect_usable_by_everyone(office, "/staff/documents")


def test_a_file_that_is_too_large_is_said_at_its_field_before_it_is_sent_and_what_was_typed_stays(come_in_own: ComeIn) -> None:
    office = clerk(come_in_own)
    office.goto("/staff/documents/new")
    office.get_by_label("What it is").select_option(label="Contract")
    office.get_by_label("Title").fill("Service agreement 2028")
    office.get_by_label("All customers").check()
    field = office.get_by_label("File", exact=True)
    choose(office, "large.pdf", b"x" * (MOST_BYTES + 1))

    said = office.get_by_role("alert")
    expect(said).to_have_text("The file is larger than 10 MB. Nothing was added; make it smaller, or split it.")
    expect(field).to_have_accessible_description(re.compile("^The file is larger than 10 MB"))
    office.get_by_role("button", name="Add a document").click()
    expect(field).to_be_focused()
    expect(office.get_by_label("Title")).to_have_value("Service agreement 2028")
    assert barriers(office) == []

    choose(office, "agreement.pdf", pdf())
    expect(said).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    office.get_by_label("These customers").check()
    office.get_by_label("Customer numbers").fill("X-99999")
    office.get_by_role("button", name="Add a document").click()
    expect(office.get_by_role("alert").first).to_contain_text("There is no customer X-99999")
    expect(office.get_by_label("File", exact=True)).to_have_accessible_description("Choose the file again: browsers do not keep it.")
    choose(office, "agreement.pdf", pdf())
    expect(office.get_by_text("Choose the file again")).to_be_hidden()


def test_a_photo_on_an_order_is_shown_where_the_order_is_and_runs_nothing(come_in_own: ComeIn) -> None:
    office, dana = clerk(come_in_own), come_in_own("dana@example.com")
    dana.goto("/orders")
    number = rows(dana).first.get_by_role("link").first.inner_text()
    office.goto(f"/staff/documents/new?order={number}")
    choose(office, "box.jpg", photo(640, 420))
    office.get_by_label("What it is").select_option(label="Photo")
    office.get_by_label("Title").fill("The load of today")
    office.get_by_role("button", name="Add a document").click()
    expect(office.get_by_text("The document is added.")).to_be_visible()

    dana.goto(f"/orders/{number}")
    dana.get_by_role("region", name="Tickets and photos").get_by_role("link", name="The load of today").click()

    expect(dana.locator("img")).to_be_visible()
    assert dana.locator("img").evaluate("picture => [picture.naturalWidth, picture.naturalHeight]") == [420, 640]
    assert dana.evaluate("() => { try { return document.cookie } catch (error) { return error.name } }") == "SecurityError"
