"""A real portal, killed while letters go out: each arrives, and hardly one twice.

By hand it is killed four times, over two hundred letters; in a shared run (`--kills 100`) twenty times, over a thousand.
"""

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from db.engine import Database
from db.models import LetterState
from portal_ui.dates import utc_clock
from portal_ui.mail.smtp import SmtpMailer
from tests.builders.people import add_company
from tests.mail.outbox import FROM, Outbox, add_many, mailroom_over
from tests.mail.post_office import PostOffice, post_office
from tests.paying.till import SetClock

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.timeout(600)]
ROOT = Path(__file__).parent.parent.parent
KILLS = 20
LETTERS_A_KILL = 50
EACH = 45  # letters between two deaths


class KilledPortal:
    """A portal that sends what its database holds; `start` it, `kill` it."""

    def __init__(self, starter: asyncio.subprocess.Process) -> None:
        self._starter = starter
        self._process = 0

    async def start(self) -> None:
        """Start the portal."""
        assert self._starter.stdin is not None
        self._starter.stdin.write(b"start\n")
        self._process = int(await self._line())

    async def kill(self) -> None:
        """End it with no warning, and wait until it is gone."""
        os.kill(self._process, signal.SIGKILL)
        assert await self._line() == "gone"

    async def _line(self) -> str:
        assert self._starter.stdout is not None
        return (await self._starter.stdout.readline()).decode().strip()


@asynccontextmanager
async def killed_portal(folder: Path, mail_port: int) -> AsyncIterator[KilledPortal]:
    """A portal over the folder's database, of which nothing runs afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_", "NICEGUI_"))}
    with (folder / "killed.log").open("wb") as log:
        starter = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.mail.serving", str(folder), str(port), str(mail_port)),
            cwd=ROOT,
            env=outside,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    try:
        yield KilledPortal(starter)
    finally:
        starter.kill()
        await starter.communicate()


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often the portal is killed."""
    return min(KILLS, max(1, int(request.config.getoption("--kills")) // 5))


@pytest.mark.by_hand(0)
async def test_no_letter_is_lost_and_hardly_one_goes_twice_though_the_portal_is_killed_again_and_again(
    migrated_sqlite: Path, tmp_path: Path, kills: int
) -> None:
    count = kills * LETTERS_A_KILL
    shutil.copyfile(migrated_sqlite, tmp_path / "portal.sqlite")
    with closing(Database.open(f"sqlite:///{tmp_path / 'portal.sqlite'}")) as database:
        await add_company(database)
        await add_many(database, count, utc_clock())
        async with post_office() as office:
            async with killed_portal(tmp_path, office.port) as portal:
                await _send_and_kill(portal, office, tmp_path / "killed.log", kills)
            arrived_by_then = len(set(office.recipients()))
            later = SetClock(utc_clock() + timedelta(minutes=4))  # leases of the dead are over
            outbox = Outbox(database, later, mailroom_over(database, SmtpMailer(office.url, FROM), later))
            await outbox.mailroom.deliver()
            states = Counter(await outbox.states())
            came = Counter(office.recipients())

    assert states == {LetterState.SENT: count}
    assert len(came) == count
    again = sum(times - 1 for times in came.values())
    assert again <= kills, "only the letter in hand may go twice"
    assert again <= count // 100 or kills < KILLS, "and hardly ever does; a few deaths are too few to tell"
    assert arrived_by_then > count * 4 // 5


async def _send_and_kill(portal: KilledPortal, office: PostOffice, log: Path, kills: int) -> None:
    """Each portal sends some letters and dies at any moment of one of them."""
    random = Random(4)
    for _life in range(kills):
        enough, wanted = asyncio.Event(), len(office.letters) + random.randint(EACH - 5, EACH + 5)

        def count(enough: asyncio.Event = enough, wanted: int = wanted) -> None:
            if len(office.letters) >= wanted:
                enough.set()

        office.on_letter = count
        await portal.start()
        try:
            async with asyncio.timeout(60):
                await enough.wait()
        except TimeoutError:
            raise AssertionError(f"The portal sent no more letters; its last words:\n{_end_of(log)}") from None
        await asyncio.sleep(random.uniform(0, 0.03))  # the moment of death: any
        await portal.kill()


def _end_of(log: Path) -> str:
    return log.read_text()[-4000:]
