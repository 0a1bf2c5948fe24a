"""Every listener of every page, set off by whoever the page is not for: nothing runs, and nothing comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx
import pytest

from tests.replay.addresses import PAGES
from tests.replay.canary import changed
from tests.replay.people import ADMIN, DANAS, EVERYONE, HALF_IN, LOOK, NOBODY, OLIVES, Role
from tests.replay.scene import Scene, fill_in
from tests.replay.wire import Listener, Loaded, Pace, Wire, wired

WITH_PAGES = tuple(role for role in EVERYONE if role not in (NOBODY, HALF_IN))
OUTSIDE = (NOBODY, HALF_IN)  # without a page of their own, and so without a socket
_FRAMEWORKS = frozenset({"sub_pages_open", "sub_pages_navigate"})  # on every page; once for each role is enough
_GAPS = {"/orders": "order", "/invoices": "invoice", "/payments": "payment", "/staff/customers": "number"}
PLAUSIBLE: Mapping[str, Callable[[Mapping[str, str]], tuple[Any, ...]]] = {  # what a browser sends with each kind of event
    "sub_pages_open": lambda _things: ("/",),
    "sub_pages_navigate": lambda _things: ("/",),
    "wish": lambda things: ({"turn": 1, "status": "all", "search": things["invoice"], "location": things["location"]},),
    "count": lambda _things: (1,),
    "pick": lambda things: ({"on": True, "keys": [things["invoice"]]},),
    "pay": lambda things: (things["invoice"],),
    "open": lambda _things: ("payments",),
    "act": lambda things: ({"do": "toggle", "turn": 1, "name": things["invoice"], "on": True},),
    "change": lambda _things: ({"name": "banner", "value": "Free pickups for everyone"},),
    "stay": lambda _things: (),
}
FURTHER: tuple[Callable[[Mapping[str, str]], dict[str, object]], ...] = (  # what one might go on with in an open payment dialog
    lambda things: {"do": "amount", "turn": 2, "name": things["invoice"], "text": "1.00"},
    lambda things: {"do": "method", "turn": 3, "name": f"card-{things['card']}"},
    lambda things: {"do": "pay", "turn": 4, "name": f"card-{things['card']}", "number": 100},
)


@dataclass
class Attacker:
    """A session of a role with a page of its own open, and a socket that has joined it."""

    role: Role
    cookie: str
    page: Loaded
    wire: Wire
    sent: int = 0

    async def fire(self, victim: Loaded, listeners: list[Listener], things: Mapping[str, str]) -> None:
        """The victim's events, once for the victim's page and once as if they stood on one's own."""
        self.sent += 2 * len(listeners) + 1
        for listener in listeners:
            args = PLAUSIBLE[listener.event](things)
            await self.wire.emit("event", victim.frame(listener, *args))
            await self.wire.emit("event", victim.frame(listener, *args, client_id=self.page.client_id))
        await self.wire.settle()


@dataclass
class Ring:
    """All attackers, several for each role, who take turns: a session may send only so much."""

    by_role: dict[Role, list[Attacker]]

    def others(self, role: Role) -> list[Attacker]:
        """One of each role but this one: who has sent least."""
        return [min(some, key=lambda one: one.sent) for other, some in self.by_role.items() if other != role]


@dataclass
class Findings:
    """What came of it all, in words; empty where nothing did."""

    of_others: list[str] = field(default_factory=list)
    of_oneself: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)  # what the database held when last looked at
    tried: int = 0
    answered: dict[Role, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def findings(scene: Scene) -> Findings:
    """Each page of each role is opened once: first all others try, then the role itself with what is another's."""
    return asyncio.run(_walk(scene))


def test_no_listener_of_a_page_hears_anyone_else(findings: Findings) -> None:
    assert findings.of_others == []
    assert findings.tried > 1000


def test_one_learns_and_changes_nothing_of_another_account_over_ones_own_page(findings: Findings) -> None:
    assert findings.of_oneself == []
    silent = [role.name for role in WITH_PAGES if not findings.answered[role]]
    assert silent == [], "nothing answered them at all, so that nothing is proved"


async def _walk(scene: Scene) -> Findings:
    found = Findings(held=scene.snapshot())
    async with aiohttp.ClientSession() as web, _ring(scene, web) as ring:
        for role in WITH_PAGES:
            visit = Visit(scene, web, role, found, ring.others(role))
            async with scene.client(role) as browser:
                for address in pages_of(scene, role):
                    await visit.open(browser, address)
                    visit.others = ring.others(role)
    return found


class Visit:
    """A role's way through its pages, followed by everyone else."""

    def __init__(self, scene: Scene, web: aiohttp.ClientSession, role: Role, found: Findings, others: list[Attacker]) -> None:
        self._scene, self._web, self._role, self._found = scene, web, role, found
        self._pace = Pace()
        self._done: set[str] = set()
        self._count = 0
        self._theirs = scene.things[OLIVES if role.account == DANAS else DANAS]
        self.others = others
        found.answered[role] = 0

    async def open(self, browser: httpx.AsyncClient, address: str) -> None:
        """One page."""
        answer = await browser.get(address)
        if answer.status_code != httpx.codes.OK:
            return  # an account without a route has no services
        page, said = Loaded.read(answer.text), f"{self._role.name}'s {address}"
        listeners = [one for one in page.listeners if one.event not in self._done]
        self._done |= {one.event for one in listeners} & _FRAMEWORKS
        await self._push_in(page, said)
        async with wired(self._web, self._scene.url, self._scene.cookies[self._role], page, self._pace) as own:
            assert await own.connect(), said
            await self._suffer(own, page, listeners, said)
            self._compare(self._found.of_others, said)
            await self._reach_out(own, page, said)
            self._compare(self._found.of_oneself, said)

    def _compare(self, into: list[str], said: str) -> None:
        """Whether the database is as it was when last looked at. What takes effect late is noticed at the next page."""
        now = self._scene.snapshot()
        if tables := changed(self._found.held, now):
            into.append(f"{said}, or just before it: {tables} changed")
        self._found.held = now

    async def _push_in(self, page: Loaded, said: str) -> None:
        """Nobody has joined the page yet: others try, over their own sockets and over new ones."""
        for one in self.others:
            one.sent += 1
        joined = await asyncio.gather(*(one.wire.ask("handshake", page.handshake) for one in self.others))
        self._found.of_others += [f"{one.role.name} joined {said}" for one, is_in in zip(self.others, joined, strict=True) if is_in]
        self._count += 1
        new = self.others if self._count == 1 else [self.others[self._count % len(self.others)]]
        cookies = {one.role: one.cookie for one in new} | {role: self._scene.cookies.get(role, "") for role in OUTSIDE}
        await asyncio.gather(*(self._knock(role, cookie, page, said) for role, cookie in cookies.items()))

    async def _knock(self, role: Role, cookie: str, page: Loaded, said: str) -> None:
        """A new socket that names the page, and speaks whether or not it is let in."""
        async with wired(self._web, self._scene.url, cookie, page) as wire:
            if await wire.connect():
                self._found.of_others.append(f"{role.name} opened a socket to {said}")
            for listener in page.listeners[:10]:
                await wire.emit("event", page.frame(listener, *PLAUSIBLE[listener.event](self._theirs)))
            if wire.heard:
                self._found.of_others.append(f"{role.name} heard of {said}: {wire.heard[0][:300]}")

    async def _suffer(self, own: Wire, page: Loaded, listeners: list[Listener], said: str) -> None:
        """The page is open: others set off what is on it."""
        await own.settle()
        heard, things = len(own.heard), self._scene.things[self._role.account or DANAS]
        await asyncio.gather(*(one.fire(page, listeners, things) for one in self.others))
        self._found.tried += len(listeners) * len(self.others)
        await own.settle()
        if own.heard[heard:]:
            self._found.of_others.append(f"{said} moved: {own.heard[heard][:300]}")
        for one in self.others:
            if one.wire.heard:
                self._found.of_others.append(f"{one.role.name} heard something of {said}: {one.wire.heard[0][:300]}")
                one.wire.heard.clear()

    async def _reach_out(self, own: Wire, page: Loaded, said: str) -> None:
        """The role itself sets off what is on its page, with things of another account in it."""
        heard = len(own.heard)
        mine = [one for one in page.listeners if one.event not in _FRAMEWORKS and not (one.event == "change" and self._role is ADMIN)]
        for listener in mine:
            await own.emit("event", page.frame(listener, *PLAUSIBLE[listener.event](self._theirs)))
        for listener in (one for one in mine if one.event == "act"):
            for act in FURTHER:
                await own.emit("event", page.frame(listener, act(self._theirs)))
        await own.settle()
        asks = any(listener.event in {"wish", "change"} for listener in mine)
        if asks and not await own.hear(heard):
            self._found.of_oneself.append(f"{said} does not answer")
        self._found.answered[self._role] += len(own.heard) - heard
        if foreign := self._scene.foreign(self._role, "".join(own.heard).encode()):
            self._found.of_oneself.append(f"{said} tells {foreign[:5]}")


@asynccontextmanager
async def _ring(scene: Scene, web: aiohttp.ClientSession) -> AsyncIterator[Ring]:
    async with AsyncExitStack() as stack:

        async def attackers(role: Role) -> list[Attacker]:
            return [await stack.enter_async_context(_attacker(scene, web, role, cookie)) for cookie in scene.twins[role]]

        yield Ring({role: await attackers(role) for role in WITH_PAGES})


@asynccontextmanager
async def _attacker(scene: Scene, web: aiohttp.ClientSession, role: Role, cookie: str) -> AsyncIterator[Attacker]:
    home = "/staff" if role.staff and role is not LOOK else "/account"
    async with web.get(scene.url + home, headers={"Cookie": cookie}) as answer:
        page = Loaded.read(await answer.text())
    async with wired(web, scene.url, cookie, page) as wire:
        assert await wire.connect(), role.name
        await wire.settle()
        yield Attacker(role, cookie, page, wire)


def pages_of(scene: Scene, role: Role) -> list[str]:
    """The pages a role may open, with things of its own account."""
    things = scene.things[role.account or DANAS]
    found = []
    for path, door in PAGES:
        thing = next((thing for begin, thing in _GAPS.items() if path.startswith(begin)), "")
        address = fill_in(path, {"number": things.get(thing, "")})
        if door.opens_for(role, path) and address is not None:
            found.append(address)
    return found
