"""Getting in with a letter: by its link or by the code on paper, with a password of one's own."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from db.models import Person, TokenPurpose
from portal_ui.service import tokens
from tests.browser.demo_server import Demo
from tests.browser.judging import barriers
from tests.browser.signing_in import PASSWORD
from tests.browser.walking import PHONE, ComeIn, rows

DANA, MARIA, OLIVE = "dana@example.com", "maria@example.com", "olive@example.com"
NEW = "violet tractor mumbles sideways"
HOSTILE = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Port": "666",
    "Forwarded": "host=evil.example;proto=https",
}


def minted(demo: Demo, email: str, purpose: TokenPurpose) -> str:
    """The secret of a letter that the office has just sent to this person."""
    engine = create_engine(f"sqlite:///{demo.database}")
    with Session(engine) as session, session.begin():
        person = session.scalars(select(Person.id).where(Person.email == email)).one()
        token = tokens.mint(session, purpose, person_id=person, now=datetime.now(UTC), lifetime=tokens.LIFETIMES[purpose])
    engine.dispose()
    return token


def letter_to(page: Page, email: str, subject: str) -> Page:
    """Look into the mailbox until the letter is there, and open it."""
    letter = page.locator(".mails a").filter(has_text=subject).filter(has_text=email).first
    page.goto("/demo/mail")
    for _look in range(100):
        if letter.is_visible():
            break
        page.get_by_role("link", name="Look again").click()
    letter.click()
    return page


def choose(page: Page, password: str, again: str = "") -> None:
    """Fill in the form for a new password, and send it."""
    page.get_by_label("New password", exact=True).fill(password)
    page.get_by_label("New password again").fill(again or password)
    page.locator("button[type=submit]").click()


def enter(page: Page, email: str, password: str) -> None:
    """Fill in the door."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_forgotten_password_is_replaced_with_the_letters_link_and_every_sign_in_ends(doors_demo: Demo, come_in_doors: ComeIn) -> None:
    elsewhere = come_in_doors(DANA)
    elsewhere.goto("/orders")
    expect(rows(elsewhere).first).to_be_visible()
    page = come_in_doors()
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email").fill(DANA)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    letter = letter_to(page, DANA, "Choose a new password")
    link = letter.frame_locator("iframe").locator("a[href*='/reset-password/']").first
    address = str(link.get_attribute("href"))
    assert address.startswith(f"{doors_demo.url}/reset-password/")
    link.click()

    expect(page).to_have_url(f"{doors_demo.url}/reset-password")
    expect(page.get_by_text(f"For {DANA}.")).to_be_visible()
    choose(page, NEW)
    expect(page.get_by_role("status")).to_have_text("Your new password is set. Sign in with it.")
    expect(elsewhere).to_have_url(re.compile("/sign-in"), timeout=6_000)
    enter(page, DANA, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("We could not sign you in.")
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()

    letter_to(page, DANA, "was changed")
    told = page.frame_locator("iframe")
    expect(told.locator("body")).to_contain_text("was changed")
    expect(told.locator("a[href*='/reset-password/']")).to_have_count(0)
    page.goto(address)
    expect(page.get_by_role("heading", name="You need a new email")).to_be_visible()
    expect(page.get_by_role("link", name="(903) 555-0142").first).to_be_visible()

    secrets = [address.rpartition("/")[2].encode(), NEW.encode()]
    kept = [*doors_demo.database.parent.glob("portal.sqlite*"), doors_demo.log]
    assert len(kept) >= 2
    assert [file.name for file in kept if any(secret in file.read_bytes() for secret in secrets)] == []


def test_what_a_request_says_about_its_host_is_in_no_link(doors_demo: Demo, come_in_doors: ComeIn) -> None:
    page = come_in_doors()
    asked = page.request.post("/forgot-password", form={"email": OLIVE}, headers={**HOSTILE, "Origin": doors_demo.url})
    assert asked.status == 200
    letter = letter_to(page, OLIVE, "Choose a new password")
    link = letter.frame_locator("iframe").locator("a[href*='/reset-password/']").first
    assert str(link.get_attribute("href")).startswith(f"{doors_demo.url}/reset-password/")
    assert page.request.get("/forgot-password", headers={"Host": "evil.example"}).status == 400


def test_the_meter_says_while_one_types_how_good_it_is_and_what_would_help(doors_demo: Demo, come_in_doors: ComeIn) -> None:
    page = come_in_doors()
    page.goto(f"/create-password/{minted(doors_demo, OLIVE, TokenPurpose.CREATE_PASSWORD)}")
    told = page.locator("#advice")
    expect(told).to_contain_text("At least 12 characters.")
    chosen, again = page.get_by_label("New password", exact=True), page.get_by_label("New password again")

    chosen.press_sequentially("jennifermichael")
    expect(told).to_contain_text("Not enough yet. This is easy to guess: names are tried first.")
    expect(page.locator(".meter")).to_have_attribute("data-score", "1")
    chosen.fill("olive@example.com")
    expect(told).to_contain_text("Not enough yet.")
    chosen.fill(NEW)
    expect(told).to_have_text(re.compile("^Very good"))
    expect(page.locator(".meter.enough")).to_have_attribute("data-score", "4")
    chosen.fill("")
    expect(told).to_contain_text("At least 12 characters.")

    chosen.fill(NEW)
    again.fill("violet truck")
    expect(page.get_by_text("The two passwords differ so far.")).to_be_visible()
    again.fill(NEW)
    expect(page.get_by_text("The two passwords differ so far.")).to_have_count(0)
    page.get_by_role("button", name="Show the passwords").click()
    expect(chosen).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide the passwords").click()
    expect(again).to_have_attribute("type", "password")


def test_without_scripts_the_form_is_judged_when_it_is_sent(doors_demo: Demo, browser: Browser) -> None:
    window = browser.new_context(base_url=doors_demo.url, java_script_enabled=False)
    page = window.new_page()
    page.goto(f"/create-password/{minted(doors_demo, OLIVE, TokenPurpose.CREATE_PASSWORD)}")
    expect(page.get_by_role("button", name="Show")).to_have_count(0)
    choose(page, "passwordpassword")
    expect(page.get_by_role("alert")).to_contain_text("repeating something")
    choose(page, NEW, f"{NEW}!")
    expect(page.get_by_role("alert")).to_contain_text("The two passwords differ.")
    choose(page, NEW)
    expect(page.get_by_role("status")).to_have_text("Your new password is set. Sign in with it.")
    enter(page, OLIVE, NEW)
    expect(page).not_to_have_url(re.compile("/sign-in"))
    window.close()


def test_a_code_from_paper_is_typed_on_a_phone_and_the_login_hears_of_it(doors_demo: Demo, come_in_doors: ComeIn) -> None:
    code = minted(doors_demo, MARIA, TokenPurpose.PRINTED_LETTER)
    page = come_in_doors(phone=True)
    page.goto("/sign-in")
    page.get_by_text("Trouble signing in?").click()
    page.get_by_role("link", name="I have a letter on paper with a code").click()
    page.get_by_label("Code from the letter").fill("AAAA-BBBB-CCCC")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not good.")
    page.get_by_label("Code from the letter").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(f"Your login is {MARIA}.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    choose(page, NEW)
    expect(page.get_by_role("status")).to_have_text("Your new password is set. Sign in with it.")
    enter(page, MARIA, NEW)
    expect(page).to_have_url(re.compile("/accounts$"))

    letter = letter_to(page, MARIA, "printed letter was used")
    expect(letter.frame_locator("iframe").locator("a[href*='/create-password/']")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.by_hand(1)
def test_the_doors_keep_nobody_out(doors_demo: Demo, come_in_doors: ComeIn, scheme: str) -> None:
    page = come_in_doors(phone=scheme == "dark")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    for address in ("/forgot-password", "/create-password", "/reset-password"):
        page.goto(address)
        assert barriers(page) == []
    page.goto("/forgot-password")
    page.get_by_label("Email").fill("nobody@example.com")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert barriers(page) == []
    page.goto(f"/reset-password/{minted(doors_demo, 'large@example.com', TokenPurpose.RESET_PASSWORD)}")
    page.get_by_label("New password", exact=True).fill("jennifermichael")
    page.get_by_label("New password again").fill("other")
    expect(page.locator("#advice")).to_contain_text("Not enough yet.")
    assert barriers(page) == []
    page.get_by_label("New password", exact=True).fill(NEW)
    expect(page.locator(".meter.enough")).to_be_visible()
    assert barriers(page) == []
    page.locator("button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers(page) == []
