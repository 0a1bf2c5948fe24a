"""What opens above a list stands where it was asked for, and the page stays where it was."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Look = Callable[..., Page]


@pytest.mark.parametrize("name", ["Any date", "Export"])
@pytest.mark.parametrize("by_key", [False, True], ids=["mouse", "keyboard"])
def test_a_popup_above_a_long_list_opens_in_view_and_moves_nothing(look: Look, name: str, *, by_key: bool) -> None:
    page = look("/invoices?status=all")
    button = page.get_by_role("search").get_by_role("button", name=name)
    expect(page.locator("tbody tr")).to_have_count(25)

    button.press("Enter") if by_key else button.click()

    popup = page.locator(".popup.floating")
    expect(popup.locator("a, button").first).to_be_focused()
    box, opener = popup.bounding_box(), button.bounding_box()
    assert box is not None
    assert opener is not None
    assert page.evaluate("scrollY") == 0
    assert opener["y"] + opener["height"] < box["y"] < box["y"] + box["height"] < 900
    assert box["x"] + box["width"] <= 1440
