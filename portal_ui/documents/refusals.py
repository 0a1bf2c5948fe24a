"""What people read when a document cannot be made."""

from portal_ui.errors import BadRequestError, PortalError, TooBusyError
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import whole


class DocumentFailedError(PortalError):
    """A document could not be made; nothing else was touched."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("We could not make this document just now. Nothing in your account was changed. Please try again, or call us."))


class ManyPapersError(TooBusyError):
    """An account had many papers made within a minute; nothing was lost."""

    status = 429

    def __init__(self, seconds: int) -> None:
        PortalError.__init__(
            self,
            ngettext(
                "This account had many documents made within a minute. Nothing was lost; please try again in %(count)d second.",
                "This account had many documents made within a minute. Nothing was lost; please try again in %(count)d seconds.",
                seconds,
            )
            % {"count": seconds},
        )
        self.retry_after_seconds = seconds


class StatementTooLongError(BadRequestError):
    """More open invoices than a paper is made of."""

    def __init__(self, invoices: int, most: int) -> None:
        counts = {"invoices": whole(invoices), "most": whole(most)}
        super().__init__(
            _("This statement lists %(invoices)s invoices; a PDF holds %(most)s. Take the CSV file, which has them all, or one location.")
            % counts
        )


class ActivityTooLongError(BadRequestError):
    """More movements than a paper is made of."""

    def __init__(self, movements: int, most: int) -> None:
        counts = {"movements": whole(movements), "most": whole(most)}
        super().__init__(
            _("This activity has %(movements)s lines; a PDF holds %(most)s. Take the CSV file, which has them all, or a shorter period.")
            % counts
        )
