"""How long the portal keeps what it no longer needs. Books, payments, people and the audit are not among that: they stay."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db.queries import gateway_events, known_browsers, letters, sign_ins, throttles, tokens

THROTTLES = timedelta(days=1)  # without another try
SESSIONS = timedelta(days=90)  # after the day on which they run out, whoever ended them before
TOKENS = timedelta(days=90)  # after they were used or ran out
BROWSERS = timedelta(days=365)  # without a sign-in; as long as their cookie lives
NEWS = timedelta(days=40)  # of the gateway, once acted on; longer than it lists its events again
LETTERS = timedelta(days=400)  # that wait for nothing any more, however they ended


def forget(session: Session, now: datetime) -> None:
    """Drop what is past its time."""
    throttles.forget_before(session, now - THROTTLES)
    sign_ins.forget_before(session, now - SESSIONS)
    tokens.forget_before(session, now - TOKENS)
    known_browsers.forget_before(session, now - BROWSERS)
    letters.forget_before(session, now - LETTERS)
    gateway_events.forget_before(session, now - NEWS)
