"""The title of one of the office's pages, a line under it, and where else to go."""

from nicegui import ui


class Heading(ui.element, component="heading.js"):
    """`ways` are pairs of an address and what stands on its button."""

    def __init__(self, title: str, line: str = "", ways: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__()
        self._props.update(title=title, line=line, ways=[{"href": href, "label": label} for href, label in ways])
