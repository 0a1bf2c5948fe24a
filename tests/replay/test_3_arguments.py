"""Every listener, set off by whom its page is for, with what no browser would send: nothing breaks, nothing changes, the page lives on."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count, groupby
from typing import Any

import aiohttp
import pytest

from tests.replay.canary import changed
from tests.replay.people import ADMIN, DANA, DANAS, OFFICE, Role
from tests.replay.scene import Scene
from tests.replay.test_3_sockets import PLAUSIBLE, pages_of
from tests.replay.wire import Listener, Loaded, Pace, Wire, wired

ROLES = (DANA, OFFICE, ADMIN)
EACH_PAGES = frozenset({"wish", "count", "pick", "pay"})  # the others are alike on all pages
TOO_LARGE = 1_000_000
AT_ONCE = 8
LAST_TURN = 2**31 - 1
SETTINGS = ("show_pending_invoices", "least_part_cents", "order_history_days", "statement_footer", "banner", "banner_from", "portal_active")


@dataclass(frozen=True, slots=True)
class Raw:
    """An argument as it stands in the frame, where `json.dumps` would not write it so."""

    text: str


HOSTILE: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 2**31, 10**40, 1e308, float("nan"), float("inf"), Raw("1e999"), Raw("9" * 5000)),
    *("", "x" * 50_000, "\x00", "\ud800", "a\u202eb\r\nc", "' OR 1=1 --", "<script>"),
    *([], [None], [[1]], {}, {"a": {"b": []}}, {"__proto__": 1}, [0] * 10_000),
    *(Raw("[" * depth + "]" * depth) for depth in (50, 900, 940, 960, 970, 980, 5_000)),
)
WITHIN: tuple[Any, ...] = (None, True, 1.5, 10**40, 1e308, float("nan"), "x" * 50_000, [1], {"a": []})  # in place of one value
TEXTS = ("NaN", "1e308", "-1", "0", "1.234", "9" * 99, "١٢", "1,0,0", "Infinity", "\ud800", "\x00")
ACTS = ("toggle", "amount", "want", "quick", "only", "page", "method", "credit", "back", "pay", "again", "no such", "close")


Deed = tuple[str, int, tuple[Any, ...]]  # the page, which of its listeners, what it is sent


@dataclass
class Fuzz:
    """What was tried, and what came of it."""

    frames: int = 0
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def fuzz(scene: Scene) -> Fuzz:
    """Each page of each role once, several at a time over the role's several sessions."""
    return asyncio.run(_all(scene))


def test_no_argument_breaks_a_listener_or_changes_anything(fuzz: Fuzz) -> None:
    assert fuzz.wrong == []
    assert fuzz.frames > 3000


async def _all(scene: Scene) -> Fuzz:
    fuzz, before, log = Fuzz(), scene.snapshot(), _log_of(scene)
    async with aiohttp.ClientSession() as web:
        await asyncio.gather(*(_one_role(scene, web, role, fuzz) for role in ROLES))
    if tables := changed(before, scene.snapshot()):
        fuzz.wrong.append(f"{tables} changed")
    said = _log_of(scene).removeprefix(log)
    if "Traceback" in said or " ERROR " in said:
        fuzz.wrong.append(said[:6000][-3000:])
    return fuzz


async def _one_role(scene: Scene, web: aiohttp.ClientSession, role: Role, fuzz: Fuzz) -> None:
    """All that is sent to the role's pages, shared out among its sessions: each may send only so much."""
    sessions, done, work = scene.twins[role], set[str](), list[Deed]()
    for address in pages_of(scene, role):
        page = await _loaded(scene, web, sessions[0], address)
        for at, listener in enumerate(page.listeners if page else ()):
            if listener.event in EACH_PAGES or listener.tag + listener.event not in done:
                work += [(address, at, args) for args in _arguments(listener, scene.things[role.account or DANAS])]
            done.add(listener.tag + listener.event)
    fuzz.frames += len(work)
    share = -(-len(work) // len(sessions))
    shares = (work[begin : begin + share] for begin in range(0, len(work), share))
    await asyncio.gather(*(_one_session(scene, web, cookie, some, fuzz) for cookie, some in zip(sessions, shares, strict=False)))


async def _one_session(scene: Scene, web: aiohttp.ClientSession, cookie: str, work: list[Deed], fuzz: Fuzz) -> None:
    pace = Pace()
    for address, deeds in groupby(work, lambda deed: deed[0]):
        page = await _loaded(scene, web, cookie, address)
        assert page is not None, address
        async with _joined(scene, web, cookie, page, pace) as wire:
            for number, (_address, at, args) in enumerate(deeds):
                await wire.emit("event", {**page.frame(page.listeners[at]), "args": [_spelled(arg) for arg in args]})
                if number % AT_ONCE == 0:
                    await wire.settle()  # what piles up at the server would be dropped as too much
            if not await _lives(wire, page, LAST_TURN - 1):
                fuzz.wrong.append(f"{address} does not answer any more")
            await wire.emit("event", page.frame(page.listeners[0], "x" * TOO_LARGE))
            await wire.settle()
            if wire.is_open:
                fuzz.wrong.append(f"{address} takes {TOO_LARGE} letters at once")
        async with _joined(scene, web, cookie, page, pace) as wire:
            if not await _lives(wire, page, LAST_TURN):
                fuzz.wrong.append(f"{address} is gone after a message that was too large")


async def _loaded(scene: Scene, web: aiohttp.ClientSession, cookie: str, address: str) -> Loaded | None:
    async with web.get(scene.url + address, headers={"Cookie": cookie}) as answer:
        return Loaded.read(await answer.text()) if answer.status == HTTPStatus.OK else None


async def _lives(wire: Wire, page: Loaded, turn: int) -> bool:
    """Whether the page answers a listener that always has an answer, or at least hears."""
    await wire.settle()
    heard = len(wire.heard)
    asked = next((one for one in page.listeners if one.event in {"wish", "change"}), None)
    if asked is None:
        return wire.is_open
    await wire.emit("event", page.frame(asked, {"turn": turn, "name": "no such setting"}))
    return await wire.hear(heard)


def _arguments(listener: Listener, things: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """What to send to one listener, one after the other."""
    usual = PLAUSIBLE[listener.event](things)
    if listener.event in {"pay", "open"}:
        yield usual
    yield ()
    yield (*usual, *usual, None)
    for hostile in HOSTILE:
        yield (hostile,)
    if listener.event in INSIDE:
        yield from ((fields,) for fields in INSIDE[listener.event](things["invoice"]))


def _wishes(_invoice: str) -> Iterator[dict[str, Any]]:
    turns = count(2)
    for name in ("q", "location"):  # whatever they are, they reach the database
        yield from ({"turn": next(turns), name: hostile} for hostile in (*WITHIN, *TEXTS))
    for name in ("turn", "status", "from", "to", "sort", "page", "size"):
        yield from ({"turn": next(turns), name: hostile} for hostile in (-1, 10**40, 1e308, [1], "\ud800", "\x00", "٣"))


def _picks(invoice: str) -> Iterator[dict[str, Any]]:
    yield from ({"on": True, "keys": [hostile]} for hostile in (*WITHIN, *TEXTS))
    yield from ({"on": hostile, "keys": [invoice]} for hostile in WITHIN if hostile is not True)


def _settings(_invoice: str) -> Iterator[dict[str, Any]]:
    for name in SETTINGS:
        yield from ({"name": name, "value": hostile} for hostile in (*WITHIN, *TEXTS) if not _may_be_meant(hostile))


def _acts(invoice: str) -> Iterator[dict[str, Any]]:
    turns = count(2)
    yield from ({"do": hostile, "turn": next(turns)} for hostile in WITHIN)
    for do in ACTS:
        act = {"do": do, "name": invoice}
        names = ("name", "text") if do == "amount" else ("text",) if do == "want" else ("name",)
        yield from ({**act, name: text, "turn": next(turns)} for text in TEXTS for name in names)
        yield from ({**act, "number": number, "turn": next(turns)} for number in (-1, 1e308, 2**53 - 1, 2**53))


INSIDE: Mapping[str, Callable[[str], Iterator[dict[str, Any]]]] = {"wish": _wishes, "pick": _picks, "change": _settings, "act": _acts}


def _may_be_meant(value: object) -> bool:
    """Whether a setting might have it: then it is no attack."""
    return value is True or (isinstance(value, str) and value.isprintable() and len(value) < 100)


def _spelled(argument: Any) -> str:
    """The argument as a frame carries it."""
    if isinstance(argument, Raw):
        return argument.text
    if isinstance(argument, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_spelled(value)}" for name, value in argument.items()) + "}"
    return "[" + ", ".join(map(_spelled, argument)) + "]" if isinstance(argument, list) else json.dumps(argument)


@asynccontextmanager
async def _joined(scene: Scene, web: aiohttp.ClientSession, cookie: str, page: Loaded, pace: Pace) -> AsyncIterator[Wire]:
    async with wired(web, scene.url, cookie, page, pace) as wire:
        assert await wire.connect()
        yield wire


def _log_of(scene: Scene) -> str:
    return (scene.file.parent.parent / "server.log").read_text()
