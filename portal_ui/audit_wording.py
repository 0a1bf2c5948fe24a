"""How an entry of the audit reads."""

from portal_ui.audit_details import TRIED
from portal_ui.language import gettext as _
from portal_ui.views.audit import AuditRow

N_ = str  # marks a text for translation where it is kept; it is translated where it is said
_ACTIONS = {
    "access.login": N_("Changed the login email"),
    "access.off": N_("Switched the customer's portal off"),
    "access.on": N_("Switched the customer's portal on"),
    "account.choose": N_("Chose an account"),
    "autopay.off": N_("Switched automatic payments off"),
    "autopay.on": N_("Agreed to automatic payments"),
    "autopay.pause": N_("Automatic payments stand still"),
    "card.confirm": N_("Confirmed a card with the bank"),
    "card.default": N_("Made a card the default"),
    "card.expires": N_("Wrote that a card expires soon"),
    "card.give-up": N_("Gave up adding a card"),
    "card.gone": N_("The card processor let go of a card"),
    "card.keep": N_("Kept a card on file"),
    "card.limit": N_("Told the office that many cards of an account are declined"),
    "card.remove": N_("Removed a card"),
    "card.renewed": N_("The bank renewed a card"),
    "card.setup": N_("Began to add a card"),
    "company.change": N_("Changed the company's details"),
    "company.init": N_("Set the company up"),
    "credit.use": N_("Used credit"),
    "demo.filled": N_("Filled the demo"),
    "details.change": N_("Changed the account's phone, email or contacts"),
    "difference.found": N_("The card processor and the portal differ"),
    "difference.resolve": N_("Dealt with a difference from the card processor"),
    "dispute.lost": N_("A dispute was lost"),
    "dispute.open": N_("A payment was disputed"),
    "dispute.returned": N_("The bank took a payment back"),
    "dispute.won": N_("A dispute was won"),
    "document.download": N_("Downloaded a document"),
    "letter.again": N_("Sent an email again"),
    "letter.print": N_("Printed a letter"),
    "letter.resend": N_("Sent an email again"),
    "list.export": N_("Downloaded a list"),
    "look-as.begin": N_("Began to see as customer"),
    "look-as.end": N_("Ended seeing as customer"),
    "look-as.page": N_("Looked at a page as customer"),
    "password.change": N_("Changed the password"),
    "password.forgotten": N_("Asked for a new password"),
    "password.refused": N_("Named a wrong password"),
    "password.set": N_("Set a password"),
    "news.again": N_("Tried news of the card processor again"),
    "payment.ask": N_("Asked the card processor about a payment"),
    "payment.begin": N_("Began a payment"),
    "payment.canceled": N_("A payment was canceled"),
    "payment.confirm": N_("Confirmed a payment"),
    "payment.failed": N_("A payment was not made"),
    "payment.give-up": N_("Gave a payment up"),
    "payment.late": N_("Money came for a payment that had been given up"),
    "payment.on-its-way": N_("The bank was asked for a payment"),
    "payment.parked": N_("A payment was set aside for the office"),
    "payment.record": N_("Recorded a payment"),
    "payment.settle": N_("Settled a payment that had been set aside"),
    "payment.succeeded": N_("A payment went through"),
    "payment.unproven": N_("A bank account has to be confirmed before it pays"),
    "payment.void": N_("Voided a recorded payment"),
    "payment.warned": N_("A payment was reported as fraud"),
    "person.add": N_("Added a person"),
    "person.remove": N_("Removed a person"),
    "person.role": N_("Changed a role"),
    "portal.activate": N_("Opened the portal to customers"),
    "portal.deactivate": N_("Closed the portal to customers"),
    "refund.begin": N_("Began a refund"),
    "refund.canceled": N_("A refund was canceled"),
    "refund.failed": N_("A refund failed"),
    "refund.found": N_("A refund was made at the card processor"),
    "refund.succeeded": N_("A refund went through"),
    "setting.change": N_("Changed a setting"),
    "setting.refused": N_("Tried to change a setting that is the provider's"),
    "shelf.erase": N_("Erased a document from the shelf"),
    "shelf.put-up": N_("Added a document"),
    "shelf.replace": N_("Replaced a document"),
    "shelf.take-down": N_("Took a document down"),
    "sign-in": N_("Signed in"),
    "sign-in.alarm": N_("Told the office that unusually many sign-ins fail"),
    "gateway.alarm": N_("Told the office that the card processor refuses the portal’s key"),
    "sign-in.end": N_("Ended a sign-in"),
    "sign-in.failed": N_("Could not sign in"),
    "sign-out": N_("Signed out"),
    "sign-out.everywhere": N_("Signed out everywhere"),
    "staff.add": N_("Added a member of the office"),
    "staff.code": N_("Named the second step's code"),
    "staff.code.refused": N_("Named a wrong code of the second step"),
    "staff.disable": N_("Disabled a member of the office"),
    "staff.enable": N_("Let a member of the office in again"),
    "staff.factor.recovery-codes": N_("Made new recovery codes"),
    "staff.factor.removed": N_("Took the second step off"),
    "staff.factor.set-up": N_("Set the second step up"),
    "staff.link": N_("Made a sign-in link for the office"),
    "staff.password.change": N_("Changed the password of the office sign-in"),
    "staff.password.refused": N_("Named a wrong password at the office"),
    "staff.password.set": N_("Set a password for the office"),
    "staff.role": N_("Changed a member's role"),
    "staff.sign-in": N_("Signed in to the office"),
    "staff.sign-in.end": N_("Ended a sign-in of the office"),
    "staff.sign-in.failed": N_("Could not sign in to the office"),
}


def action(name: str) -> str:
    """What was done; the name itself where no words are known for it."""
    return _(_ACTIONS[name]) if name in _ACTIONS else name


def actor(row: AuditRow) -> str:
    """Who did it, in whose place where it was in somebody's; of somebody unknown the login they named, as far as it was kept."""
    if row.action in TRIED and row.details.get("email"):
        return _("Somebody as %(email)s") % {"email": row.details["email"]}
    plain = {"operator": _("The operator"), "portal": _("The portal")}
    who = plain.get(row.actor, row.actor)
    return _("%(who)s as %(customer)s") % {"who": who, "customer": row.acting_as} if row.acting_as else who
