"""How often someone may guess: per email, and per network address. Every try counts before it is looked at."""

import hashlib
import ipaddress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db.queries import throttles

FREE_TRIES = 10  # the last of them begins the first wait
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=12)

ADDRESS_TRIES = 30
_ADDRESS_SPAN = timedelta(minutes=10)

ASKED_OF_EMAIL = 3  # letters an hour
ASKED_OF_ADDRESS = 20
ALARMS = 1
TOLD_OF_DETAILS = 5
_ASKED_SPAN = timedelta(hours=1)


def email_key(email: str) -> str:
    """The key under which tries with this email count, whether anyone has it or not."""
    return f"sign-in:{hashlib.sha256(email.encode('utf-8', 'surrogatepass')).hexdigest()}"


def staff_key(email: str) -> str:
    """The same for the office, where an email is not the same person as among customers."""
    return f"staff:{email_key(email)}"


def own_key(actor: str) -> str:
    """The key under which tries of someone signed in, such as `person:7`, with their own password count: nobody else's do."""
    return f"own-password:{actor}"


def code_key(staff_id: int) -> str:
    """The key under which tries with codes of this member's second factor count."""
    return f"staff-code:{staff_id}"


def address_key(address: str) -> str:
    """The key of a network address: an IPv4 address, or the /64 that an IPv6 customer usually has whole."""
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return f"address:{hashlib.sha256(address.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return f"address:{parsed.ipv4_mapped}"
        return f"address:{ipaddress.IPv6Network((int(parsed), 64), strict=False)}"
    return f"address:{parsed}"


def check_key(address: str) -> str:
    """The key under which codes of papers that no document has count, apart from tries to sign in."""
    return f"check:{address_key(address)}"


def asked_email_key(email: str) -> str:
    """The key under which wishes for a letter to this email count."""
    return f"asked:{email_key(email)}"


def asked_address_key(address: str) -> str:
    """The key under which wishes for letters from this network address count."""
    return f"asked:{address_key(address)}"


def count_email(session: Session, key: str, now: datetime) -> int:
    """Count a try with an email; returns for how many seconds it must not be compared, 0 when it may be.

    From the tenth try in a row each one that is compared begins a wait: one minute, then twice the last, at most
    fifteen. Tries during a wait are counted but do not make it longer, so nobody can keep the owner out for good.
    """
    row = throttles.locked(session, key, now)
    if row.failures and now - row.last_at >= _FORGOTTEN_AFTER:
        row.failures, row.blocked_until = 0, None
    row.failures += 1
    if row.blocked_until is not None and now < row.blocked_until:
        return _whole_seconds(row.blocked_until - now, _LONGEST_WAIT)
    if row.failures >= FREE_TRIES:
        last_wait = row.blocked_until - row.last_at if row.blocked_until is not None else _FIRST_WAIT / 2
        row.blocked_until = now + min(2 * last_wait, _LONGEST_WAIT)
    row.last_at = now  # of the last try that was compared: with `blocked_until` it tells how long the wait was
    return 0


def count_address(session: Session, key: str, now: datetime) -> int:
    """Count a try from a network address; returns for how many seconds it has to wait, 0 when it may go on."""
    row = throttles.locked(session, key, now)
    if row.blocked_until is not None and now < row.blocked_until:
        return _whole_seconds(row.blocked_until - now, _ADDRESS_SPAN)
    if now - row.first_at >= _ADDRESS_SPAN:
        row.failures, row.first_at, row.blocked_until = 0, now, None
    row.failures += 1
    row.last_at = now
    if row.failures >= ADDRESS_TRIES:
        row.blocked_until = now + _ADDRESS_SPAN
    return 0


def count_asked(session: Session, key: str, most: int, now: datetime) -> bool:
    """Count a wish for a letter; False when there were `most` within the hour already."""
    row = throttles.locked(session, key, now)
    if now - row.first_at >= _ASKED_SPAN:
        row.failures, row.first_at = 0, now
    row.failures += 1
    row.last_at = now
    return row.failures <= most


def forgive_email(session: Session, key: str) -> None:
    """The password was right: count from nothing again."""
    throttles.forget(session, key)


def forgive_address(session: Session, key: str) -> None:
    """One try was no failure after all; the address's others stay counted."""
    row = throttles.existing(session, key)
    if row is not None and row.failures:
        row.failures -= 1
        if row.failures < ADDRESS_TRIES:
            row.blocked_until = None


def _whole_seconds(span: timedelta, most: timedelta) -> int:
    """A wait as it is told; never above `most`, also after the clock was set back."""
    return max(1, -(-min(span, most) // timedelta(seconds=1)))
