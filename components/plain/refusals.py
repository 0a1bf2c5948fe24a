"""Where a form that was refused says so: beside the one field it is about, else above the form, with each faulty field marked."""

from dataclasses import dataclass

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

_SIGN = Markup('<span class="sign alert" aria-hidden="true"></span>')
_BESIDE = "-wrong"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The sentence, and the names of the fields it is about."""

    said: str = ""
    fields: tuple[str, ...] = ()

    @property
    def beside(self) -> str:
        """The one field beside which the sentence stands; empty where it stands above the form."""
        return self.fields[0] if len(self.fields) == 1 else ""

    def is_told_in(self, html: str) -> bool:
        """Whether the page has a place for the sentence."""
        return not self.beside or f'id="{self.beside}{_BESIDE}"' in html

    def above(self) -> "Refusal":
        """The same, above the form."""
        return Refusal(self.said)


@pass_context
def refused(context: Context) -> Markup:
    """The sentence above the form, unless it stands beside a field."""
    refusal = _refusal(context)
    if not refusal.said or refusal.beside:
        return Markup()
    return Markup('<p class="notice bad" id="refusal" role="alert">{}<span>{}</span></p>\n').format(_SIGN, refusal.said)


@pass_context
def field(context: Context, name: str, *, first: bool = False, notes: str = "") -> Markup:
    """What a field's tag carries: whether it is at fault, what tells of it, and the focus. `first`: it has that where none is at fault."""
    refusal = _refusal(context)
    is_faulty = name in refusal.fields
    told = f"{name}{_BESIDE}" if name == refusal.beside else "refusal" if is_faulty else ""
    tags = {
        "aria-invalid": "true" if is_faulty else "",
        "aria-describedby": " ".join(filter(None, (notes, told))),
        "autofocus": "autofocus" if name == refusal.beside or (first and not refusal.beside) else "",
    }
    return Markup("").join(Markup(' {}="{}"').format(tag, value) for tag, value in tags.items() if value)


@pass_context
def wrong(context: Context, name: str) -> Markup:
    """The sentence beside the field, where it is about this one alone."""
    refusal = _refusal(context)
    if not refusal.said or name != refusal.beside:
        return Markup()
    return Markup('<p class="wrong" id="{}" role="alert">{}</p>\n').format(f"{name}{_BESIDE}", escape(refusal.said))


def _refusal(context: Context) -> Refusal:
    found = context["refusal"]
    return found if isinstance(found, Refusal) else Refusal()
