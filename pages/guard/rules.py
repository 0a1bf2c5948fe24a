"""Who may ask for which address. What is not named here is for people who are in an account."""

import re
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
_WEBHOOK = re.compile(r"/webhooks/[a-z]{1,50}")


def access_to(path: str) -> Access:
    """Who may ask for this path."""
    if path in FOR_STRANGERS or path.startswith(FOR_STRANGERS_BELOW) or is_webhook(path):
        return Access.STRANGERS
    return Access.SIGNED_IN if path in FOR_THE_SIGNED_IN else Access.IN_ACCOUNT


def is_webhook(path: str) -> bool:
    """Whether a machine rings there. It brings no session and no form of ours; what it sends must prove itself by its signature."""
    return _WEBHOOK.fullmatch(path) is not None
