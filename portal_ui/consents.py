"""What people agree to, word for word. A text that changes gets a new version: what was agreed to is kept by version."""

from portal_ui.language import gettext as _

SAVE_CARD_VERSION = "2026-11"


def save_card() -> str:
    """What is agreed to when a card is kept: who keeps it, and when it may be charged."""
    return _(
        "The card is kept by our payment processor for future invoices; we never see its number. It is charged only when you press Pay."
    )


AUTOPAY_VERSION = "2026-11"


def autopay(company: str, card: str, cap: str, days: int) -> str:
    """What is agreed to when invoices are paid automatically: by whom, with what, how much at most, when, and how to end it.

    Keeping a card is another agreement, and never means this one.
    """
    return _(
        "Pay my invoices automatically. When an invoice is due, %(company)s may charge what is open on it to %(card)s, unless more than"
        " %(cap)s is open. You are written to at least %(days)s days before an invoice is charged. If the bank declines, the charge is"
        " tried again at most three times within a week, and you are told before. You can switch this off here at any time before a charge."
    ) % {"company": company, "card": card, "cap": cap, "days": days}


DEBIT_VERSION = "2026-11"


def debit(company: str, amount: str) -> str:
    """What is agreed to when a bank account is debited: by whom, how much, when, how often, and how it can be withdrawn."""
    return _(
        "By pressing Pay you authorize %(company)s to debit %(amount)s from your bank account, once, today or on the next day"
        " on which banks work. You confirm that you may authorize debits from this account, that it is in the United States, and that the"
        " money is there; if your bank returns the debit, the invoices are open again. You can withdraw this by calling us before the bank"
        " has taken the debit."
    ) % {"company": company, "amount": amount}
