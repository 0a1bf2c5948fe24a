"""How putting a card on file stands, in the words of whoever does it."""

from pages.card.results import Act, Result, confirming, secret_of
from portal_ui import declines
from portal_ui.gateways import CardForm
from portal_ui.language import gettext as _
from portal_ui.views import SetupOutcome, SetupStatus


def of_setup(status: SetupStatus, form: CardForm) -> Result:
    """How putting a card on file stands, while it is not there yet."""
    page = f"/account/cards/new/{status.request_id}"
    outcome, ask = status.outcome.value, f"{page}/status"
    account = Act(_("Back to account and settings"), "/account")
    another = Act(_("Try another card"), "/account/cards/new", is_main=True)
    if status.outcome is SetupOutcome.NEEDS_YOU:
        secret = secret_of(status.action, form)
        confirm = confirming(status.action, page, secret)
        cancel = Act(_("Do not keep this card"), f"{page}/cancel", posts=True, busy=_("Canceling…"))
        sentence = _("It is kept on file once you have confirmed it there. Nothing is charged.")
        title = _("Your bank wants you to confirm this card")
        return Result(title, (sentence,), "warn", "alert", (confirm, cancel), outcome=outcome, ask=ask, secret=secret)
    if status.outcome is SetupOutcome.CONFIRMING:
        sentence = _("The bank has not answered yet. This page will tell you; nothing is charged.")
        return Result(_("We are checking your card"), (sentence,), "info", "clock", (account,), works=True, outcome=outcome, ask=ask)
    if status.outcome is SetupOutcome.DECLINED:
        sentences = (declines.reason(status.failure_code), _("Nothing was charged, and the card is not on file."))
        return Result(_("The card was not accepted"), sentences, "bad", "cross", (another, account))
    sentence = _("Nothing was charged, and the card is not on file.")
    return Result(_("No card was added"), (sentence,), "gray", "minus", (another, account))
