"""One's own account: what the office has on file, the password, the sign-ins, light and dark."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo_server import Demo
from tests.browser.signing_in import PASSWORD, sign_in
from tests.browser.walking import ComeIn

DANA = "dana@example.com"
BETTER = "seven lorries past the quarry"


def test_the_account_shows_details_contacts_locations_and_cards(come_in: ComeIn) -> None:
    page = come_in(DANA)
    page.goto("/")
    page.get_by_role("button", name="Menu of Dana Ortiz").click()
    page.get_by_role("link", name="Account and settings").click()

    for title, told in {
        "Details": ("Dana Ortiz Contracting", "2041", "Roll-off", "Net 30", "410 W Grand Ave", "Marshall, TX 75670"),
        "Contacts": ("Dana Ortiz", "Owner", "Accounts payable"),
        "Locations": ("1420 Harbor Rd, Marshall", "Foundry Street Lofts", "17 Quarry Ln, Hallsville"),
        "Cards on file": ("Visa ending 4242", "Default", "Mastercard ending 4444", "Expired"),
    }.items():
        part = page.get_by_role("region", name=title)
        for words in told:
            expect(part).to_contain_text(words)


@pytest.mark.parametrize(
    ("current", "new", "again", "sentence"),
    [
        ("not mine at all", BETTER, BETTER, "current password"),
        (PASSWORD, "short", "short", "12 characters"),
        (PASSWORD, "dana ortiz contracting", "dana ortiz contracting", "too close to your name"),
    ],
    ids=["wrong", "short", "guessable"],
)
@pytest.mark.by_hand(1)
def test_a_password_that_cannot_be_taken_is_refused_with_the_reason(
    come_in_own: ComeIn, current: str, new: str, again: str, sentence: str
) -> None:
    page = come_in_own(DANA)
    page.goto("/account")
    _change_password(page, current, new, again)

    expect(page.get_by_role("alert").first).to_contain_text(sentence)


def test_two_new_passwords_that_differ_are_noticed_before_anything_is_sent(come_in_own: ComeIn) -> None:
    page = come_in_own(DANA)
    page.goto("/account")
    _change_password(page, PASSWORD, BETTER, "something else here")

    expect(page.get_by_role("alert")).to_have_text("The two new passwords differ.")
    expect(page.get_by_label("New password again")).to_be_focused()


def test_a_new_password_keeps_this_browser_in_and_puts_the_others_out(come_in_own: ComeIn) -> None:
    here, there = come_in_own(), come_in_own()
    sign_in(here, "olive@example.com")
    sign_in(there, "olive@example.com")
    here.goto("/account")
    _change_password(here, PASSWORD, BETTER, BETTER)

    expect(here.get_by_text("Your password is changed. Everywhere else you are signed out.")).to_be_visible()
    expect(there).to_have_url(re.compile("/sign-in"), timeout=6_000)
    sign_in(there, "olive@example.com", BETTER)
    expect(there.get_by_role("heading", name="Your account")).to_be_visible()


def test_signing_out_everywhere_ends_the_other_browser_at_once(come_in_own: ComeIn) -> None:
    here, there = come_in_own(), come_in_own()
    sign_in(here, "maria@example.com")
    sign_in(there, "maria@example.com")
    for tab in (here, there):
        tab.locator("button.choice").first.click()
        expect(tab.get_by_role("heading", name="Your account")).to_be_visible()
    here.goto("/account")
    expect(here.get_by_role("region", name="Where you are signed in").get_by_role("listitem")).to_have_count(2)

    here.get_by_role("button", name="Sign out everywhere").click()

    expect(here.get_by_role("status")).to_have_text("You are signed out on all devices.")
    expect(there).to_have_url(re.compile("/sign-in"), timeout=6_000)


def test_one_sign_in_is_ended_alone(come_in_own: ComeIn) -> None:
    here, there = come_in_own(), come_in_own()
    sign_in(here, "large@example.com")
    sign_in(there, "large@example.com")
    here.goto("/account")
    sign_ins = here.get_by_role("region", name="Where you are signed in")
    before = sign_ins.get_by_role("listitem").count()
    sign_ins.get_by_role("button", name=re.compile("^End the sign-in")).first.click()

    expect(here.get_by_text("That sign-in is ended.")).to_be_visible()
    expect(sign_ins.get_by_role("listitem")).to_have_count(before - 1)
    expect(there).to_have_url(re.compile("/sign-in"), timeout=6_000)


def test_a_theme_is_kept_and_is_there_again_in_another_browser(own_demo: Demo, come_in_own: ComeIn) -> None:
    page, other = come_in_own(), come_in_own()
    sign_in(page, DANA)
    page.goto("/orders?status=completed")
    page.get_by_role("button", name="Menu of Dana Ortiz").click()
    page.get_by_role("group", name="Appearance").get_by_role("button", name="Dark").click()

    expect(page).to_have_url(f"{own_demo.url}/orders?status=completed")
    assert _is_dark(page)
    sign_in(other, DANA)
    assert _is_dark(other)
    other.goto("/account")
    other.get_by_role("region", name="Appearance").get_by_role("button", name="Light").click()
    expect(other.get_by_role("region", name="Appearance").get_by_role("button", name="Light")).to_have_attribute("aria-pressed", "true")
    other.emulate_media(color_scheme="dark")
    assert not _is_dark(other)

    other.get_by_role("region", name="Appearance").get_by_role("button", name="System").click()
    expect(other.get_by_role("region", name="Appearance").get_by_role("button", name="System")).to_have_attribute("aria-pressed", "true")
    assert _is_dark(other)
    other.emulate_media(color_scheme="light")
    assert not _is_dark(other)


def _change_password(page: Page, current: str, new: str, again: str) -> None:
    page.get_by_label("Current password").fill(current)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password again").fill(again)
    page.get_by_role("button", name="Change password").click()


def _is_dark(page: Page) -> bool:
    """Whether the page is darker than its letters, whichever way it was told."""
    expect(page.get_by_role("main").first).to_be_visible()
    brightness = "element => getComputedStyle(element).color.match(/[0-9.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)"
    return int(page.get_by_role("heading", level=1).evaluate(brightness)) > 380
