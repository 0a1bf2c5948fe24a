"""Who may have a paper made just now."""

import asyncio
from contextlib import suppress

import pytest

from portal_ui.errors import TooBusyError
from portal_ui.service.paper_gate import PaperGate


class Hall:
    """Many who come to a gate; each stays until it is sent away."""

    def __init__(self, gate: PaperGate) -> None:
        self.gate = gate
        self.inside: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._going: dict[str, asyncio.Event] = {}

    async def come(self, name: str, account: int, *, is_long: bool = False) -> None:
        """One more arrives, and gets as far as it may."""

        async def stay() -> None:
            async with self.gate.turn(account, is_long=is_long):
                self.inside.append(name)
                await self._going[name].wait()

        self._going[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(stay())
        await self.settle()

    async def send(self, name: str) -> None:
        """One who is inside goes."""
        self._going[name].set()
        await self.tasks[name]
        await self.settle()

    async def settle(self) -> None:
        """Let everyone do what they can do now."""
        for _step in range(5):
            await asyncio.sleep(0)


async def test_only_so_many_are_inside_and_accounts_take_turns() -> None:
    hall = Hall(PaperGate(at_once=1))
    for name, account in (("a1", 1), ("a2", 1), ("a3", 1), ("b1", 2), ("c1", 3)):
        await hall.come(name, account)
    assert hall.inside == ["a1"]

    for name in ("a1", "a2", "b1", "c1", "a3"):
        await hall.send(name)

    assert hall.inside == ["a1", "a2", "b1", "c1", "a3"]


async def test_a_short_paper_is_not_behind_all_the_long_ones() -> None:
    hall = Hall(PaperGate(at_once=1))
    for account in range(1, 6):
        await hall.come(f"long{account}", account, is_long=True)
    await hall.come("short", 9)

    await hall.send("long1")
    await hall.send(hall.inside[-1])

    assert "short" in hall.inside[:3]


async def test_one_too_many_is_refused_at_once_of_all_and_of_one_account() -> None:
    hall = Hall(PaperGate(at_once=1, waiting=3, waiting_of_one=2))
    for name in ("inside", "first", "second"):
        await hall.come(name, 1)
    with pytest.raises(TooBusyError):
        async with hall.gate.turn(1):
            pass
    await hall.come("other", 2)
    with pytest.raises(TooBusyError):
        async with hall.gate.turn(3):
            pass

    await hall.send("inside")
    await hall.come("another", 3)
    assert hall.inside == ["inside", "first"]


@pytest.mark.parametrize("is_its_turn", [False, True])
async def test_who_goes_away_gives_the_place_back(is_its_turn: bool) -> None:
    hall = Hall(PaperGate(at_once=1))
    for name, account in (("inside", 1), ("gone", 2), ("next", 3)):
        await hall.come(name, account)

    if is_its_turn:
        hall._going["inside"].set()
        await asyncio.sleep(0)  # its turn comes, and it does not know yet
        await asyncio.sleep(0)
    hall.tasks["gone"].cancel()
    with suppress(asyncio.CancelledError):
        await hall.tasks["gone"]
    if not is_its_turn:
        await hall.send("inside")
    await hall.settle()

    assert hall.inside[-1] == "next"
    await hall.send("next")
    await hall.come("later", 2)
    assert hall.inside[-1] == "later"
