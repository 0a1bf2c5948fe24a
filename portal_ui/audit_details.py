"""What more an entry of the audit tells: each thing under a name that people read, instead of the one it is kept under."""

from collections.abc import Mapping
from typing import Any

from portal_ui import desk_wording, return_wording, shelf_wording
from portal_ui.language import gettext as _
from portal_ui.money import money
from portal_ui.views.audit import AuditRow

N_ = str  # marks a text for translation where it is kept; it is translated where it is said
TRIED = frozenset({"sign-in.failed", "staff.sign-in.failed", "password.forgotten"})  # done by nobody known; their email is who did it
_NAMES = {
    "after": N_("after"),
    "ahead": N_("days ahead"),
    "as_of": N_("as of"),
    "before": N_("before"),
    "by": N_("with"),
    "cents": N_("amount"),
    "code": N_("reason"),
    "contacts added": N_("contacts added"),
    "contacts changed": N_("contacts changed"),
    "contacts removed": N_("contacts removed"),
    "count": N_("how many"),
    "credit_cents": N_("left as credit"),
    "declines": N_("declined cards"),
    "difference": N_("difference"),
    "days": N_("good for days"),
    "document": N_("document"),
    "email": N_("email"),
    "ended": N_("sign-ins ended"),
    "expires": N_("good until"),
    "failures": N_("failed sign-ins"),
    "file": N_("file"),
    "for": N_("for"),
    "format": N_("file"),
    "hours": N_("within hours"),
    "from": N_("from the day"),
    "invoices": N_("invoices"),
    "kind": N_("letter"),
    "late": N_("after it was given up"),
    "letter": N_("letter"),
    "location": N_("location"),
    "locations": N_("locations"),
    "login": N_("login email"),
    "minutes": N_("within minutes"),
    "news": N_("news"),
    "note": N_("note"),
    "page": N_("page"),
    "papers": N_("papers"),
    "period": N_("period"),
    "phone": N_("phone"),
    "reason": N_("reason"),
    "receipt": N_("receipt"),
    "refund": N_("refund"),
    "recovery codes left": N_("recovery codes left"),
    "role": N_("role"),
    "second factor": N_("second step"),
    "second factor dropped": N_("second step taken off"),
    "set": N_("set"),
    "sha-256": N_("fingerprint"),
    "shared": N_("opens other customers too"),
    "title": N_("title"),
    "valid until": N_("good until"),
    "view": N_("what of it"),
    "was": N_("was"),
    "with": N_("with"),
    "written_to": N_("people written to"),
}
_LETTERS = {
    "access-back": N_("Access is back"),
    "account-added": N_("Account added"),
    "as for everyone": N_("goes out if there is such a login"),
    "create-password": N_("Create Password"),
    "none": N_("none"),
    "reset-password": N_("New password"),
}
_ROLES = {
    "owner": N_("Owner"),
    "payable": N_("Accounts payable"),
    "viewer": N_("Viewer"),
    "site-contact": N_("Site contact"),
    "admin": N_("Administrator"),
    "office": N_("Office"),
    "read-only": N_("Read only"),
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "by": {
        "create-password": N_("the link of an invitation"),
        "printed-letter": N_("the code of a printed letter"),
        "reset-password": N_("the link for a new password"),
    },
    "document": {kind.value: words for kind, words in shelf_wording.KINDS.items()},
    "difference": {kind.value: words for kind, words in desk_wording.DIFFERENCES.items()},
    "kind": _LETTERS,
    "letter": _LETTERS,
    "for": {"everyone": N_("all customers")},
    "role": _ROLES,
    "second factor": {"to come": N_("still to come"), "none": N_("none")},
    "view": {"activity": N_("account activity")},
    "with": {"app": N_("a code of the app"), "recovery code": N_("a recovery code")},
}


def details(row: AuditRow, currency: str) -> str:
    """What more was kept, as `name: value`; what stands as who did it already is left out. Amounts are in the company's currency."""
    known = {name: value for name, value in row.details.items() if not (row.action in TRIED and name == "email")}
    if row.action == "password.forgotten" and known.get("letter") == "none":
        return _("asked for too often, so no email goes out")
    return "; ".join(f"{_name(name)}: {_said(row, name, value, currency)}" for name, value in known.items())


def _name(name: str) -> str:
    return _(_NAMES[name]) if name in _NAMES else name.replace("_", " ")


def _said(row: AuditRow, name: str, value: object, currency: str) -> str:
    if name.endswith("cents") and isinstance(value, int):
        return money(value, currency)
    if name == "sha-256":
        return f"{str(value)[:12]}…"
    if name == "code" and isinstance(value, str):
        return return_wording.taken_because(value) if row.action.startswith("dispute.") else desk_wording.failure(value)
    if name == "reason" and isinstance(value, str) and row.action in ("payment.parked", "payment.settle"):
        return desk_wording.set_aside(value).rstrip(".")
    words = _VALUES.get("role" if row.action.endswith(".role") and name in ("before", "after") else name, {})
    return _(words[value]) if isinstance(value, str) and value in words else _value(value)


def _value(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Mapping):
        return ", ".join(f"{_name(str(name))} {_value(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value is None else str(value)
