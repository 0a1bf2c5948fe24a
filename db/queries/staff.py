"""The office's sign-ins: who they are, their sessions, second factors and recovery codes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from db.models import Company, Customer, Letter, LetterState, Person, RecoveryCode, SignInSession, StaffMember, StaffRole


@dataclass(frozen=True, slots=True)
class Found:
    """A session of the office with its member and the company."""

    session_id: int
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    session_auth_version: int
    factor_at: datetime | None
    acting_as_person_id: int | None
    acting_until: datetime | None
    staff_id: int
    email: str
    name: str
    role: StaffRole
    theme: str
    locale: str
    auth_version: int
    is_enabled: bool
    has_factor: bool
    time_zone: str
    company_locale: str


_found = (
    select(
        SignInSession.id,
        SignInSession.last_seen_at,
        SignInSession.expires_at,
        SignInSession.ended_at,
        SignInSession.auth_version,
        SignInSession.factor_at,
        SignInSession.acting_as_person_id,
        SignInSession.acting_until,
        StaffMember.id,
        StaffMember.email,
        StaffMember.name,
        StaffMember.role,
        StaffMember.theme,
        StaffMember.locale,
        StaffMember.auth_version,
        StaffMember.is_enabled,
        StaffMember.totp_secret.is_not(None),
        func.coalesce(Company.time_zone, "UTC"),
        func.coalesce(Company.locale, "en_US"),
    )
    .select_from(SignInSession)
    .join(StaffMember, StaffMember.id == SignInSession.staff_id)
    .outerjoin(Company, Company.id == 1)
)


def find(session: Session, token_hash: str) -> Found | None:
    """The office's session of this token, alive or not."""
    row = session.execute(_found.where(SignInSession.token_hash == token_hash)).one_or_none()
    return None if row is None else Found(*tuple(row))


def by_email(session: Session, email: str) -> StaffMember | None:
    """The member with this email, which is trimmed and in lower case."""
    return session.scalar(select(StaffMember).where(StaffMember.email == email))


def held(session: Session, staff_id: int) -> StaffMember | None:
    """That member, held until the writing transaction ends."""
    return session.scalar(select(StaffMember).where(StaffMember.id == staff_id).with_for_update())


def everyone(session: Session) -> list[StaffMember]:
    """All members of the office, by email."""
    return list(session.scalars(select(StaffMember).order_by(StaffMember.email)))


def admins(session: Session) -> list[StaffMember]:
    """The administrators who may come in."""
    asked = select(StaffMember).where(StaffMember.role == StaffRole.ADMIN, StaffMember.is_enabled)
    return list(session.scalars(asked.order_by(StaffMember.id)))


def add(session: Session, email: str, name: str, role: StaffRole, now: datetime) -> StaffMember:
    """A new member without a password."""
    member = StaffMember(email=email, name=name, role=role, created_at=now)
    session.add(member)
    session.flush()
    return member


def begin(
    session: Session,
    member: StaffMember,
    *,
    token_hash: str,
    address: str,
    user_agent: str,
    now: datetime,
    expires_at: datetime,
    factor_at: datetime | None = None,
) -> None:
    """Begin a session of this member, under the password they have now."""
    session.add(
        SignInSession(
            token_hash=token_hash,
            staff_id=member.id,
            auth_version=member.auth_version,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            factor_at=factor_at,
            address=address,
            user_agent=user_agent,
        )
    )


def open_sessions(session: Session, staff_id: int) -> list[SignInSession]:
    """The member's sessions that nobody has ended, latest activity first; some may have run out."""
    question = (
        select(SignInSession)
        .where(SignInSession.staff_id == staff_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    )
    return list(session.scalars(question))


def replace_recovery_codes(session: Session, staff_id: int, hashes: list[str]) -> None:
    """These codes stand in for the second factor from now on, and no others."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.add_all(RecoveryCode(staff_id=staff_id, code_hash=each) for each in hashes)


def spend_recovery_code(session: Session, staff_id: int, code_hash: str, now: datetime) -> bool:
    """Use a recovery code up; False when there is none such, or it is used. Of two at once the second is told no."""
    spent = (
        update(RecoveryCode)
        .where(RecoveryCode.staff_id == staff_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(spent) is not None


def recovery_codes_left(session: Session, staff_id: int) -> int:
    """How many recovery codes are still good."""
    question = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return session.scalar(question) or 0


def use_step(session: Session, staff_id: int, step: int) -> bool:
    """Note that the code of this time step was used; False when it, or a later one, was used before."""
    used = (
        update(StaffMember)
        .where(StaffMember.id == staff_id, func.coalesce(StaffMember.totp_used_step, -1) < step)
        .values(totp_used_step=step)
        .returning(StaffMember.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(used) is not None


def set_looks(session: Session, staff_id: int, **looks: str) -> None:
    """Keep `theme` or `locale` of this member."""
    session.execute(update(StaffMember).where(StaffMember.id == staff_id).values(**looks))


def customers(session: Session) -> tuple[int, int]:
    """How many customers there are, and for how many the portal is switched on."""
    row = session.execute(select(func.count(), func.count().filter(Customer.portal_enabled)).select_from(Customer)).one()
    return row[0], row[1]


def people_by_state(session: Session) -> dict[str, int]:
    """How many people are active (have a password), invited (have none yet) and off."""
    state = case((Person.is_enabled.is_(False), "off"), (Person.password_hash.is_(None), "invited"), else_="active")
    found = {name: count for name, count in session.execute(select(state, func.count()).group_by(state))}
    return {name: found.get(name, 0) for name in ("active", "invited", "off")}


def letters(session: Session) -> tuple[int, int, int]:
    """How many letters came back, how many were given up, and how many wait to be sent."""
    waiting = (LetterState.WAITING, LetterState.SENDING)
    states = (Letter.state == LetterState.BOUNCED, Letter.state == LetterState.GIVEN_UP, Letter.state.in_(waiting))
    row = session.execute(select(*(func.count().filter(state) for state in states))).one()
    return row[0], row[1], row[2]
