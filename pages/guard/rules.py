"""Who may ask for which address. What is not named here is for people who are in an account, and below `/staff` for the office."""

import re
from enum import Enum


class Access(Enum):
    """How far in someone must be."""

    STRANGERS = "strangers"
    SIGNED_IN = "signed in"
    IN_ACCOUNT = "in an account"
    STAFF_COMING_IN = "of the office, with a second factor still to come"
    STAFF = "of the office"


HEALTH = "/healthz"
SIGN_IN = "/sign-in"
ACCOUNTS = "/accounts"
STAFF = "/staff"
STAFF_SIGN_IN = "/staff/sign-in"
STAFF_CODE = "/staff/sign-in/code"
STAFF_FACTOR = "/staff/second-factor"
LOOK_END = "/staff/see-as/end"  # where a look in a customer's place ends
LETTERS = ("/create-password", "/reset-password", "/staff/create-password")  # where links lead; below them stands a token
CHECK = "/check"  # whether a paper is genuine; below it stands its code
FOR_STRANGERS = frozenset(
    {SIGN_IN, "/sign-out", "/forgot-password", CHECK, HEALTH, "/favicon.ico", "/demo/mail", STAFF_SIGN_IN, "/staff/sign-out", *LETTERS}
)
FOR_STRANGERS_BELOW = ("/brand/", "/demo/mail/", f"{CHECK}/", *(f"{letter}/" for letter in LETTERS))
FOR_THE_SIGNED_IN = frozenset({ACCOUNTS, "/accounts/choose"})
FOR_STAFF_COMING_IN = frozenset({STAFF_CODE, STAFF_FACTOR})
_FILE = re.compile(
    r"/(?:(?:services|orders|invoices|payments)\.(?:csv|xlsx)|statement\.(?:pdf|csv|xlsx)|(?:invoices|credits)/.*\.pdf|(?:orders|payments)/.*/receipt\.pdf|payments/.*/refunds/.*\.pdf"
    r"|documents/[0-9]+)"
)
_UPLOAD = re.compile(r"/staff/documents/(?:new|[0-9]{1,9}/replace)")
_WEBHOOK = re.compile(r"/webhooks/[a-z]{1,50}")


def access_to(path: str) -> Access:
    """Who may ask for this path."""
    if path in FOR_STRANGERS or path.startswith(FOR_STRANGERS_BELOW) or is_webhook(path):
        return Access.STRANGERS
    if is_staffs(path):
        return Access.STAFF_COMING_IN if path in FOR_STAFF_COMING_IN else Access.STAFF
    return Access.SIGNED_IN if path in FOR_THE_SIGNED_IN else Access.IN_ACCOUNT


def is_staffs(path: str) -> bool:
    """Whether it is one of the office's addresses; no customer is ever let in there."""
    return path == STAFF or path.startswith(f"{STAFF}/")


def is_file(path: str) -> bool:
    """Whether a customer's file is handed out there. Whoever hands it out writes that down, so it is no page that was looked at."""
    return _FILE.fullmatch(path) is not None


def is_upload(path: str) -> bool:
    """Whether the office puts a file up there."""
    return _UPLOAD.fullmatch(path) is not None


def without_token(path: str) -> str:
    """The path as a log may hold it."""
    return next((f"{place}/..." for place in (*LETTERS, CHECK) if path.startswith(f"{place}/")), path)


def is_webhook(path: str) -> bool:
    """Whether a machine rings there. It brings no session and no form of ours; what it sends must prove itself by its signature."""
    return _WEBHOOK.fullmatch(path) is not None
