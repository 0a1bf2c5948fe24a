"""What the operator alone decides: who the company is, whether customers may come in, who belongs to the office.

Each function is one transaction, written down in the audit as the operator's. What is refused changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db.models import Company, StaffMember, StaffRole, TokenPurpose
from db.queries import audit, sign_ins, staff, throttles
from portal_ui import throttling
from portal_ui.books import texts
from portal_ui.books.formats import COMPANY
from portal_ui.books.problems import CellError
from portal_ui.errors import PortalError
from portal_ui.logos import Logo
from portal_ui.service import tokens
from portal_ui.service.admission import masked
from portal_ui.service.sessions import normal_email
from portal_ui.views import StaffRow

_OPERATOR = "operator"


class OperatorRefusedError(PortalError):
    """The operator's wish cannot be done; nothing was changed. The text is the one line they read."""


def set_up_company(session: Session, words: Mapping[str, str], *, is_change: bool, now: datetime, logo: Logo | None = None) -> str:
    """Keep who the company is, and return its name. `words` are as typed; an empty or missing one of a new company means the usual.

    From then on an import of books leaves the company as it is. A `logo` replaces the one before; one without a key takes it away.

    Raises:
        OperatorRefusedError: it is set up already and this is no change, or a word cannot be meant.
    """
    company = session.get(Company, 1)
    if company is not None and not is_change:
        raise OperatorRefusedError(f"The company is set up already: {company.name}. Add --change to change what you name.")
    if company is None and not words.get("name", "").strip():
        raise OperatorRefusedError("The company needs a name. Say it with --name.")
    facts = _read(words, all_of_them=company is None)
    if "address" in facts:
        facts["address_line"] = facts.pop("address")
    if company is None:
        company = Company(id=1, **facts)
        session.add(company)
    else:
        for name, value in facts.items():
            setattr(company, name, value)
    company.is_operators = True
    if logo is not None:
        company.logo_key, company.logo = logo.key, logo.png or None
        facts["logo"] = logo.key
    action = "company.change" if is_change else "company.init"
    audit.add(session, at=now, actor=_OPERATOR, action=action, subject="company", details={"set": sorted(facts)})
    return company.name


def activate(session: Session, is_active: bool, now: datetime) -> bool:
    """Open the portal to customers, or close it; whether that changed anything.

    Raises:
        OperatorRefusedError: there is no company yet.
    """
    company = session.get(Company, 1)
    if company is None:
        raise OperatorRefusedError("There is no company yet. Set it up with: python main.py company init")
    if company.portal_active == is_active:
        return False
    company.portal_active = is_active
    audit.add(session, at=now, actor=_OPERATOR, action="portal.activate" if is_active else "portal.deactivate", subject="company")
    return True


def add_member(session: Session, email: str, name: str, role: StaffRole, now: datetime) -> str:
    """A new member of the office, without a password; returns the token with which they set one.

    Raises:
        OperatorRefusedError: that is no email, or a member has it already.
    """
    address = _email(email)
    if staff.by_email(session, address) is not None:
        raise OperatorRefusedError(f"{address} is of the office already. For a new link: python main.py staff link {address}")
    member = staff.add(session, address, name.strip()[: texts.TEXT], role, now)
    details = {"email": masked(address), "role": role.value}
    audit.add(session, at=now, actor=_OPERATOR, action="staff.add", subject=f"staff:{member.id}", details=details)
    return _minted(session, member, now)


def new_link(session: Session, email: str, now: datetime, *, drop_factor: bool = False) -> str:
    """A token with which a member sets a new password; with `drop_factor` they set up their second factor anew, too.

    Waits that their failed tries began are over. The password they have stays good until the new one is set.

    Raises:
        OperatorRefusedError: there is no such member, or they are disabled.
    """
    member = _member(session, email)
    if not member.is_enabled:
        raise OperatorRefusedError(f"{member.email} is disabled. Let them in again with: python main.py staff enable {member.email}")
    for key in (throttling.staff_key(member.email), throttling.code_key(member.id)):
        throttles.forget(session, key)
    if drop_factor:
        member.totp_secret, member.totp_used_step = None, None
        staff.replace_recovery_codes(session, member.id, [])
        _end_sessions(session, member, now)
    audit.add(
        session, at=now, actor=_OPERATOR, action="staff.link", subject=f"staff:{member.id}", details={"second factor dropped": drop_factor}
    )
    return _minted(session, member, now)


def set_enabled(session: Session, email: str, is_enabled: bool, now: datetime) -> bool:
    """Let a member in again, or out for good: their sessions and links end with it. Whether that changed anything.

    Raises:
        OperatorRefusedError: there is no such member.
    """
    member = _member(session, email)
    if member.is_enabled == is_enabled:
        return False
    member.is_enabled = is_enabled
    if not is_enabled:
        tokens.end_all(session, staff_id=member.id, now=now)
        _end_sessions(session, member, now)
    action = "staff.enable" if is_enabled else "staff.disable"
    audit.add(session, at=now, actor=_OPERATOR, action=action, subject=f"staff:{member.id}")
    return True


def set_role(session: Session, email: str, role: StaffRole, now: datetime) -> bool:
    """Give a member another role, which their open pages learn at once. Whether that changed anything.

    Raises:
        OperatorRefusedError: there is no such member.
    """
    member = _member(session, email)
    if member.role is role:
        return False
    details = {"before": member.role.value, "after": role.value}
    member.role = role
    audit.add(session, at=now, actor=_OPERATOR, action="staff.role", subject=f"staff:{member.id}", details=details)
    return True


def members(session: Session) -> tuple[StaffRow, ...]:
    """Everyone of the office, by email."""
    everyone = staff.everyone(session)
    return tuple(StaffRow(one.email, one.name, one.role, _state(one), one.totp_secret is not None) for one in everyone)


def _read(words: Mapping[str, str], *, all_of_them: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for column in COMPANY.columns:
        typed = words.get(column.name)
        if typed is None and not all_of_them:
            continue
        text = (typed or "").strip()
        if not text and column.required:
            raise OperatorRefusedError(f"--{column.name.replace('_', '-')} cannot be empty. Nothing was changed.")
        try:
            facts[column.name] = column.read(text) if text else column.usual
        except CellError as wrong:
            raise OperatorRefusedError(f"--{column.name.replace('_', '-')}: {wrong}. Nothing was changed.") from wrong
    return facts


def _email(text: str) -> str:
    address = normal_email(text)
    try:
        return texts.email(address)
    except CellError:
        raise OperatorRefusedError(f"{text!r} is not an email address. Nothing was changed.") from None


def _member(session: Session, email: str) -> StaffMember:
    member = staff.by_email(session, normal_email(email))
    if member is None:
        raise OperatorRefusedError(f"Nobody of the office has the email {email!r}. See them with: python main.py staff list")
    return member


def _minted(session: Session, member: StaffMember, now: datetime) -> str:
    purpose = TokenPurpose.STAFF_INVITATION
    return tokens.mint(session, purpose, staff_id=member.id, now=now, lifetime=tokens.LIFETIMES[purpose])


def _end_sessions(session: Session, member: StaffMember, now: datetime) -> None:
    member.auth_version += 1
    sign_ins.end(session, [row.id for row in staff.open_sessions(session, member.id)], now)


def _state(member: StaffMember) -> str:
    if not member.is_enabled:
        return "disabled"
    return "active" if member.password_hash is not None else "invited"
