"""What was just done, kept here until the profile says it: once, to the session that did it, about the customer it was done to."""

from collections import OrderedDict
from dataclasses import dataclass

from portal_ui import office_wording
from portal_ui.language import gettext as _
from portal_ui.views.access import Sent

_MOST = 1000  # what nobody came for makes room

N_ = str  # marks a text for translation where it is kept; it is translated where it is said
_DONE = {
    "on": N_("The portal is on for this customer."),
    "off": N_("The portal is off for this customer. Open pages of it close now, and its links are worthless."),
    "login": N_("The login email is changed. The old address was told, and its link is worthless."),
    "login-set": N_("The login email is set."),
    "same": N_("Nothing was changed: it was so already."),
    "added": N_("The person may sign in from now on."),
    "owner-added": N_("The account has one more owner from now on. Its main login stays as it is."),
    "role": N_("The role is changed."),
    "refund": N_("The refund was asked for. How far it is stands below."),
    "refund-made": N_("The money was refunded. Banks take up to ten days until the customer sees it."),
    "refund-failed": N_("The refund was not made, and the payment counts as before. What the card processor said stands below."),
    "refund-by-hand": N_("The refund is recorded. The portal sends no money for it: give it to the customer as a check or in cash."),
    "void": N_("The payment is voided. What it had paid is open again."),
    "recorded": N_("The payment is recorded."),
    "asked-news": N_("The card processor had news: what stands below is how it is now."),
    "asked-same": N_("The card processor says just what stands below."),
    "settled": N_("The payment waits for nobody any more."),
    "seen": N_("The difference is dealt with."),
    "news-done": N_("The news was acted on and waits no more."),
    "news-still": N_("It was tried, and still cannot be acted on. Why stands below."),
    "autopay-off": N_("Automatic payments are off for this customer. Nothing is charged any more."),
    "credit": N_("The credit is applied."),
    "put-up": N_("The document is added. Customers find it from now on."),
    "document-replaced": N_("The newer document has taken the older one’s place."),
    "taken-down": N_("The document is taken down. Customers find it no more."),
    "erased": N_("The document is erased."),
    "removed": N_("The person has no access to this customer any more."),
}


@dataclass(frozen=True, slots=True)
class Done:
    """One deed by its name above, if there is more to say than the letter, and which letter goes to whom for it."""

    what: str = ""
    to: str = ""
    sent: Sent = Sent.NONE
    login: str | None = None  # the login email where that is another now; empty: the customer has none any more

    def said(self, *, letters_wait: bool, has_server: bool = True) -> str:
        """The deed in words. `letters_wait`: the operator has not opened the portal, so nobody is written to yet."""
        deed = _(_DONE[self.what]) if self.what else ""
        return " ".join(
            filter(None, (deed, self._login(), office_wording.sent(self.sent, self.to, waits=letters_wait, has_server=has_server)))
        )

    def _login(self) -> str:
        if self.login is None:
            return ""
        if not self.login:
            return _("The customer has no login email any more: name one with “Edit existing details”.")
        return _("The login email is %(email)s now.") % {"email": self.login}


class Told:
    """What sessions have just done. A page that is loaded again, or a link that somebody made up, finds nothing here."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], Done] = OrderedDict()

    def keep(self, session_id: int, number: str, done: Done) -> None:
        """Have the customer's profile say it to this sign-in next."""
        self._kept[session_id, number] = done
        self._kept.move_to_end((session_id, number))
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def take(self, session_id: int, number: str) -> Done | None:
        """What is to be said to this sign-in on that profile, if anything; once taken it is gone."""
        return self._kept.pop((session_id, number), None)
