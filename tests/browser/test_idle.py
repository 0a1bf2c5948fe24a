"""Before a sign-in ends because nothing happens, an open page asks who is there."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.signing_in import sign_in
from tests.browser.walking import ComeIn


def opened(page: Page, who: str, path: str) -> None:
    """That page, as it is now."""
    sign_in(page, who, door="/staff/sign-in" if path.startswith("/staff") else "/sign-in")
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function("window.socket?.connected")


def later(page: Page, minutes: float) -> None:
    """Have the browser believe that it is so much later; what it does, it goes on doing."""
    page.clock.set_fixed_time(datetime.now() + timedelta(minutes=minutes))  # noqa: DTZ005 - the browser's own


@pytest.mark.parametrize(("who", "path"), [("dana@example.com", "/account"), ("office@example.com", "/staff")])
@pytest.mark.by_hand(1)
def test_two_minutes_before_the_end_one_is_asked_and_can_stay(come_in_own: ComeIn, who: str, path: str) -> None:
    page = come_in_own()
    opened(page, who, path)
    asked = page.get_by_role("alertdialog", name="Are you still there?")
    expect(asked).to_have_count(0)

    later(page, 28.5)
    expect(asked).to_be_visible(timeout=12_000)
    asked.get_by_role("button", name="Stay signed in").click()
    expect(asked).to_have_count(0)
    later(page, 57.5)
    expect(asked).to_be_visible(timeout=12_000)


def test_what_is_done_in_one_tab_counts_for_the_others(come_in_own: ComeIn) -> None:
    page = come_in_own()
    opened(page, "dana@example.com", "/invoices")
    asked = page.get_by_role("alertdialog")
    later(page, 28.5)
    expect(asked).to_be_visible(timeout=12_000)

    page.evaluate("localStorage.setItem('portal-active', String(Date.now()))")  # as another tab does

    expect(asked).to_have_count(0, timeout=12_000)
