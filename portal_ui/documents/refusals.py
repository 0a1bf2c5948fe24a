"""What people read when a document cannot be made."""

from portal_ui.errors import PortalError
from portal_ui.language import gettext as _


class DocumentFailedError(PortalError):
    """A document could not be made; nothing else was touched."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("We could not make this document just now. Nothing in your account was changed. Please try again, or call us."))
