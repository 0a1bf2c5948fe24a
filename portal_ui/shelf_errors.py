"""What the portal refuses of the shelf."""

from portal_ui.errors import BadRequestError, NotFoundError, PortalError, shown
from portal_ui.language import gettext as _
from portal_ui.money import whole
from portal_ui.shelf import MOST_BYTES
from portal_ui.shelf.refusals import Reason

N_ = str  # marks a text for translation where it is kept; it is translated where it is said
_REASONS = {
    Reason.EMPTY: N_("Choose a file that is not empty. Nothing was added."),
    Reason.TOO_LARGE: N_("The file is larger than %(most)s MB. Nothing was added; make it smaller, or split it."),
    Reason.UNKNOWN: N_(
        "This is no PDF, no JPEG or PNG picture, and no CSV table with as many cells in each row, whatever its name says. "
        "Nothing was added; save it as one of these."
    ),
    Reason.PHONE: N_("This is a HEIC or AVIF picture, which many computers cannot show. Nothing was added; save it as JPEG."),
    Reason.PROGRAM: N_(
        "Word, Excel and ZIP files are not taken, because they can carry programs. Nothing was added; save it as PDF, "
        "or a price sheet as CSV."
    ),
    Reason.BROKEN: N_("The file cannot be read to its end: it is damaged. Nothing was added; open it, save it anew and try again."),
    Reason.LOCKED: N_("This PDF is protected, so nobody can check it. Nothing was added; print it to a new PDF without a password."),
    Reason.ACTIVE: N_(
        "This PDF holds more than pages: scripts, other files, or a form that sends. "
        "Nothing was added; print it to a new PDF and take that."
    ),
    Reason.PIXELS: N_("The picture has more than 80 million pixels. Nothing was added; make it smaller."),
    Reason.FORMULA: N_(
        "A cell of this table begins like a formula, and spreadsheets would run it. "
        "Nothing was added; take out cells that begin with =, @, + or -."
    ),
}


class ShelfFileRefusedError(PortalError):
    """The file is not put up; the sentence says why."""

    fields = ("file",)

    def __init__(self, reason: Reason) -> None:
        super().__init__(_(_REASONS[reason]) % {"most": whole(MOST_BYTES // 1_000_000)})


class ShelfWishError(BadRequestError):
    """The form says something that cannot be meant; the sentence says what."""


class ShelfFullError(PortalError):
    """All files together take as much as the shelf holds, or the disk is full."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            _(
                "The shelf is full. Nothing was added, and what is there is unharmed. "
                "An administrator can erase what was taken down; your provider can say more."
            )
        )


class ShelfDocumentNotFoundError(NotFoundError):
    """No such document for whoever asks: taken down, another's, or never there."""

    def __init__(self) -> None:
        super().__init__(_("That document is not there any more. Our office may have replaced it or taken it down."))


class ShelfFileMissingError(PortalError):
    """The row is there and its file is not: a backup without the folder was put back."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("The file of this document cannot be found on our side. Nothing else is affected; please ask our office for it.")
        )


class ShelfEndedError(PortalError):
    """Somebody else replaced it or took it down meanwhile."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("This document was replaced or taken down meanwhile. Nothing more was changed."))


class ShelfStillShownError(PortalError):
    """What customers see cannot be erased."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Customers still see this document. Take it down first; nothing was erased."))


def no_such_customer(number: str) -> ShelfWishError:
    """A number in the form that no customer has."""
    error = ShelfWishError(_("There is no customer %(number)s in the books. Nothing was added.") % {"number": shown(number)})
    error.fields = ("customers",)
    return error
