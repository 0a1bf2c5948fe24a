"""Every address is declared, and what each role is told there holds nothing that is another's."""

from dataclasses import dataclass

import httpx
import pytest

from tests.replay import canary
from tests.replay.addresses import GETS, PAGES, POSTS, Door
from tests.replay.conftest import Served
from tests.replay.people import DANAS, EVERYONE, FIRM, MARIAS, NOBODY, OLIVES, SITE, Role
from tests.replay.scene import Scene, fill_in

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN = {httpx.codes.SEE_OTHER, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND, httpx.codes.CONFLICT}
NAMES = {  # what stands in the gap of an address
    "/orders": {"number": "order"},
    "/invoices": {"number": "invoice"},
    "/payments": {"number": "payment"},
    "/payments/{number:path}/refunds": {"number": "refunded"},
    "/credits": {"number": "credit"},
    "/staff/money/{payment:path}/refunds": {"payment": "refunded"},
    "/pay": {"name": "draft"},
    "/account/cards/new": {"name": "setup"},
    "/account/cards/{name}": {"name": "card"},
    "/demo/bank": {"name": "bank"},
    "/demo/mail": {"name": "token"},
    "/staff/customers/{number}/people/{way}/print": {"way": "new_way"},
}
EVERYONES_MAIL = "/demo/mail"  # the demo's mailbox is open to whoever tries the demo, and to nobody outside of it


def test_every_address_of_the_portal_is_declared_here(served: Served) -> None:
    declared = {("GET", path) for path, _door in GETS} | {("POST", post.path) for post in POSTS}
    gaps = {"card": "name", "setup": "name", "draft": "name", "waiting": "name", "bank": "name", "danas_way": "way", "new_way": "way"}
    for gap, name in gaps.items():
        declared = {(method, path.replace(f"{{{gap}}}", f"{{{name}}}")) for method, path in declared}
    assert sorted(declared) == sorted(served)
    assert {path for path, _door in PAGES} <= {path for path, _door in GETS}


@pytest.mark.parametrize("role", EVERYONE, ids=lambda role: role.name)
@pytest.mark.by_hand(4)
async def test_no_address_shows_anyone_what_is_not_theirs(scene: Scene, role: Role) -> None:
    before = scene.snapshot()
    wrong: list[str] = []
    shown: set[str] = set()
    async with scene.client(role) as browser:
        for path, door in GETS:
            for number, address in _spelled(scene, path, role):
                answer = await browser.get(address)
                is_own = number in ("", role.account) or role.is_office
                wrong += _objections(scene, role, Look(path, door, answer, is_own=is_own))
                if canary.marks_in(answer.content, kind := answer.headers.get("content-type", "")):
                    shown.add(kind.partition(";")[0])

    assert wrong == []
    assert shown >= _kinds(role), "marks are found where they must be, or nothing is proved"
    after = scene.snapshot()
    moved = {name for name in after if after[name] != before[name]}
    assert moved <= {"documents", "counters", "sessions", "shelf_downloads"} if role.account else not moved, moved


@dataclass(frozen=True)
class Look:
    """One answer, and whose address it was."""

    path: str
    door: Door
    answer: httpx.Response
    is_own: bool


def _objections(scene: Scene, role: Role, look: Look) -> list[str]:
    """What is wrong with the answer."""
    status, wrong = look.answer.status_code, []
    said = f"{role.name} at {look.answer.url.path}: {status}"
    opens = look.door.opens_for(role, look.path)
    if status >= 500:
        wrong.append(f"{said}, a fault")
    if not opens and status not in NOT_IN:
        wrong.append(f"{said}, though it is for {look.door.value}")
    if opens and not look.is_own and status != httpx.codes.NOT_FOUND and look.door is not Door.STRANGERS:
        wrong.append(f"{said}, though it is another's")
    kind, headers = look.answer.headers.get("content-type", ""), str(look.answer.headers).encode()
    foreign = scene.foreign(role, look.answer.content, kind) + scene.foreign(role, headers)
    if foreign and not look.path.startswith(EVERYONES_MAIL):
        wrong.append(f"{said} shows {foreign[:5]}")
    if not opens and not role.looks and scene.foreign(NOBODY, look.answer.content + headers):  # who looks is told in whose place, always
        wrong.append(f"{said} shows something, though it is for {look.door.value}")
    return wrong


def _kinds(role: Role) -> set[str]:
    """The kinds of answers in which a role finds something of a customer's."""
    if not role.account:
        return {"text/html", SHEET, "text/csv"} if role.is_office else set()
    return {"text/html", "application/pdf", SHEET, "text/csv"}


def _spelled(scene: Scene, path: str, role: Role) -> list[tuple[str, str]]:
    """The address; where something stands in it, once with one's own and once with another's."""
    if "{" not in path:
        return [("", path)]
    names = next((names for begin, names in sorted(NAMES.items(), reverse=True) if path.startswith(begin)), {})
    spelled = []
    others = {"": (), DANAS: (OLIVES,), MARIAS: (FIRM, DANAS)}.get(role.account, (DANAS,))
    for number in (role.account or DANAS, *others):
        things = scene.things[number]
        address = fill_in(path, things, **{gap: things.get(thing, "") for gap, thing in names.items()})
        if address is not None:
            spelled.append((number, address))
    if role is SITE and path.startswith("/orders/"):
        elsewhere = fill_in(path, {"number": scene.things[DANAS]["order_elsewhere"]})
        assert elsewhere is not None
        spelled.append(("of another place", elsewhere))
    return spelled
