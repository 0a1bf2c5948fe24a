"""A clerk's work: letting a customer in, seeing the letter arrive, and helping one who did not get it, from the screens alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo_server import Demo
from tests.browser.judging import barriers
from tests.browser.signing_in import PASSWORD
from tests.browser.walking import ComeIn

OFFICE = "office@example.com"
NEW_PASSWORD = "violet tractor mumbles sideways"


def clerk(come_in_own: ComeIn, *, phone: bool = False) -> Page:
    """The demo's office, signed in."""
    page = come_in_own(phone=phone)
    page.goto("/staff/sign-in")
    page.get_by_label("Email").fill(OFFICE)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    return page


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

    page.wait_for_timeout(0)
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
    expect(page.get_by_role("status").first).to_contain_text("The “Create Password” letter to coach@example.org is on its way.")
    expect(page.get_by_role("region", name="People who may sign in")).to_contain_text("coach@example.org")

    guest = come_in_own()
    guest.goto(letter_to(guest, "coach@example.org", own_demo))
    expect(guest).to_have_url(re.compile("/create-password$"))
    page.reload()
    expect(page.get_by_role("region", name="People who may sign in")).to_contain_text("Letter opened")
    choose_password(guest)
    expect(guest.get_by_role("status")).to_contain_text("Your password is set")
    enter(guest, "coach@example.org")
    expect(guest.get_by_role("heading", name="Your account")).to_be_visible()
    page.goto("/staff/activation?status=active")
    expect(page.locator("tbody tr").filter(has_text="coach@example.org")).to_contain_text("Active")

    page.goto("/staff/customers/6115/edit")
    page.get_by_role("switch", name="Enable Customer Portal").uncheck(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("The portal is off for this customer.")
    expect(guest).to_have_url(re.compile("/sign-in"), timeout=10_000)
    enter(guest, "coach@example.org")
    expect(guest.get_by_role("alert")).to_contain_text("We could not sign you in.")


def test_who_gets_no_mail_comes_in_with_a_letter_on_paper(own_demo: Demo, come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/activation?status=bounced")
    row = page.locator("tbody tr").filter(has_text="harbormaster@example.org")
    expect(row).to_contain_text("Letter came back")
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="Print a letter for harbormaster@example.org").click()
    page.get_by_role("button", name="Show the letter").click()
    code = page.locator(".code-large").inner_text()
    expect(page.get_by_role("img", name="QR code of the page with the code")).to_be_visible()

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
    expect(page.get_by_role("region", name="People who may sign in")).to_contain_text("The same login opens Olive & Thyme Restaurants (4155)")


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
    page.get_by_role("link", name="No, leave it as it is").click()
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

    expect(page.get_by_text(re.compile("letter is on its way"))).to_be_visible()
    expect(page.locator("tbody tr")).to_contain_text(re.compile("Letter (waits|is being sent|sent)"))


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize(
    "path",
    [
        "/staff",
        "/staff/customers",
        "/staff/activation",
        "/staff/customers/2041",
        "/staff/customers/2041/edit",
        "/staff/customers/2041/people/new",
    ],
)
def test_the_offices_pages_can_be_used_by_everyone(come_in_own: ComeIn, path: str, phone: bool) -> None:
    page = clerk(come_in_own, phone=phone)
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
