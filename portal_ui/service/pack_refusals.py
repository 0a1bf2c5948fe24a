"""What people read when many papers cannot be had as one file."""

from portal_ui.errors import BadRequestError, NotFoundError, PortalError
from portal_ui.language import gettext as _
from portal_ui.money import whole


class TooManyPapersError(BadRequestError):
    """More papers than a pack holds."""

    def __init__(self, papers: int, most: int) -> None:
        super().__init__(too_many(papers, most))


class EmptyPackError(BadRequestError):
    """No paper at all."""

    def __init__(self) -> None:
        super().__init__(_("Nothing fits the search and the filters chosen, so there is nothing to pack. Widen them."))


class PackUnderWayError(PortalError):
    """The account has a pack under way already. `name` is its name for who began it; empty for anyone else."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("A ZIP file is being made for this account just now. It goes on; wait until it is ready or stop it, then ask for this one.")
            if name
            else _("Someone else in this account has a ZIP file made just now. Please ask for yours in a few minutes.")
        )
        self.name = name


class PackNotFoundError(NotFoundError):
    """No such pack, another's, or one that was given up or ran out."""

    def __init__(self) -> None:
        super().__init__(_("This ZIP file is not there any more: it was stopped, replaced by a newer one, or kept for its 15 minutes."))


class PackFailedError(PortalError):
    """A paper found no place in a pack."""

    def __init__(self) -> None:
        super().__init__(_("The file had grown too large for this paper. Download it by itself."))


def too_many(papers: int, most: int) -> str:
    """That so many papers are more than a pack holds, and what to do about it."""
    counts = {"papers": whole(papers), "most": whole(most)}
    said = _("These are %(papers)s papers; one ZIP file holds %(most)s. Narrow them down: by dates, a location, or a PO number.")
    return said % counts
