"""Settings that are kept one by one, as soon as each is changed."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from nicegui import events, ui

from portal_ui.language import gettext as _

Value = bool | str


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `kind` is switch, text, line (a long text), area, number or day; `means` says what follows from it."""

    name: str
    kind: str
    label: str
    means: str
    value: Value
    longest: int = 500
    unit: str = ""
    is_locked: bool = False  # shown, but nobody here changes it


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Settings that belong together."""

    title: str
    fields: tuple[Field, ...]


class SettingsForm(ui.element, component="settings_form.js"):
    """Shows the settings and hands each change to `on_change(name, value)`, which comes from a browser and is not trusted."""

    def __init__(
        self,
        title: str,
        line: str,
        groups: tuple[FieldGroup, ...],
        *,
        is_locked: bool,
        on_change: Callable[[str, object], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._on_change = on_change
        self._told: dict[str, dict[str, object]] = {}
        self._turn = 0
        self._props.update(title=title, line=line, locked=is_locked, told={})
        self._props["words"] = {"on": _("On"), "off": _("Off"), "saving": _("Saving…")}
        self.show(groups)
        self.on("change", self._changed)

    def show(self, groups: tuple[FieldGroup, ...]) -> None:
        """Put these values in place of what is shown; what somebody is typing stays."""
        self._props["groups"] = [asdict(group) for group in groups]

    def tell(self, name: str, text: str, *, is_kept: bool) -> None:
        """Say beside a setting what became of its change."""
        self._turn += 1
        self._told = {**self._told, name: {"text": text, "kept": is_kept, "turn": self._turn}}
        self._props["told"] = self._told

    async def _changed(self, event: events.GenericEventArguments) -> None:
        sent = event.args
        if isinstance(sent, dict) and isinstance(name := sent.get("name"), str):
            await self._on_change(name[:100], sent.get("value"))
