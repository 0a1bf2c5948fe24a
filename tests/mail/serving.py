"""A portal with a mail server, ready to be killed: everything is imported once, and each line on the input starts it anew as a process.

Run as a module with a data folder that holds a migrated database, a port, and the port of the mail server. The process's id is
answered, and `gone` when it ended.
"""

import os
import sys
from pathlib import Path

import main
from pages import routes, serving
from portal_ui.settings import Settings

LOADED = (routes, serving)  # what `main` would import at each start


def settings(folder: Path, port: int, mail_port: int) -> Settings:
    """Those of an installation on this machine; nobody asks for a PDF, and the workers start slowly."""
    return Settings(
        base_url=f"http://127.0.0.1:{port}",
        port=port,
        data_dir=folder,
        secret="a secret of thirty-two letters at least",
        smtp_url=f"smtp://127.0.0.1:{mail_port}",
        mail_from="portal@hauler.example",
        pdf_workers=0,
    )


def wait_for_orders(folder: Path, port: int, mail_port: int) -> None:
    """One process after the other, until the input ends."""
    for _order in sys.stdin:
        process = os.fork()
        if process == 0:
            os.close(0)
            main._serve(settings(folder, port, mail_port))
            os._exit(0)
        _say(str(process))
        os.waitpid(process, 0)
        _say("gone")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    wait_for_orders(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
