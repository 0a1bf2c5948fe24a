"""A letter's words set as text and as HTML: one column, the company's colour, light and dark, nothing loaded from elsewhere."""

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal_ui import language
from portal_ui.brand import palette
from portal_ui.language import gettext as _
from portal_ui.mail.letters.shapes import LOGO_ID, Draft, Known, Written

LONGEST_SUBJECT = 150
_LONGEST_NAME = 80
_WIDTH = 72
_LEADS_AWAY = re.compile(r"://|www\.|\.\w{2,}/|@", re.IGNORECASE)  # a name that mail programs would turn into a link

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # templates change with the program alone
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A letter as both templates read it."""

    title: str
    greeting: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    button: str
    link: str
    after: tuple[str, ...]
    sender: str
    reach: tuple[str, ...]


def printed(draft: Draft, known: Known) -> Written:
    """The draft, ready to be sent."""
    company = known.company
    sheet = _Sheet(
        title=tidy(draft.title),
        greeting=_greeting(known.name),
        paragraphs=_filled(draft.paragraphs),
        facts=tuple((tidy(label), tidy(value)) for label, value in draft.facts if value.strip()),
        button=tidy(draft.button),
        link=known.link if draft.button else "",
        after=_filled(draft.after),
        sender=tidy(company.name),
        reach=_reach(known),
    )
    html = _TEMPLATES.get_template("letter.html").render(
        sheet=sheet,
        lang=language.current().replace("_", "-"),
        colors=palette(company.brand_color),
        subject=_cut(draft.subject),
        logo=f"cid:{LOGO_ID}" if company.logo else "",
    )
    return Written(_cut(draft.subject), _text(sheet), html, company.logo)


def tidy(text: str) -> str:
    """The text on one line, without anything that does not print: no header, line or mark of its own can be made with it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _cut(subject: str) -> str:
    line = tidy(subject)
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def _greeting(name: str) -> str:
    called = tidy(name)[:_LONGEST_NAME]
    return _("Hello %(name)s,") % {"name": called} if called and not _LEADS_AWAY.search(called) else _("Hello,")


def _filled(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in map(tidy, paragraphs) if line)


def _reach(known: Known) -> tuple[str, ...]:
    """How to reach the office."""
    company = known.company
    phone = _("Phone %(phone)s") % {"phone": company.phone} if company.phone else ""
    called = " · ".join(part for part in (phone, company.support_hours) if part)
    state = " ".join(part for part in (company.state, company.postal_code) if part)
    place = ", ".join(part for part in (company.address_line, company.city, state) if part)
    return _filled((called, company.email, place))


def _text(sheet: _Sheet) -> str:
    facts = "\n".join(f"{label}: {value}" for label, value in sheet.facts)
    link = f"{sheet.button}:\n{sheet.link}" if sheet.link else ""
    wrapped = [fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in (sheet.greeting, *sheet.paragraphs)]
    after = [fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in sheet.after]
    end = "\n".join(("-- ", sheet.sender, *sheet.reach))
    return "\n\n".join(part for part in (*wrapped, facts, link, *after, end) if part) + "\n"
