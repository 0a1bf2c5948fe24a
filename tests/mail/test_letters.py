"""What letters say: in the company's name, with one link at most, the same as text and as HTML, and safe whatever people are called."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from portal_ui.mail import letters
from portal_ui.mail.letters import Known
from portal_ui.mail.letters.shapes import CardTold, PaymentTold
from portal_ui.views import AccessRole, CompanyView, PaymentMethod, PaymentState

LINK = "https://portal.example.com/create-password/a-token"
COMPANY = CompanyView(
    name="Piney Hollow Hauling",
    address_line="2207 Sedberry St",
    city="Marshall",
    state="TX",
    postal_code="75672",
    phone="(903) 555-0142",
    email="office@example.com",
    website="",
    support_hours="Mon-Fri 7-5",
    time_zone="America/Chicago",
    currency="USD",
    locale="en_US",
    paper="letter",
    brand_color="#0f6b5c",
    remit_to="",
    portal_active=True,
    show_pending_invoices=False,
)
PAID = PaymentTold(
    number="P-7400",
    state=PaymentState.SUCCEEDED,
    amount_cents=150_000,
    currency="USD",
    receipt_number="R-000123",
    method=PaymentMethod.CARD,
    brand="Visa",
    last4="4242",
    failure_code="",
    credit_cents=0,
    reference="",
    paid_on=date(2026, 11, 23),
    is_automatic=False,
    parts=(("10433", 74_919), ("10471", 75_081)),
)
FAILED = replace(PAID, state=PaymentState.FAILED, receipt_number="", failure_code="insufficient_funds")
KNOWN = Known(
    company=COMPANY,
    locale="en_US",
    to_address="dana@example.com",
    at=datetime(2026, 11, 23, 18, tzinfo=UTC),
    name="Dana Ortiz",
    link=LINK,
    account_name="Dana Ortiz Contracting",
    account_number="2041",
    browser="Firefox on Windows",
    address="203.0.113.9",
    reason="parked",
)
INVITING = (letters.CREATE_PASSWORD, letters.ACCOUNT_ADDED, letters.ACCESS_BACK, letters.RESET_PASSWORD, letters.STAFF_INVITATION)
BACK = (letters.PAYMENT_PENDING, letters.PAYMENT_REFUNDED, letters.PAYMENT_RETURNED, letters.PAYMENT_RESTORED)
AUTOMATIC = (letters.AUTOPAY_SOON, letters.AUTOPAY_FAILED, letters.AUTOPAY_TOO_LARGE)
REASONS = {
    letters.PAYMENT_PENDING: "on-its-way",
    letters.PAYMENT_RETURNED: "dispute",
    letters.PAYMENT_RESTORED: "refund-failed",
    letters.AUTOPAY_FAILED: "again",
    letters.AUTOPAY_STOPPED: "card-declined",
}
BAIT = re.compile(r"invoice|download|urgent|verify|suspend|click|payment|account (is|was) (locked|closed)|[!$]", re.IGNORECASE)


class Page(HTMLParser):
    """The words and links of a letter's HTML, and what it would load or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self._words: list[str] = []
        self._is_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        self._is_style = tag in {"style", "title"}
        if tag == "a" and (href := named.get("href")):
            self.links.append(href)
        self.loads += [value for name in ("src", "background", "srcset") if (value := named.get(name))]

    def handle_endtag(self, _tag: str) -> None:
        self._is_style = False

    def handle_data(self, data: str) -> None:
        if not self._is_style:
            self._words.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())


def known(kind: str, **changes: Any) -> Known:
    told = {letters.PAYMENT_RECEIPT: PAID, letters.OFFICE_ALERT: PAID} | dict.fromkeys(BACK, PAID)
    told |= {letters.PAYMENT_FAILED: FAILED, letters.AUTOPAY_FAILED: FAILED}
    usual: dict[str, Any] = {"reason": REASONS.get(kind, KNOWN.reason), "cents": 1_500}
    if kind in AUTOMATIC:
        usual |= {"day": date(2026, 11, 26), "invoices": (("10433", 74_919), ("10471", 75_081)), "cap_cents": 50_000}
    card = CardTold("Visa", "4242", 12, 2026) if kind in (letters.CARD_EXPIRES, letters.AUTOPAY_SOON) else None
    return replace(KNOWN, payment=told.get(kind), card=card, **usual | changes)


@pytest.mark.parametrize("kind", letters.KINDS)
def test_a_letter_is_the_companys_and_says_how_to_reach_it(kind: str) -> None:
    written = letters.write(kind, known(kind))
    page = Page(written.html)

    for words in (written.text, page.words):
        assert "Piney Hollow Hauling" in words
        assert "(903) 555-0142" in words
    assert written.subject.isprintable()
    assert 8 < len(written.subject) < 78


@pytest.mark.parametrize("kind", letters.KINDS)
def test_it_has_one_link_at_most_and_loads_nothing(kind: str) -> None:
    written = letters.write(kind, known(kind))
    page = Page(written.html)
    elsewhere = [href for href in page.links if not href.startswith(("tel:", "mailto:"))]

    assert set(elsewhere) <= {LINK}
    assert page.loads == []
    assert {"script", "iframe", "form", "object", "img"}.isdisjoint(page.tags)
    assert re.findall(r"https?://\S+", written.text) in ([], [LINK])
    assert (LINK in written.text) == bool(elsewhere)


@pytest.mark.parametrize("kind", letters.KINDS)
def test_it_can_be_read_by_day_and_by_night(kind: str) -> None:
    html = letters.write(kind, known(kind)).html

    assert "color-scheme" in html
    assert "prefers-color-scheme: dark" in html
    assert 'lang="en' in html


@pytest.mark.parametrize("kind", INVITING)
def test_what_asks_someone_in_has_no_word_in_its_subject_that_filters_take_for_bait(kind: str) -> None:
    assert BAIT.search(letters.write(kind, known(kind)).subject) is None


@pytest.mark.parametrize("kind", letters.KINDS)
def test_hostile_names_stay_names(kind: str) -> None:
    name = "<script>alert(1)</script>\"'&</td>\r\nBcc: eve@example.com"
    company = replace(COMPANY, name="A <b>& Sons</b>", support_hours="<img src=x>")
    written = letters.write(kind, known(kind, name=name, account_name=name, browser=name, address=name, company=company))
    page = Page(written.html)

    assert page.tags == Page(letters.write(kind, known(kind)).html).tags  # none comes in with a name
    assert "\r" not in written.subject
    assert "\n" not in written.subject


def test_a_receipt_says_what_was_paid_for_what_and_with_what() -> None:
    words = letters.write(letters.PAYMENT_RECEIPT, known(letters.PAYMENT_RECEIPT)).text

    for part in ("$1,500.00", "R-000123", "Visa ending 4242", "10433", "$749.19", "10471", "$750.81"):
        assert part in words


def test_a_failed_payment_says_why_that_nothing_was_charged_and_what_to_do() -> None:
    words = " ".join(letters.write(letters.PAYMENT_FAILED, known(letters.PAYMENT_FAILED)).text.split())

    assert "The card does not have enough funds for this amount. Pay less, or try another card." in words
    assert "no money was taken" in words
    assert "$1,500.00" in words


def test_a_card_that_expires_says_until_when_and_how_to_replace_it() -> None:
    words = " ".join(letters.write(letters.CARD_EXPIRES, known(letters.CARD_EXPIRES)).text.split())

    assert "Visa ending 4242, which is on file for Dana Ortiz Contracting, account 2041, is good until Dec 31, 2026." in words
    assert "choose “Add a card”" in words


def test_a_new_sign_in_says_from_where_and_what_to_do_if_it_was_another() -> None:
    words = letters.write(letters.NEW_SIGN_IN, known(letters.NEW_SIGN_IN)).text

    assert "Firefox on Windows" in words
    assert "203.0.113.9" in words
    assert "password" in words


@pytest.mark.parametrize("role", [*AccessRole, None])
def test_an_invitation_promises_what_the_role_shows_and_no_more(role: AccessRole | None) -> None:
    words = letters.write(letters.CREATE_PASSWORD, known(letters.CREATE_PASSWORD, role=role)).text

    may_pay, sees_money = role in (AccessRole.OWNER, AccessRole.PAYABLE), role in (AccessRole.OWNER, AccessRole.PAYABLE, AccessRole.VIEWER)
    assert (re.search(r"\bpa(y|id)|\bowe", words) is not None) == may_pay
    assert (re.search(r"\bpa(y|id)|\bowe|what is open", words) is not None) == sees_money


@pytest.mark.parametrize("kind", [letters.ACCOUNT_ADDED, letters.ACCESS_BACK])
def test_who_has_one_account_is_not_told_to_choose_among_several(kind: str) -> None:
    written = letters.write(kind, known(kind))

    assert "one more" not in written.subject
    assert "choose" not in written.text
    assert "Dana Ortiz Contracting, account 2041" in " ".join(written.text.split())
    several = letters.write(letters.ACCOUNT_ADDED, known(letters.ACCOUNT_ADDED, has_several=True)).text
    assert "you choose the account" in " ".join(several.split())


@pytest.mark.parametrize("kind", letters.KINDS)
def test_it_is_written_in_the_language_of_whoever_gets_it(kind: str) -> None:
    english, spanish = letters.write(kind, known(kind)), letters.write(kind, known(kind, locale="es_US"))

    assert 'lang="es' in spanish.html
    assert english.text != spanish.text
    assert english.subject != spanish.subject


def test_the_letter_before_an_automatic_charge_says_when_what_and_with_which_card() -> None:
    written = letters.write(letters.AUTOPAY_SOON, known(letters.AUTOPAY_SOON))
    words = " ".join(written.text.split())

    assert "On Thursday, November 26, 2026 we charge Visa ending 4242 with $1,500.00" in words
    assert all(part in words for part in ("Invoice 10433", "$749.19", "Invoice 10471", "$750.81", "See or change it"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "again"}, "We try once more on Thursday, November 26, 2026."),
        ({"reason": "again", "day": None}, "We do not try again."),
        ({"reason": "you", "day": None}, "Your bank wants you to confirm it, so we do not try again."),
    ],
)
def test_an_automatic_payment_that_fails_says_that_no_money_was_taken_and_what_comes_next(changes: dict[str, Any], said: str) -> None:
    words = " ".join(letters.write(letters.AUTOPAY_FAILED, known(letters.AUTOPAY_FAILED, **changes)).text.split())

    assert "did not go through. No money was taken." in words
    assert said in words
