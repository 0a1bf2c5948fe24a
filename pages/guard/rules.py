"""Who may ask for which address. What is not named here is for people who are in an account."""

from enum import Enum


class Access(Enum):
    """How far in someone must be."""

    STRANGERS = "strangers"
    SIGNED_IN = "signed in"
    IN_ACCOUNT = "in an account"


HEALTH = "/healthz"
SIGN_IN = "/sign-in"
ACCOUNTS = "/accounts"
FOR_STRANGERS = frozenset({SIGN_IN, "/sign-out", HEALTH, "/favicon.ico"})
FOR_STRANGERS_BELOW = ("/brand/",)
FOR_THE_SIGNED_IN = frozenset({ACCOUNTS, "/accounts/choose"})


def access_to(path: str) -> Access:
    """Who may ask for this path."""
    if path in FOR_STRANGERS or path.startswith(FOR_STRANGERS_BELOW):
        return Access.STRANGERS
    return Access.SIGNED_IN if path in FOR_THE_SIGNED_IN else Access.IN_ACCOUNT
