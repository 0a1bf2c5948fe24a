"""What every gateway must do, whichever it is. An adapter runs it by a subclass named `Test...` and a fixture `counterpart`."""

import asyncio
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol
from uuid import uuid4

import pytest

from portal_ui.gateways import (
    BadEventError,
    Charge,
    DisputeStanding,
    Listing,
    PaymentGateway,
    RefundReport,
    Rejected,
    Report,
    Returns,
    Setup,
    Standing,
    Unknown,
    charge_of,
    setup_of,
)

CODES = {
    "DECLINED": "generic_decline",
    "INSUFFICIENT": "insufficient_funds",
    "LOST": "lost_card",
    "STOLEN": "stolen_card",
    "EXPIRED": "expired_card",
    "WRONG_CVC": "incorrect_cvc",
    "PROCESSING_ERROR": "processing_error",
    "VELOCITY": "card_velocity_exceeded",
    "BLOCKED": "fraudulent",
}


class Card(Enum):
    """The test cards, by what they do. The value is the ending of the well-known test number."""

    VISA = "4242"
    MASTERCARD = "4444"
    AMEX = "8431"
    DECLINED = "0002"
    INSUFFICIENT = "9995"
    LOST = "9987"
    STOLEN = "9979"
    EXPIRED = "0069"
    WRONG_CVC = "0127"
    PROCESSING_ERROR = "0119"
    VELOCITY = "6975"
    BLOCKED = "0019"
    DECLINED_LATER = "0341"
    CONFIRM = "3184"
    CONFIRM_INSUFFICIENT = "3178"
    DISPUTED = "0259"
    REFUND_FAILS = "5126"
    REFUND_SLOW = "7726"


class Account(Enum):
    """The test bank accounts. The value is the ending of the well-known number; to be proven by small deposits, one of our own."""

    PAYS = "6789"
    CLOSED = "1113"
    UNKNOWN = "1116"
    INSUFFICIENT = "2227"
    NOT_AUTHORIZED = "3335"
    TAKEN_BACK = "5559"
    BY_DEPOSITS = "4320"


RETURNED = {
    "CLOSED": "account_closed",
    "UNKNOWN": "no_account",
    "INSUFFICIENT": "insufficient_funds",
    "NOT_AUTHORIZED": "debit_not_authorized",
}


class Counterpart(Protocol):
    """A gateway together with what a test needs of the world around it."""

    @property
    def gateway(self) -> PaymentGateway: ...

    def token(self, card: Card | Account) -> str:
        """What the gateway's own fields hand over for a card, or a bank account, that was just entered."""
        ...

    def now(self) -> datetime: ...

    async def confirm(self, reference: str, *, agrees: bool) -> None:
        """The card holder answers the bank."""
        ...

    async def days_pass(self) -> None:
        """So long that banks have paid or returned what is on its way."""
        ...

    async def events(self) -> list[tuple[bytes, dict[str, str]]]:
        """What was pushed since the last look: raw bodies with their headers."""
        ...


def charge_wish(customer: str, **facts: Any) -> Charge:
    """A wish for 49.00, under a key of its own."""
    usual: dict[str, Any] = {"amount_cents": 4900, "currency": "USD", "description": "Invoice 10482"}
    return Charge(**{"key": str(uuid4()), "payment": str(uuid4()), "customer": customer, **usual, **facts})


def debit_wish(customer: str, token: str, **facts: Any) -> Charge:
    """The same from a bank account, as it was agreed to."""
    return charge_wish(customer, token=token, is_debit=True, accepted_from="203.0.113.7", accepted_with="Firefox", **facts)


def setup_wish(customer: str, token: str, **facts: Any) -> Setup:
    """A wish to keep a card."""
    return Setup(**{"key": str(uuid4()), "setup": str(uuid4()), "customer": customer, "token": token, **facts})


def reported(answer: object) -> Report:
    """The answer, which is a report."""
    assert isinstance(answer, Report), answer
    return answer


class GatewayContract:
    """The tests. `counterpart` is a fresh one, or one where every test has its own customer."""

    @pytest.fixture
    def gateway(self, counterpart: Counterpart) -> PaymentGateway:
        return counterpart.gateway

    @pytest.fixture
    async def customer(self, gateway: PaymentGateway) -> str:
        return await gateway.ensure_customer(f"customer:{uuid4()}", "Delgado Construction")

    async def charges(self, counterpart: Counterpart, customer: str) -> list[Report]:
        """The customer's payments that took money."""
        found = await counterpart.gateway.find(customer, counterpart.now() - timedelta(days=2))
        return [report for report in found if report.standing is Standing.SUCCEEDED and report.amount_cents]

    async def kept(self, counterpart: Counterpart, customer: str, card: Card = Card.VISA) -> str:
        """A card on file; confirmed where the bank asks for that."""
        report = reported(await counterpart.gateway.keep(setup_wish(customer, counterpart.token(card))))
        if report.standing is Standing.REQUIRES_ACTION:
            await counterpart.confirm(report.reference, agrees=True)
            report = reported(await counterpart.gateway.get(report.reference))
        assert report.card is not None
        assert report.card.reference
        return report.card.reference

    # customers

    async def test_an_account_has_one_customer_however_often_it_is_asked_for(self, gateway: PaymentGateway) -> None:
        key, other = f"customer:{uuid4()}", f"customer:{uuid4()}"

        first, again, second = [await gateway.ensure_customer(wanted, "Same Name") for wanted in (key, key, other)]

        assert first == again
        assert first != second

    async def test_two_who_ask_for_a_new_customer_at_once_get_the_same(self, gateway: PaymentGateway) -> None:
        key = f"customer:{uuid4()}"

        given = await asyncio.gather(*(gateway.ensure_customer(key, "Delgado") for _time in range(8)))

        assert len(set(given)) == 1

    # charging a new card

    @pytest.mark.parametrize("card", [Card.VISA, Card.MASTERCARD, Card.AMEX])
    async def test_a_good_card_pays(self, counterpart: Counterpart, customer: str, card: Card) -> None:
        wish = charge_wish(customer, token=counterpart.token(card))

        report = reported(await counterpart.gateway.charge(wish))

        assert report.standing is Standing.SUCCEEDED
        assert (report.payment, report.amount_cents, report.currency, report.code, report.action) == (wish.payment, 4900, "USD", "", "")
        assert report.reference
        assert report.charge
        assert report.card is not None
        assert (report.card.last4, report.card.reference) == (card.value, "")

    @pytest.mark.parametrize(("card", "code"), [(Card[name], code) for name, code in CODES.items()])
    async def test_a_declined_card_says_why_and_nothing_is_charged(
        self, counterpart: Counterpart, customer: str, card: Card, code: str
    ) -> None:
        report = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(card))))

        assert (report.standing, report.code, report.charge) == (Standing.FAILED, code, "")
        assert report.card is not None
        assert report.card.last4 == card.value
        assert await self.charges(counterpart, customer) == []

    async def test_a_token_pays_once(self, counterpart: Counterpart, customer: str) -> None:
        token = counterpart.token(Card.VISA)
        await counterpart.gateway.charge(charge_wish(customer, token=token))

        again = await counterpart.gateway.charge(charge_wish(customer, token=token))

        assert again == Rejected("confirmation_token_already_used")
        assert len(await self.charges(counterpart, customer)) == 1

    async def test_a_token_that_nobody_made_is_rejected(self, counterpart: Counterpart, customer: str) -> None:
        assert await counterpart.gateway.charge(charge_wish(customer, token="ctoken_of_nobody")) == Rejected("resource_missing")
        assert await counterpart.gateway.find(customer, counterpart.now() - timedelta(days=1)) == ()

    async def test_a_customer_that_nobody_made_is_rejected(self, counterpart: Counterpart) -> None:
        wish = charge_wish("customer_of_nobody", token=counterpart.token(Card.VISA))

        assert await counterpart.gateway.charge(wish) == Rejected("resource_missing")

    async def test_a_charge_with_no_card_or_with_two_is_rejected(self, counterpart: Counterpart, customer: str) -> None:
        card, token = await self.kept(counterpart, customer), counterpart.token(Card.VISA)

        answers = [await counterpart.gateway.charge(charge_wish(customer, **source)) for source in ({}, {"card": card, "token": token})]

        assert answers == [Rejected("parameter_missing")] * 2

    async def test_a_charge_without_a_key_is_rejected(self, counterpart: Counterpart, customer: str) -> None:
        answer = await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA), key=""))

        assert isinstance(answer, Rejected)
        assert await self.charges(counterpart, customer) == []

    async def test_amounts_outside_what_it_takes_are_rejected_and_the_token_is_still_good(
        self, counterpart: Counterpart, customer: str
    ) -> None:
        gateway, token = counterpart.gateway, counterpart.token(Card.VISA)
        outside = [-1, 0, gateway.least_cents - 1, gateway.most_cents + 1]

        answers = [await gateway.charge(charge_wish(customer, token=token, amount_cents=cents)) for cents in outside]
        least = reported(await gateway.charge(charge_wish(customer, token=token, amount_cents=gateway.least_cents)))

        assert answers == [*[Rejected("amount_too_small")] * 3, Rejected("amount_too_large")]
        assert least.standing is Standing.SUCCEEDED

    async def test_a_currency_that_is_none_is_rejected(self, counterpart: Counterpart, customer: str) -> None:
        answer = await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA), currency="dollars"))

        assert isinstance(answer, Rejected)

    # the idempotency key

    @pytest.mark.parametrize("card", [Card.VISA, Card.DECLINED, Card.CONFIRM])
    async def test_the_same_wish_again_gets_the_same_answer_and_moves_nothing(
        self, counterpart: Counterpart, customer: str, card: Card
    ) -> None:
        wish = charge_wish(customer, token=counterpart.token(card))

        first, again = [await counterpart.gateway.charge(charge_of(wish.as_json())) for _time in range(2)]

        assert reported(first) == again
        assert len(await counterpart.gateway.find(customer, counterpart.now() - timedelta(days=1))) == 1

    @pytest.mark.parametrize(
        "other", [{"amount_cents": 4901}, {"currency": "CAD"}, {"payment": "another"}, {"keep_card": True}, {"description": "x"}]
    )
    async def test_the_same_key_for_another_wish_is_rejected(self, counterpart: Counterpart, customer: str, other: dict[str, Any]) -> None:
        wish = charge_wish(customer, token=counterpart.token(Card.VISA))
        await counterpart.gateway.charge(wish)

        answer = await counterpart.gateway.charge(charge_of({**wish.as_json(), **other}))

        assert answer == Rejected("idempotency_key_reuse")
        assert len(await self.charges(counterpart, customer)) == 1

    async def test_a_key_of_a_charge_is_not_one_of_a_setup(self, counterpart: Counterpart, customer: str) -> None:
        wish = charge_wish(customer, token=counterpart.token(Card.VISA))
        await counterpart.gateway.charge(wish)

        answer = await counterpart.gateway.keep(setup_wish(customer, counterpart.token(Card.VISA), key=wish.key))

        assert answer == Rejected("idempotency_key_reuse")

    async def test_of_many_same_wishes_at_once_one_charges(self, counterpart: Counterpart, customer: str) -> None:
        wish = charge_wish(customer, card=await self.kept(counterpart, customer))

        answers = await asyncio.gather(*(counterpart.gateway.charge(wish) for _time in range(10)))

        assert {answer.reference for answer in answers if isinstance(answer, Report)}
        assert all(isinstance(answer, Report | Unknown) for answer in answers)  # a real one may say that the key is in use
        assert len(await self.charges(counterpart, customer)) == 1

    async def test_what_was_rejected_leaves_its_key_unused(self, counterpart: Counterpart, customer: str) -> None:
        wish = charge_wish(customer, token="ctoken_of_nobody")
        await counterpart.gateway.charge(wish)

        mended = charge_of({**wish.as_json(), "token": counterpart.token(Card.VISA)})

        assert reported(await counterpart.gateway.charge(mended)).standing is Standing.SUCCEEDED

    async def test_a_wish_survives_being_kept_as_json(self, counterpart: Counterpart, customer: str) -> None:
        charge, setup = charge_wish(customer, token="x"), setup_wish(customer, "y")

        assert (charge_of(charge.as_json()), setup_of(setup.as_json())) == (charge, setup)

    # kept cards

    async def test_a_card_that_is_kept_while_paying_pays_again(self, counterpart: Counterpart, customer: str) -> None:
        first = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA), keep_card=True)))
        assert first.card is not None

        again = reported(await counterpart.gateway.charge(charge_wish(customer, card=first.card.reference)))

        assert again.standing is Standing.SUCCEEDED
        assert again.card == first.card
        assert len(await self.charges(counterpart, customer)) == 2

    async def test_a_card_whose_payment_is_declined_is_not_kept(self, counterpart: Counterpart, customer: str) -> None:
        token = counterpart.token(Card.DECLINED)

        report = reported(await counterpart.gateway.charge(charge_wish(customer, token=token, keep_card=True)))

        assert report.card is not None
        assert (report.standing, report.card.reference) == (Standing.FAILED, "")

    async def test_a_card_is_kept_without_paying(self, counterpart: Counterpart, customer: str) -> None:
        wish = setup_wish(customer, counterpart.token(Card.MASTERCARD))

        report = reported(await counterpart.gateway.keep(wish))

        assert (report.standing, report.payment, report.amount_cents) == (Standing.SUCCEEDED, wish.setup, 0)
        assert report.card is not None
        assert report.card.last4 == "4444"
        assert await self.charges(counterpart, customer) == []
        paid = reported(await counterpart.gateway.charge(charge_wish(customer, card=report.card.reference)))
        assert paid.standing is Standing.SUCCEEDED

    @pytest.mark.parametrize(("card", "code"), [(Card[name], code) for name, code in CODES.items()])
    async def test_a_declining_card_cannot_be_kept(self, counterpart: Counterpart, customer: str, card: Card, code: str) -> None:
        report = reported(await counterpart.gateway.keep(setup_wish(customer, counterpart.token(card))))

        assert (report.standing, report.code) == (Standing.FAILED, code)
        assert report.card is not None
        assert report.card.reference == ""

    async def test_a_card_may_be_kept_and_decline_later(self, counterpart: Counterpart, customer: str) -> None:
        card = await self.kept(counterpart, customer, Card.DECLINED_LATER)

        report = reported(await counterpart.gateway.charge(charge_wish(customer, card=card)))

        assert (report.standing, report.code) == (Standing.FAILED, "generic_decline")

    async def test_the_same_card_is_known_again_and_another_is_not(self, counterpart: Counterpart, customer: str) -> None:
        reports = [
            reported(await counterpart.gateway.keep(setup_wish(customer, counterpart.token(card))))
            for card in (Card.VISA, Card.VISA, Card.MASTERCARD)
        ]
        first, again, other = [report.card for report in reports]
        assert first is not None
        assert again is not None
        assert other is not None

        assert first.reference != again.reference
        assert first.fingerprint == again.fingerprint != other.fingerprint

    async def test_another_customer_s_card_does_not_pay(self, counterpart: Counterpart, customer: str) -> None:
        theirs = await self.kept(counterpart, await counterpart.gateway.ensure_customer(f"customer:{uuid4()}", "Neighbour"))

        assert await counterpart.gateway.charge(charge_wish(customer, card=theirs)) == Rejected("resource_missing")
        assert await self.charges(counterpart, customer) == []

    async def test_a_card_that_was_let_go_does_not_pay_and_letting_go_again_is_no_error(
        self, counterpart: Counterpart, customer: str
    ) -> None:
        card = await self.kept(counterpart, customer)

        for reference in (card, card, "card_of_nobody"):
            await counterpart.gateway.detach(reference)

        assert await counterpart.gateway.charge(charge_wish(customer, card=card)) == Rejected("resource_missing")

    async def test_a_kept_card_says_what_it_is_until_it_is_let_go(self, counterpart: Counterpart, customer: str) -> None:
        reference = await self.kept(counterpart, customer)

        told = await counterpart.gateway.card(reference)
        assert told is not None
        assert (told.reference, told.brand, told.last4) == (reference, "Visa", "4242")
        await counterpart.gateway.detach(reference)

        assert [await counterpart.gateway.card(gone) for gone in (reference, "card_of_nobody")] == [None, None]

    async def test_a_report_says_whose_payment_it_is(self, counterpart: Counterpart, customer: str) -> None:
        report = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA))))

        assert (await counterpart.gateway.get(report.reference)) == report
        assert report.customer == customer

    async def test_keeping_again_under_the_same_key_keeps_one_card(self, counterpart: Counterpart, customer: str) -> None:
        wish = setup_wish(customer, counterpart.token(Card.VISA))

        first, again = [reported(await counterpart.gateway.keep(wish)) for _time in range(2)]

        assert first == again

    # confirmation by the card holder

    async def test_a_payment_that_waits_for_its_card_holder_says_where_and_has_no_money_yet(
        self, counterpart: Counterpart, customer: str
    ) -> None:
        report = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.CONFIRM))))

        assert report.standing is Standing.REQUIRES_ACTION
        assert report.action
        assert report.charge == ""
        assert await counterpart.gateway.get(report.reference) == report

    @pytest.mark.parametrize(
        ("card", "agrees", "standing", "code"),
        [
            (Card.CONFIRM, True, Standing.SUCCEEDED, ""),
            (Card.CONFIRM, False, Standing.FAILED, "payment_intent_authentication_failure"),
            (Card.CONFIRM_INSUFFICIENT, True, Standing.FAILED, "insufficient_funds"),
            (Card.CONFIRM_INSUFFICIENT, False, Standing.FAILED, "payment_intent_authentication_failure"),
        ],
    )
    async def test_after_the_card_holder_s_answer_it_is_settled(
        self, counterpart: Counterpart, customer: str, card: Card, agrees: bool, standing: Standing, code: str
    ) -> None:
        asked = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(card))))

        await counterpart.confirm(asked.reference, agrees=agrees)

        settled = reported(await counterpart.gateway.get(asked.reference))
        assert (settled.standing, settled.code, settled.action) == (standing, code, "")
        assert bool(settled.charge) is (standing is Standing.SUCCEEDED)
        assert settled.payment == asked.payment

    async def test_a_card_is_kept_only_once_the_confirmation_came(self, counterpart: Counterpart, customer: str) -> None:
        wish = charge_wish(customer, token=counterpart.token(Card.CONFIRM), keep_card=True)
        asked = reported(await counterpart.gateway.charge(wish))
        assert asked.card is not None
        assert asked.card.reference == ""

        await counterpart.confirm(asked.reference, agrees=True)

        settled = reported(await counterpart.gateway.get(asked.reference))
        assert settled.card is not None
        assert settled.card.reference

    @pytest.mark.parametrize(("agrees", "standing"), [(True, Standing.SUCCEEDED), (False, Standing.FAILED)])
    async def test_keeping_a_card_can_ask_for_confirmation_too(
        self, counterpart: Counterpart, customer: str, agrees: bool, standing: Standing
    ) -> None:
        asked = reported(await counterpart.gateway.keep(setup_wish(customer, counterpart.token(Card.CONFIRM))))
        assert asked.standing is Standing.REQUIRES_ACTION

        await counterpart.confirm(asked.reference, agrees=agrees)

        settled = reported(await counterpart.gateway.get(asked.reference))
        assert settled.standing is standing
        assert settled.card is not None
        assert bool(settled.card.reference) is agrees

    async def test_a_kept_card_pays_while_its_holder_is_away(self, counterpart: Counterpart, customer: str) -> None:
        card = await self.kept(counterpart, customer)

        report = reported(await counterpart.gateway.charge(charge_wish(customer, card=card, is_off_session=True)))

        assert report.standing is Standing.SUCCEEDED

    async def test_off_session_authentication_required_is_a_decline_of_its_own(self, counterpart: Counterpart, customer: str) -> None:
        asked = reported(await counterpart.gateway.keep(setup_wish(customer, counterpart.token(Card.CONFIRM))))
        await counterpart.confirm(asked.reference, agrees=True)
        kept = reported(await counterpart.gateway.get(asked.reference)).card
        assert kept is not None
        wish = charge_wish(customer, card=kept.reference, is_off_session=True)

        report = reported(await counterpart.gateway.charge(wish))

        assert (report.standing, report.code, report.action) == (Standing.FAILED, "authentication_required", "")
        settled = reported(await counterpart.gateway.get(report.reference))
        assert (settled.standing, settled.code) == (Standing.FAILED, "authentication_required")
        assert await self.charges(counterpart, customer) == []

    async def test_nobody_enters_a_new_card_while_they_are_away(self, counterpart: Counterpart, customer: str) -> None:
        answer = await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA), is_off_session=True))

        assert isinstance(answer, Rejected)

    async def test_what_waits_can_be_given_up_and_cannot_be_confirmed_afterwards(self, counterpart: Counterpart, customer: str) -> None:
        asked = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.CONFIRM))))

        canceled = reported(await counterpart.gateway.cancel(asked.reference))
        await counterpart.confirm(asked.reference, agrees=True)

        assert (canceled.standing, canceled.action) == (Standing.CANCELED, "")
        assert await counterpart.gateway.get(asked.reference) == canceled
        assert await self.charges(counterpart, customer) == []

    @pytest.mark.parametrize(("card", "standing"), [(Card.VISA, Standing.SUCCEEDED), (Card.DECLINED, Standing.FAILED)])
    async def test_what_is_settled_cannot_be_given_up(
        self, counterpart: Counterpart, customer: str, card: Card, standing: Standing
    ) -> None:
        settled = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(card))))

        report = reported(await counterpart.gateway.cancel(settled.reference))

        assert report.standing is standing
        assert report == settled

    async def test_a_payment_confirmed_before_it_was_given_up_is_paid(self, counterpart: Counterpart, customer: str) -> None:
        asked = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.CONFIRM))))
        await counterpart.confirm(asked.reference, agrees=True)

        report = reported(await counterpart.gateway.cancel(asked.reference))

        assert report.standing is Standing.SUCCEEDED

    # asking

    async def test_what_nobody_began_is_not_known(self, gateway: PaymentGateway) -> None:
        assert await gateway.get("pi_of_nobody") is None
        assert await gateway.cancel("pi_of_nobody") is None

    async def test_everything_of_a_customer_is_listed_oldest_first_and_nothing_of_another(
        self, counterpart: Counterpart, customer: str
    ) -> None:
        gateway, other = counterpart.gateway, await counterpart.gateway.ensure_customer(f"customer:{uuid4()}", "Neighbour")
        cards = (Card.VISA, Card.DECLINED, Card.CONFIRM)
        begun = [reported(await gateway.charge(charge_wish(customer, token=counterpart.token(card)))) for card in cards]
        begun.append(reported(await gateway.keep(setup_wish(customer, counterpart.token(Card.VISA)))))
        await gateway.charge(charge_wish(other, token=counterpart.token(Card.VISA)))

        listed = await gateway.find(customer, counterpart.now() - timedelta(minutes=5))

        assert list(listed) == begun

    async def test_a_list_holds_more_than_a_page(self, counterpart: Counterpart, customer: str) -> None:
        card = await self.kept(counterpart, customer)
        wishes = [charge_wish(customer, card=card) for _time in range(120)]
        for wish in wishes:
            await counterpart.gateway.charge(wish)

        charges = await self.charges(counterpart, customer)

        assert [report.payment for report in charges] == [wish.payment for wish in wishes]

    # bank accounts

    async def test_a_bank_account_pays_after_days(self, counterpart: Counterpart, customer: str) -> None:
        gateway = counterpart.gateway
        begun = reported(await gateway.charge(debit_wish(customer, counterpart.token(Account.PAYS))))
        still = await gateway.get(begun.reference)
        await counterpart.days_pass()

        paid = reported(await gateway.get(begun.reference))

        assert (begun.standing, begun.charge, begun.action, still) == (Standing.PROCESSING, "", "", begun)
        assert (paid.standing, paid.code, paid.amount_cents) == (Standing.SUCCEEDED, "", 4900)
        assert paid.charge
        assert paid.card is not None
        assert (paid.card.last4, paid.card.is_account, paid.card.reference) == ("6789", True, "")

    @pytest.mark.parametrize(("account", "code"), [(Account[name], code) for name, code in RETURNED.items()])
    async def test_a_debit_comes_back_after_days_and_says_why(
        self, counterpart: Counterpart, customer: str, account: Account, code: str
    ) -> None:
        begun = reported(await counterpart.gateway.charge(debit_wish(customer, counterpart.token(account))))
        await counterpart.days_pass()

        returned = reported(await counterpart.gateway.get(begun.reference))

        assert (begun.standing, begun.code) == (Standing.PROCESSING, "")
        assert (returned.standing, returned.code, returned.charge) == (Standing.FAILED, code, "")
        assert await self.charges(counterpart, customer) == []

    async def test_a_bank_account_that_nobody_vouches_for_is_proven_first(self, counterpart: Counterpart, customer: str) -> None:
        gateway = counterpart.gateway
        begun, given_up = [reported(await gateway.charge(debit_wish(customer, counterpart.token(Account.BY_DEPOSITS)))) for _ in range(2)]
        await counterpart.days_pass()
        waiting = await gateway.get(begun.reference)
        await counterpart.confirm(begun.reference, agrees=True)
        proven = reported(await gateway.get(begun.reference))
        await counterpart.days_pass()

        paid = reported(await gateway.get(begun.reference))
        canceled = reported(await gateway.cancel(given_up.reference))

        assert (begun.standing, waiting) == (Standing.REQUIRES_ACTION, begun)
        assert begun.action
        assert begun.card is not None
        assert begun.card.is_account
        assert [proven.standing, paid.standing, canceled.standing] == [Standing.PROCESSING, Standing.SUCCEEDED, Standing.CANCELED]

    async def test_a_debit_that_succeeded_may_be_taken_back_for_good(self, counterpart: Counterpart, customer: str) -> None:
        gateway = counterpart.gateway
        begun = reported(await gateway.charge(debit_wish(customer, counterpart.token(Account.TAKEN_BACK))))
        before = await gateway.returns(begun.reference)
        await counterpart.days_pass()

        found = await gateway.returns(begun.reference)

        assert before == Returns(begun.reference)
        assert found is not None
        [dispute] = found.disputes
        assert (dispute.standing, dispute.amount_cents, dispute.reason) == (DisputeStanding.LOST, 4900, "debit_not_authorized")

    async def test_an_account_is_debited_only_as_an_account_and_a_card_charged_as_a_card(
        self, counterpart: Counterpart, customer: str
    ) -> None:
        gateway, account, card = counterpart.gateway, counterpart.token(Account.PAYS), counterpart.token(Card.VISA)

        crossed = [await gateway.charge(charge_wish(customer, token=account)), await gateway.charge(debit_wish(customer, card))]
        straight = [await gateway.charge(debit_wish(customer, account)), await gateway.charge(charge_wish(customer, token=card))]

        assert crossed == [Rejected("payment_intent_incompatible_payment_method")] * 2
        assert [reported(answer).standing for answer in straight] == [Standing.PROCESSING, Standing.SUCCEEDED]

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"currency": "CAD"}, "invalid_currency"),
            ({"accepted_from": ""}, "parameter_missing"),
            ({"accepted_with": ""}, "parameter_missing"),
        ],
    )
    async def test_only_dollars_are_debited_and_only_once_that_was_agreed_to(
        self, counterpart: Counterpart, customer: str, wrong: dict[str, str], code: str
    ) -> None:
        wish = debit_wish(customer, counterpart.token(Account.PAYS))

        assert await counterpart.gateway.charge(charge_of(wish.as_json() | wrong)) == Rejected(code)
        assert reported(await counterpart.gateway.charge(wish)).standing is Standing.PROCESSING

    # refunds

    async def test_a_payment_is_given_back_in_parts_and_never_more_than_it_was(self, counterpart: Counterpart, customer: str) -> None:
        gateway = counterpart.gateway
        paid = reported(await gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA))))

        part = await gateway.refund(str(uuid4()), paid.reference, 1900)
        too_much = await gateway.refund(str(uuid4()), paid.reference, 3001)
        rest = await gateway.refund(str(uuid4()), paid.reference, 3000)
        one_more = await gateway.refund(str(uuid4()), paid.reference, 1)

        assert isinstance(part, RefundReport)
        assert (part.charge_reference, part.standing, part.amount_cents) == (paid.reference, Standing.SUCCEEDED, 1900)
        assert isinstance(rest, RefundReport)
        assert rest.reference != part.reference
        assert isinstance(too_much, Rejected)
        assert isinstance(one_more, Rejected)

    async def test_the_same_refund_again_gives_back_once(self, counterpart: Counterpart, customer: str) -> None:
        gateway, key = counterpart.gateway, str(uuid4())
        paid = reported(await gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA))))

        first, again = [await gateway.refund(key, paid.reference, 2450) for _time in range(2)]
        other = await gateway.refund(key, paid.reference, 2451)
        rest = await gateway.refund(str(uuid4()), paid.reference, 2450)

        assert first == again
        assert other == Rejected("idempotency_key_reuse")
        assert isinstance(rest, RefundReport)

    async def test_a_refund_may_be_on_its_way_for_days(self, counterpart: Counterpart, customer: str) -> None:
        gateway, key = counterpart.gateway, str(uuid4())
        paid = reported(await gateway.charge(charge_wish(customer, token=counterpart.token(Card.REFUND_SLOW))))

        given = await gateway.refund(key, paid.reference, 1900)
        found = await gateway.returns(paid.reference)

        assert isinstance(given, RefundReport)
        assert (given.standing, given.amount_cents, given.refund) == (Standing.PROCESSING, 1900, key)
        assert found == Returns(paid.reference, (given,))

    @pytest.mark.parametrize("cents", [0, -1])
    async def test_nothing_and_less_cannot_be_given_back(self, counterpart: Counterpart, customer: str, cents: int) -> None:
        paid = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA))))

        assert isinstance(await counterpart.gateway.refund(str(uuid4()), paid.reference, cents), Rejected)

    @pytest.mark.parametrize("card", [Card.DECLINED, Card.CONFIRM])
    async def test_what_was_not_paid_cannot_be_given_back(self, counterpart: Counterpart, customer: str, card: Card) -> None:
        unpaid = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(card))))

        answers = [await counterpart.gateway.refund(str(uuid4()), reference, 100) for reference in (unpaid.reference, "pi_of_nobody")]

        assert all(isinstance(answer, Rejected) for answer in answers)

    async def test_what_came_back_of_a_payment_is_listed_whole_under_any_of_its_names(
        self, counterpart: Counterpart, customer: str
    ) -> None:
        gateway, keys = counterpart.gateway, [str(uuid4()), str(uuid4())]
        paid = reported(await gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA))))
        before = await gateway.returns(paid.reference)
        given = [await gateway.refund(key, paid.reference, cents) for key, cents in zip(keys, (1900, 500), strict=True)]

        found = await gateway.returns(paid.reference)
        assert isinstance(given[0], RefundReport)
        by_refund = await gateway.returns(given[0].reference)

        assert before == Returns(paid.reference)
        assert found == by_refund
        assert found is not None
        assert {refund.refund: (refund.amount_cents, refund.standing) for refund in found.refunds} == {
            keys[0]: (1900, Standing.SUCCEEDED),
            keys[1]: (500, Standing.SUCCEEDED),
        }
        assert {refund.charge_reference for refund in found.refunds} == {paid.reference}

    async def test_of_what_the_gateway_does_not_know_nothing_came_back(self, counterpart: Counterpart, customer: str) -> None:
        kept = reported(await counterpart.gateway.keep(setup_wish(customer, counterpart.token(Card.VISA))))

        for reference in (kept.reference, "pi_of_nobody", "re_of_nobody", "dp_of_nobody", "anything"):
            assert await counterpart.gateway.returns(reference) is None

    async def test_a_dispute_is_listed_with_its_payment(self, counterpart: Counterpart, customer: str) -> None:
        gateway = counterpart.gateway
        paid = reported(await gateway.charge(charge_wish(customer, token=counterpart.token(Card.DISPUTED))))

        found = await gateway.returns(paid.reference)

        assert found is not None
        [dispute] = found.disputes
        assert (dispute.charge_reference, dispute.standing, dispute.amount_cents) == (paid.reference, DisputeStanding.OPEN, 4900)
        assert await gateway.returns(dispute.reference) == found

    async def test_everything_since_a_moment_is_listed_whichever_account_s(self, counterpart: Counterpart, customer: str) -> None:
        gateway = counterpart.gateway
        other = await gateway.ensure_customer(f"customer:{uuid4()}", "Bayou Kitchens")
        paid = [reported(await gateway.charge(charge_wish(who, token=counterpart.token(Card.VISA)))) for who in (customer, other)]
        declined = reported(await gateway.charge(charge_wish(customer, token=counterpart.token(Card.DECLINED))))
        kept = reported(await gateway.keep(setup_wish(customer, counterpart.token(Card.VISA))))
        disputed = reported(await gateway.charge(charge_wish(other, token=counterpart.token(Card.DISPUTED))))
        key = str(uuid4())
        await gateway.refund(key, paid[0].reference, 700)

        found = await gateway.listing(counterpart.now() - timedelta(minutes=5))

        standing = {report.reference: (report.payment, report.standing, report.amount_cents) for report in found.payments}
        for report in (*paid, declined, disputed):
            assert standing[report.reference] == (report.payment, report.standing, 4900)
        assert kept.reference not in standing
        assert [refund.amount_cents for refund in found.refunds if refund.refund == key] == [700]
        assert [dispute.amount_cents for dispute in found.disputes if dispute.charge_reference == disputed.reference] == [4900]
        assert await gateway.listing(counterpart.now() + timedelta(minutes=5)) == Listing()

    # events

    async def test_a_payment_rings_with_a_signature_that_proves_it(self, counterpart: Counterpart, customer: str) -> None:
        paid = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA))))

        events = [counterpart.gateway.read_event(body, headers) for body, headers in await counterpart.events()]

        about = [event for event in events if event.reference == paid.reference]
        assert about
        assert all(event.is_payment and event.id for event in about)
        assert len({event.id for event in events}) == len(events)

    async def test_a_dispute_rings_and_is_no_payment(self, counterpart: Counterpart, customer: str) -> None:
        paid = reported(await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.DISPUTED))))

        events = [counterpart.gateway.read_event(body, headers) for body, headers in await counterpart.events()]

        assert paid.standing is Standing.SUCCEEDED
        assert [event.is_payment for event in events if "dispute" in event.kind] == [False]

    async def test_a_card_that_is_kept_rings_and_is_no_payment(self, counterpart: Counterpart, customer: str) -> None:
        await self.kept(counterpart, customer)

        events = [counterpart.gateway.read_event(body, headers) for body, headers in await counterpart.events()]

        assert events
        assert not any(event.is_payment for event in events)

    async def test_a_body_that_was_changed_is_not_believed(self, counterpart: Counterpart, customer: str) -> None:
        await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA)))
        body, headers = (await counterpart.events())[0]

        for changed in (body + b" ", body.replace(b"{", b"{ ", 1), b"", b"[]", b"\xff\xfe", body[:-1]):
            with pytest.raises(BadEventError):
                counterpart.gateway.read_event(changed, headers)

    async def test_headers_that_prove_nothing_are_not_believed(self, counterpart: Counterpart, customer: str) -> None:
        await counterpart.gateway.charge(charge_wish(customer, token=counterpart.token(Card.VISA)))
        body, headers = (await counterpart.events())[0]
        signature = next(name for name in headers if "signature" in name)

        for wrong in ("", "t=,v1=", "t=1,v1=abc", "v1=abc", headers[signature][:-1], headers[signature] + "é", "t=9" * 500, "\udcff"):
            with pytest.raises(BadEventError):
                counterpart.gateway.read_event(body, {**headers, signature: wrong})
        with pytest.raises(BadEventError):
            counterpart.gateway.read_event(body, {})
