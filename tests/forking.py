"""Commands of `main.py` at the cost of a fork: one process imports what they need, each command is then a child of its own.

Run as a module with the file descriptor of a socket. Each message is the JSON of a `Command`, with the two files its standard
output and error go to; the answer is the command's exit code.
"""

import gc
import json
import os
import resource
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn, TypedDict

import main
from pages import routes, serving

LOADED = (routes, serving)  # what `main` would import at the first need
PROGRAM = Path(main.__file__).resolve()
MESSAGE_BYTES = 100_000


class Command(TypedDict):
    """What a shell would hand to the program; files of the command may grow to `most_bytes`."""

    words: list[str]
    folder: str
    environment: Mapping[str, str]
    most_bytes: int | None


def answer(orders: socket.socket) -> None:
    """One command after the other, until whoever asks is gone."""
    while True:
        message, files, _flags, _sender = socket.recv_fds(orders, MESSAGE_BYTES, 2)
        if not message:
            return
        child = os.fork()
        if child == 0:
            orders.close()
            _become(json.loads(message), *files)
        for file in files:
            os.close(file)
        orders.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n".encode())


def _become(command: Command, output: int, error: int) -> NoReturn:
    """Be that command, in its folder, with its environment and nothing of ours."""
    os.dup2(output, 1)
    os.dup2(error, 2)
    os.chdir(command["folder"])
    os.environ.clear()
    os.environ.update(command["environment"])
    if command["most_bytes"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (command["most_bytes"], command["most_bytes"]))
    sys.argv = [str(PROGRAM), *command["words"]]
    code = 0
    try:
        main.command()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # without taking down all that was imported, which costs more than most commands


if __name__ == "__main__":
    gc.freeze()  # so that children need no copy of what they do not touch
    answer(socket.socket(fileno=int(sys.argv[1])))
