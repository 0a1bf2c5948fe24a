"""When something is done, and how long things may take."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

UNCLAIMED = timedelta(minutes=10)  # a payment that was begun but never taken to the gateway is given up after that
AT_WORK = timedelta(seconds=15)  # so long nobody else asks the gateway about a payment; an early look would harm nobody
GRACE = timedelta(minutes=5)  # a wish that the gateway does not list after that never reached it; above all retries of one call
OVERLAP = timedelta(minutes=5)  # how far before a payment the gateway is asked from: its clock is not ours
TO_CONFIRM = timedelta(minutes=30)  # the card holder's time to confirm with the bank
TO_VERIFY = timedelta(days=10)  # the time to prove a bank account by the small deposits that arrive on it
ON_ITS_WAY = timedelta(hours=1)  # between two looks at what takes days, on its first day
FOR_DAYS = timedelta(days=1)  # and later
DRAFT = timedelta(hours=2)  # how long a card page stays open


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and which day that is for the company."""

    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Moved:
    """Whose money changed, and the account's version after that."""

    customer_id: int
    version: int


def next_look(begun: datetime, now: datetime) -> datetime:
    """When the gateway is asked again about what takes days: hourly on its first day, then daily. News of it comes at any time."""
    return now + (ON_ITS_WAY if now - begun < FOR_DAYS else FOR_DAYS)
