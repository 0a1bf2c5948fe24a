"""What the pages of packs say, and where they lead back to."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from pages.exports import in_name
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import whole
from portal_ui.service.pack_contents import EVERYTHING
from portal_ui.views.packs import PackState, PackView

NEW = "/packs/new"


def way_back(kind: str, asked: Mapping[str, str] | None = None) -> str:
    """The list, as it was left; from everything to the account's first page."""
    return "/" if kind == EVERYTHING else _with(f"/{kind}", asked or {})


def back(kind: str) -> str:
    """What that is called."""
    return _("Back to your account") if kind == EVERYTHING else _("Back to the list")


def everything(asked: Mapping[str, str]) -> str:
    """The address where all kinds are asked for together, narrowed as the list was."""
    return _with(NEW, {"of": EVERYTHING} | {name: text for name, text in asked.items() if name != "status"})


def file_name(pack: PackView, account: str, today: date) -> str:
    """What a pack's file is called: of which account, of what, and of which day."""
    wish = pack.wish
    said = (
        "papers" if pack.kind == EVERYTHING else pack.kind,
        account,
        f"PO {wish.search}" if pack.is_of_po else wish.search,
        wish.location and f"location {wish.location}",
        f"from {wish.since}" if wish.since else "",
        f"to {wish.until}" if wish.until else "",
        today.isoformat(),
    )
    return "-".join(filter(None, map(in_name, said))) + ".zip"


def holds(kind: str, count: int) -> str:
    """What of one kind a pack would hold."""
    words = {
        "orders": ngettext("The paper of %(count)s order, and a list of it.", "The papers of %(count)s orders, and a list of them.", count),
        "invoices": ngettext("%(count)s invoice as a PDF, and a list of it.", "%(count)s invoices as PDFs, and a list of them.", count),
        "payments": ngettext(
            "The receipt of %(count)s payment, and a list of it.", "The receipts of %(count)s payments, and a list of them.", count
        ),
        "refunds": ngettext(
            "The note of %(count)s refund, and a list of it.", "The notes of %(count)s refunds, and a list of them.", count
        ),
        "credits": ngettext(
            "%(count)s credit memo as a PDF, and a list of it.", "%(count)s credit memos as PDFs, and a list of them.", count
        ),
    }
    return words[kind] % {"count": whole(count)}


def said(pack: PackView) -> str:
    """How far it is."""
    if pack.state is PackState.FAILED:
        return _("Something went wrong on our side. Nothing in your account was changed. Please ask for it again, or call us.")
    return _("%(done)s of %(total)s papers") % {"done": whole(pack.done), "total": whole(pack.total)}


def left_out(pack: PackView) -> str:
    """How many papers are not in it; empty where none is missing."""
    words = ngettext(
        "%(count)s paper could not be made. The list in the file says which, and why; the others are all there.",
        "%(count)s papers could not be made. The list in the file says which, and why; the others are all there.",
        pack.missing,
    )
    return words % {"count": whole(pack.missing)} if pack.missing else ""


def _with(path: str, asked: Mapping[str, str]) -> str:
    query = urlencode({name: text for name, text in asked.items() if text})
    return f"{path}?{query}" if query else path
