"""From a row of the outbox to the words of a letter: read what it tells of, and mint the token its link carries."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from db.models import Letter, TokenPurpose
from db.queries import autopay, card_dates, letter_facts
from portal_ui import autopay_rules
from portal_ui.dates import local_day
from portal_ui.mail import Trouble, letters
from portal_ui.mail.letters import alerts
from portal_ui.mail.letters.shapes import CardTold, Known, PaymentTold
from portal_ui.service import letter_payments, tokens
from portal_ui.views import AccessRole, CompanyView

_PURPOSES = {
    letters.CREATE_PASSWORD: (TokenPurpose.CREATE_PASSWORD, "/create-password"),
    letters.RESET_PASSWORD: (TokenPurpose.RESET_PASSWORD, "/reset-password"),
    letters.STAFF_INVITATION: (TokenPurpose.STAFF_INVITATION, "/staff/create-password"),
}
_TO_PAYERS = (
    letters.PAYMENT_RECEIPT,
    letters.PAYMENT_FAILED,
    letters.PAYMENT_PENDING,
    letters.PAYMENT_REFUNDED,
    letters.PAYMENT_RETURNED,
    letters.PAYMENT_RESTORED,
)
_ABOUT_PAYMENTS = (*_TO_PAYERS, letters.AUTOPAY_FAILED, letters.OFFICE_ALERT)
_OF_CARDS = (letters.CARD_EXPIRES, letters.AUTOPAY_SOON)
_OF_INVOICES = (letters.AUTOPAY_FAILED, letters.AUTOPAY_TOO_LARGE)
_PLACES = {
    letters.ACCOUNT_ADDED: "/sign-in",
    letters.ACCESS_BACK: "/sign-in",
    letters.CARD_EXPIRES: "/account",
    letters.AUTOPAY_SOON: "/account/automatic-payments",
    letters.AUTOPAY_STOPPED: "/account/automatic-payments",
}
_WITHOUT_PAYMENT = (alerts.SIGN_INS, alerts.DETAILS, alerts.DIFFERENCES, alerts.KEY_REFUSED, alerts.DECLINES)  # reasons of an alert
_UNMINTED = "…"  # stands in for the token where nobody may use the link


class NotToBeSentError(Exception):
    """This letter must not go out any more."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str = ""
    locale: str = ""
    may_enter: bool = False
    role: AccessRole | None = None
    has_several: bool = False


def gathered(session: Session, letter: Letter, company: CompanyView, base_url: str, now: datetime) -> Known:
    """All that the letter says, with a fresh token in its link; older links to the same end are dead from now on.

    Raises:
        NotToBeSentError: its link would let in someone who may not come in, or no such letter is known.
    """
    reader = _reader(session, letter)
    link = _link(letter, base_url)
    if letter.kind in (*letters.WAIT_FOR_OPENING, letters.CARD_EXPIRES) or letter.kind in _PURPOSES:
        if not reader.may_enter:
            raise NotToBeSentError(Trouble.NOT_THEIRS)
        if letter.kind in _PURPOSES:
            link = f"{link}/{_minted(session, letter, now)}"
    known = _known(session, letter, company, reader, link)
    return _in_time(session, letter, known, now) if letter.kind == letters.AUTOPAY_SOON else known


def _in_time(session: Session, letter: Letter, known: Known, now: datetime) -> Known:
    """What is charged is told three days before. A letter that was held up puts the charge off, and says so.

    Raises:
        NotToBeSentError: none of it is to be charged any more.
    """
    tries = autopay.still_announced(session, letter.customer_id or 0, [number for number, _cents in known.invoices])
    if not tries or known.day is None:
        raise NotToBeSentError(Trouble.GONE)
    day = max(known.day, autopay_rules.last_day_to_announce(local_day(now, known.company.time_zone)))
    if day > known.day:
        autopay.put_off(session, tries, day)
    return replace(known, day=day)


def shown(session: Session, letter: Letter, company: CompanyView, base_url: str) -> Known:
    """The same for the eyes of the office: nothing is minted, and a link that would act leads nowhere.

    Raises:
        NotToBeSentError: no such letter is known, or what it tells of is not there.
    """
    link = _link(letter, base_url)
    link = f"{link}/{_UNMINTED}" if letter.kind in _PURPOSES else link
    return _known(session, letter, company, _reader(session, letter), link)


def _reader(session: Session, letter: Letter) -> _Reader:
    """Whoever gets the letter; a former address of theirs opens nothing."""
    if letter.kind not in letters.KINDS:
        raise NotToBeSentError(Trouble.UNKNOWN_KIND)
    to = letter.to_address.strip().lower()
    if letter.staff_id is not None:
        member = letter_facts.staff(session, letter.staff_id)
        if member is not None:
            return _Reader(member.name, member.locale, member.is_enabled and member.email == to)
    elif letter.person_id is not None:
        person = letter_facts.person(session, letter.person_id)
        if person is not None:
            may_enter = bool(person.is_enabled and person.accounts and person.email == to)
            role = letter_facts.role(session, letter.person_id, letter.customer_id) if letter.customer_id is not None else None
            return _Reader(person.name, person.locale, may_enter, role, has_several=person.accounts > 1)
    return _Reader()


def _minted(session: Session, letter: Letter, now: datetime) -> str:
    purpose, _path = _PURPOSES[letter.kind]
    return tokens.mint(
        session,
        purpose,
        person_id=letter.person_id,
        staff_id=letter.staff_id,
        customer_id=letter.customer_id,
        now=now,
        lifetime=tokens.LIFETIMES[purpose],
    )


def _link(letter: Letter, base_url: str) -> str:
    """Where the letter leads to, a token aside. Only the installation's own address is ever in it."""
    if letter.kind in _PURPOSES:
        return base_url + _PURPOSES[letter.kind][1]
    facts = letter.facts or {}
    if letter.kind in _PLACES:
        return base_url + _PLACES[letter.kind]
    if letter.kind in _OF_INVOICES:
        return f"{base_url}/invoices/{quote(str(facts['invoice']), safe='')}" if "invoice" in facts else f"{base_url}/"
    if letter.kind in _TO_PAYERS and letter.person_id is not None:
        return f"{base_url}/payments/{quote(str(facts.get('payment', '')), safe='')}"
    if facts.get("reason") == alerts.SIGN_INS:
        return f"{base_url}/staff/audit?status=sign-ins"
    if facts.get("reason") == alerts.DIFFERENCES:
        return f"{base_url}/staff/money"
    if letter.kind == letters.OFFICE_ALERT and "payment" in facts:
        return f"{base_url}/staff/money/{quote(str(facts['payment']), safe='')}"
    if facts.get("reason") in (alerts.DETAILS, alerts.DECLINES):
        return f"{base_url}/staff/customers/{quote(str(facts.get('customer', '')), safe='')}"
    return ""


def _known(session: Session, letter: Letter, company: CompanyView, reader: _Reader, link: str) -> Known:
    facts: dict[str, Any] = letter.facts or {}
    account = letter_facts.account(session, letter.customer_id) if letter.customer_id is not None else None
    payment = _payment(session, letter, str(facts.get("payment", ""))) if _is_about_payment(letter.kind, facts) else None
    return Known(
        company=company,
        locale=reader.locale or company.locale,
        to_address=letter.to_address,
        at=letter.created_at,
        name=reader.name,
        link=link,
        account_name=account.name if account is not None else "",
        account_number=account.number if account is not None else "",
        role=reader.role,
        has_several=reader.has_several,
        browser=str(facts.get("browser", "")),
        address=str(facts.get("address", "")),
        payment=payment,
        back=letter_payments.back(session, letter),
        card=_card(session, letter, int(facts.get("card", 0))) if letter.kind in _OF_CARDS else None,
        reason=str(facts.get("reason", "")),
        is_late=bool(facts.get("late", False)),
        day=date.fromisoformat(facts["day"]) if "day" in facts else None,
        cents=int(facts.get("cents", 0)),
        cap_cents=int(facts.get("cap", 0)),
        invoices=_invoices(facts),
        count=int(facts.get("failures", 0)),
        hours=int(facts.get("hours", 0)),
        by=str(facts.get("by", "")),
        changes=facts.get("changes", {}),
        is_offices=letter.staff_id is not None,
    )


def _invoices(facts: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    if "invoices" in facts:
        return tuple((str(number), int(cents)) for number, cents in facts["invoices"])
    return ((str(facts["invoice"]), int(facts.get("cents", 0))),) if "invoice" in facts else ()


def _is_about_payment(kind: str, facts: dict[str, Any]) -> bool:
    return kind in _ABOUT_PAYMENTS and facts.get("reason") not in _WITHOUT_PAYMENT


def _card(session: Session, letter: Letter, card_id: int) -> CardTold:
    found = card_dates.shown(session, letter.customer_id, card_id) if letter.customer_id is not None else None
    if found is None:
        raise NotToBeSentError(Trouble.GONE)
    return CardTold(*found)


def _payment(session: Session, letter: Letter, number: str) -> PaymentTold:
    found = letter_payments.payment(session, letter, number)
    if found is None:
        raise NotToBeSentError(Trouble.UNKNOWN_KIND)
    return found
