"""Signing in and out, and choosing among accounts."""

import re

from playwright.sync_api import Page, expect

from tests.browser.signing_in import PASSWORD, sign_in
from tests.browser.walking import FIRST_CELL, ComeIn, choose_account, rows

DANA, MARIA = "dana@example.com", "maria@example.com"
HOUSEHOLD, FIRM = "3107", "3212"


def test_a_wrong_password_is_refused_in_one_sentence_and_the_email_stays(come_in: ComeIn) -> None:
    page = come_in()
    page.goto("/sign-in")
    page.get_by_label("Email").fill(DANA)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("We could not sign you in. Check the email and password")
    expect(page.get_by_label("Email")).to_have_value(DANA)
    expect(page.get_by_label("Password")).to_have_value("")


def test_who_was_sent_to_sign_in_goes_on_to_where_they_wanted(come_in: ComeIn) -> None:
    page = come_in()
    page.goto("/invoices?q=10500&status=paid")
    expect(page).to_have_url(re.compile("/sign-in"))

    page.get_by_label("Email").fill(DANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_url(re.compile(r"/invoices\?q=10500&status=paid$"))
    expect(rows(page)).to_have_count(1)


def test_after_sign_in_no_address_leads_to_another_site(come_in: ComeIn) -> None:
    page = come_in()
    page.goto("/sign-in?next=//evil.example/")
    page.get_by_label("Email").fill(DANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    assert "evil" not in page.url


def test_after_signing_out_neither_back_nor_a_document_shows_anything(come_in: ComeIn) -> None:
    page = come_in()
    sign_in(page, DANA)
    page.goto("/invoices/10471")
    expect(page.get_by_role("heading", name="Invoice 10471")).to_be_visible()

    page.get_by_role("button", name="Menu of Dana Ortiz").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    page.go_back()

    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.get_by_text("10471")).to_have_count(0)
    assert page.request.get("/invoices/10471.pdf", max_redirects=0).status in {303, 401}


def test_signing_out_in_one_tab_ends_the_other(come_in: ComeIn) -> None:
    page = come_in()
    sign_in(page, DANA)
    other = page.context.new_page()
    other.goto("/orders")
    expect(rows(other).first).to_be_visible()

    page.get_by_role("button", name="Menu of Dana Ortiz").click()
    page.get_by_role("button", name="Sign out").click()

    expect(other).to_have_url(re.compile("/sign-in"), timeout=6_000)


def test_someone_with_two_accounts_chooses_sees_which_and_switches(come_in: ComeIn) -> None:
    page = come_in()
    sign_in(page, MARIA)
    expect(page).to_have_url(re.compile("/accounts$"))
    household = page.locator(f"button.choice[value='{HOUSEHOLD}']")
    firm = page.locator(f"button.choice[value='{FIRM}']")
    expect(household).to_contain_text("Maria Lindqvist")
    expect(household).to_contain_text("Marshall")
    expect(household).to_contain_text("Open$180.39")
    expect(firm).to_contain_text("Overdue$778.05")

    choose_account(page, HOUSEHOLD)
    _is_in(page, "Maria Lindqvist", HOUSEHOLD)
    for address in ("/services", "/invoices", "/payments", "/account"):
        page.goto(address)
        _is_in(page, "Maria Lindqvist", HOUSEHOLD)

    page.get_by_role("link", name="Change account").click()
    expect(page.locator("button.choice[aria-current=true]")).to_contain_text("Maria Lindqvist")
    choose_account(page, FIRM)
    _is_in(page, "Lindqvist Roofing", FIRM)
    expect(page.get_by_role("navigation", name="Your account").get_by_role("link", name="Services")).to_have_count(0)


def test_a_link_into_an_account_survives_the_sign_in_and_the_choice(come_in: ComeIn) -> None:
    page = come_in()
    page.goto("/payments?sort=amount")
    page.get_by_label("Email").fill(MARIA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    choose_account(page, FIRM)

    expect(page).to_have_url(re.compile(r"/payments\?sort=amount$"))


def test_a_tab_left_in_one_account_does_not_show_the_other_after_a_switch(come_in: ComeIn) -> None:
    page = come_in()
    sign_in(page, MARIA)
    choose_account(page, HOUSEHOLD)
    left = page.context.new_page()
    left.goto("/invoices?status=all")
    numbers = rows(left).locator(FIRST_CELL).all_text_contents()

    page.goto("/accounts")
    choose_account(page, FIRM)
    page.goto("/invoices?status=all")
    theirs = rows(page).locator(FIRST_CELL).all_text_contents()
    left.reload()

    _is_in(left, "Lindqvist Roofing", FIRM)
    expect(rows(left)).to_have_count(len(theirs))
    assert not set(numbers) & set(theirs)


def _is_in(page: Page, name: str, number: str) -> None:
    expect(page.locator("header .account")).to_contain_text(name)
    expect(page.locator("header .account")).to_contain_text(number)
