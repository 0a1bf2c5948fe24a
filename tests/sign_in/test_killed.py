"""A real portal that is guessed at and killed: what was counted stays counted, and the owner comes in all the same."""

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import TokenPurpose
from portal_ui.dates import utc_clock
from portal_ui.passwords import hash_password
from portal_ui.service import tokens
from tests.builders.people import add_account, add_company, add_person

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.timeout(300)]
ROOT = Path(__file__).parent.parent.parent
SECRET = "wI2c9Zr0qv7TnHk5xB8mLd4sYp6uGf1eJa3o"
DANA, PASSWORD, NEW = "dana@example.com", "roll off the truck", "violet tractor mumbles sideways"
GUESSES, AT_ONCE = 50, 20
START_SECONDS = 90


class Served:
    """A portal over a folder's database, that believes its proxy about who comes."""

    def __init__(self, folder: Path, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        self._log = folder / "served.log"
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_", "NICEGUI_"))}
        ours = {"BASE_URL": self.url, "PORT": str(port), "DATA_DIR": str(folder), "SECRET": SECRET, "TRUSTED_PROXIES": "127.0.0.1"}
        ours |= {"PDF_WORKERS": "1", **{name.upper(): value for name, value in settings.items()}}
        self._environment = {**outside, **{f"PORTAL_{name}": value for name, value in ours.items()}}

    @property
    def log(self) -> str:
        """What it has written so far."""
        return self._log.read_text()

    def private_files(self) -> set[str]:
        """The files in its folder that nobody else on the machine reads."""
        return {path.name for path in self._log.parent.iterdir() if path.stat().st_mode & 0o077 == 0}

    @asynccontextmanager
    async def life(self) -> AsyncIterator[None]:
        """The portal from its start to its death, which comes with no warning."""
        process = self._started()
        try:
            await asyncio.wait_for(self._answers(process), START_SECONDS)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _started(self) -> "subprocess.Popen[bytes]":
        command, folder = [sys.executable, str(ROOT / "main.py"), "serve"], self._log.parent
        with self._log.open("ab") as log:
            return subprocess.Popen(command, cwd=folder, env=self._environment, stdout=log, stderr=log, start_new_session=True, umask=0)

    def browser(self, address: str) -> httpx.AsyncClient:
        """A browser without cookies, at that address."""
        headers = {"X-Forwarded-For": address, "Sec-Fetch-Site": "same-origin"}
        return httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=False, timeout=120)

    async def _answers(self, process: "subprocess.Popen[bytes]") -> None:
        async with self.browser("203.0.113.1") as browser:
            while process.poll() is None:
                try:
                    await browser.get("/healthz")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return
        raise AssertionError(self._log.read_text()[-2000:])


async def come_in(browser: httpx.AsyncClient, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/sign-in", data={"email": DANA, "password": password})


async def guess(served: Served, number: int) -> httpx.Response:
    async with served.browser(f"198.51.100.{number}") as browser:
        return await come_in(browser, f"guess {number}")


def what_is_told(answer: httpx.Response) -> tuple[int, dict[str, str], str]:
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status_code, headers, answer.text


@pytest.mark.by_hand(0)
async def test_a_wait_outlives_kill_9_and_the_owner_comes_in_with_their_browser_and_with_a_link(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    file = tmp_path / "portal.sqlite"
    shutil.copyfile(migrated_sqlite, file)
    file.chmod(0o600)
    with closing(Database.open(f"sqlite:///{file}")) as database:
        await add_company(database)
        dana = await add_person(database, DANA, password_hash=hash_password(PASSWORD, SECRET))
        await add_account(database, dana)
    served, told = Served(tmp_path), []
    async with served.life(), served.browser("203.0.113.7") as own:
        assert (await come_in(own)).status_code == httpx.codes.SEE_OTHER
        for begin in range(0, GUESSES, AT_ONCE):
            numbers = range(begin, min(begin + AT_ONCE, GUESSES))
            told += await asyncio.gather(*(guess(served, number) for number in numbers))
        known = own.cookies["portal-known"]
        private = served.private_files()
    with closing(sqlite3.connect(file)) as opened:
        counted = opened.execute("SELECT failures FROM throttles WHERE key LIKE 'sign-in:%'").fetchall()

    assert counted == [(GUESSES,)]
    assert private >= {"portal.sqlite", "portal.sqlite-wal", "portal.sqlite-shm", "in-use.lock"}, "whatever the umask of the shell"
    async with served.life(), served.browser("203.0.113.8") as other, served.browser("203.0.113.9") as own:
        told.append(await come_in(other))
        assert len({str(what_is_told(answer)) for answer in told}) == 1, "the right password must wait, too, and looks no different"
        own.cookies.set("portal-known", known)
        assert (await come_in(own)).status_code == httpx.codes.SEE_OTHER

        with closing(Database.open(f"sqlite:///{file}")) as database:
            token = await database.write(_reset_token, dana)
        await other.get(f"/reset-password/{token}")
        assert (await other.post("/reset-password", data={"new": NEW, "again": NEW})).status_code == httpx.codes.SEE_OTHER
        assert (await come_in(other, NEW)).status_code == httpx.codes.SEE_OTHER


def _reset_token(session: Session, person_id: int) -> str:
    lifetime = tokens.LIFETIMES[TokenPurpose.RESET_PASSWORD]
    return tokens.mint(session, TokenPurpose.RESET_PASSWORD, person_id=person_id, now=utc_clock(), lifetime=lifetime)
