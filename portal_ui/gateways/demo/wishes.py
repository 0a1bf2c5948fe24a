"""What the demo processor is asked and what it answers, as its file keeps them."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from portal_ui.gateways import CardFacts, Charge, RefundReport, Rejected, Report, Setup, Standing, Unknown


@dataclass(frozen=True, slots=True)
class GiveBack:
    """One wish to give money of a payment back."""

    key: str
    reference: str  # the payment's
    amount_cents: int

    def as_json(self) -> dict[str, Any]:
        """The wish as a row keeps it."""
        return asdict(self)


Wish = Charge | Setup | GiveBack
Said = Report | RefundReport
Answer = Said | Rejected | Unknown

_KINDS: dict[str, type[Wish]] = {"charge": Charge, "setup": Setup, "refund": GiveBack}


def kind_of(wish: Wish) -> str:
    """The name of its kind."""
    return next(kind for kind, wished in _KINDS.items() if isinstance(wish, wished))


def wish_text(wish: Wish) -> str:
    """All of its parameters; equal for equal wishes."""
    return json.dumps(wish.as_json(), sort_keys=True)


def wish_of(kind: str, text: str) -> Wish:
    """The wish that was kept."""
    return _KINDS[kind](**json.loads(text))


def answer_text(answer: Said) -> str:
    """An answer, to be given again word for word."""
    return json.dumps({**asdict(answer), "standing": answer.standing.value})


def answer_of(text: str) -> Said:
    """The answer that was kept."""
    said = json.loads(text)
    said["standing"] = Standing(said["standing"])
    if "charge_reference" in said:
        return RefundReport(**said)
    card = said.pop("card")
    return Report(**said, card=None if card is None else CardFacts(**card))
