"""What runs in a worker process: one document after the other, until the portal closes the pipe.

A frame on either pipe is four bytes of length and then JSON. The process holds no secret and no database; it knows
of each document only the words that stand on it.
"""

import json
import os
import resource
import struct
import sys
from typing import Any, BinaryIO

_NICER_BY = 10
_MOST_MEMORY = 1 << 30
_MOST_FILE = 64 << 20
_REFUSED = frozenset(
    {
        *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"),
        *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"),
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn", "ctypes.dlopen"),
    }
)


class NotAllowedError(Exception):
    """A document tried to reach out of the worker."""


def main() -> None:
    """Answer jobs from standard input on standard output. Ends when the portal has gone."""
    jobs, answers = _own_pipes()
    _limit()
    from portal_ui.documents import press  # the engines load niced and within the limits

    press.warm()
    sys.addaudithook(refuse_to_reach_out)
    _send(answers, {"ready": os.getpid()})
    while (job := _receive(jobs)) is not None:
        _send(answers, press.answer(job))


def refuse_to_reach_out(event: str, _arguments: tuple[Any, ...]) -> None:
    """An audit hook without network and without other programs. Once set, a process keeps it.

    Raises:
        NotAllowedError: something tried.
    """
    if event in _REFUSED:
        raise NotAllowedError(event)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes, out of reach of anything that prints or reads."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return jobs, answers


def _limit() -> None:
    os.umask(0o077)
    os.nice(_NICER_BY)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_FILE, _MOST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _receive(pipe: BinaryIO) -> dict[str, Any] | None:
    head = pipe.read(4)
    if len(head) < 4:
        return None
    job: dict[str, Any] = json.loads(pipe.read(struct.unpack(">I", head)[0]))
    return job


def _send(pipe: BinaryIO, answer: dict[str, Any]) -> None:
    data = json.dumps(answer).encode()
    pipe.write(struct.pack(">I", len(data)) + data)
    pipe.flush()


if __name__ == "__main__":
    main()
