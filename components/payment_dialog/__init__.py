"""The payment dialog: choose invoices and amounts, choose a card, pay, read how it went."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import events, ui

from components.payment_dialog.shapes import DialogView
from components.payment_dialog.words import words

_LONGEST = 100  # of a text; more cannot be meant
_MOST = 2**53  # of a number; a browser counts no further


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did in the dialog: of the right types, and otherwise not to be trusted."""

    do: str
    turn: int
    name: str = ""  # an invoice's number, a quick choice, or a way to pay: the one chosen, or the one that was shown when Pay was pressed
    text: str = ""
    number: int = 0  # a page, or the cents the button showed
    on: bool = False


class PaymentDialog(ui.element, component="payment_dialog.js"):
    """Shows one view at a time, and tells `on_act` of all that a person does. Build it once a page; it is closed until shown open.

    The focus stays inside while it is open and returns to where it was. An answer to an older act than the last is not shown.
    """

    def __init__(self, on_act: Callable[[Act], Awaitable[None]]) -> None:
        super().__init__()
        self._on_act = on_act
        self._props.update(words=words(), view=DialogView(0))
        self.on("act", self._acted)

    def show(self, view: DialogView) -> None:
        """Put this in place of what is shown."""
        self._props["view"] = view

    async def _acted(self, event: events.GenericEventArguments) -> None:
        act = _read(event.args)
        if act is not None:
            await self._on_act(act)


def _read(sent: object) -> Act | None:
    """What a browser sent, if a dialog can have sent it."""
    if not isinstance(sent, dict):
        return None
    do, name, text = (sent.get(key, "") for key in ("do", "name", "text"))
    turn, number, on = sent.get("turn"), sent.get("number", 0), sent.get("on", False)
    if not all(isinstance(one, str) and len(one) <= _LONGEST for one in (do, name, text)) or type(on) is not bool:
        return None
    if type(turn) is not int or type(number) is not int or not (0 <= turn < _MOST and 0 <= number < _MOST):
        return None
    return Act(do, turn, name, text, number, on)
