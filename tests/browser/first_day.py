"""A demo's folder as its first start leaves it: `python -m tests.browser.first_day FOLDER`, in a process of its own as a start is."""

import os
import sys
from pathlib import Path

import main
from portal_ui import demo_folder, readiness


def fill(folder: Path) -> None:
    """What `main.py demo` does before it serves."""
    os.umask(0o077)
    settings = demo_folder.settings(folder, 8080, fresh=False)
    readiness.migrate(settings)
    main._fill_demo(settings, folder, 120, 80)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
