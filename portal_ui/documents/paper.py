"""What stands on a paper, as words ready to print. A field ends where the page would."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from portal_ui.language import gettext as _
from portal_ui.views import BillTo, CompanyView, LocationView

MOST_NAME = 200
MOST_ADDRESS = 120
MOST_TEXT = 500
MOST_ON_LATER_SHEETS = 90  # of a location

_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_ONLY_WHERE_SAID = ("place", "split_note")  # so that the words of papers without them stay what they were when they were issued
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
class Section:
    """Rows of a table that belong together: what they are, and their sum. In a cell, what follows a line break is quiet.

    `names` are, row by row, what some rows in a row belong to, such as an order; where there are none, it is empty.
    """

    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    words: str = ""
    amount: str = ""
    names: tuple[str, ...] = ()
    is_strong: bool = False  # in bold; without a title


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, however many, under headings. A column is its kind (`text`, `word` or `figure`, of which only text wraps) and its heading.

    It stands where its template says `<pdf:put name="the field's name"></pdf:put>`.
    """

    columns: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    goes_on: str = ""  # said of rows of one `name` that go on from the page before; %(name)s stands in it


@dataclass(frozen=True, slots=True)
class Strip:
    """Facts side by side, `ruled` or `tinted`."""

    facts: tuple[Fact, ...]
    strip: str = "ruled"


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum under a table. Its tone is plain, quiet, strong or due."""

    label: str
    value: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums down the right half of the sheet, and words beside them."""

    sums: tuple[Sum, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is cut off and sent back with a check; it stands at the foot of the last sheet."""

    title: str
    to_label: str
    to: tuple[str, ...]
    name: str
    facts: tuple[tuple[str, str], ...]
    box_label: str


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
    facts: Strip
    slip: Slip | None = field(default=None, kw_only=True)  # where something is to be paid
    check: str = field(default="", kw_only=True)  # the address where its code is asked for, without the code
    code: str = field(default="", kw_only=True)  # none on what is not final
    place: str | None = field(default=None, kw_only=True)  # what of an account it is for, said again on later sheets


@dataclass(frozen=True, slots=True)
class Job:
    """One document for a worker to make; `facts` decides which document it is."""

    template: str
    paper: Paper
    day: date

    def as_json(self) -> dict[str, Any]:
        """The job as the worker reads it, without the place to write to."""
        midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)
        told = {name: value for name, value in _told(self.paper).items() if value is not None or name not in _ONLY_WHERE_SAID}
        return {"template": self.template, "paper": told, "epoch": int(midnight.timestamp())}

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


def place(location: LocationView | None, most: int = MOST_TEXT) -> str:
    """A location in one line: its name, if it has one, and its address. Where there is little room, the name gives way."""
    if location is None:
        return _("Not tied to a location")
    where = cut(location.address, MOST_ADDRESS)
    name = cut(location.name, max(1, min(MOST_NAME, most - len(where) - 3)))
    return cut(f"{name} · {where}" if name else where, most)


def slip(company: CompanyView, bill_to: BillTo, *told: tuple[str, str]) -> Slip:
    """The slip that goes back with a check: where to, whose it is, and what the office needs to know."""
    head = letterhead(company)
    return Slip(
        title=_("Please return this part with your check"),
        to_label=_("Remit to"),
        to=head.remit_to or (head.name,),
        name=cut(bill_to.name, MOST_NAME),
        facts=tuple((fact.label, fact.value) for fact in facts(*told)),
        box_label=_("Amount enclosed"),
    )


def strip(*pairs: tuple[str, str]) -> Strip:
    """What is worth knowing at a glance, those without a value left out."""
    return Strip(facts(*pairs))


def facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """Labels with their values, those without one left out."""
    return tuple(Fact(label, cut(value, MOST_TEXT)) for label, value in pairs if value)


def cut(text: str, most: int) -> str:
    """`text` in one line of at most `most` letters; a cut one ends in an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _told(value: object) -> Any:  # noqa: ANN401
    """Dataclasses as dictionaries; `asdict` would copy each of a long table's words."""
    if is_dataclass(value):
        return {field.name: _told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return value if not value or isinstance(value[0], str) else [_told(part) for part in value]
    return value
