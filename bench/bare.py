"""The least a NiceGUI page can be: one label, served with the framework's own defaults but for what the portal does without."""

import sys

from nicegui import ui


@ui.page("/")
def bare() -> None:
    """One label."""
    ui.label("Invoices").props("id=bare")


if __name__ == "__main__":
    ui.run(
        host="127.0.0.1",
        port=int(sys.argv[1]),
        reload=False,
        show=False,
        show_welcome_message=False,
        tailwind=False,
        reconnect_timeout=30,
    )
