"""A rush: two hundred accounts ask for a long statement in the same moment, while a hundred people go on reading."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import demo_folder, servers
from bench.accounts import Plan
from bench.figures import Figure
from bench.servers import Server
from db.models import Access, Person, SignInSession
from portal_ui.dates import utc_clock
from portal_ui.service.sessions import hashed, new_token

STATEMENTS, ROWS = 200, 500
READERS, PAUSE_SECONDS = 100, 5.0
MOST_P95_MS = 500
_BEFORE_SECONDS = 10.0  # of reading alone
_PAGES = ("/", "/orders", "/payments", "/invoices")
_ASKED_AGAIN_SECONDS = 2.0  # who is told that the portal is busy asks again after so long


def run(*, quick: bool = False) -> list[Figure]:
    """How long the readers' pages take before and during the rush, and what becomes of the statements."""
    count = 40 if quick else STATEMENTS
    plans = [Plan(f"R{at:03d}", open_invoices=ROWS) for at in range(count)]
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        demo_folder.prepare(Path(folder), plans)
        with demo_folder.opened(Path(folder)) as database:
            cookies = database.write_now(_come_in, [plan.email for plan in plans])
        with servers.demo(Path(folder)) as portal:
            before, during, answers, seconds = asyncio.run(_rush(portal, cookies))
    calm, rush = (statistics.quantiles(pages, n=20)[-1] for pages in (before, during))
    told = f"95 % within {rush:.0f} ms of {len(during)} pages ({calm:.0f} ms before)"
    made, busy = answers[200], answers[503]
    outcome = f"{made} made in {seconds:.0f} s, {busy} times told to ask again" + "".join(
        f", {times} x {status}" for status, times in sorted(answers.items()) if status not in (200, 503)
    )
    what = f"{READERS} people who read while {count} statements of {ROWS} rows are asked for at once"
    is_all = made == count and set(answers) <= {200, 503}
    return [
        Figure(what, f"95 % under {MOST_P95_MS} ms", told, "", rush < MOST_P95_MS),
        Figure("Those statements", "all made, or asked for again", outcome, "", is_all),
    ]


def _come_in(session: Session, emails: Sequence[str]) -> list[str]:
    """A session for each of these people, already in their account; returns the cookies."""
    found, now = [], utc_clock()
    for email in emails:
        person, customer = session.execute(select(Person.id, Access.customer_id).join(Access).where(Person.email == email)).one()
        token = new_token()
        row = SignInSession(person_id=person, customer_id=customer, token_hash=hashed(token), expires_at=now + timedelta(hours=2))
        session.add(row)
        found.append(f"portal={token}")
    return found


async def _rush(portal: Server, cookies: Sequence[str]) -> tuple[list[float], list[float], Counter[int], float]:
    """Milliseconds of pages before and during the rush, how often which status came, and how many seconds it took."""
    before: list[float] = []
    during: list[float] = []
    answers: Counter[int] = Counter()
    async with ClientSession(connector=TCPConnector(limit=0, force_close=True), timeout=ClientTimeout(total=300)) as web:
        pages = before
        is_over = asyncio.Event()

        async def read(at: int) -> None:
            headers = {"Cookie": cookies[at % len(cookies)], "Accept": "text/html"}
            await asyncio.sleep(PAUSE_SECONDS * at / READERS)
            while not is_over.is_set():
                into, began = pages, time.perf_counter()
                async with web.get(portal.url + _PAGES[at % len(_PAGES)], headers=headers) as answer:
                    await answer.read()
                    answer.raise_for_status()
                into.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(max(0.0, PAUSE_SECONDS - (time.perf_counter() - began)))

        async def ask(cookie: str) -> None:
            status = 503
            while status == 503:
                async with web.get(f"{portal.url}/statement.pdf", headers={"Cookie": cookie}) as answer:
                    await answer.read()
                    status = answer.status
                answers[status] += 1
                if status == 503:
                    await asyncio.sleep(_ASKED_AGAIN_SECONDS)

        reading = [asyncio.create_task(read(at)) for at in range(READERS)]
        await asyncio.sleep(_BEFORE_SECONDS)
        pages, began = during, time.perf_counter()
        await asyncio.gather(*map(ask, cookies))
        seconds = time.perf_counter() - began
        is_over.set()
        await asyncio.gather(*reading)
    return before, during, answers, seconds
