"""Every address of the portal, for whom it is, and who may change something there. `pages.routes` must install just these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import MappingProxyType

from portal_ui.consents import AUTOPAY_VERSION, SAVE_CARD_VERSION
from tests.browser.signing_in import PASSWORD
from tests.replay.people import ADMIN, DANA, HALF_IN, LOOK, OF_CUSTOMERS, OF_THE_OFFICE, OFFICE, PAYABLE, Role

NEW_PASSWORD = "violet tractor mumbles sideways"
_OWN = frozenset(OF_CUSTOMERS)
_STAFF = frozenset(OF_THE_OFFICE)
_CHANGERS = frozenset({OFFICE, ADMIN})
_PAYERS = frozenset({DANA, PAYABLE})
_NONE: frozenset[Role] = frozenset()


class Door(Enum):
    """For whom an address is."""

    STRANGERS = "strangers"
    SIGNED_IN = "who is signed in at a customer"
    ACCOUNT = "who is in an account"
    MONEY = "who is in an account and sees its money"
    PAYS = "who pays in an account"
    OFFICE = "the office"
    OFFICE_STEP = "the office, with the second step to come"
    LOOK_END = "who is in a customer's place"

    def opens_for(self, role: Role, path: str) -> bool:
        """Whether a role is let in."""
        in_account = bool(role.account) and not (role.looks and path.startswith("/account/"))
        return {
            Door.STRANGERS: True,
            Door.SIGNED_IN: role.is_customers,
            Door.ACCOUNT: in_account,
            Door.MONEY: in_account and role.sees_money,
            Door.PAYS: in_account and role.pays,
            Door.OFFICE: role.is_office,
            Door.OFFICE_STEP: role.is_office or (bool(role.staff) and not role.is_in),
            Door.LOOK_END: role.looks,
        }[self]


@dataclass(frozen=True, slots=True)
class Post:
    """A form. `{names}` in it are filled with things of Dana's; `may` change something with it, and `by` shows that it does."""

    path: str
    door: Door
    form: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    may: frozenset[Role] = _NONE
    by: Role | None = None


PAGES = (  # with a socket
    ("/", Door.ACCOUNT),
    ("/services", Door.ACCOUNT),
    ("/orders", Door.ACCOUNT),
    ("/invoices", Door.MONEY),
    ("/payments", Door.MONEY),
    ("/orders/{number:path}", Door.ACCOUNT),
    ("/invoices/{number:path}", Door.MONEY),
    ("/payments/{number:path}", Door.MONEY),
    ("/credits", Door.MONEY),
    ("/credits/{number:path}", Door.MONEY),
    ("/account", Door.ACCOUNT),
    ("/statement", Door.MONEY),
    ("/staff", Door.OFFICE),
    ("/staff/account", Door.OFFICE),
    ("/staff/customers", Door.OFFICE),
    ("/staff/customers/{number}", Door.OFFICE),
    ("/staff/activation", Door.OFFICE),
    ("/staff/audit", Door.OFFICE),
    ("/staff/documents", Door.OFFICE),
    ("/staff/documents/{document}", Door.OFFICE),
    ("/staff/mail", Door.OFFICE),
    ("/staff/money", Door.OFFICE),
    ("/staff/money/differences", Door.OFFICE),
    ("/staff/money/{payment:path}", Door.OFFICE),
    ("/staff/settings/web", Door.OFFICE),
)
GETS = (
    *PAGES,
    ("/healthz", Door.STRANGERS),
    ("/sign-in", Door.STRANGERS),
    ("/check", Door.STRANGERS),
    ("/check/{code}", Door.STRANGERS),
    ("/brand/{color}.css", Door.STRANGERS),
    ("/brand/{key}.png", Door.STRANGERS),
    ("/forgot-password", Door.STRANGERS),
    ("/create-password", Door.STRANGERS),
    ("/create-password/{token}", Door.STRANGERS),
    ("/reset-password", Door.STRANGERS),
    ("/reset-password/{token}", Door.STRANGERS),
    ("/staff/sign-in", Door.STRANGERS),
    ("/staff/create-password", Door.STRANGERS),
    ("/staff/create-password/{token}", Door.STRANGERS),
    ("/demo/mail", Door.STRANGERS),
    ("/demo/mail/{name}", Door.STRANGERS),
    ("/demo/mail/{name}/letter", Door.STRANGERS),
    ("/accounts", Door.SIGNED_IN),
    ("/account/password", Door.ACCOUNT),
    ("/account/details", Door.PAYS),
    ("/services.csv", Door.ACCOUNT),
    ("/services.xlsx", Door.ACCOUNT),
    ("/orders.csv", Door.ACCOUNT),
    ("/orders.xlsx", Door.ACCOUNT),
    ("/invoices.csv", Door.MONEY),
    ("/invoices.xlsx", Door.MONEY),
    ("/payments.csv", Door.MONEY),
    ("/payments.xlsx", Door.MONEY),
    ("/orders/{number:path}/receipt.pdf", Door.ACCOUNT),
    ("/invoices/{number:path}.pdf", Door.MONEY),
    ("/payments/{number:path}/receipt.pdf", Door.MONEY),
    ("/payments/{number:path}/refunds/{refund:path}.pdf", Door.MONEY),
    ("/credits/{number:path}.pdf", Door.MONEY),
    ("/statement.pdf", Door.MONEY),
    ("/statement.csv", Door.MONEY),
    ("/statement.xlsx", Door.MONEY),
    ("/documents/{document}", Door.ACCOUNT),
    ("/packs", Door.ACCOUNT),
    ("/packs/new", Door.ACCOUNT),
    ("/packs/{pack}", Door.ACCOUNT),
    ("/packs/{pack}/papers.zip", Door.ACCOUNT),
    ("/pay/{name}", Door.PAYS),
    ("/pay/{name}/status", Door.PAYS),
    ("/pay/{name}/confirmed", Door.PAYS),
    ("/account/cards/new", Door.PAYS),
    ("/account/cards/new/{name}", Door.PAYS),
    ("/account/cards/new/{name}/status", Door.PAYS),
    ("/account/cards/new/{name}/confirmed", Door.PAYS),
    ("/account/cards/{name}/remove", Door.PAYS),
    ("/account/automatic-payments", Door.PAYS),
    ("/demo/bank/{name}", Door.PAYS),
    ("/staff/sign-in/code", Door.OFFICE_STEP),
    ("/staff/second-factor", Door.OFFICE_STEP),
    ("/staff/password", Door.OFFICE),
    ("/staff/audit.csv", Door.OFFICE),
    ("/staff/audit.xlsx", Door.OFFICE),
    ("/staff/money.csv", Door.OFFICE),
    ("/staff/money.xlsx", Door.OFFICE),
    ("/staff/money/record", Door.OFFICE),
    ("/staff/money/credit", Door.OFFICE),
    ("/staff/money/differences/{difference}", Door.OFFICE),
    ("/staff/money/{payment:path}/receipt.pdf", Door.OFFICE),
    ("/staff/money/{payment:path}/refunds/{refund:path}.pdf", Door.OFFICE),
    ("/staff/money/{payment:path}/refund", Door.OFFICE),
    ("/staff/money/{payment:path}/void", Door.OFFICE),
    ("/staff/money/{payment:path}/settle", Door.OFFICE),
    ("/staff/customers/{number}/edit", Door.OFFICE),
    ("/staff/customers/{number}/people/new", Door.OFFICE),
    ("/staff/customers/{number}/people/{way}", Door.OFFICE),
    ("/staff/customers/{number}/people/{way}/remove", Door.OFFICE),
    ("/staff/customers/{number}/people/{way}/print", Door.OFFICE),
    ("/staff/customers/{number}/people/{way}/print/letter", Door.OFFICE),
    ("/staff/documents/new", Door.OFFICE),
    ("/staff/documents/{document}/file", Door.OFFICE),
    ("/staff/documents/{document}/replace", Door.OFFICE),
    ("/staff/documents/{document}/take-down", Door.OFFICE),
    ("/staff/documents/{document}/erase", Door.OFFICE),
    ("/staff/mail/{letter}", Door.OFFICE),
    ("/staff/mail/{letter}/letter", Door.OFFICE),
    ("/staff/see-as/end", Door.LOOK_END),
)
_HERE = {"account": "{number}"}
_KEPT = {"keep": "yes", "consent": SAVE_CARD_VERSION}
_AGREED = {"card": "{card}", "cap": "500.00", "which": "later", "first_on": "2026-12-01", "agree": "yes", "consent": AUTOPAY_VERSION}
_NEW = {"new": NEW_PASSWORD, "again": NEW_PASSWORD}
_CHANGED = {"current": PASSWORD, **_NEW}
_YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
_CASH = {"customer": "{number}", "method": "cash", "amount": "1.00", "paid_on": _YESTERDAY, "agreed": "yes"}
_PERSON = "/staff/customers/{number}/people/{way}"
POSTS = (
    Post("/sign-in", Door.STRANGERS, {"email": DANA.email, "password": "not this one at all"}),
    Post("/sign-out", Door.STRANGERS),
    Post("/check", Door.STRANGERS, {"code": "AAAA-BBBB-CCCC"}),
    Post("/forgot-password", Door.STRANGERS, {"email": "nobody.here@example.com"}),
    Post("/create-password", Door.STRANGERS, _NEW),
    Post("/create-password/code", Door.STRANGERS, {"code": "AAAA-BBBB-CCCC"}),
    Post("/create-password/judge", Door.STRANGERS, {"new": NEW_PASSWORD}),
    Post("/reset-password", Door.STRANGERS, _NEW),
    Post("/reset-password/judge", Door.STRANGERS, {"new": NEW_PASSWORD}),
    Post("/staff/sign-in", Door.STRANGERS, {"email": OFFICE.email, "password": "not this one at all"}),
    Post("/staff/sign-out", Door.STRANGERS),
    Post("/staff/create-password", Door.STRANGERS, _NEW),
    Post("/staff/create-password/judge", Door.STRANGERS, {"new": NEW_PASSWORD}),
    Post("/webhooks/{gateway}", Door.STRANGERS, {"id": "event", "type": "payment.succeeded"}),
    Post("/accounts/choose", Door.SIGNED_IN, {"number": "{number}"}, may=frozenset(r for r in _OWN if r.account == DANA.account)),
    Post("/account/details", Door.PAYS, {**_HERE, "phone": "903 555 0000", "email": "other@example.com"}, may=_OWN, by=DANA),
    Post("/account/theme", Door.ACCOUNT, {"theme": "dark"}, may=_OWN, by=DANA),
    Post("/account/language", Door.ACCOUNT, {"locale": "es_US"}, may=_OWN, by=DANA),
    Post("/packs", Door.ACCOUNT, {**_HERE, "of": "orders", "q": "no order is called this"}),
    Post("/packs/{pack}/cancel", Door.ACCOUNT, _HERE),
    Post("/account/cards/{card}/default", Door.PAYS, _HERE, may=_PAYERS, by=DANA),
    Post("/account/cards/{card}/remove", Door.PAYS, _HERE, may=_PAYERS, by=DANA),
    Post("/account/cards/new", Door.PAYS, {**_HERE, **_KEPT, "request": "{other_setup}", "token": "{card_token}"}, may=_OWN, by=DANA),
    Post("/account/automatic-payments", Door.PAYS, {**_HERE, **_AGREED}, may=_OWN),
    Post("/account/automatic-payments/off", Door.PAYS, _HERE, may=_PAYERS),
    Post("/account/cards/new/{setup}/cancel", Door.PAYS, _HERE, may=_PAYERS, by=DANA),
    Post("/pay/{draft}", Door.PAYS, {**_HERE, "token": "{card_token}"}, may=_PAYERS, by=DANA),
    Post("/demo/bank/{bank}", Door.PAYS, {**_HERE, "answer": "confirm"}, may=_PAYERS),
    Post("/pay/{waiting}/cancel", Door.PAYS, _HERE, may=_PAYERS, by=DANA),
    Post("/pay/{waiting}/again", Door.PAYS, _HERE, may=_PAYERS, by=DANA),
    Post("/account/sign-ins/end", Door.ACCOUNT, {"session": "{session}"}, may=frozenset({DANA}), by=DANA),
    Post("/account/password", Door.ACCOUNT, _CHANGED, may=_OWN, by=DANA),
    Post("/staff/theme", Door.OFFICE, {"theme": "dark"}, may=_STAFF, by=OFFICE),
    Post("/staff/language", Door.OFFICE, {"locale": "es_US"}, may=_STAFF, by=OFFICE),
    Post("/staff/sign-ins/end", Door.OFFICE, {"session": "{staff_session}"}, may=frozenset({OFFICE}), by=OFFICE),
    Post("/staff/sign-in/code", Door.OFFICE_STEP, {"code": "000000"}, may=frozenset({HALF_IN})),
    Post("/staff/second-factor", Door.OFFICE_STEP, {"code": "000000"}, may=_STAFF),
    Post("/staff/second-factor/recovery-codes", Door.OFFICE, {"code": "000000"}, may=_STAFF),
    Post("/staff/second-factor/remove", Door.OFFICE, {"code": "000000"}, may=_STAFF),
    Post(f"{_PERSON}/letter", Door.OFFICE, may=_CHANGERS, by=OFFICE),
    Post("/staff/mail/{letter}/again", Door.OFFICE, may=_CHANGERS, by=OFFICE),
    Post("/staff/customers/{number}/people/{new_way}/print", Door.OFFICE, may=_CHANGERS, by=OFFICE),
    Post(_PERSON, Door.OFFICE, {"role": "payable"}, may=_CHANGERS, by=OFFICE),
    Post(f"{_PERSON}/remove", Door.OFFICE, {"agreed": "yes"}, may=_CHANGERS, by=OFFICE),
    Post("/staff/customers/{number}/people/new", Door.OFFICE, {"email": "new@example.com", "role": "viewer"}, may=_CHANGERS, by=OFFICE),
    Post("/staff/customers/{number}/edit", Door.OFFICE, {"email": "b@example.com", "enabled": "on"}, may=_CHANGERS, by=OFFICE),
    Post("/staff/customers/{number}/autopay-off", Door.OFFICE, may=_CHANGERS),
    Post("/staff/customers/{number}/people/{danas_way}/look", Door.OFFICE, may=_CHANGERS),
    Post("/staff/documents/new", Door.OFFICE, {"kind": "tax-form", "title": "W-9", "audience": "everyone"}, may=_CHANGERS),
    Post("/staff/documents/{document}/replace", Door.OFFICE, {"kind": "tax-form", "title": "W-9"}, may=_CHANGERS),
    Post("/staff/documents/{document}/take-down", Door.OFFICE, {"agreed": "yes"}, may=_CHANGERS, by=OFFICE),
    Post("/staff/documents/{document}/erase", Door.OFFICE, {"agreed": "yes"}, may=frozenset({ADMIN})),
    Post("/staff/money/record", Door.OFFICE, _CASH, may=_CHANGERS, by=OFFICE),
    Post("/staff/money/credit", Door.OFFICE, {"agreed": "yes"}, may=_CHANGERS),
    Post("/staff/money/differences/{difference}", Door.OFFICE, {"reason": "Looked at it"}, may=_CHANGERS),
    Post("/staff/money/news/{event:path}", Door.OFFICE, may=_CHANGERS),
    Post("/staff/money/{payment:path}/refund", Door.OFFICE, {"part": "whole", "reason": "Twice", "agreed": "yes"}, may=_CHANGERS),
    Post("/staff/money/{payment:path}/void", Door.OFFICE, {"reason": "Mistake", "agreed": "yes"}, may=_CHANGERS),
    Post("/staff/money/{payment:path}/settle", Door.OFFICE, {"reason": "Looked at it"}, may=_CHANGERS),
    Post("/staff/money/{payment:path}/ask", Door.OFFICE, may=_CHANGERS),
    Post("/staff/see-as/end", Door.LOOK_END, may=frozenset({LOOK}), by=LOOK),
    Post("/staff/password", Door.OFFICE, _CHANGED, may=_STAFF, by=OFFICE),
)
