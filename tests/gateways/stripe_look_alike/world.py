"""What Stripe remembers, and what its calls do. One caller at a time."""

import re
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.gateways.stripe_look_alike.cards import ACCOUNTS, CARDS, TestAccount, TestCard

Facts = dict[str, Any]
_EITHER = {
    *("customer", "confirmation_token", "confirm", "use_stripe_sdk", "expand", "metadata", "description"),
    "allowed_payment_method_types",
}
_AWAY = "authentication_required"
KNOWN = {  # what each call takes; another parameter is refused, as by Stripe
    "customers": {"name", "metadata"},
    "payment_intents": _EITHER
    | {"amount", "currency", "payment_method", "setup_future_usage", "statement_descriptor_suffix"}
    | {"mandate_data", "payment_method_options", "off_session"},
    "setup_intents": _EITHER | {"usage"},
    "refunds": {"payment_intent", "amount", "metadata"},
    "cancel": {"cancellation_reason", "expand"},
}


class RefusalError(Exception):
    """An error of Stripe's, with its status."""

    def __init__(self, status: int, kind: str, code: str = "", param: str = "", **more: object) -> None:
        super().__init__(code)
        self.status = status
        named = {"code": code, "param": param}
        self.body: Facts = {"error": {"type": kind, "message": "canary_message", **{k: v for k, v in named.items() if v}, **more}}


def invalid(code: str = "", param: str = "", status: int = 400) -> RefusalError:
    """A request that was wrong; nothing was done."""
    return RefusalError(status, "invalid_request_error", code, param)


class World:
    """The objects by their ids, oldest first, and the events that tell of them."""

    def __init__(self) -> None:
        self.things: dict[str, Facts] = {}
        self.behaviour: dict[str, TestCard] = {}  # of cards
        self.accounts: dict[str, TestAccount] = {}  # of bank accounts
        self.used: set[str] = set()  # tokens
        self.events: list[Facts] = []
        self.news = threading.Event()  # set by each event

    def token(self, last4: str) -> str:
        """What the fields hand over for the card, or the bank account, of that ending."""
        method = self._method(last4)
        token = self._made("ctoken", "confirmation_token", payment_method=method)
        return str(token["id"])

    def answer(self, reference: str, *, agrees: bool) -> None:
        """The card holder answers the bank."""
        intent = self.things[reference]
        if intent["status"] != "requires_action":
            return
        if agrees:
            self._proceed(intent)
            return
        kind = "setup_intent" if intent["object"] == "setup_intent" else "payment_intent"
        self._fail(intent, {"type": "invalid_request_error", "code": f"{kind}_authentication_failure"})

    def days_pass(self) -> None:
        """Banks pay or return what is on its way."""
        for intent in [thing for thing in self.things.values() if thing.get("status") == "processing"]:
            account = self.accounts[intent["payment_method"]]
            if account.code:
                self._fail(intent, {"type": "card_error", "code": account.code})
                continue
            intent.update(status="succeeded", latest_charge=f"py_{uuid4().hex}", amount_received=intent["amount"])
            self.ring("payment_intent.succeeded", intent)
            if account.is_taken_back:
                facts = {"amount": intent["amount"], "reason": "debit_not_authorized", "payment_intent": intent["id"]}
                self.ring("charge.dispute.created", self._made("du", "dispute", status="lost", **facts))

    def create(self, kind: str, wish: Facts) -> Facts:
        """Carry out a POST to a list of things."""
        return {"customers": self._customer, "payment_intents": self._pay, "setup_intents": self._set_up, "refunds": self._refund}[kind](
            wish
        )

    def cancel(self, reference: str, wish: Facts) -> Facts:
        """Give up an intent that is not settled."""
        intent = self.one(reference)
        if intent["status"] not in {"requires_action", "requires_payment_method", "requires_confirmation", "requires_capture"}:
            raise invalid(f"{intent['object']}_unexpected_state")
        intent.update(status="canceled", cancellation_reason=wish.get("cancellation_reason"))
        self.ring(f"{intent['object']}.canceled", intent)
        return intent

    def detach(self, reference: str) -> Facts:
        """Take a payment method from its customer."""
        method = self.one(reference)
        if not method["customer"]:
            raise invalid(param="payment_method")
        method["customer"] = None
        self.ring("payment_method.detached", method)
        return method

    def let_days_pass(self) -> None:
        """What takes days happens: slow refunds arrive, and those that fail later do."""
        for refund in reversed(list(self.listed("refund", {}))):
            card = self.behaviour[self.things[refund["payment_intent"]]["payment_method"]]
            if refund["status"] == "pending":
                refund["status"] = "succeeded"
                self.ring("refund.updated", refund)
            elif refund["status"] == "succeeded" and card.does_refund_fail:
                refund.update(status="failed", failure_reason="expired_or_canceled_card")
                self.ring("refund.failed", refund)

    def one(self, reference: str) -> Facts:
        """The thing of that id."""
        if reference not in self.things:
            raise invalid("resource_missing", "id", 404)
        return self.things[reference]

    def listed(self, kind: str, wish: Facts) -> Iterator[Facts]:
        """Things of a kind, newest first, as the wish narrows them."""
        since = int(wish.get("created[gte]", 0))
        for thing in reversed(self.things.values()):
            wanted = all(thing.get(name) == wish[name] for name in ("customer", "payment_intent") if name in wish)
            if thing["object"] == kind and thing["created"] >= since and wanted:
                yield thing

    def ring(self, kind: str, thing: Facts) -> None:
        """Note an event."""
        event = {"id": f"evt_{uuid4().hex}", "object": "event", "type": kind, "livemode": False, "created": int(time.time())}
        self.events.append({**event, "data": {"object": dict(thing)}})
        self.news.set()

    def _made(self, prefix: str, kind: str, **facts: object) -> Facts:
        thing: Facts = {
            "id": f"{prefix}_{uuid4().hex}",
            "object": kind,
            "created": int(time.time()),
            "livemode": False,
            "metadata": {},
            **facts,
        }
        self.things[thing["id"]] = thing
        return thing

    def _method(self, last4: str) -> str:
        if last4 in ACCOUNTS:
            account = {"bank_name": "STRIPE TEST BANK", "last4": last4, "fingerprint": f"print{last4}", "account_type": "checking"}
            method = self._made("pm", "payment_method", type="us_bank_account", us_bank_account=account, customer=None)
            self.accounts[method["id"]] = ACCOUNTS[last4]
            return str(method["id"])
        card = CARDS[last4]
        facts = {
            "brand": card.brand,
            "last4": last4,
            "exp_month": 12,
            "exp_year": 2034,
            "fingerprint": f"print{last4}",
            "funding": "credit",
        }
        method = self._made("pm", "payment_method", type="card", card=facts, customer=None)
        self.behaviour[method["id"]] = card
        return str(method["id"])

    def _customer(self, wish: Facts) -> Facts:
        return self._made("cus", "customer", name=wish["name"], metadata=metadata(wish))

    def _source(self, wish: Facts) -> str:
        """The payment method that a wish names, once it may be used."""
        found = self._named(wish)
        if self.things[found]["type"] not in {value for name, value in wish.items() if name.startswith("allowed_payment_method_types[")}:
            raise invalid("payment_intent_incompatible_payment_method", "payment_method")
        return found

    def _named(self, wish: Facts) -> str:
        if self.things.get(wish.get("customer", ""), {}).get("object") != "customer":
            raise invalid("resource_missing", "customer")
        if "payment_method" in wish:
            method = self.things.get(wish["payment_method"])
            if method is None:
                raise invalid("resource_missing", "payment_method")
            if method["customer"] != wish["customer"]:
                raise invalid(param="payment_method")
            return str(method["id"])
        token = wish.get("confirmation_token", "")
        if token not in self.things:
            raise invalid("resource_missing", "confirmation_token")
        if token in self.used:
            raise invalid(param="confirmation_token")
        return str(self.things[token]["payment_method"])

    def _pay(self, wish: Facts) -> Facts:
        if not re.fullmatch("[a-z]{3}", wish["currency"]):
            raise invalid("", "currency")
        if not 50 <= int(wish["amount"]) <= 99_999_999:
            raise invalid("amount_too_small" if int(wish["amount"]) < 50 else "amount_too_large", "amount")
        suffix = wish.get("statement_descriptor_suffix", "A")
        if not re.search("[A-Za-z]", suffix) or re.search(r"[<>\\'\"*]", suffix) or len(suffix) > 22:
            raise invalid("", "statement_descriptor_suffix")
        method = self._source(wish)
        accepted = {name.rpartition("[")[2] for name, value in wish.items() if name.startswith("mandate_data[") and value}
        if method in self.accounts and (wish["currency"] != "usd" or not accepted >= {"type]", "ip_address]", "user_agent]"}):
            raise invalid("parameter_missing", "mandate_data")
        facts = {"amount": int(wish["amount"]), "amount_received": 0, "currency": wish["currency"], "latest_charge": None}
        facts["statement_descriptor_suffix"] = wish.get("statement_descriptor_suffix")
        return self._begun("pi", "payment_intent", wish, method, setup_future_usage=wish.get("setup_future_usage"), **facts)

    def _set_up(self, wish: Facts) -> Facts:
        return self._begun("seti", "setup_intent", wish, self._source(wish), usage=wish.get("usage"))

    def _begun(self, prefix: str, kind: str, wish: Facts, method: str, **facts: object) -> Facts:
        self.used.add(wish.get("confirmation_token", ""))
        facts = {"customer": wish["customer"], "description": wish.get("description"), "cancellation_reason": None, **facts}
        intent = self._made(prefix, kind, payment_method=method, metadata=metadata(wish), status="requires_confirmation", **facts)
        intent["client_secret"] = f"{intent['id']}_secret_{uuid4().hex}"
        if wish.get("off_session") == "true" and self.behaviour[method].asks:
            if self.behaviour[method].asks_again:
                told = self._fail(intent, {"type": "card_error", "code": _AWAY, "decline_code": _AWAY})
                raise RefusalError(402, told.pop("type"), **{**told, kind: dict(intent)})
        elif (self.behaviour.get(method) or self.accounts[method]).asks:
            intent["status"] = "requires_action"
            intent["next_action"] = _deposits(intent) if method in self.accounts else {"type": "use_stripe_sdk"}
            self.ring(f"{kind}.requires_action", intent)
            return intent
        error = self._proceed(intent)
        if error:
            raise RefusalError(402, error.pop("type"), **{**error, kind: dict(intent)})
        return intent

    def _proceed(self, intent: Facts) -> Facts | None:
        """Take the money or keep the card; the error where the card does not do it. A bank takes days."""
        if intent["payment_method"] in self.accounts:
            intent.update(status="processing", next_action=None)
            self.ring("payment_intent.processing", intent)
            return None
        card, is_setup = self.behaviour[intent["payment_method"]], intent["object"] == "setup_intent"
        if card.code and not (is_setup and card.can_be_kept):
            return self._fail(intent, {"type": "card_error", "code": card.code, **({"decline_code": card.decline} if card.decline else {})})
        intent.update(status="succeeded", next_action=None)
        if is_setup or intent["setup_future_usage"]:
            self.things[intent["payment_method"]]["customer"] = intent["customer"]
            self.ring("payment_method.attached", self.things[intent["payment_method"]])
        if not is_setup:
            intent.update(latest_charge=f"ch_{uuid4().hex}", amount_received=intent["amount"])
        self.ring(f"{intent['object']}.succeeded", intent)
        if not is_setup and (card.is_disputed or card.is_inquired):
            status = "needs_response" if card.is_disputed else "warning_needs_response"
            facts = {"amount": intent["amount"], "status": status, "reason": "fraudulent", "payment_intent": intent["id"]}
            self.ring("charge.dispute.created", self._made("du", "dispute", **facts))
        return None

    def _fail(self, intent: Facts, error: Facts) -> Facts:
        is_setup, method = intent["object"] == "setup_intent", self.things[intent["payment_method"]]
        told = {**error, "payment_method": dict(method)}
        name = "last_setup_error" if is_setup else "last_payment_error"
        intent.update({"status": "requires_payment_method", "payment_method": None, "next_action": None, name: told})
        self.ring("setup_intent.setup_failed" if is_setup else "payment_intent.payment_failed", intent)
        return told

    def _refund(self, wish: Facts) -> Facts:
        paid, cents = self.things.get(wish["payment_intent"], {}), int(wish["amount"])
        if paid.get("object") != "payment_intent":
            raise invalid("resource_missing", "payment_intent")
        if paid["status"] != "succeeded":
            raise invalid("payment_intent_unexpected_state", "payment_intent")
        mine = {"payment_intent": paid["id"]}
        if any(dispute["status"] == "needs_response" for dispute in self.listed("dispute", mine)):
            raise invalid("charge_disputed")
        left = paid["amount"] - sum(made["amount"] for made in self.listed("refund", mine) if made["status"] != "failed")
        if cents > left:
            raise invalid("" if left else "charge_already_refunded", "amount")
        status = "pending" if self.behaviour[paid["payment_method"]].is_refund_slow else "succeeded"
        made = self._made("re", "refund", status=status, amount=cents, metadata=metadata(wish), failure_reason=None, **mine)
        self.ring("refund.created", made)
        return made


def metadata(wish: Facts) -> Facts:
    """What was given to remember."""
    return {name[9:-1]: value for name, value in wish.items() if name.startswith("metadata[")}


def _deposits(intent: Facts) -> Facts:
    """What is said while small deposits are on their way to a bank account."""
    page = f"https://payments.stripe.com/microdeposit/{intent['id']}"
    deposits = {"arrival_date": intent["created"] + 86_400, "hosted_verification_url": page, "microdeposit_type": "descriptor_code"}
    return {"type": "verify_with_microdeposits", "verify_with_microdeposits": deposits}
