"""How documents on the shelf read: what they are, how large, and until when they are good."""

from datetime import date

from portal_ui.dates import day
from portal_ui.language import gettext as _
from portal_ui.language import ngettext, pgettext
from portal_ui.money import quantity, whole
from portal_ui.shelf import CSV, JPEG, PDF, PNG
from portal_ui.views.shelf import ShelfItem, ShelfKind
from portal_ui.wording import Word

N_ = str  # marks a text for translation where it is kept; it is translated where it is said
KINDS = {
    ShelfKind.TAX_FORM: N_("W-9"),
    ShelfKind.INSURANCE: N_("Certificate of insurance"),
    ShelfKind.CONTRACT: N_("Contract"),
    ShelfKind.PRICE_SHEET: N_("Price sheet"),
    ShelfKind.SCALE_TICKET: N_("Scale ticket"),
    ShelfKind.PHOTO: N_("Photo"),
    ShelfKind.OTHER: N_("Other document"),
}
_FORMS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", CSV: "CSV"}
_SOON_DAYS = 30


def kind(which: ShelfKind) -> str:
    """What it is."""
    return _(KINDS[which])


def form(media_type: str, size_bytes: int) -> str:
    """`PDF, 120 kB`: what comes down, and how much of it."""
    if size_bytes < 1_000_000:
        size = _("%(size)s kB") % {"size": whole(max(1, round(size_bytes / 1_000)))}
    else:
        size = _("%(size)s MB") % {"size": quantity(round(size_bytes / 100_000) * 100)}
    return f"{_FORMS[media_type]}, {size}"


def validity(until: date | None, today: date) -> str:
    """`Valid until Dec 31, 2026`; empty where nothing is said."""
    if until is None:
        return ""
    return (_("Valid until %(day)s") if until >= today else _("Was valid until %(day)s")) % {"day": day(until)}


def notes(item: ShelfItem, today: date) -> tuple[str, ...]:
    """What stands under its title for a customer."""
    facts = " · ".join((kind(item.kind), form(item.media_type, item.size_bytes), day(item.put_up_on)))
    return tuple(filter(None, (facts, validity(item.valid_until, today), item.note)))


def mark(item: ShelfItem, today: date) -> Word | None:
    """What a customer should notice of it."""
    if item.valid_until is not None and item.valid_until < today:
        return Word(pgettext("document", "Expired"), "warn", "clock")
    return Word(_("New"), "info", "circle") if item.is_new else None


def standing(until: date | None, today: date, *, is_shown: bool) -> Word:
    """How it stands, for the office: whether customers see it, and whether it has run out or will soon."""
    if not is_shown:
        return Word(_("Taken down"), "gray", "minus")
    if until is not None and until < today:
        return Word(pgettext("document", "Expired"), "bad", "alert")
    if until is not None and (left := (until - today).days) <= _SOON_DAYS:
        if not left:
            return Word(_("Expires today"), "warn", "clock")
        return Word(ngettext("Expires in %(count)d day", "Expires in %(count)d days", left) % {"count": left}, "warn", "clock")
    return Word(_("Shown"), "ok", "check")
