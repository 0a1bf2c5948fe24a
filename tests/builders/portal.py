"""A portal of which a test builds only the parts it is about."""

from dataclasses import fields
from typing import Any

from portal_ui.service import Portal


def portal_with(**parts: Any) -> Portal:
    """A portal with these parts; the others are not there, so whoever asks them fails."""
    return Portal(**{**dict.fromkeys(field.name for field in fields(Portal)), **parts})
