"""What a page says when a request could not be met: what happened, what is unharmed, what to do next."""

from collections.abc import Callable
from dataclasses import dataclass

from components import plain
from portal_ui.language import gettext as _
from portal_ui.views import CompanyView


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one error page."""

    title: str
    happened: str
    unharmed: str
    next_step: str


def words(status: int) -> Words:
    """What to say for an HTTP status; a kind of ours for those without words of their own."""
    return {**_misunderstandings(), **_limits()}.get(status) or _fault()


def _misunderstandings() -> dict[int, Words]:
    """For what was asked wrongly: asked again, it would be refused again."""
    unclear = Words(
        _("We could not understand that"),
        _("The address or the form carried something that cannot be meant."),
        _("Nothing was changed."),
        _("Go back and try again, or start from your account."),
    )
    return {
        400: unclear,
        422: unclear,
        403: Words(
            _("That is not possible from here"),
            _("The request did not come from a page of this portal, or is not open to you."),
            _("Nothing was changed."),
            _("Open the page again and repeat what you did."),
        ),
        404: Words(
            _("There is nothing here"),
            _("The address may be mistyped, or it belongs to another account."),
            _("Your account is unchanged."),
            _("If you have several accounts, see whether you are in the right one."),
        ),
        405: Words(
            _("That is not possible from here"),
            _("This address does not take that kind of request."),
            _("Nothing was changed."),
            _("Start again from your account."),
        ),
    }


def _limits() -> dict[int, Words]:
    """For what was too much at once, or came at a bad moment."""
    return {
        409: Words(
            _("That is not possible just now"),
            _("Something has changed since the page was opened."),
            _("Nothing was changed by what you sent."),
            _("Open the page again and see how it stands."),
        ),
        413: Words(
            _("That was too large"),
            _("What your browser sent is larger than anything this portal asks for."),
            _("Nothing was saved."),
            _("Send less and try again."),
        ),
        429: Words(
            _("One moment, please"),
            _("There were more requests from your network than we can answer at once."),
            _("Nothing was lost or changed."),
            _("Wait a few minutes and try again."),
        ),
        503: Words(
            _("We are busy just now"),
            _("The portal cannot answer at this moment."),
            _("Nothing was lost; what you saved or paid before is kept."),
            _("Please try again in a minute."),
        ),
    }


def _fault() -> Words:
    return Words(
        _("Something went wrong on our side"),
        _("It is not your doing, and it has been noted."),
        _("What you saved or paid before is kept."),
        _("Try again; if it stays like this, call our office."),
    )


def page(
    status: int,
    *,
    company: CompanyView | None,
    assets: Callable[[str], str],
    theme: str = "system",
    sentence: str = "",
    reference: str = "",
    way_back: str = "/",
    way_back_name: str = "",
    look: dict[str, str] | None = None,
) -> str:
    """The HTML of an error page.

    `sentence` replaces what happened where the portal can say more exactly; `reference` finds the error in the log;
    `way_back` is a path of ours; without a name it leads to the account. `look` is `components.frame.look_strip`.
    """
    said = words(status)
    return plain.page(
        "error.html",
        title=said.title,
        company=company,
        assets=assets,
        theme=theme,
        status=status,
        happened=sentence or said.happened,
        unharmed="" if sentence else said.unharmed,
        next_step="" if sentence else said.next_step,
        reference=reference,
        way_back=way_back,
        way_back_name=way_back_name or _("Go to your account"),
        look=look,
    )
