"""One worker process, spoken to from a thread of ours."""

import contextlib
import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from threading import Event, Timer
from typing import Any

_ROOT = Path(__file__).parents[2]
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")  # all that a worker gets of our environment
_SECONDS_TO_START = 30
_SECONDS_TO_END = 2
_MOST_ANSWER_BYTES = 1 << 16


class WorkerDiedError(Exception):
    """A worker ended in the middle of a job, or before its first."""


class WorkerTooSlowError(Exception):
    """A worker was killed because its job took too long."""


class WorkerProcess:
    """A process that makes documents. Every method blocks, so none is for the event loop."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"LANG": "C.UTF-8", "HOME": "/nonexistent"}
        command = [sys.executable, "-m", "portal_ui.documents.worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, env=environment)
        self.jobs = 0
        self.resident_bytes = 0

    @property
    def process_id(self) -> int:
        """The number under which the system knows it."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Return when it takes jobs.

        Raises:
            WorkerDiedError: it ended instead; its own words stand in the server's log.
            WorkerTooSlowError: it did not come up, and was killed.
        """
        self._within(_SECONDS_TO_START, b"")

    def make(self, job: bytes, seconds: float) -> dict[str, Any]:
        """Its answer to a job.

        Raises:
            WorkerDiedError: it ended without one.
            WorkerTooSlowError: it took longer than `seconds`, and was killed.
        """
        self.jobs += 1
        answer = self._within(seconds, struct.pack(">I", len(job)) + job)
        self.resident_bytes = int(answer["rss"])
        return answer

    def end(self) -> None:
        """Let it end by itself; kill it when it does not. The second time nothing happens."""
        with contextlib.suppress(OSError):
            self._stdin.close()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._stdout.close()

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does; may be called from any thread."""
        self._process.kill()

    def _within(self, seconds: float, words: bytes) -> dict[str, Any]:
        is_late = Event()

        def stop() -> None:
            is_late.set()
            self.kill()

        timer = Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            self._stdin.write(words)
            self._stdin.flush()
            return self._answer()
        except (OSError, ValueError, struct.error) as error:
            self.kill()
            raise WorkerTooSlowError if is_late.is_set() else WorkerDiedError from error
        finally:
            timer.cancel()

    def _answer(self) -> dict[str, Any]:
        length = struct.unpack(">I", self._stdout.read(4))[0]
        if length > _MOST_ANSWER_BYTES:
            message = "no answer of ours is that long"
            raise ValueError(message)
        answer: dict[str, Any] = json.loads(self._stdout.read(length))
        return answer

    @property
    def _stdin(self) -> Any:  # noqa: ANN401
        return self._process.stdin

    @property
    def _stdout(self) -> Any:  # noqa: ANN401
        return self._process.stdout
