"""What came of a letter, as the outbox keeps it and as the office reads it."""

from portal_ui.language import gettext as _
from portal_ui.mail import Answer, Trouble

_MARK = "#"  # no server's answer begins so: each begins with its code

N_ = str  # marks a text for translation; it is translated where it is said
_SAID = {
    Trouble.NO_CONNECTION: N_("The mail server cannot be reached."),
    Trouble.SILENCE: N_("The mail server did not answer in time."),
    Trouble.BROKEN_OFF: N_("The connection to the mail server broke off."),
    Trouble.NOT_SAFE: N_("The mail server offers no safe connection; nothing was sent over an open one."),
    Trouble.NO_ADDRESS: N_("This is not an address that email can be sent to."),
    Trouble.NOT_THEIRS: N_("Not sent: the address is no longer that of someone who may sign in."),
    Trouble.GONE: N_("Not sent: what it tells of is not there any more."),
    Trouble.UNKNOWN_KIND: N_("Not sent: this portal does not know such an email."),
    Trouble.FAULT: N_("The email could not be written. It is tried again; the log says what went wrong."),
}


def kept(answer: Answer) -> str:
    """The answer as one line to keep: `250 OK`, or a mark of ours."""
    return f"{_MARK}{answer.trouble.value}" if answer.trouble is not None else f"{answer.code} {answer.text}".strip()


def said(line: str) -> str:
    """What a kept line means: the server's own words as they are, ours in the reader's language."""
    if not line.startswith(_MARK):
        return line
    known = {trouble.value: words for trouble, words in _SAID.items()}
    return _(known[line[1:]]) if line[1:] in known else line
