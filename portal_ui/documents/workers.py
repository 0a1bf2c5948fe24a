"""The pool of worker processes that make PDFs, so that the event loop never waits for one.

A thread a process hands it one job after the other from a bounded queue, in which accounts take turns. A process that
dies takes only its own job with it, and that job is tried once more; one that is too slow is killed; one that has grown
or grown old is replaced between two jobs. Threads, because asyncio's own subprocesses start on the loop and hang when
cancelled while they do.
"""

import asyncio
import contextlib
import logging
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread

from portal_ui.documents.process import WorkerDiedError, WorkerProcess, WorkerTooSlowError
from portal_ui.documents.refusals import DocumentFailedError
from portal_ui.documents.turns import Turns
from portal_ui.errors import TooBusyError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a pool of workers may use."""

    workers: int = 2
    waiting: int = 64  # jobs of all accounts; one more is refused
    waiting_of_one: int = 32  # jobs of one account
    seconds: float = 30  # a job; the worker itself gives up ten seconds earlier
    jobs: int = 500  # of one worker before it is replaced
    resident_bytes: int = 250 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """A document that is written."""

    pages: int
    size_bytes: int
    file_hash: str


@dataclass(slots=True, eq=False)
class _Waiting:
    """A job, whose it is, and who waits for it."""

    job: bytes
    account: int
    outcome: Future[Made] = field(default_factory=Future)
    is_second_try: bool = False

    def is_wanted(self) -> bool:
        """Whether someone still waits for it; asked once, when its turn comes."""
        return self.is_second_try or self.outcome.set_running_or_notify_cancel()


class Workers:
    """The pool. It serves from `start` until `stop`, and can be started again."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._queue: Turns[_Waiting] = Turns()
        self._news = Condition()
        self._threads: list[Thread] = []
        self._processes: dict[int, WorkerProcess] = {}
        self._is_stopping = False

    @property
    def count(self) -> int:
        """How many documents it makes at a time."""
        return self._limits.workers

    def start(self) -> None:
        """Begin to start the processes, and return at once: they are ready within a second or so."""
        with self._news:
            if not self._threads:
                self._is_stopping = False
                self._threads = [
                    Thread(target=self._serve, args=(slot,), name=f"documents-{slot}", daemon=True) for slot in range(self._limits.workers)
                ]
                for thread in self._threads:
                    thread.start()

    async def stop(self) -> None:
        """End every process. Whoever still waits for a document is told that it failed."""
        await asyncio.to_thread(self._stop)

    def process_ids(self) -> list[int]:
        """The processes there are, ready or about to be."""
        return [process.process_id for process in list(self._processes.values())]

    async def make(self, job: bytes, account: int = 0) -> Made:
        """Have one document made and written; `job` is `Job.as_json` with a path, as JSON. Accounts take turns.

        Whoever is cancelled while it waits gives its place back at once; what is being made is made.

        Raises:
            TooBusyError: too many are waiting, of all or of this account; nothing was begun.
            DocumentFailedError: it could not be made, or took too long.
        """
        self.start()
        waiting = _Waiting(job, account)
        with self._news:
            if len(self._queue) >= self._limits.waiting or self._queue.of(account) >= self._limits.waiting_of_one:
                raise TooBusyError
            self._queue.add(account, waiting)
            self._news.notify()
        try:
            return await asyncio.wrap_future(waiting.outcome)
        except asyncio.CancelledError:
            with self._news:
                self._queue.drop(account, waiting)
            raise

    def _stop(self) -> None:
        with self._news:
            self._is_stopping = True
            self._news.notify_all()
            for process in self._processes.values():
                process.kill()
        for thread in self._threads:
            thread.join()
        self._threads = []
        while self._queue:
            waiting = self._queue.next()
            if waiting.is_wanted():
                waiting.outcome.set_exception(DocumentFailedError())

    def _serve(self, slot: int) -> None:
        """One process after the other in this slot, each for as long as it is fit."""
        try:
            while True:
                with contextlib.suppress(WorkerDiedError):
                    self._ready(slot)
                waiting = self._next()
                if waiting is None:
                    return
                if waiting.is_wanted():
                    self._do(slot, waiting)
        finally:
            self._end(slot)

    def _next(self) -> _Waiting | None:
        with self._news:
            self._news.wait_for(lambda: self._queue or self._is_stopping)
            return None if self._is_stopping else self._queue.next()

    def _ready(self, slot: int) -> WorkerProcess:
        """The process of this slot, ready for a job; a missing one is started."""
        process = self._processes.get(slot)
        if process is not None and process.is_alive:
            return process
        self._end(slot)
        try:
            return self._started(slot)
        except (OSError, WorkerDiedError, WorkerTooSlowError) as error:
            self._end(slot)
            if not self._is_stopping:
                log.exception("a document worker did not start")
            raise WorkerDiedError from error

    def _started(self, slot: int) -> WorkerProcess:
        process = WorkerProcess()
        with self._news:
            self._processes[slot] = process
            if self._is_stopping:
                process.kill()
        process.wait_until_ready()
        return process

    def _do(self, slot: int, waiting: _Waiting) -> None:
        try:
            answer = self._ready(slot).make(waiting.job, self._limits.seconds)
        except WorkerDiedError:
            self._end(slot)
            self._once_more(waiting)
        except WorkerTooSlowError:
            log.warning("a document took longer than %s seconds; its worker was killed", self._limits.seconds)
            self._end(slot)
            waiting.outcome.set_exception(DocumentFailedError())
        else:
            if "error" in answer:
                log.error("a document could not be made: %s", answer["error"])
                waiting.outcome.set_exception(DocumentFailedError())
            else:
                waiting.outcome.set_result(Made(int(answer["pages"]), int(answer["size"]), str(answer["hash"])))
            self._retire(slot)

    def _once_more(self, waiting: _Waiting) -> None:
        if waiting.is_second_try or self._is_stopping:
            log.error("a document was lost with its worker")
            waiting.outcome.set_exception(DocumentFailedError())
            return
        log.warning("a document worker died; its document is tried once more")
        waiting.is_second_try = True
        with self._news:
            self._queue.put_first(waiting.account, waiting)
            self._news.notify()

    def _retire(self, slot: int) -> None:
        process = self._processes[slot]
        if process.jobs >= self._limits.jobs or process.resident_bytes > self._limits.resident_bytes:
            self._end(slot)

    def _end(self, slot: int) -> None:
        with self._news:
            process = self._processes.pop(slot, None)
        if process is not None:
            process.end()
