"""What the office chooses works on its customers' open pages at once; and what a customer sees, the office can see."""

import re

import pyotp
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo_server import Demo
from tests.browser.judging import barriers
from tests.browser.signing_in import PASSWORD
from tests.browser.walking import ComeIn, People
from tests.terminal import Operator

ADMIN, ADMIN_PASSWORD = "grace@example.com", "violet tractor mumbles sideways"
OFFICE = "office@example.com"
SETTINGS = "/staff/settings/web"
_FORGE = """(name) => {
  const root = document.querySelector("article.settings");
  getElement(Number(root.id.slice(1))).$emit("change", { name, value: false });
}"""


@pytest.fixture(scope="module")
def admin(own_demo: Demo, own_people: People) -> str:
    """An administrator of the other demo, come in once with a link, a password and a phone; their email."""
    operator = Operator(own_demo.database.parent)
    ended = operator.run(
        "staff",
        "add",
        ADMIN,
        "--role",
        "admin",
        "--name",
        "Grace Odell",
        base_url=own_demo.url,
        database_url=f"sqlite:///{own_demo.database}",
    )
    assert ended.returncode == 0, ended.stderr
    page = own_people.tab()
    page.goto(ended.stdout.strip())
    page.get_by_label("New password", exact=True).fill(ADMIN_PASSWORD)
    page.get_by_label("New password again").fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Create password").click()
    enter(page, ADMIN, ADMIN_PASSWORD)
    secret = page.locator(".steps code").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    own_people.keep(ADMIN, page.context.storage_state())
    own_people.windows.leave(page.context)
    return ADMIN


@pytest.fixture
def settings(come_in_own: ComeIn, admin: str) -> Page:
    """The settings, open before the administrator."""
    page = come_in_own(admin)
    page.goto(SETTINGS)
    page.wait_for_function("window.socket?.connected")
    return page


def enter(page: Page, email: str, password: str) -> None:
    """Fill in the office's door."""
    page.goto("/staff/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def write(settings: Page, label: str, value: str) -> None:
    """Write into one field, leave it, and wait until it is saved."""
    field = setting(settings, label)
    field.locator("input, textarea").fill(value)
    field.locator("input, textarea").blur()
    expect(field.get_by_role("status")).to_have_text("Saved")


def flip(settings: Page, label: str, *, to: bool) -> None:
    """Turn one switch, and wait until it is saved."""
    field = setting(settings, label)
    field.get_by_role("switch").press("Space")
    expect(field.get_by_role("switch")).to_have_attribute("aria-checked", str(to).lower())
    expect(field.get_by_role("status")).to_have_text("Saved")


def setting(settings: Page, label: str) -> Locator:
    """One setting with all that belongs to it."""
    return settings.locator(".setting").filter(has=settings.get_by_text(label, exact=True))


def untouched(page: Page) -> Page:
    """The page, marked so that a reload would show."""
    page.wait_for_function("window.socket?.connected")
    page.evaluate("window.untouched = true")
    return page


def test_a_banner_and_the_phone_appear_on_an_open_page_without_loading_it_again(settings: Page, come_in_own: ComeIn) -> None:
    customer = come_in_own("dana@example.com")
    customer.goto("/")
    untouched(customer)
    banner = customer.locator(".strip.news")
    expect(banner).to_be_hidden()
    phone = setting(settings, "Support phone").locator("input").input_value()

    write(settings, "Text", "No pickups on Thursday.\nThey come on Friday.")
    write(settings, "Support phone", "(903) 555-0123")

    expect(banner).to_have_text("No pickups on Thursday.\nThey come on Friday.")
    expect(customer.get_by_role("contentinfo").get_by_role("link", name="(903) 555-0123")).to_be_visible()
    assert customer.evaluate("window.untouched")
    stranger = come_in_own()
    stranger.goto("/sign-in")
    expect(stranger.locator(".strip.news")).to_contain_text("They come on Friday.")
    write(settings, "First day", "2099-01-01")
    expect(banner).to_be_hidden()
    write(settings, "First day", "")
    expect(banner).to_be_visible()

    write(settings, "Text", "")
    write(settings, "Support phone", phone)

    expect(banner).to_be_hidden()
    assert customer.evaluate("window.untouched")


def test_pending_invoices_come_and_go_with_the_switch(settings: Page, come_in_own: ComeIn) -> None:
    customer = come_in_own("dana@example.com")
    customer.goto("/invoices")
    customer.wait_for_function("window.socket?.connected")
    chip = customer.get_by_role("group", name="Status").get_by_role("button", name="Pending")
    expect(chip).to_have_count(0)

    flip(settings, "Customers may view Pending invoices", to=True)
    expect(chip).to_be_visible()

    flip(settings, "Customers may view Pending invoices", to=False)
    expect(chip).to_have_count(0)


def test_the_words_under_a_statement_follow_on_screen(settings: Page, come_in_own: ComeIn) -> None:
    customer = come_in_own("dana@example.com")
    customer.goto("/statement")
    untouched(customer)

    write(settings, "Statement footer", "Pay by the 10th.\nThank you.")

    expect(customer.locator(".statement .footer")).to_have_text("Pay by the 10th.\nThank you.")
    write(settings, "Statement footer", "")
    expect(customer.locator(".statement .footer")).to_have_count(0)
    assert customer.evaluate("window.untouched")


def test_customers_change_their_details_only_while_the_office_lets_them(settings: Page, come_in_own: ComeIn) -> None:
    customer = come_in_own("dana@example.com")
    customer.goto("/account")
    untouched(customer)
    way = customer.get_by_role("link", name="Change details and contacts")
    expect(way).to_have_count(0)

    flip(settings, "Customers may edit their details", to=True)
    way.click()
    was = customer.get_by_label("Phone").first.input_value()
    customer.get_by_label("Phone").first.fill("(903) 555-0199")
    assert barriers(customer) == []
    customer.get_by_role("button", name="Save").click()
    expect(customer.get_by_text("Your details are saved.")).to_be_visible()
    expect(customer.get_by_text("(903) 555-0199").first).to_be_visible()
    way.click()
    customer.get_by_label("Phone").first.fill(was)
    flip(settings, "Customers may edit their details", to=False)
    customer.get_by_role("button", name="Save").click()

    expect(customer.get_by_text("These details are changed by our office.")).to_be_visible()


def test_what_cannot_be_meant_is_said_beside_the_setting_and_nothing_is_kept(settings: Page) -> None:
    field = setting(settings, "Days of order history")
    field.get_by_role("textbox").fill("ninety")
    field.get_by_role("textbox").press("Enter")

    expect(field.get_by_role("status")).to_contain_text("from 1 to 3650")
    expect(field.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    field.get_by_role("textbox").fill("")
    field.get_by_role("textbox").blur()
    expect(field.locator(".told")).to_have_text("")  # what was refused is taken back
    expect(field.get_by_role("textbox")).not_to_have_attribute("aria-invalid", "true")
    settings.reload()
    expect(setting(settings, "Days of order history").get_by_role("textbox")).to_have_value("")


def test_only_the_provider_turns_the_portal_off_whatever_the_browser_sends(settings: Page, come_in_own: ComeIn) -> None:
    expect(setting(settings, "Customer Portal is active").get_by_role("switch")).to_be_disabled()

    settings.evaluate(_FORGE, "portal_active")

    expect(setting(settings, "Customer Portal is active").get_by_role("status")).to_contain_text("Only your provider")
    customer = come_in_own("dana@example.com")
    customer.goto("/")
    expect(customer.locator(".account")).to_be_visible()
    settings.goto("/staff/audit?q=setting.refused")
    expect(settings.get_by_text("Tried to change a setting that is the provider's").first).to_be_visible()


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.by_hand(1)
def test_who_is_no_administrator_sees_the_settings_and_changes_none(come_in_own: ComeIn, phone: bool) -> None:
    page = come_in_own(phone=phone)
    enter(page, OFFICE, PASSWORD)
    page.goto(SETTINGS)

    expect(page.get_by_text("An administrator of your office changes them.")).to_be_visible()
    for switch in page.get_by_role("switch").all():
        expect(switch).to_be_disabled()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.by_hand(1)
def test_the_office_sees_the_portal_as_a_customer_and_goes_back_with_one_click(come_in_own: ComeIn, phone: bool) -> None:
    page = come_in_own(phone=phone)
    enter(page, OFFICE, PASSWORD)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    page.goto("/staff/customers?q=dana@example.com")
    page.locator("tbody a:visible, ul.items a:visible").first.click()
    number = page.url.rsplit("/", 1)[1]
    page.get_by_role("button", name="See the portal as dana@example.com does").click()

    strip = page.locator(".strip.look")
    expect(strip).to_contain_text("You can change nothing.")
    page.wait_for_function("window.socket?.connected")
    expect(page.get_by_role("button", name=re.compile("^Pay"))).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    page.goto("/account")
    expect(strip).to_be_visible()
    expect(page.get_by_role("button", name="Change password")).to_have_count(0)
    expect(page.get_by_role("link", name="Add a card")).to_have_count(0)
    page.goto("/invoices/nothing-of-the-kind")
    expect(strip).to_be_visible()
    page.goto("/staff/customers")
    expect(page.get_by_role("heading", name=re.compile("You see the portal as"))).to_be_visible()
    page.get_by_role("link", name="Go on looking").click()

    strip.get_by_role("button", name="Back to the office").click()

    expect(page).to_have_url(re.compile(f"/staff/customers/{number}$"))
    page.goto("/staff/audit?status=looks")
    expect(page.get_by_text("Ended seeing as customer").locator("visible=true").first).to_be_visible()
    expect(page.get_by_text("page: /account").locator("visible=true").first).to_be_visible()
