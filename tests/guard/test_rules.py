"""Who may ask for what: a list that nobody changes by accident."""

import pytest

from pages.guard.rules import (
    FOR_STAFF_COMING_IN,
    FOR_STRANGERS,
    FOR_STRANGERS_BELOW,
    FOR_THE_SIGNED_IN,
    Access,
    access_to,
    is_staffs,
    is_webhook,
    without_token,
)


def test_only_these_addresses_are_open_to_strangers() -> None:
    letters = {"/create-password", "/reset-password", "/staff/create-password"}
    doors = {"/check", "/sign-in", "/sign-out", "/forgot-password", "/staff/sign-in", "/staff/sign-out"}
    assert {*doors, *letters, "/healthz", "/favicon.ico", "/demo/mail"} == FOR_STRANGERS
    assert set(FOR_STRANGERS_BELOW) == {"/brand/", "/check/", "/demo/mail/", *(f"{letter}/" for letter in letters)}


@pytest.mark.parametrize("letter", ["/create-password", "/reset-password", "/staff/create-password", "/check"])
def test_the_token_of_a_letter_stands_in_no_log(letter: str) -> None:
    assert without_token(f"{letter}/a-secret/more") == f"{letter}/..."
    assert without_token(letter) == letter
    assert without_token("/invoices/10471") == "/invoices/10471"


@pytest.mark.parametrize("path", ["/webhooks/demo", "/webhooks/stripe"])
def test_a_machine_rings_at_a_webhook_without_a_session(path: str) -> None:
    assert access_to(path) is Access.STRANGERS
    assert is_webhook(path)


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks",
        "/webhooks/",
        "/webhooks/demo/",
        "/webhooks/demo/x",
        "/webhooks/../echo",
        "/webhooks/demo\n",
        "/webhooks/Demo",
        "//webhooks/demo",
        "/x/webhooks/demo",
        "/webhooks/dem\u00f6",
        "/webhooks/" + "x" * 51,
    ],
)
def test_only_exactly_there(path: str) -> None:
    assert access_to(path) is Access.IN_ACCOUNT
    assert not is_webhook(path)


def test_only_the_chooser_is_open_to_who_has_no_account_chosen() -> None:
    assert {"/accounts", "/accounts/choose"} == FOR_THE_SIGNED_IN


@pytest.mark.parametrize(
    "path", ["/", "/orders", "/orders.csv", "/account", "/brand", "/sign-in/", "/sign-in/x", "/healthz/x", "//sign-in", "/SIGN-IN", "/x"]
)
def test_everything_else_is_for_who_is_in_an_account(path: str) -> None:
    assert access_to(path) is Access.IN_ACCOUNT


def test_only_the_second_step_is_open_to_staff_on_their_way_in() -> None:
    assert {"/staff/sign-in/code", "/staff/second-factor"} == FOR_STAFF_COMING_IN
    assert {access_to(path) for path in FOR_STAFF_COMING_IN} == {Access.STAFF_COMING_IN}


@pytest.mark.parametrize(
    "path",
    ["/staff", "/staff/", "/staff/customers", "/staff/sign-in/", "/staff/sign-in/codes", "/staff/second-factor/remove", "/staff/x/sign-in"],
)
def test_everything_else_below_staff_is_for_the_office(path: str) -> None:
    assert access_to(path) is Access.STAFF
    assert is_staffs(path)


@pytest.mark.parametrize("path", ["/staffs", "/staff.csv", "/STAFF", "//staff", "/x/staff"])
def test_what_only_looks_like_the_offices_is_the_customers(path: str) -> None:
    assert access_to(path) is Access.IN_ACCOUNT
    assert not is_staffs(path)
