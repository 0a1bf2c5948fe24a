"""The command line with more catalogs: `python -m tests.language.serving FOLDER demo ...`."""

import sys
from pathlib import Path

from main import command
from portal_ui import language

if __name__ == "__main__":
    with language.more_catalogs(Path(sys.argv.pop(1))):
        command()
