"""What the payment dialog shows, as words: nothing in here is counted or decided any more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """An open invoice, with what of it is chosen."""

    number: str
    title: str
    due: str
    tone: str  # bad when it is late
    open: str
    held: tuple[str, ...] = ()  # what others pay on it now
    chosen: bool = False
    text: str = ""  # what stands in its field
    problem: str = ""
    closed: bool = False  # nothing can be paid on it


@dataclass(frozen=True, slots=True)
class Quick:
    """A choice of many invoices at once."""

    name: str
    label: str
    on: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A way to pay."""

    name: str
    title: str
    note: str
    badge: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Which of the invoices are shown, when not all are."""

    range: str
    before: int = 0  # the page to go to; 0 where there is none
    after: int = 0
    only: bool = False  # the chosen ones alone


@dataclass(frozen=True, slots=True)
class Credit:
    """Credit that could be used first."""

    text: str
    button: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What is paid when the button is pressed."""

    label: str
    amount: str
    note: str
    problem: str
    cents: int
    is_ready: bool
    button: str
    busy: str  # what the button says meanwhile


@dataclass(frozen=True, slots=True)
class Choice:
    """Choosing what to pay, or what credit goes to."""

    title: str
    text: str
    lines: tuple[Line, ...]
    sum: Sum
    quick: tuple[Quick, ...] = ()
    wanted: str = ""
    wanted_problem: str = ""
    pages: Pages | None = None
    credit: Credit | None = None
    methods: tuple[Method, ...] = ()
    method: str = ""
    back: str = ""  # the way back to paying, from credit
    parts: bool = True  # amounts may be changed


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went."""

    title: str
    text: str
    tone: str
    sign: str
    facts: tuple[tuple[str, str, str], ...] = ()  # an invoice, how much, and what that left
    notes: tuple[str, ...] = ()
    download: str = ""  # the receipt's address
    download_label: str = ""
    again: str = ""  # a button for another try; empty where there is nothing to try
    done: str = ""
    waits: bool = False  # nobody knows yet


@dataclass(frozen=True, slots=True)
class DialogView:
    """One answer of the server."""

    turn: int  # what the person did last before it
    is_open: bool = False
    is_busy: bool = False
    is_leaving: bool = False  # another page is on its way; if it does not come, the dialog can be closed
    demo: str = ""  # the ribbon
    notice: str = ""  # a refusal or news, as a sentence
    choice: Choice | None = None
    outcome: Outcome | None = None
