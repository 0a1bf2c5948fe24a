"""The processes that make the papers: what they survive, and what they may not."""

import asyncio
import fcntl
import os
import signal
import struct
import sys
import termios
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from portal_ui.documents.process import WorkerDiedError, WorkerProcess
from portal_ui.documents.refusals import DocumentFailedError
from portal_ui.documents.worker import NotAllowedError
from portal_ui.documents.workers import Limits, Made, Workers
from portal_ui.errors import TooBusyError
from tests.documents.conftest import some_invoice, wire


async def until(condition: Callable[[], bool]) -> None:
    """Return when it is so."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(0.005)


def told(process_id: int, *files: str) -> str:
    """What the system tells about a process; empty when it has ended."""
    folder = Path(f"/proc/{process_id}")
    return "".join((folder / file).read_text() for file in files) if folder.exists() else ""


def unread(process_id: int) -> int:
    """How many bytes of jobs wait for a worker, which keeps their pipe out of reach as its third."""
    with Path(f"/proc/{process_id}/fd/3").open("rb", buffering=0) as pipe:
        found: int = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"    "))[0]
    return found


async def test_a_paper_is_written_whole_and_for_us_alone(workers: Workers, tmp_path: Path) -> None:
    path = tmp_path / "documents" / "aa" / "one.pdf"
    made = await workers.make(wire(some_invoice(), path))

    assert made.pages == 1
    assert made.size_bytes == path.stat().st_size
    assert path.read_bytes().startswith(b"%PDF-")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert list(path.parent.iterdir()) == [path]


async def test_the_same_facts_give_the_same_bytes_in_two_processes(workers: Workers, tmp_path: Path) -> None:
    mixed = [some_invoice(str(number), count=number % 7 + 1) for number in range(10)]
    made = await asyncio.gather(*(workers.make(wire(job, tmp_path / f"{turn}-{n}.pdf")) for turn in (1, 2) for n, job in enumerate(mixed)))

    assert [one.file_hash for one in made[:10]] == [one.file_hash for one in made[10:]]
    assert len({one.file_hash for one in made}) == 10


async def test_a_killed_worker_costs_nobody_a_paper(workers: Workers, tmp_path: Path) -> None:
    await workers.make(wire(some_invoice(), tmp_path / "first.pdf"))
    await until(lambda: len(workers.process_ids()) == 2)
    before = set(workers.process_ids())
    batch = [asyncio.create_task(workers.make(wire(some_invoice(str(n)), tmp_path / f"{n}.pdf"))) for n in range(12)]
    await until(lambda: any(task.done() for task in batch))
    for process_id in before:
        os.kill(process_id, signal.SIGKILL)

    made = await asyncio.gather(*batch)

    assert [one.pages for one in made] == [1] * 12
    assert before.isdisjoint(workers.process_ids())


async def test_of_many_jobs_only_the_one_whose_worker_died_is_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    workers = Workers(Limits(workers=1))
    try:
        await workers.make(wire(some_invoice(), tmp_path / "first.pdf"))
        unlucky = workers.process_ids()[0]
        os.kill(unlucky, signal.SIGSTOP)
        batch = [asyncio.create_task(workers.make(wire(some_invoice(str(n)), tmp_path / f"{n}.pdf"))) for n in range(13)]
        await until(lambda: unread(unlucky) > 0)  # it has a job, and keeps it until it dies

        os.kill(unlucky, signal.SIGKILL)

        assert [one.pages for one in await asyncio.gather(*batch)] == [1] * 13
        assert [record.message for record in caplog.records] == ["a document worker died; its document is tried once more"]
    finally:
        await workers.stop()


async def test_a_job_that_loses_two_workers_fails_alone(tmp_path: Path) -> None:
    workers = Workers(Limits(workers=1))
    try:
        task = asyncio.create_task(workers.make(wire(some_invoice(count=400), tmp_path / "long.pdf")))
        killed: set[int] = set()
        while not task.done():
            for process_id in set(workers.process_ids()) - killed:
                os.kill(process_id, signal.SIGKILL)
                killed.add(process_id)
            await asyncio.sleep(0.005)
        with pytest.raises(DocumentFailedError):
            await task
        assert (await workers.make(wire(some_invoice(), tmp_path / "next.pdf"))).pages == 1
    finally:
        await workers.stop()


async def test_a_job_that_takes_too_long_is_stopped_and_the_next_is_served(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    workers = Workers(replace(Limits(workers=1), seconds=5))
    try:
        await workers.make(wire(some_invoice(count=1), tmp_path / "first.pdf"))
        os.kill(workers.process_ids()[0], signal.SIGSTOP)  # it goes on for ever
        with pytest.raises(DocumentFailedError):
            await workers.make(wire(some_invoice(count=1), tmp_path / "long.pdf"))
        assert "its worker was killed" in caplog.text
        assert not (tmp_path / "long.pdf").exists()
        assert (await workers.make(wire(some_invoice(count=1), tmp_path / "short.pdf"))).pages == 1
    finally:
        await workers.stop()


async def test_more_than_can_wait_are_told_so(tmp_path: Path) -> None:
    workers = Workers(Limits(workers=1, waiting=3))
    try:
        tries = [workers.make(wire(some_invoice(str(n)), tmp_path / f"{n}.pdf")) for n in range(12)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {Made, TooBusyError}
        assert sum(isinstance(outcome, Made) for outcome in outcomes) >= 3
    finally:
        await workers.stop()


async def test_who_asks_for_many_papers_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    workers = Workers(Limits(workers=1, waiting=40, waiting_of_one=20))
    made: list[str] = []

    async def ask(account: int, number: str) -> None:
        await workers.make(wire(some_invoice(number), tmp_path / f"{number}.pdf"), account)
        made.append(number)

    try:
        tries = [ask(1, f"many-{n}") for n in range(24)] + [ask(2, "one")]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
    finally:
        await workers.stop()

    assert made.index("one") <= 2
    assert 0 < sum(isinstance(outcome, TooBusyError) for outcome in outcomes[:24]) <= 4
    assert outcomes[24] is None


async def test_who_goes_away_gives_the_place_back(tmp_path: Path) -> None:
    workers = Workers(Limits(workers=1, waiting=3))
    try:
        await workers.make(wire(some_invoice(), tmp_path / "first.pdf"))
        long = asyncio.create_task(workers.make(wire(some_invoice(count=400), tmp_path / "long.pdf")))
        gone = [asyncio.create_task(workers.make(wire(some_invoice(f"{n}"), tmp_path / f"gone-{n}.pdf"))) for n in range(2)]
        await asyncio.sleep(0)
        for task in gone:
            task.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
        last = await asyncio.gather(*(workers.make(wire(some_invoice(f"{n}"), tmp_path / f"last-{n}.pdf")) for n in range(2)))
        assert [one.pages for one in last] == [1, 1]
        assert ((await long).pages > 1, [task.cancelled() for task in gone]) == (True, [True, True])
    finally:
        await workers.stop()


async def test_a_worn_worker_is_replaced_between_two_jobs(tmp_path: Path) -> None:
    workers = Workers(Limits(workers=1, jobs=2))
    try:
        await workers.make(wire(some_invoice("1"), tmp_path / "1.pdf"))
        first = workers.process_ids()
        await workers.make(wire(some_invoice("2"), tmp_path / "2.pdf"))
        await workers.make(wire(some_invoice("3"), tmp_path / "3.pdf"))
        assert set(first).isdisjoint(workers.process_ids())
        assert told(first[0], "stat") == ""
    finally:
        await workers.stop()


async def test_what_cannot_be_written_fails_without_a_trace(workers: Workers, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DocumentFailedError):
        await workers.make(wire(some_invoice(), tmp_path / "file" / "x.pdf"))

    assert "File exists" in caplog.text
    assert "Dana" not in caplog.text


async def test_a_worker_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET", "not for workers")
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://portal:secret@db/portal")
    workers = Workers(Limits(workers=1))
    try:
        await workers.make(wire(some_invoice(), tmp_path / "x.pdf"))
        about = told(workers.process_ids()[0], "environ", "cmdline")
    finally:
        await workers.stop()

    assert "portal_ui.documents.worker" in about
    assert "PORTAL_" not in about
    assert "secret" not in about


async def test_a_worker_is_niced_and_limited(workers: Workers, tmp_path: Path) -> None:
    await workers.make(wire(some_invoice(), tmp_path / "x.pdf"))
    process_id = workers.process_ids()[0]

    assert os.getpriority(os.PRIO_PROCESS, process_id) == os.getpriority(os.PRIO_PROCESS, 0) + 10
    assert "Max address space         1073741824" in told(process_id, "limits")


async def test_workers_end_with_the_portal(tmp_path: Path) -> None:
    program = f"""
import asyncio, os
from pathlib import Path
from portal_ui.documents.workers import Workers
async def main():
    workers = Workers()
    await workers.make(Path({str(tmp_path / "job")!r}).read_bytes())
    while len(workers.process_ids()) < 2:
        await asyncio.sleep(0.01)
    print(*workers.process_ids(), flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
    (tmp_path / "job").write_bytes(wire(some_invoice(), tmp_path / "x.pdf"))
    portal = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
    assert portal.stdout is not None
    process_ids = [int(word) for word in (await portal.stdout.readline()).split()]
    assert len(process_ids) == 2

    portal.kill()
    await portal.wait()

    await until(lambda: not any(told(process_id, "cmdline") for process_id in process_ids))  # that of a zombie is empty


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    ],
)
async def test_a_worker_cannot_reach_out(attempt: str) -> None:
    program = f"import sys; from portal_ui.documents import worker; sys.addaudithook(worker.refuse_to_reach_out); {attempt}"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stderr=asyncio.subprocess.PIPE)
    _, words = await process.communicate()

    assert process.returncode == 1
    assert NotAllowedError.__name__ in words.decode()


def test_a_process_that_ends_says_so() -> None:
    process = WorkerProcess()
    process.wait_until_ready()
    process.kill()

    with pytest.raises(WorkerDiedError):
        process.make(b"{}", seconds=5)
    process.end()
