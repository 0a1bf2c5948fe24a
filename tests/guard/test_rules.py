"""Who may ask for what: a list that nobody changes by accident."""

import pytest

from pages.guard.rules import FOR_STRANGERS, FOR_STRANGERS_BELOW, FOR_THE_SIGNED_IN, Access, access_to, is_webhook


def test_only_these_addresses_are_open_to_strangers() -> None:
    assert {"/sign-in", "/sign-out", "/healthz", "/favicon.ico"} == FOR_STRANGERS
    assert FOR_STRANGERS_BELOW == ("/brand/",)


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
