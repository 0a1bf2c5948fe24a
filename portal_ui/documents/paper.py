"""What stands on a paper, as words ready to print. A field ends where the page would."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from portal_ui import money
from portal_ui.language import gettext as _
from portal_ui.views import BillTo, ChargeLine, CompanyView, LocationView

MOST_NAME = 200
MOST_ADDRESS = 120
MOST_TEXT = 500

_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_USUAL_COLOR = "#0f6b5c"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The hauler on its own paper."""

    name: str
    lines: tuple[str, ...]
    contact: tuple[str, ...]
    hours: str
    remit_to: tuple[str, ...]
    brand_color: str
    paper: str  # letter or a4
    logo: str = ""  # PNG as base64; the worker has nothing to read it from


@dataclass(frozen=True, slots=True)
class Party:
    """To whom a paper is addressed."""

    number: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Highlight:
    """The box at the top right, where the eye falls first."""

    label: str
    value: str
    note: str = ""
    stamp: str = ""  # PAID, VOID ...
    tone: str = "plain"  # plain, good, warn or bad


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of charges."""

    description: str
    detail: str
    quantity: str
    price: str
    amount: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What every paper has. `mark` is written large across it."""

    language: str
    title: str
    number: str
    mark: str
    notice: str
    head: Letterhead
    to: Party
    highlight: Highlight
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """One document for a worker to make; `facts` decides which document it is."""

    template: str
    paper: Paper
    day: date

    def as_json(self) -> dict[str, Any]:
        """The job as the worker reads it, without the place to write to."""
        midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)
        return {"template": self.template, "paper": asdict(self.paper), "epoch": int(midnight.timestamp())}

    def facts(self) -> bytes:
        """The same bytes whenever the same words stand on the paper."""
        return json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False).encode()


def letterhead(company: CompanyView) -> Letterhead:
    """The hauler's name, address and colours."""
    return Letterhead(
        name=cut(company.name, MOST_NAME),
        lines=address(company.address_line, company.city, company.state, company.postal_code),
        contact=tuple(cut(part, MOST_ADDRESS) for part in (company.phone, company.email, company.website) if part),
        hours=cut(company.support_hours, MOST_ADDRESS),
        remit_to=tuple(cut(line, MOST_ADDRESS) for line in company.remit_to.splitlines()[:6]),
        brand_color=company.brand_color if _COLOR.match(company.brand_color) else _USUAL_COLOR,
        paper="a4" if company.paper.lower() == "a4" else "letter",
        logo=b64encode(company.logo).decode(),
    )


def party(bill_to: BillTo) -> Party:
    """The customer a paper is addressed to."""
    return Party(
        number=cut(bill_to.number, MOST_ADDRESS),
        name=cut(bill_to.name, MOST_NAME),
        lines=address(bill_to.address_line, bill_to.city, bill_to.state, bill_to.postal_code),
    )


def address(street: str, city: str, state: str, postal_code: str) -> tuple[str, ...]:
    """An address in lines, as on an envelope; empty parts fall away."""
    place = " ".join(part for part in (f"{city},".lstrip(",") if state else city, state, postal_code) if part)
    return tuple(cut(line, MOST_ADDRESS) for line in (street, place) if line.strip())


def place(location: LocationView | None) -> str:
    """A location in one line: its name, if it has one, and its address."""
    if location is None:
        return _("Not tied to a location")
    name = cut(location.name, MOST_NAME)
    return f"{name} · {cut(location.address, MOST_ADDRESS)}" if name else cut(location.address, MOST_ADDRESS)


def charges(lines: Iterable[ChargeLine], currency: str) -> tuple[Charge, ...]:
    """Lines of charges with their quantities and prices."""
    return tuple(
        Charge(
            description=cut(line.description, MOST_TEXT),
            detail=_("Order %(number)s") % {"number": cut(line.order_number, MOST_ADDRESS)} if line.order_number else "",
            quantity=" ".join(part for part in (money.quantity(line.quantity_thousandths), cut(line.unit, 20)) if part),
            price="" if line.unit_price_cents is None else money.money(line.unit_price_cents, currency),
            amount=money.money(line.amount_cents, currency),
        )
        for line in lines
    )


def facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """Labels with their values, those without one left out."""
    return tuple(Fact(label, cut(value, MOST_TEXT)) for label, value in pairs if value)


def cut(text: str, most: int) -> str:
    """`text` in one line of at most `most` letters; a cut one ends in an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
