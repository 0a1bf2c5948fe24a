"""How a page with a socket is declared."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

_PATIENCE_SECONDS = 30.0  # the framework's own 3 would answer who waits on a busy machine with a fault


def page(path: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Serve a page there. Whoever finds the portal busy waits for it."""
    return ui.page(path, response_timeout=_PATIENCE_SECONDS)
