"""Signing in as a person does, through the form."""

from playwright.sync_api import Page

PASSWORD = "roll off the truck"


def sign_in(page: Page, email: str, password: str = PASSWORD, *, door: str = "/sign-in") -> None:
    """Fill in the form and wait until the portal lets the person in."""
    page.goto(door)
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
