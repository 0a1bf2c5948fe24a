"""Sessions of people who are signed in. The cookie's token is never here, only its SHA-256."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session

from db.models import Access, AccessRole, AccountChange, Company, Customer, CustomerKind, Person, SignInSession


@dataclass(frozen=True, slots=True)
class Found:
    """A session with its person, the company, and the chosen account as far as the person may look into it."""

    session_id: int
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    session_auth_version: int
    person_id: int
    email: str
    name: str
    theme: str
    locale: str
    auth_version: int
    is_enabled: bool
    portal_active: bool
    time_zone: str
    company_locale: str
    show_pending_invoices: bool
    order_history_days: int | None
    account_count: int
    customer_id: int | None
    number: str | None
    customer_name: str | None
    city: str | None
    kind: CustomerKind | None
    role: AccessRole | None
    account_version: int  # how often the account's money or its cards changed


_account_count = (
    select(func.count())
    .select_from(Access)
    .join(Customer, Customer.id == Access.customer_id)
    .where(Access.person_id == Person.id, Access.is_enabled, Customer.portal_enabled)
    .correlate(Person)
    .scalar_subquery()
)


def _behind(person_id: Any) -> Any:  # noqa: ANN401 - a column, and a select of many
    """A session with the person that this column of it names."""
    facts = select(
        SignInSession.id,
        SignInSession.last_seen_at,
        SignInSession.expires_at,
        SignInSession.ended_at,
        SignInSession.auth_version,
        Person.id,
        Person.email,
        Person.name,
        Person.theme,
        Person.locale,
        Person.auth_version,
        Person.is_enabled,
        Company.portal_active,
        Company.time_zone,
        Company.locale,
        Company.show_pending_invoices,
        Company.order_history_days,
        _account_count,
        Customer.id,
        Customer.number,
        Customer.name,
        Customer.city,
        Customer.kind,
        Access.role,
        func.coalesce(AccountChange.version, 0),
    )
    return (
        facts.select_from(SignInSession)
        .join(Person, Person.id == person_id)
        .join(Company, Company.id == 1)
        .outerjoin(Access, and_(Access.person_id == Person.id, Access.customer_id == SignInSession.customer_id, Access.is_enabled))
        .outerjoin(Customer, and_(Customer.id == Access.customer_id, Customer.portal_enabled))
        .outerjoin(AccountChange, AccountChange.customer_id == Customer.id)
    )


_found = _behind(SignInSession.person_id)
_seen = _behind(SignInSession.acting_as_person_id)


def begin(
    session: Session,
    person: Person,
    *,
    token_hash: str,
    customer_id: int | None,
    address: str,
    user_agent: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Begin a session of this person, under the password they have now."""
    session.add(
        SignInSession(
            token_hash=token_hash,
            person_id=person.id,
            customer_id=customer_id,
            auth_version=person.auth_version,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            address=address,
            user_agent=user_agent,
        )
    )


def find(session: Session, token_hash: str) -> Found | None:
    """The session of this token, alive or not; the account is empty when none is chosen or it is closed to the person."""
    row = session.execute(_found.where(SignInSession.token_hash == token_hash)).one_or_none()
    return None if row is None else Found(*tuple(row))


def seen(session: Session, token_hash: str) -> Found | None:
    """The office's session of this token as the person whose place it takes would have it."""
    row = session.execute(_seen.where(SignInSession.token_hash == token_hash)).one_or_none()
    return None if row is None else Found(*tuple(row))


def held(session: Session, session_id: int) -> SignInSession | None:
    """That session, held until the writing transaction ends."""
    return session.scalar(select(SignInSession).where(SignInSession.id == session_id).with_for_update())


def open_id(session: Session, token_hash: str) -> tuple[int, str] | None:
    """The session of this token, unless it has ended, and whose it is, as the audit names them."""
    question = select(SignInSession.id, SignInSession.person_id, SignInSession.staff_id).where(
        SignInSession.token_hash == token_hash, SignInSession.ended_at.is_(None)
    )
    row = session.execute(question).one_or_none()
    if row is None:
        return None
    return row[0], f"person:{row[1]}" if row[1] is not None else f"staff:{row[2]}"


def account_of(session: Session, token_hash: str) -> tuple[int, int, str] | None:
    """Of a person's session with this token, alive or not: whose it is, and the account it looked into, by id and name."""
    asked = (
        select(SignInSession.person_id, Customer.id, Customer.name)
        .join(Customer, Customer.id == SignInSession.customer_id)
        .where(SignInSession.token_hash == token_hash)
    )
    found = session.execute(asked).one_or_none()
    return None if found is None or found[0] is None else (found[0], found[1], found[2])


def of_person(session: Session, person_id: int) -> list[SignInSession]:
    """The person's sessions that nobody has ended, latest activity first; some may have run out."""
    question = (
        select(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    )
    return list(session.scalars(question))


def touch(session: Session, session_id: int, now: datetime, seen_after: datetime) -> None:
    """Move the last activity to `now`, unless the session is over or its last activity lies before `seen_after`."""
    session.execute(
        update(SignInSession)
        .where(
            SignInSession.id == session_id,
            SignInSession.ended_at.is_(None),
            SignInSession.last_seen_at > seen_after,
            SignInSession.last_seen_at < now,
            SignInSession.expires_at > now,
        )
        .values(last_seen_at=now)
    )


def end(session: Session, session_ids: list[int], now: datetime) -> list[int]:
    """End these sessions; returns those that were not over before."""
    ended = (
        update(SignInSession)
        .where(SignInSession.id.in_(session_ids), SignInSession.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignInSession.id)
        .execution_options(synchronize_session=False)
    )
    return list(session.scalars(ended))


def forget_before(session: Session, moment: datetime) -> None:
    """Drop the sessions that ran out before `moment`."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at < moment))
