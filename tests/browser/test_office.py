"""The office comes in: from the operator's link over password and second step to its pages, and out again when the operator says so."""

import re
import subprocess

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo_server import Demo
from tests.browser.walking import ComeIn
from tests.terminal import Operator

ADA, PASSWORD = "ada@example.com", "violet tractor mumbles sideways"
OFFICE, OFFICE_PASSWORD = "office@example.com", "roll off the truck"
# An app reads the picture by its three corners: all that is drawn must stand inside the frame, and be large enough for a camera.
_SHOWN_WHOLE = """svg => {
  const frame = svg.getBoundingClientRect();
  const inside = [...svg.children].every(drawn => {
    const box = drawn.getBoundingClientRect();
    return box.left >= frame.left - 1 && box.top >= frame.top - 1 && box.right <= frame.right + 1 && box.bottom <= frame.bottom + 1;
  });
  return inside && frame.width >= 160 && frame.width === frame.height;
}"""


@pytest.fixture
def operator(own_demo: Demo) -> Operator:
    """Someone at a terminal beside the running demo."""
    return Operator(own_demo.database.parent)


def told(operator: Operator, demo: Demo, *words: str) -> str:
    """What a command says that goes well."""
    ended: subprocess.CompletedProcess[str] = operator.run(*words, base_url=demo.url, database_url=f"sqlite:///{demo.database}")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def enter(page: Page, email: str, password: str) -> None:
    """Fill in the office's door."""
    page.goto("/staff/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_new_administrator_comes_in_with_a_link_a_password_and_a_phone(own_demo: Demo, operator: Operator, come_in_own: ComeIn) -> None:
    link = told(operator, own_demo, "staff", "add", ADA, "--role", "admin", "--name", "Ada Brenner")
    page = come_in_own()
    page.goto(link)
    expect(page).to_have_url(re.compile("/staff/create-password$"))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Create password").click()
    expect(page.get_by_role("status")).to_have_text("Your password is set. Sign in with it.")

    enter(page, ADA, PASSWORD)
    expect(page.get_by_role("heading", name="Set up your second step")).to_be_visible()
    expect(page.get_by_role("img", name="QR picture for your authenticator app").locator("svg")).to_be_visible()
    assert page.locator(".code-picture svg").evaluate(_SHOWN_WHOLE)
    page.goto("/staff")
    expect(page).to_have_url(re.compile("/staff/second-factor$"))
    secret = page.locator(".steps code").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Set it up").click()
    codes = page.locator(".recovery code")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()

    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.goto("/staff/account")
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    page.get_by_role("button", name="Menu of Ada Brenner").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    enter(page, ADA, PASSWORD)
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()

    told(operator, own_demo, "staff", "disable", ADA)
    expect(page.get_by_role("status")).to_have_text("Your session has ended. Nothing was lost; sign in to go on.", timeout=10_000)
    enter(page, ADA, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("We could not sign you in.")


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.by_hand(1)
def test_the_office_is_at_home_in_its_own_part_of_the_house_alone(come_in_own: ComeIn, phone: bool) -> None:
    page = come_in_own(phone=phone)
    enter(page, OFFICE, OFFICE_PASSWORD)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.goto("/invoices")
    expect(page).to_have_url(re.compile("/staff$"))

    page.get_by_role("button", name="Menu of Ruth Calloway").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Menu of Ruth Calloway").click()
    box = page.locator("#person-menu").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.get_by_role("button", name="System").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_a_page_of_the_office_stays_as_it_is_while_nothing_happens(come_in_own: ComeIn) -> None:
    page = come_in_own()
    enter(page, OFFICE, OFFICE_PASSWORD)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.wait_for_function("window.socket?.connected")
    page.evaluate("window.untouched = true")
    page.get_by_role("button", name="Menu of Ruth Calloway").click()
    expect(page.get_by_role("link", name="Your sign-in")).to_be_visible()
    assert page.evaluate("window.untouched")


def test_for_a_customer_there_is_no_office(come_in_own: ComeIn) -> None:
    page = come_in_own("dana@example.com")
    answers = [page.request.get(path).status for path in ("/staff", "/staff/account", "/staff/second-factor", "/staff/password")]
    assert answers == [404, 404, 404, 404]
