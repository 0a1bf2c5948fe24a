"""The office's records in a browser: every letter with the server's answer, and who did what."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import clerk, expect_usable_by_everyone
from tests.browser.walking import ComeIn, rows


def test_a_letter_that_came_back_says_why_is_looked_at_and_sent_again(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/mail?q=harbormaster")
    expect(rows(page).last).to_contain_text("550 5.1.1 The email account does not exist.")
    rows(page).last.get_by_role("link").click()

    expect(page.get_by_text("550 5.1.1 The email account does not exist.")).to_be_visible()
    letter = page.frame_locator("iframe")
    expect(letter.get_by_role("heading", name="Create your password")).to_be_visible()
    link = letter.get_by_role("link", name="Create password").get_attribute("href")
    assert link is not None
    assert re.search(r"/create-password/\S{20,}", link) is None  # nobody comes in with what the office looks at
    page.get_by_role("button", name="Send again").click()

    expect(page.get_by_text("harbormaster@example.org", exact=True)).to_be_visible()
    page.goto("/staff/mail?q=harbormaster")
    expect(rows(page).first).to_contain_text("Sent", timeout=15_000)
    page.goto("/staff/audit?status=access")
    expect(rows(page).first).to_contain_text("Sent an email again")


def test_what_waits_is_shown_sent_without_loading_the_page_again(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    other = clerk(come_in_own)
    page.goto("/staff/mail?q=lukasz")
    before = rows(page).count()
    page.evaluate("window.untouched = true")
    other.goto("/staff/mail?q=lukasz")
    rows(other).last.get_by_role("link").click()
    other.get_by_role("button", name="Send again").click()
    page.get_by_role("searchbox").fill("lukasz@")

    expect(rows(page)).to_have_count(before + 1)
    expect(rows(page).first).to_contain_text("Sent", timeout=15_000)
    assert page.evaluate("window.untouched")


def test_a_letter_that_arrived_goes_again_from_the_list_and_stands_aside_where_several_are_chosen(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/mail?q=lukasz&status=sent")
    before = rows(page).count()
    expect(page.locator("tbody").get_by_role("checkbox")).to_have_count(0)
    rows(page).last.get_by_role("button", name="Send again").click()

    expect(page.get_by_text("1 email goes out now.")).to_be_visible()
    page.goto("/staff/mail?q=lukasz")
    expect(rows(page)).to_have_count(before + 1)


def test_the_mail_servers_answer_is_not_cut(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/mail?q=harbormaster")
    answer = rows(page).last.get_by_role("cell", name="550 5.1.1 The email account does not exist.")

    assert answer.evaluate("cell => cell.scrollWidth <= cell.clientWidth")


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.by_hand(1)
def test_a_letter_is_shown_to_its_last_line(come_in_own: ComeIn, phone: bool) -> None:
    page = clerk(come_in_own, phone=phone)
    for path in ("/staff/mail/1", "/demo/mail"):
        page.goto(path)
        if path == "/demo/mail":
            page.locator("a.pickable").first.click()
        expect(page.frame_locator("iframe").get_by_text("Phone (903)")).to_be_visible()
        page.wait_for_function(
            """() => {
              const frame = document.querySelector("iframe"), letter = frame.contentDocument.documentElement;
              return letter.scrollHeight <= frame.clientHeight && letter.scrollWidth <= frame.clientWidth;
            }"""
        )


def test_the_audit_is_searched_filtered_and_taken_along(come_in_own: ComeIn) -> None:
    page = clerk(come_in_own)
    page.goto("/staff/audit")
    page.get_by_role("button", name="Sign-ins").click()
    expect(rows(page).first).to_contain_text("Signed in to the office")
    page.get_by_role("searchbox").fill("nobody at all")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as caught:
        page.get_by_role("link", name="CSV file").click()

    assert caught.value.suggested_filename.startswith("audit-")
    assert caught.value.path().read_text(encoding="utf-8-sig").startswith("When (UTC),When,Who,What")


@pytest.mark.parametrize("path", ["/staff/mail", "/staff/mail/1", "/staff/audit", "/staff/settings/web"])
@pytest.mark.by_hand(1)
def test_the_offices_records_can_be_used_by_everyone(come_in_own: ComeIn, path: str) -> None:
    expect_usable_by_everyone(clerk(come_in_own), path)
