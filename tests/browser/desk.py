"""The office's desk in a browser: coming to it, and whether its pages keep anyone out."""

from playwright.sync_api import Page, expect

from tests.browser.judging import barriers
from tests.browser.signing_in import PASSWORD
from tests.browser.walking import LAPTOP, PHONE, ComeIn

OFFICE = "office@example.com"


def clerk(come_in_own: ComeIn, *, phone: bool = False, email: str = OFFICE) -> Page:
    """The demo's office, signed in."""
    page = come_in_own(phone=phone)
    page.goto("/staff/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    return page


def expect_usable_by_everyone(page: Page, path: str) -> None:
    """The page keeps nobody out, wide or narrow, by day or at night, and is never wider than the screen."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for size in (LAPTOP, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert barriers(page) == [], (size, scheme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (size, scheme)
