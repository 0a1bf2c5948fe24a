"""How the office reads where a customer's people stand: stages, roles, and what became of a letter."""

from datetime import datetime

from portal_ui.dates import moment
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.mail import troubles
from portal_ui.views import AccessRole
from portal_ui.views.access import LetterNews, LetterState, Sent, Stage
from portal_ui.wording import Word

N_ = str  # marks a text for translation where it is kept; it is translated where it is said


def NP_(_about: str, message: str) -> str:  # noqa: N802
    """The same for a word that changes with what it is said of."""
    return message


_STAGES = {
    Stage.BOUNCED: Word(NP_("person", "Email came back"), "bad", "alert"),
    Stage.LOCKED: Word(NP_("person", "Locked for now"), "warn", "pause"),
    Stage.ACTIVE: Word(NP_("person", "Active"), "ok", "check"),
    Stage.EXPIRED: Word(NP_("person", "Link expired"), "warn", "alert"),
    Stage.OPENED: Word(NP_("person", "Email opened"), "info", "half"),
    Stage.SENT: Word(NP_("person", "Email sent"), "info", "clock"),
    Stage.WAITING: Word(NP_("person", "Email waits"), "gray", "clock"),
    Stage.NOT_INVITED: Word(NP_("person", "Not invited"), "gray", "circle"),
    Stage.OFF: Word(NP_("person", "Switched off"), "gray", "minus"),
}
_ROLES = {
    AccessRole.OWNER: (N_("Owner"), N_("sees and pays everything")),
    AccessRole.PAYABLE: (N_("Accounts payable"), N_("sees and pays everything, without owning the account")),
    AccessRole.VIEWER: (N_("Viewer"), N_("sees everything, does not pay")),
    AccessRole.SITE_CONTACT: (N_("Site contact"), N_("sees the orders of chosen locations, and no money")),
}
_LETTERS = {
    LetterState.WAITING: N_("Email waits to be sent, since %(moment)s"),
    LetterState.SENDING: N_("Email is being sent, %(moment)s"),
    LetterState.SENT: N_("Email sent %(moment)s"),
    LetterState.BOUNCED: N_("Email refused %(moment)s"),
    LetterState.GIVEN_UP: N_("Email given up %(moment)s"),
}
_PAPER_FOR_PAYERS = N_("On our customer portal you see your services, orders and invoices, and pay when it suits you. Account: %(number)s.")
_PAPER = {
    AccessRole.OWNER: _PAPER_FOR_PAYERS,
    AccessRole.PAYABLE: _PAPER_FOR_PAYERS,
    AccessRole.VIEWER: N_("On our customer portal you see services, orders and invoices. Account: %(number)s."),
    AccessRole.SITE_CONTACT: N_("On our customer portal you see the services and orders of your locations. Account: %(number)s."),
}
_CAME_BACK = (LetterState.BOUNCED, LetterState.GIVEN_UP)
_LETTER_STATES = {
    LetterState.WAITING: Word(NP_("letter", "Waits"), "gray", "clock"),
    LetterState.SENDING: Word(NP_("letter", "Being sent"), "info", "dots"),
    LetterState.SENT: Word(NP_("letter", "Sent"), "ok", "check"),
    LetterState.BOUNCED: Word(NP_("letter", "Came back"), "bad", "alert"),
    LetterState.GIVEN_UP: Word(NP_("letter", "Given up"), "bad", "cross"),
}
_SENT = {
    Sent.CREATE_PASSWORD: N_("The “Create Password” email to %(email)s is on its way."),
    Sent.ACCOUNT_ADDED: N_("%(email)s has a password already; an email tells that this account was added."),
    Sent.ACCESS_BACK: N_("%(email)s has a password; an email tells that access is back."),
    Sent.RESET_PASSWORD: N_("An email with a way to a new password is on its way to %(email)s."),
    Sent.ALREADY: N_("Such an email is on its way to %(email)s already; no second one was sent."),
}
_WAITS_FOR_SERVER = N_("An email to %(email)s is written, and waits until the portal has a mail server; your operator names one.")
_WAITS = N_("An email to %(email)s is written, and waits until the portal is open to customers.")


def stage(at: Stage) -> Word:
    """How far someone is on their way in."""
    word = _STAGES[at]
    return Word(pgettext("person", word.text), word.tone, word.sign)


def role(of: AccessRole) -> str:
    """`Accounts payable`."""
    return _(_ROLES[of][0])


def role_means(of: AccessRole) -> str:
    """What the role may do, as the end of a sentence."""
    return _(_ROLES[of][1])


def letter(news: LetterNews | None, zone: str) -> str:
    """What became of the last letter that asked someone in, with what was answered; empty when there was none."""
    answer = letter_answer(news)
    state = letter_at(news, zone)
    return _("%(letter)s: %(answer)s") % {"letter": state, "answer": answer} if answer else state


def letter_at(news: LetterNews | None, zone: str) -> str:
    """How far that letter is, and since when."""
    if news is None:
        return ""
    said = _(_LETTERS[news.state]) % {"moment": moment(news.at, zone)}
    return _("%(letter)s. Its link has run out.") % {"letter": said} if news.has_run_out else said


def letter_answer(news: LetterNews | None) -> str:
    """What the mail server said to it, where that keeps somebody out."""
    if news is None or news.state is LetterState.SENT or (news.state not in _CAME_BACK and not news.answer):
        return ""
    return troubles.said(news.answer) or _("no answer")


def paper(until: datetime | None, zone: str) -> str:
    """That a letter on paper is out; empty when none is."""
    return _("Letter on paper, good until %(moment)s") % {"moment": moment(until, zone)} if until is not None else ""


def paper_promises(of: AccessRole, number: str) -> str:
    """What a letter on paper says of the portal and the account with this number: no more than the role shows."""
    return _(_PAPER[of]) % {"number": number}


def letter_state(state: LetterState) -> Word:
    """How far a letter is."""
    word = _LETTER_STATES[state]
    return Word(pgettext("letter", word.text), word.tone, word.sign)


def sent(what: Sent, email: str, *, waits: bool = False, has_server: bool = True) -> str:
    """Which letter goes out now, or once the portal is open where it `waits` for that, or has a mail server; empty when none does."""
    if what not in _SENT:
        return ""
    if not has_server:
        return _(_WAITS_FOR_SERVER) % {"email": email}
    return _(_WAITS if waits and what is not Sent.ALREADY else _SENT[what]) % {"email": email}
