"""All of one thing on a page: facts, lines with their sums, what happened, what belongs to it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from nicegui import ui

from components.grid import Download
from portal_ui.wording import Word


@dataclass(frozen=True, slots=True)
class Way:
    """A link back to where one came from."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above everything else."""

    text: str
    tone: str = "info"
    sign: str = "alert"
    href: str = ""  # where to go on, and what that is called
    link: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top: the title, how the thing stands, and its PDF."""

    title: str
    back: Way | None = None
    word: Word | None = None
    line: str = ""
    download: Download | None = None
    pay: str = ""  # the name of a button that pays it
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a value; a value may lead somewhere."""

    label: str
    value: str
    href: str = ""
    tone: str = ""
    big: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with values; as `sums` they are amounts that add up."""

    title: str
    facts: tuple[Fact, ...]
    sums: bool = False
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Line:
    """One charge."""

    text: str
    quantity: str
    price: str
    amount: str
    note: str = ""
    href: str = ""
    why: str = ""  # what made the amount, in small print


@dataclass(frozen=True, slots=True)
class Group:
    """Charges that belong together, with their sum; without a title they stand alone."""

    lines: tuple[Line, ...]
    title: str = ""
    note: str = ""
    subtotal_label: str = ""
    subtotal: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """A table of charges. It has four columns: text, quantity, price, amount."""

    title: str
    columns: tuple[str, str, str, str]
    groups: tuple[Group, ...]
    total_label: str
    total: str
    kind: str = "lines"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, and when, both as text."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Events:
    """What happened, in order."""

    title: str
    events: tuple[Event, ...]
    kind: str = "events"


@dataclass(frozen=True, slots=True)
class Deed:
    """What one can do to something: a link, or a button that posts to its address."""

    label: str
    href: str
    spoken: str = ""  # the whole of it for a screen reader, where the label alone does not say to what
    posts: bool = False
    sign: str = ""
    account: str = ""  # the number of the account for which it posts, where it is a customer's
    saves: bool = False  # what the link leads to is a file to keep


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that belongs to the sheet: a payment, a location, a card."""

    title: str
    notes: tuple[str, ...] = ()
    href: str = ""
    amount: str = ""
    word: Word | None = None
    more_words: tuple[Word, ...] = ()
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True, slots=True)
class Things:
    """A list of them, what to say when there are none, and a way to another one."""

    title: str
    things: tuple[Thing, ...]
    empty: str = ""
    deed: Deed | None = None
    kind: str = "things"


Section = Facts | Lines | Events | Things


class DetailSheet(ui.element, component="detail_sheet.js"):
    """A heading, a wide column and a narrow one. What is built inside it stands at the end of the narrow one.

    `on_pay` hears that someone pressed the button which the head names.
    """

    def __init__(
        self, head: Head, main: tuple[Section, ...], aside: tuple[Section, ...], on_pay: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        super().__init__()
        self.show(head, main, aside)
        if on_pay is not None:
            self.on("pay", on_pay, args=[])

    def show(self, head: Head, main: tuple[Section, ...], aside: tuple[Section, ...]) -> None:
        """Put this in place of what is shown."""
        self._props.update(head=asdict(head), main=[asdict(section) for section in main], aside=[asdict(section) for section in aside])
