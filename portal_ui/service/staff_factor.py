"""The second factor of a member of the office: set up once, with codes on paper for the day the phone is lost."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.models import StaffMember
from db.queries import audit, sign_ins, staff
from portal_ui import throttling, totp
from portal_ui.errors import FactorRefusedError
from portal_ui.language import gettext as _
from portal_ui.service import staff_admission, staff_sessions
from portal_ui.service.sessions import Limits
from portal_ui.views import StaffVisit


@dataclass(frozen=True, slots=True)
class FactorWish:
    """A secret that an app holds now, with a code that proves it; and the token to go on under."""

    visit: StaffVisit
    secret: str
    code: str
    token: str
    recovery_codes: tuple[str, ...]
    address: str


def set_up(session: Session, wish: FactorWish, limits: Limits, now: datetime) -> list[int]:
    """Keep the secret and the recovery codes; returns the sessions that ended: every one but that under the new token.

    Raises:
        FactorRefusedError: there is a second factor already, or the code is not the app's.
    """
    member = staff.held(session, wish.visit.staff_id)
    if member is None or member.totp_secret is not None:
        raise FactorRefusedError(_("Your second factor is set up already. Nothing was changed."))
    step = totp.step_of(wish.secret, wish.code, now)
    if step is None:
        raise FactorRefusedError(
            _("That is not the code your app shows now. Nothing was set up yet; type the newest one. Is your phone's clock right?")
        )
    member.totp_secret, member.totp_used_step = wish.secret, step
    member.last_sign_in_at = now
    staff.replace_recovery_codes(session, member.id, [staff_admission.hashed_code(code) for code in wish.recovery_codes])
    others = [row.id for row in staff.open_sessions(session, member.id) if row.id != wish.visit.session_id]
    renewed = staff_sessions.renew(session, member.id, wish.visit.session_id, wish.token, limits, now, with_factor=True)
    audit.add(session, at=now, actor=wish.visit.actor, action="staff.factor.set-up", address=wish.address)
    return [*renewed, *sign_ins.end(session, others, now)]


def renew_recovery_codes(session: Session, visit: StaffVisit, code: str, codes: tuple[str, ...], address: str, now: datetime) -> bool:
    """Ten new recovery codes in place of those before; False when the code that proves it is them was not good."""
    member = _proven(session, visit, code, address, now)
    if member is None:
        return False
    staff.replace_recovery_codes(session, member.id, [staff_admission.hashed_code(each) for each in codes])
    audit.add(session, at=now, actor=visit.actor, action="staff.factor.recovery-codes", address=address)
    return True


def remove(session: Session, visit: StaffVisit, code: str, address: str, now: datetime) -> list[int] | None:
    """Forget the second factor, as for another phone; returns the other sessions, which end. `None` when the code was not good."""
    member = _proven(session, visit, code, address, now)
    if member is None:
        return None
    member.totp_secret, member.totp_used_step = None, None
    staff.replace_recovery_codes(session, member.id, [])
    audit.add(session, at=now, actor=visit.actor, action="staff.factor.removed", address=address)
    others = [row.id for row in staff.open_sessions(session, member.id) if row.id != visit.session_id]
    return sign_ins.end(session, others, now)


def recovery_codes_left(session: Session, staff_id: int) -> int:
    """How many recovery codes are still good."""
    return staff.recovery_codes_left(session, staff_id)


def _proven(session: Session, visit: StaffVisit, code: str, address: str, now: datetime) -> StaffMember | None:
    """The member, if the code is good; it is used up by this, and a try that fails counts."""
    key = throttling.code_key(visit.staff_id)
    member = None if throttling.count_email(session, key, now) else staff.held(session, visit.staff_id)
    if member is None or staff_admission.use_code(session, member, code, now) is None:
        audit.add(session, at=now, actor=visit.actor, action="staff.code.refused", address=address)
        return None
    throttling.forgive_email(session, key)
    return member
