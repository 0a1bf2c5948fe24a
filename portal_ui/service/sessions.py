"""Sessions: who is behind a cookie, and into which account they look."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db.queries import audit, people, sign_ins
from portal_ui.card_numbers import holds_card_number
from portal_ui.dates import local_day
from portal_ui.errors import AccountNotFoundError
from portal_ui.views import AccessRole, AccountView, Scope, StaffVisit, Visit

LONGEST_TOKEN = 100
_LONGEST_EMAIL = 200


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Someone who is signed in. Without a `visit` they have yet to choose an account.

    Who is of the office has `staff`, and no person and no account.
    """

    session_id: int
    person_id: int  # 0: nobody
    visit: Visit | None
    person_name: str = ""
    email: str = ""
    theme: str = "system"
    locale: str = "en_US"
    staff: StaffVisit | None = None
    look_is_over: bool = False  # the office took someone's place here, and may no longer


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for every session here: how long it lasts without activity and at the longest, and whether it may pay at all."""

    idle: timedelta
    longest: timedelta
    takes_payments: bool = True


@dataclass(frozen=True, slots=True)
class Closed:
    """An account that the office has closed to someone since they were in it, by name, and whether others are open to them."""

    account: str
    has_others: bool


def new_token() -> str:
    """256 fresh random bits, as a cookie can carry them."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def normal_email(email: str) -> str:
    """An email as it is kept: trimmed, in lower case; empty when it can be nobody's."""
    trimmed = email.strip().lower()
    return trimmed if len(trimmed) <= _LONGEST_EMAIL and trimmed.isprintable() else ""


def clean(user_agent: str) -> str:
    """What a browser says of itself, cut to what is kept; nothing of it where a card number stands in it."""
    return "" if holds_card_number(user_agent) else "".join(letter for letter in user_agent[:300] if letter.isprintable())


def look_up(session: Session, token: str, limits: Limits, now: datetime) -> LookedUp | int | None:
    """Who holds the token; the session's id alone when it has run out or was cut off, and is to be ended."""
    found = sign_ins.find(session, hashed(token))
    if found is None or found.ended_at is not None:
        return None
    if not is_alive(found, limits, now) or not found.is_enabled or found.account_count == 0:
        return found.session_id
    if not found.portal_active:
        return None
    visit = visit_to(session, found, limits, now) if found.customer_id is not None else None
    locale = found.locale or found.company_locale
    return LookedUp(found.session_id, found.person_id, visit, found.name, found.email, found.theme, locale)


def is_alive(found: sign_ins.Found, limits: Limits, now: datetime) -> bool:
    """Whether the session is within its limits and was begun under the person's present password."""
    return now < found.expires_at and now - found.last_seen_at < limits.idle and found.session_auth_version == found.auth_version


def visit_to(session: Session, found: sign_ins.Found, limits: Limits, now: datetime) -> Visit:
    """The visit of a session that has an account chosen."""
    account = _account(found)
    return Visit(
        session_id=found.session_id,
        person_id=found.person_id,
        person_name=found.name,
        email=found.email,
        theme=found.theme,
        locale=found.locale or found.company_locale,
        account=account,
        account_count=found.account_count,
        scope=_scope(session, found, account, limits),
        today=local_day(now, found.time_zone),
        idle=limits.idle,
        account_version=found.account_version,
    )


def _account(found: sign_ins.Found) -> AccountView:
    assert found.customer_id is not None  # noqa: S101 - asked by the caller
    assert found.kind is not None  # noqa: S101 - of the same row
    assert found.role is not None  # noqa: S101 - of the same row
    return AccountView(found.customer_id, found.number or "", found.customer_name or "", found.city or "", found.kind, found.role)


def _scope(session: Session, found: sign_ins.Found, account: AccountView, limits: Limits) -> Scope:
    """What the role lets them see: a site contact the orders of named locations and no money, everyone else all; a viewer does not pay."""
    days = found.order_history_days
    if account.role is not AccessRole.SITE_CONTACT:
        may_pay = limits.takes_payments and account.role is not AccessRole.VIEWER
        return Scope(account.customer_id, sees_pending=found.show_pending_invoices, may_pay=may_pay, order_history_days=days)
    locations = people.location_ids(session, found.person_id, account.customer_id)
    return Scope(account.customer_id, sees_money=False, may_pay=False, location_ids=locations, order_history_days=days)


def touch(session: Session, session_id: int, limits: Limits, now: datetime) -> None:
    """Move the last activity to `now`; what has run out stays so."""
    sign_ins.touch(session, session_id, now, now - limits.idle)


def end(session: Session, session_ids: list[int], now: datetime) -> list[int]:
    """End sessions; returns those that were not over before."""
    return sign_ins.end(session, session_ids, now)


def sign_out(session: Session, token: str, address: str, now: datetime) -> list[int]:
    """End the token's session at the person's wish; returns its id, or nothing when it was over."""
    opened = sign_ins.open_id(session, hashed(token))
    if opened is None:
        return []
    session_id, actor = opened
    ended = sign_ins.end(session, [session_id], now)
    if ended:
        audit.add(session, at=now, actor=actor, action="sign-out", subject=f"session:{session_id}", address=address)
    return ended


def closed(session: Session, token: str) -> Closed | None:
    """The account that a session looked into and that is closed to its person now; nothing while it is open to them."""
    found = sign_ins.account_of(session, hashed(token))
    if found is None:
        return None
    person_id, customer_id, name = found
    person = people.by_id(session, person_id)
    open_ids = {each.customer_id for each in people.accounts(session, person_id)} if person is not None and person.is_enabled else set()
    return None if customer_id in open_ids else Closed(name, has_others=bool(open_ids))


def choose_account(session: Session, session_id: int, number: str, address: str, now: datetime) -> None:
    """Let a session look into another of its person's accounts."""
    row = sign_ins.held(session, session_id)
    if row is None or row.person_id is None or row.ended_at is not None:
        raise AccountNotFoundError(number)
    account = next((account for account in people.accounts(session, row.person_id) if account.number == number), None)
    if account is None:
        raise AccountNotFoundError(number)
    if row.customer_id != account.customer_id:
        row.customer_id = account.customer_id
        audit.add(
            session,
            at=now,
            actor=f"person:{row.person_id}",
            action="account.choose",
            subject=f"customer:{account.number}",
            customer_id=account.customer_id,
            address=address,
        )
