"""Who carries the letters of this installation."""

from portal_ui.mail import Mailer
from portal_ui.mail.mailbox import Mailbox
from portal_ui.mail.smtp import SmtpMailer
from portal_ui.settings import Settings


def carrier(settings: Settings, *, is_demo: bool) -> Mailer | None:
    """In the demo letters stay in its folder, elsewhere they go to the mail server; `None` where none is set, and they wait."""
    if is_demo:
        return Mailbox(settings.data_dir / "mail")
    return SmtpMailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
