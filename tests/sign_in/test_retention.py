"""What the portal forgets by itself, and when."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    AuditEntry,
    GatewayEvent,
    GatewayEventState,
    KnownBrowser,
    Letter,
    LetterState,
    OneTimeToken,
    SignInSession,
    Throttle,
    TokenPurpose,
)
from portal_ui.service.sign_in import SignIn
from tests.sign_in.door import TurnedClock, add_dana


async def test_what_is_past_its_time_is_forgotten_and_what_is_not_is_kept(sign_in: SignIn, database: Database, clock: TurnedClock) -> None:
    dana = await add_dana(database)
    await database.write(fill, dana, clock())

    await sign_in.tidy()

    assert await database.read(names) == [
        "browser of 364 days",
        "entry of 4000 days",
        "letter of 399 days, bounced",
        "letter of 399 days, given-up",
        "letter of 399 days, sending",
        "letter of 399 days, sent",
        "letter of 399 days, waiting",
        "letter of 401 days, sending",
        "letter of 401 days, waiting",
        "news of 39 days, done",
        "news of 39 days, parked",
        "news of 39 days, received",
        "news of 41 days, parked",
        "news of 41 days, received",
        "session that ran out 89 days ago",
        "throttle of 23 hours",
        "token that ran out 89 days ago",
        "token that runs out tomorrow",
    ]


def fill(session: Session, dana: int, now: datetime) -> None:
    """Of each kind one that is just within its time, and one just past it."""

    def ago(**span: float) -> datetime:
        return now - timedelta(**span)

    for hours in (23, 25):
        session.add(Throttle(key=f"throttle of {hours} hours", first_at=ago(days=9), last_at=ago(hours=hours)))
    for days in (89, 91):
        ended = f"ran out {days} days ago"
        session.add(SignInSession(token_hash=f"session that {ended}", person_id=dana, expires_at=ago(days=days), ended_at=ago(days=95)))
        session.add(_token(f"token that {ended}", dana, expires_at=ago(days=days), used_at=None))
    session.add(_token("token that runs out tomorrow", dana, expires_at=ago(days=-1), used_at=ago(days=89)))
    session.add(_token("token that was used 91 days ago", dana, expires_at=ago(days=-1), used_at=ago(days=91)))
    for days in (364, 366):
        session.add(KnownBrowser(token_hash=f"browser of {days} days", person_id=dana, last_seen_at=ago(days=days)))
    for days in (399, 401):
        for state in LetterState:
            kind = f"letter of {days} days, {state.value}"
            session.add(Letter(kind=kind, to_address="dana@example.com", state=state, created_at=ago(days=days)))
    for days in (39, 41):
        for news in GatewayEventState:
            name = f"news of {days} days, {news.value}"
            session.add(GatewayEvent(id=name, gateway="demo", kind="", facts={}, state=news, received_at=ago(days=days)))
    session.add(AuditEntry(actor="entry of 4000 days", action="sign-in", at=ago(days=4000)))


def _token(name: str, dana: int, **values: datetime | None) -> OneTimeToken:
    return OneTimeToken(token_hash=name, purpose=TokenPurpose.RESET_PASSWORD, person_id=dana, **values)


def names(session: Session) -> list[str]:
    """What is left, by the names given above."""
    columns = (
        Throttle.key,
        SignInSession.token_hash,
        OneTimeToken.token_hash,
        KnownBrowser.token_hash,
        Letter.kind,
        AuditEntry.actor,
        GatewayEvent.id,
    )
    return sorted(name for column in columns for name in session.scalars(select(column)))
