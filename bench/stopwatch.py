"""Time spent by the clock and by the processor, of several things measured in turns so that all meet the same noise."""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Ask = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds that one of something takes: the median of several rounds."""

    wall_ms: float
    cpu_ms: float


async def in_turns(asks: Mapping[str, Ask], *, rounds: int, each: int) -> dict[str, Spent]:
    """What each of these costs this process: `each` times in a row, one after the other, and that `rounds` times."""
    found: dict[str, list[Spent]] = {name: [] for name in asks}
    for ask in asks.values():
        await ask()  # the first one fills caches
    for _round in range(rounds):
        for name, ask in asks.items():
            found[name].append(await _once(ask, each))
    return {name: middle(spent) for name, spent in found.items()}


async def _once(ask: Ask, each: int) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    for _time in range(each):
        await ask()
    return Spent((time.perf_counter() - wall) * 1000 / each, (time.process_time() - cpu) * 1000 / each)


def middle(spent: list[Spent]) -> Spent:
    """The median of both times."""
    return Spent(statistics.median(one.wall_ms for one in spent), statistics.median(one.cpu_ms for one in spent))


def peak_mb(process_id: int) -> float:
    """The most memory that a process has held, in MiB; what its parent held before it counts nothing."""
    return int(Path(f"/proc/{process_id}/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
