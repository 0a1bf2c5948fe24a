"""What the audit gets from those who only look: a row for each file that goes out, one for each page seen in another's place, no more."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

import httpx
import pytest

from tests.replay.addresses import GETS, Door
from tests.replay.people import DANAS, EVERYONE, LOOK, OLIVES, Role
from tests.replay.scene import Scene, fill_in

FILES = [path for path, _door in GETS if path.endswith((".pdf", ".csv", ".xlsx", "/file")) or path == "/documents/{document}"]
THINGS = {
    "/payments/{number:path}/refunds": "refund",
    "/staff/money/{payment:path}/refunds": "refund",
    "/orders": "order",
    "/invoices": "invoice",
    "/payments": "payment",
    "/credits": "credit",
    "/documents": "document",
    "/staff/documents": "document",
}


@contextmanager
def audit(scene: Scene) -> Iterator["Audit"]:
    """The audit from now on."""
    with closing(sqlite3.connect(f"file:{scene.file}?mode=ro", uri=True)) as database:
        yield Audit(database)


class Audit:
    """Tells what was added since it was last asked."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._last = 0
        self.news()

    def news(self) -> list[tuple[str, str, str, str]]:
        """Actor, in whose place, action and subject of each."""
        asked = "SELECT id, actor, acting_as, action, subject FROM audit WHERE id > ? ORDER BY id"
        rows = self._database.execute(asked, (self._last,)).fetchall()
        self._last = rows[-1][0] if rows else self._last
        return [row[1:] for row in rows]


@pytest.mark.parametrize("role", EVERYONE, ids=lambda role: role.name)
@pytest.mark.by_hand(4)
async def test_each_file_that_goes_out_leaves_one_row_and_a_refused_one_none(scene: Scene, role: Role) -> None:
    wrong: list[str] = []
    with audit(scene) as audited:
        async with scene.client(role) as browser:
            for path in FILES:
                for number in (role.account or DANAS, OLIVES):
                    name = next((scene.things[number][thing] for begin, thing in THINGS.items() if path.startswith(begin)), "")
                    answer = await browser.get(fill_in(path, _gaps(path, scene.things[number], name)) or path)
                    wrong += _objections(answer, audited.news(), name)
                    assert (await browser.head(answer.url)).status_code
                    wrong += (f"HEAD {path}: {row}" for row in audited.news())

    assert wrong == []


def _gaps(path: str, things: Mapping[str, str], name: str) -> dict[str, str]:
    """What stands in an address of the thing of that name."""
    if "/refunds/" in path:
        return {"number": things["refunded"], "payment": things["refunded"], "refund": name}
    return {"number": name, "document": name}


def _objections(answer: httpx.Response, rows: list[tuple[str, str, str, str]], name: str) -> list[str]:
    goes_out = answer.is_success
    actions = [action for _actor, _as, action, _subject in rows]
    said = f"{answer.url.path} ({answer.status_code}) leaves {rows}"
    if len(rows) != goes_out or not set(actions) <= {"document.download", "list.export"}:
        return [said]
    return [said] if goes_out and "/" in answer.url.path[1:] and name and not rows[0][3].endswith(f":{name}") else []


async def test_each_page_seen_in_anothers_place_leaves_one_row_and_a_file_no_second_one(scene: Scene) -> None:
    wrong: list[str] = []
    things = scene.things[DANAS]
    with audit(scene) as audited:
        async with scene.client(LOOK) as browser:
            for path, door in GETS:
                named = next((things[thing] for begin, thing in THINGS.items() if path.startswith(begin)), "")
                answer = await browser.get(fill_in(path, {**things, "name": things["draft"], **_gaps(path, things, named)}) or path)
                rows = audited.news()
                if not answer.is_success or door in (Door.STRANGERS, Door.LOOK_END):
                    continue
                expected = {"document.download", "list.export"} if path in FILES else {"look-as.page"}
                if len(rows) != 1 or rows[0][2] not in expected or not (rows[0][0] > "staff:" and rows[0][1] > "person:"):
                    wrong.append(f"{path} leaves {rows}")

    assert wrong == []
