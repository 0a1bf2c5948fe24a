"""Saving a customer's access: the office's toggle, and the email the account is known by."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db.models import AccessRole, Customer, Person
from db.queries import access as queries
from db.queries import letters
from portal_ui.service import ways
from portal_ui.service.admission import masked
from portal_ui.service.office_acts import By, admit, note
from portal_ui.views.access import Saved, Sent


@dataclass(frozen=True, slots=True)
class PortalWish:
    """What someone of the office wishes for a customer. `agreed`: they were asked about a shared email, and said yes."""

    is_enabled: bool
    email: str = ""  # not looked at when access is to be off
    agreed: bool = False


def save(session: Session, by: By, number: str, wish: PortalWish) -> tuple[Saved, list[int]]:
    """Carry the wish out, with its letters and its line in the audit; also returns the sessions that ended."""
    admit(session, by)
    account = ways.customer(session, number)
    if not wish.is_enabled:
        return _switch_off(session, by, account)
    email = ways.proper_email(wish.email)
    before = queries.login(session, account.id)
    if before is not None and before[1].email == email:
        return _switch_on(session, by, account, before[1]), []
    return _change_login(session, by, account, email, wish)


def _switch_off(session: Session, by: By, account: Customer) -> tuple[Saved, list[int]]:
    """Nobody comes in any more: sessions end, links are dead. What each person is stays remembered."""
    before = queries.login(session, account.id)
    email = before[1].email if before else ""
    if not account.portal_enabled:
        return Saved(is_changed=False, is_enabled=False, email=email), []
    account.portal_enabled = False
    session.flush()
    ended = [id_ for _access, person in queries.ways(session, account.id) for id_ in ways.close(session, by, person, account)]
    _note(session, by, "access.off", account, {"login": masked(email), "ended": len(ended)})
    return Saved(is_changed=True, is_enabled=False, email=email), ended


def _switch_on(session: Session, by: By, account: Customer, login: Person) -> Saved:
    """Everyone who was in before may come in again; the old links stay dead, so each is written to."""
    if account.portal_enabled:
        return Saved(is_changed=False, is_enabled=True, email=login.email)
    account.portal_enabled = True
    session.flush()
    sent = {
        person.id: ways.ask_in(session, by, person, account) for access, person in queries.ways(session, account.id) if access.is_enabled
    }
    _note(session, by, "access.on", account, {"login": masked(login.email), "written_to": len(sent)})
    return Saved(is_changed=True, is_enabled=True, email=login.email, sent=sent.get(login.id, Sent.NONE))


def _change_login(session: Session, by: By, account: Customer, email: str, wish: PortalWish) -> tuple[Saved, list[int]]:
    """The account is known by another email from now on, or by its first."""
    before = queries.login(session, account.id)
    was_on = account.portal_enabled
    access, person, is_shared = ways.open_way(session, by, account, email, AccessRole.OWNER, agreed=wish.agreed)
    ended: list[int] = []
    if before is not None:
        queries.remove(session, before[0].id)
        session.flush()
        ended = ways.close(session, by, before[1], account)
        letters.queue(
            session,
            kind=ways.EMAIL_CHANGED,
            to_address=before[1].email,
            at=by.now,
            facts={},
            person_id=before[1].id,
            customer_id=account.id,
        )
    account.portal_enabled = True
    session.flush()
    sent = ways.ask_in(session, by, person, account)
    if not was_on:
        _ask_in_others(session, by, account, person)
    details = {"login": masked(email), "shared": is_shared, "letter": sent.value, "ended": len(ended)}
    details |= {"before": masked(before[1].email)} if before is not None else {}
    _note(session, by, "access.login" if before is not None or was_on else "access.on", account, details, f"person:{access.person_id}")
    notified = before[1].email if before is not None else ""
    return Saved(is_changed=True, is_enabled=True, email=email, sent=sent, notified=notified), ended


def _ask_in_others(session: Session, by: By, account: Customer, login: Person) -> None:
    for access, person in queries.ways(session, account.id):
        if access.is_enabled and person.id != login.id:
            ways.ask_in(session, by, person, account)


def _note(session: Session, by: By, action: str, account: Customer, details: dict[str, Any], subject: str = "") -> None:
    note(session, by, action, subject=subject or f"customer:{account.number}", customer_id=account.id, details=details)
