"""Whoever holds a letter of ours: what its secret lets them do, once, and what happens when somebody asks for another letter."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Session

from db.models import OneTimeToken, Person, TokenPurpose
from db.queries import audit, known_browsers, letters, people, sign_ins
from portal_ui import throttling
from portal_ui.errors import LinkNotGoodError
from portal_ui.service import tokens
from portal_ui.service.admission import masked
from portal_ui.service.known_browsers import budget_key


class Door(Enum):
    """Which letter someone comes with."""

    CREATE = "create-password"
    RESET = "reset-password"


@dataclass(frozen=True, slots=True)
class Link:
    """What someone brought, and from which network address."""

    door: Door
    token: str
    address: str

    @property
    def purpose(self) -> TokenPurpose:
        """What the token must be good for. Of a code on paper people type what they read."""
        if self.door is Door.RESET:
            return TokenPurpose.RESET_PASSWORD
        return TokenPurpose.PRINTED_LETTER if tokens.is_printed(self.token) else TokenPurpose.CREATE_PASSWORD


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose letter it is."""

    person_id: int
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at a token: its holder, nobody, or that guesses from this address have to wait."""

    holder: Holder | None = None
    wait_seconds: int = 0


def look(session: Session, link: Link, now: datetime) -> Looked:
    """Whose letter it is. That spends nothing; a code that may be guessed counts against the network address until it is right."""
    address_key = throttling.address_key(link.address)
    is_guessable = link.purpose is TokenPurpose.PRINTED_LETTER
    wait = throttling.count_address(session, address_key, now) if is_guessable else 0
    if wait:
        return Looked(wait_seconds=wait)
    token = tokens.look(session, link.purpose, link.token, now)
    person = _admissible(session, token) if token is not None else None
    if person is None:
        return Looked()
    if is_guessable:
        throttling.forgive_address(session, address_key)
    return Looked(Holder(person.id, person.email, person.locale))


def set_password(session: Session, link: Link, new_hash: str, now: datetime) -> list[int]:
    """Use the token up and keep the password; returns the sessions that ended.

    Every other link is dead from now on, and whatever wait others have brought upon the email is over.

    Raises:
        LinkNotGoodError: somebody was quicker, or it is good for nothing by now. Nothing was changed.
    """
    token = tokens.spend(session, link.purpose, link.token, now)
    person = _admissible(session, token, is_held=True) if token is not None else None
    if person is None:
        raise LinkNotGoodError
    kind = _told_with(link, person)
    person.password_hash = new_hash
    person.auth_version += 1
    tokens.end_all(session, person_id=person.id, now=now)
    throttling.forgive_email(session, throttling.email_key(person.email))
    for browser_id in known_browsers.ids(session, person_id=person.id):
        throttling.forgive_email(session, budget_key(browser_id))
    letters.queue(session, kind=kind, to_address=person.email, at=now, facts={"address": link.address}, person_id=person.id)
    details = {"by": link.purpose.value}
    audit.add(session, at=now, actor=f"person:{person.id}", action="password.set", details=details, address=link.address)
    return sign_ins.end(session, [row.id for row in sign_ins.of_person(session, person.id)], now)


def _told_with(link: Link, person: Person) -> str:
    """The letter that tells of the new password: somebody else may have come with the link. A first one was not changed."""
    if link.purpose is TokenPurpose.PRINTED_LETTER:
        return "access-printed"
    return "password-set" if person.password_hash is None else "password-changed"


def ask(session: Session, email: str, address: str, now: datetime) -> None:
    """Put a letter into the outbox for whoever may have one. Whoever asks too often gets none, and nobody learns which it was."""
    if not people.is_portal_active(session):
        return
    may_ask = throttling.count_asked(session, throttling.asked_address_key(address), throttling.ASKED_OF_ADDRESS, now)
    may_ask = may_ask and throttling.count_asked(session, throttling.asked_email_key(email), throttling.ASKED_OF_EMAIL, now)
    person = people.by_email(session, email)
    accounts = people.accounts(session, person.id) if person is not None and person.is_enabled else []
    if person is not None and accounts and may_ask:
        kind = Door.CREATE if person.password_hash is None else Door.RESET
        customer_id = accounts[0].customer_id if kind is Door.CREATE else None
        letters.queue(session, kind=kind.value, to_address=email, at=now, facts={}, person_id=person.id, customer_id=customer_id)
    details = {"email": masked(email), "letter": "none" if not may_ask else "as for everyone"}
    audit.add(session, at=now, actor="portal", action="password.forgotten", details=details, address=address)


def _admissible(session: Session, token: OneTimeToken, *, is_held: bool = False) -> Person | None:
    """The person, unless the office or the operator has closed the portal to them since the letter went out."""
    read = people.held if is_held else people.by_id
    person = read(session, token.person_id or 0)
    is_welcome = person is not None and person.is_enabled and people.is_portal_active(session) and people.accounts(session, person.id)
    return person if is_welcome else None
