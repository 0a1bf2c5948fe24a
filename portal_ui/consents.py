"""What people agree to, word for word. A text that changes gets a new version: what was agreed to is kept by version."""

from portal_ui.language import gettext as _

SAVE_CARD_VERSION = "2026-11"


def save_card() -> str:
    """What is agreed to when a card is kept: who keeps it, and when it may be charged."""
    return _(
        "The card is kept by our payment processor for future invoices; we never see its number. It is charged only when you press Pay."
    )
