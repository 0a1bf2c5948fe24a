"""The demo, ready to be killed: everything is imported once, and each line on the input starts it anew as a process of its own.

Run as a module with a folder that is filled already, and a port. The process's id is answered, and `gone` when it ended. A line
that names a `Point` and a request id has the process die there; one that says `stripe` and an address has it ask Stripe there.
"""

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

import main
from pages import routes, serving
from portal_ui import demo_folder
from portal_ui.claim import claimed
from tests.crashes import dying, over_stripe
from tests.crashes.dying import Point

LOADED = (routes, serving)  # what `main` would import at each start


def wait_for_orders(folder: Path, port: int) -> None:
    """One process after the other, until the input ends."""
    gc.collect()
    gc.freeze()  # what each start would look through again
    for order in sys.stdin:
        process = os.fork()
        if process == 0:
            _serve(folder, port, order.strip())
        _say(str(process))
        os.waitpid(process, 0)
        _say("gone")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _serve(folder: Path, port: int, order: str) -> None:
    """What `main.py demo` does with a folder that is filled."""
    os.close(0)
    with claimed(folder):
        settings = replace(demo_folder.settings(folder, port, fresh=False), pdf_workers=0)  # nobody asks for a PDF, and they start slowly
        point, _space, wish = order.partition(" ")
        if point == "stripe":
            over_stripe.serve(settings, wish)
        elif wish:
            dying.serve(settings, Point(point), wish)
        else:
            main._serve(settings, is_demo=True)
    os._exit(0)


if __name__ == "__main__":
    wait_for_orders(Path(sys.argv[1]), int(sys.argv[2]))
