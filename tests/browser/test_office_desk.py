"""A clerk's work: letting a customer in, seeing the letter arrive, and helping one who did not get it, from the screens alone."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import StaffMember, StaffRole
from tests.browser.demo_server import Demo
from tests.browser.desk import OFFICE, clerk, expect_usable_by_everyone
from tests.browser.judging import barriers
from tests.browser.walking import ComeIn, how_many, rows, settled

READER = "reader@example.com"
BUSY = "We are busy just now. Nothing was lost; please try again in a minute."
NEW_PASSWORD = "violet tractor mumbles sideways"


def found(page: Page, word: str) -> Locator:
    """The one customer that the search finds."""
    page.goto("/staff/customers")
    page.get_by_role("searchbox").fill(word)
    row = page.locator("tbody tr:visible, ul.items > li:visible")
    expect(row).to_have_count(1)
    return row


def letter_to(page: Page, email: str, demo: Demo) -> str:
    """The link of the newest letter to that address, out of the demo's mailbox."""
    mailbox = page.locator(".mails li").filter(has_text=email).first

    def look() -> bool:
        page.goto("/demo/mail")
        return mailbox.count() > 0

    for _try in range(100):
        if look():
            break
        page.get_by_role("link", name="Look again").click()
    mailbox.get_by_role("link").click()
    letter = page.locator("iframe").first
    expect(letter).to_be_visible()
    href = page.frame_locator("iframe").first.get_by_role("link", name=re.compile("password", re.IGNORECASE)).first.get_attribute("href")
    assert href is not None
    assert href.startswith(demo.url)
    return href


def add_reader(demo: Demo) -> None:
    """One more of the office, who only looks, and has the password of the others."""

    def add(session: Session) -> None:
        if session.scalar(select(StaffMember.id).where(StaffMember.email == READER)) is None:
            known = session.scalars(select(StaffMember).where(StaffMember.email == OFFICE)).one().password_hash
            session.add(StaffMember(email=READER, name="Rita Moss", role=StaffRole.READ_ONLY, password_hash=known))

    with closing(Database.open(f"sqlite:///{demo.database}")) as database:
        database.write_now(add)


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another program holds the database meanwhile."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def choose_password(page: Page) -> None:
    """Fill in the page that the letter leads to."""
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Create password").click()


def enter(page: Page, email: str) -> None:
    """Sign in with the new password."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_customer_is_let_in_and_comes_in(own_demo: Demo, come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    found(page, "fitness").get_by_role("link").first.click()
    page.get_by_role("link", name="Edit existing details").click()
    page.get_by_role("switch", name="Enable Customer Portal").check(force=True)
    page.get_by_label("Customer Portal Login email").fill("coach@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("The “Create Password” email to coach@example.org is on its way.")
    expect(page).to_have_url(re.compile("/staff/customers/6115$"))
    people = page.get_by_role("region", name="People who may sign in")
    expect(people).to_contain_text("coach@example.org")
    page.evaluate("window.unloaded = false")
    expect(people.locator(".status")).to_have_text("Email sent", timeout=20_000)

    guest = come_in_own()
    guest.goto(letter_to(guest, "coach@example.org", own_demo))
    expect(guest).to_have_url(re.compile("/create-password$"))
    expect(people.locator(".status")).to_have_text("Email opened", timeout=10_000)
    choose_password(guest)
    expect(guest.get_by_role("status")).to_contain_text("Your new password is set")
    expect(people.locator(".status")).to_have_text("Active", timeout=10_000)
    expect(people.get_by_role("button", name="Send a new password link: coach@example.org")).to_be_visible()
    assert page.evaluate("window.unloaded") is False  # all this was seen without loading the page again
    enter(guest, "coach@example.org")
    expect(guest.get_by_role("heading", name="Your account")).to_be_visible()
    people.get_by_role("link", name="Emails to coach@example.org in the mailroom").click()
    letters = page.locator("tbody tr")
    expect(letters.filter(has_text="Create")).to_contain_text("Sent")
    expect(letters.filter(has_not_text="coach@example.org")).to_have_count(0)
    page.goto("/staff/activation?status=active")
    expect(page.locator("tbody tr").filter(has_text="coach@example.org")).to_contain_text("Active")

    page.goto("/staff/customers/6115/edit")
    page.get_by_role("switch", name="Enable Customer Portal").uncheck(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 person can sign in to it. Whoever is signed in is out at once.")).to_be_visible()
    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_role("status").first).to_contain_text("The portal is off for this customer.")
    expect(guest).to_have_url(re.compile("/sign-in"), timeout=10_000)
    enter(guest, "coach@example.org")
    expect(guest.get_by_role("alert")).to_contain_text("We could not sign you in.")


def test_who_gets_no_mail_comes_in_with_a_letter_on_paper(come_in_own: ComeIn, tmp_path: Path) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/activation?status=bounced")
    row = page.locator("tbody tr").filter(has_text="harbormaster@example.org")
    expect(row).to_contain_text("Email came back")
    answer = row.get_by_text("550 5.1.1 The email account does not exist.", exact=True)
    expect(answer).to_be_visible()
    assert answer.evaluate("at => at.scrollWidth <= at.clientWidth && at.parentElement.scrollWidth <= at.parentElement.clientWidth")
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="Print a letter for harbormaster@example.org").click()
    expect(page.get_by_role("button", name="Show the letter")).to_be_focused()
    page.keyboard.press("Enter")
    code = page.locator(".code-large").inner_text()
    expect(page.get_by_role("img", name="QR code of the page with the code")).to_be_visible()
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        assert barriers(page) == []
    for size in ("Letter", "A4"):
        page.pdf(path=tmp_path / f"{size}.pdf", format=size)
        [sheet] = PdfReader(tmp_path / f"{size}.pdf").pages
        printed = sheet.extract_text()
        assert code in printed
        assert "Piney Hollow Hauling" in printed
        assert "Sign out" not in printed
        assert "Print this page now" not in printed
    page.evaluate("window.print = () => { document.title = 'printing'; }")
    page.get_by_role("button", name="Print the letter").click()
    expect(page).to_have_title("printing")
    page.reload()
    expect(page.get_by_role("link", name="No, leave it as it is")).to_be_focused()  # the code on paper stays good

    page.goto("/staff/activation?q=harbormaster")
    expect(page.locator("tbody tr")).to_contain_text("Letter on paper, good until")
    expect(page.locator("tbody tr")).to_contain_text("550 5.1.1 The email account does not exist.")

    guest = come_in_own()
    guest.goto("/sign-in")
    guest.get_by_text("Trouble signing in?").click()
    guest.get_by_role("link", name="I have a letter on paper with a code").click()
    guest.get_by_label("Code from the letter").fill(code.lower())
    guest.get_by_role("button", name="Continue").click()
    choose_password(guest)
    enter(guest, "harbormaster@example.org")
    expect(guest.get_by_role("heading", name="Your account")).to_be_visible()
    guest.goto("/create-password")
    guest.get_by_label("Code from the letter").fill(code)
    guest.get_by_role("button", name="Continue").click()
    expect(guest.get_by_role("alert")).to_contain_text("This code is not good.")


def test_an_email_of_other_customers_is_asked_about_and_keeps_one_password(own_demo: Demo, come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    found(page, "6117").get_by_role("link").first.click()
    page.get_by_role("link", name="Edit existing details").click()
    page.get_by_role("switch", name="Enable Customer Portal").check(force=True)
    page.get_by_label("Customer Portal Login email").fill("olive@example.com")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="One question first")).to_be_visible()
    expect(page.get_by_text("Olive & Thyme Restaurants (4155)")).to_be_visible()
    page.get_by_role("button", name="Use it here too").click()

    expect(page.get_by_role("status").first).to_contain_text("olive@example.com has a password already")
    expect(page.get_by_role("region", name="People who may sign in")).to_contain_text(
        "The same login opens Olive & Thyme Restaurants (4155)"
    )


def test_people_are_added_limited_and_removed(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/customers/2041")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Email").fill("yard@example.org")
    page.get_by_label("Name").fill("Luis Peña")
    page.get_by_role("radio", name=re.compile("Site contact")).check()
    page.get_by_role("button", name="Add person").click()
    expect(page.get_by_role("alert")).to_have_text("Choose at least one location for a site contact. Nothing was saved.")
    expect(page.get_by_label("Email")).to_have_value("yard@example.org")
    page.get_by_role("checkbox", name=re.compile("Foundry Street")).check()
    page.get_by_role("button", name="Add person").click()
    people = page.get_by_role("region", name="People who may sign in")
    expect(people).to_contain_text("Site contact: sees the orders of chosen locations, and no money")
    expect(people).to_contain_text("Foundry Street Lofts")

    page.get_by_role("link", name="Change the role of yard@example.org").click()
    page.get_by_role("radio", name=re.compile("Viewer")).check()
    page.get_by_role("button", name="Save").click()
    expect(people).to_contain_text("Viewer: sees everything, does not pay")
    page.get_by_role("link", name="Remove yard@example.org").click()
    expect(page.get_by_role("link", name="No, leave it as it is")).to_be_focused()
    page.keyboard.press("Enter")
    expect(people).to_contain_text("yard@example.org")
    page.get_by_role("link", name="Remove yard@example.org").press("Enter")
    page.get_by_role("button", name="Remove", exact=True).press("Enter")
    expect(page.get_by_role("status").first).to_have_text("The person has no access to this customer any more.")
    expect(people).not_to_contain_text("yard@example.org")

    page.get_by_role("link", name="Remove dana@example.com").click()
    expect(page.get_by_text("dana@example.com is the only owner of Dana Ortiz Contracting.")).to_be_visible()


def test_several_are_written_to_again_at_once(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/activation?q=lukasz")
    page.get_by_role("checkbox", name="Choose lukasz@example.org").check()
    page.get_by_role("button", name="Write to 1 person again").click()

    expect(page.get_by_text(re.compile("email is on its way"))).to_be_visible()
    expect(page.locator("tbody tr")).to_contain_text("Email sent", timeout=20_000)


def test_each_figure_of_the_overview_leads_to_a_list_of_just_as_many(come_in: ComeIn) -> None:
    page = clerk(come_in)
    links = page.locator("dl.standing a")
    figures = [(link.get_attribute("href") or "", int(link.inner_text())) for link in links.all()]
    assert len(figures) >= 7
    expect(page.locator(".card").filter(has_text="Documents")).to_contain_text("has run out, and customers still find it")

    for href, figure in figures:
        page.goto(href)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if page.locator(".grid").count():
            settled(page)
            shown = how_many(page) if rows(page).count() else 0
            chosen = page.get_by_role("group", name="Status").locator("[aria-pressed=true]")
            assert (shown, chosen.count()) == (figure, 1), href
        else:
            expect(page.get_by_role("main").locator(".things > li:not(.empty)")).to_have_count(figure)


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        (
            "/staff/audit",
            ("", "someone.with.a.long.name@example.org", "Signed in with a code out of a letter on paper", "Document 1234567"),
        ),
        (
            "/staff/documents",
            ("The certificate of insurance " * 3 + "0123456789ab", "A customer of many words and some more, Incorporated"),
        ),
        ("/staff/mail", ("someone.with.a.long.name@example.org", "Your certificate of insurance has run out", "A customer of many words")),
    ],
)
def test_a_list_of_the_office_with_long_texts_is_no_wider_than_its_place(come_in: ComeIn, path: str, texts: tuple[str, ...]) -> None:
    page = clerk(come_in)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(path)
    expect(rows(page).first).to_be_visible()
    cells = rows(page).first.locator("td:not(.box)")
    for at, text in enumerate(texts):
        cells.nth(at).evaluate("(cell, text) => { if (text) (cell.querySelector('a') ?? cell).textContent = text; }", text)

    assert page.locator(".rows").evaluate("rows => rows.scrollWidth - rows.clientWidth") == 0


def test_a_box_for_all_rows_stands_where_some_row_can_be_chosen_alone(come_in: ComeIn) -> None:
    page = clerk(come_in)
    page.goto("/staff/mail?status=sent")
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.locator("thead .box")).to_have_count(0)

    page.goto("/staff/mail?status=bounced")
    expect(page.get_by_role("checkbox", name="Choose all on this page")).to_be_visible()


_LINES = """words => {
    const range = document.createRange();
    range.selectNodeContents(words);
    return new Set([...range.getClientRects()].map((one) => one.top)).size;
}"""


def test_the_details_of_a_payment_break_no_number_and_no_day(come_in: ComeIn) -> None:
    page = clerk(come_in)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/staff/money?status=refunded")
    rows(page).first.get_by_role("link").first.click()
    details = page.get_by_role("region", name="Details")
    for label in ("Payment date", "Receipt #"):
        value = details.locator("dt", has_text=label).locator("xpath=following-sibling::dd[1]")
        assert value.evaluate(_LINES) == 1, value.inner_text()


def test_what_was_done_is_said_once_and_no_address_can_make_the_page_say_it(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/customers/2041/edit")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Nothing was changed: it was so already.")
    page.reload()
    expect(page.get_by_role("heading", name="Dana Ortiz Contracting")).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(0)
    page.goto("/staff/customers/2041?done=off&to=mallory@example.com&sent=create-password")
    expect(page.get_by_role("heading", name="Dana Ortiz Contracting")).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(0)


def test_what_a_colleague_does_meanwhile_takes_the_place_of_what_was_said(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/customers/6107/edit")
    page.get_by_role("switch", name="Enable Customer Portal").check(force=True)
    page.get_by_label("Customer Portal Login email").fill("muller@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The portal is on for this customer.")

    colleague = page.context.new_page()
    colleague.goto("/staff/customers/6107/edit")
    colleague.get_by_role("switch", name="Enable Customer Portal").uncheck(force=True)
    colleague.get_by_role("button", name="Save").click()
    colleague.get_by_role("button", name="Switch it off").click()
    expect(colleague.get_by_role("status")).to_contain_text("The portal is off for this customer.")

    expect(page.get_by_role("region", name="Customer Portal").locator(".status")).to_have_text("Portal off", timeout=10_000)
    expect(page.get_by_role("status")).to_have_count(0)


def test_what_the_database_refuses_is_said_on_the_board(own_demo: Demo, come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/activation?q=lukasz")
    expect(page.get_by_role("button", name="Write to lukasz@example.org again")).to_be_visible()
    with held(own_demo.database):
        page.get_by_role("button", name="Write to lukasz@example.org again").click()
        expect(page.get_by_text(BUSY)).to_be_visible(timeout=20_000)


def test_a_customer_with_many_locations_shows_some_and_all_when_asked(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/customers/5500")
    locations = page.get_by_role("region", name=re.compile("^Locations"))
    expect(locations.get_by_role("heading", name="Locations (40)")).to_be_visible()
    expect(locations.locator("li b")).to_have_count(10)
    locations.get_by_role("link", name="Show all 40 locations").click()
    expect(locations.locator("li b")).to_have_count(40)

    page.goto("/staff/customers/5500/people/new")
    expect(page.get_by_role("group", name="Locations of a site contact (40)").get_by_role("checkbox")).to_have_count(40)
    assert page.locator(".many").evaluate("many => many.clientHeight <= 300 && many.scrollHeight > many.clientHeight")


def test_the_list_and_the_board_are_worked_by_keyboard(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/customers")
    page.get_by_role("searchbox").press_sequentially("ortiz")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "2041":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dana Ortiz Contracting")).to_be_visible()

    page.goto("/staff/activation")
    page.get_by_role("columnheader", name="Person").get_by_role("button").press("Enter")
    expect(page.get_by_role("columnheader", name="Person")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("checkbox", name="Choose lukasz@example.org").press("Space")
    expect(page.get_by_role("button", name="Write to 1 person again")).to_be_visible()
    page.get_by_role("checkbox", name="Choose lukasz@example.org").press("Space")
    expect(page.get_by_role("button", name="Write to 1 person again")).to_have_count(0)


def test_on_a_phone_the_lists_are_cards_and_a_customer_is_switched_on(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own, phone=True)
    found(page, "bakery").get_by_role("link").click()
    page.get_by_role("link", name="Edit existing details").click()
    page.get_by_text("Enable Customer Portal").click()
    page.get_by_label("Customer Portal Login email").fill("crumb@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("The portal is on for this customer.")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Activation").click()
    card = page.locator("ul.items > li").filter(has_text="crumb@example.org")
    expect(card).to_contain_text("Owner")
    expect(card).to_contain_text(re.compile("Email (waits|sent)"))


def test_the_forms_lead_on_to_the_offices_other_parts(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/customers/2041/edit")
    sections = page.get_by_role("navigation", name="Sections")
    labels = ["Overview", "Customers", "Activation", "Money", "Documents", "Mailroom", "Audit", "Settings"]
    assert sections.get_by_role("link").all_text_contents() == labels
    expect(sections.locator("[aria-current=page]")).to_have_text("Customers")
    page.goto("/staff/customers/2041")
    assert sections.get_by_role("link").all_text_contents() == labels
    page.goto("/staff/password")
    sections.get_by_role("link", name="Mailroom").click()
    expect(page.get_by_role("heading", name="Mailroom")).to_be_visible()
    page.goto("/staff/customers/2041/edit")
    hint, label = page.locator("#enabled-note").bounding_box(), page.get_by_text("Enable Customer Portal").bounding_box()
    assert hint is not None
    assert label is not None
    assert hint["y"] >= label["y"] + label["height"]
    assert abs(hint["x"] - label["x"]) < 1


def test_who_only_looks_sees_all_and_no_button_that_changes_anything(own_demo: Demo, come_in_own: ComeIn) -> None:
    add_reader(own_demo)
    page = clerk(come_in_own, email=READER)
    page.goto("/staff/customers/2041")
    people = page.get_by_role("region", name="People who may sign in")
    expect(people).to_contain_text("dana@example.com")
    expect(people.get_by_role("link")).to_have_text(["Emails"])
    expect(page.get_by_role("link", name="Edit existing details")).to_have_count(0)
    expect(page.locator("main button")).to_have_count(0)
    page.goto("/staff/activation")
    expect(page.locator("tbody tr").filter(has_text="dana@example.com")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Write"))).to_have_count(0)
    for form in ("edit", "people/new"):
        page.goto(f"/staff/customers/2041/{form}")
        expect(page.get_by_text("Your sign-in shows this, but does not change it.")).to_be_visible()
        expect(page.locator("main form")).to_have_count(0)


_WHERE = """() => [".home", ".avatar", ".sections", ".bar", "main > :last-child"].map((part) => {
  const { x, y, width } = document.querySelector(part).getBoundingClientRect();
  return part.startsWith("main") ? x : [x, y, width];
})"""


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.by_hand(1)
def test_a_form_of_the_office_stands_where_its_other_pages_stand(come_in_own: ComeIn, phone: bool) -> None:
    page = clerk(come_in_own, phone=phone)

    def places(path: str) -> object:
        page.goto(path)
        expect(page.get_by_role("button", name="Menu of Ruth Calloway")).to_be_visible()
        return page.evaluate(_WHERE)

    usual = places("/staff/account")
    for path in ("/staff/customers/2041/edit", "/staff/customers/2041/people/1/remove", "/staff/second-factor", "/staff/mail/1"):
        assert places(path) == usual
    page.get_by_role("button", name="Menu of Ruth Calloway").click()
    expect(page.get_by_role("link", name="Your sign-in")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Your sign-in")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu of Ruth Calloway")).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [
        "/staff",
        "/staff/customers",
        "/staff/activation",
        "/staff/customers/2041",
        "/staff/customers/2041/edit",
        "/staff/customers/2041/people/new",
        "/staff/customers/2041/people/1",
        "/staff/customers/2041/people/1/remove",
        "/staff/customers/6101/people/6/print",
        "/staff/customers/6120",
    ],
)
@pytest.mark.by_hand(3)
def test_the_offices_pages_can_be_used_by_everyone(come_in_own: ComeIn, path: str) -> None:
    expect_usable_by_everyone(clerk(come_in_own), path)
