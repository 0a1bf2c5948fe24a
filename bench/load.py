"""People who read list after list, each on a connection of their own, as fast as they are answered. A process of its own."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from bench.servers import ROOT, Server


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who reads: the headers they bring along, and the addresses they go through again and again."""

    headers: dict[str, str]
    addresses: tuple[str, ...]


def pages_a_second(server: Server, readers: Sequence[Reader], seconds: float) -> float:
    """How many whole pages all readers together are given in a second."""
    wish = {"port": server.port, "seconds": seconds, "readers": [[reader.headers, reader.addresses] for reader in readers]}
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(wish), capture_output=True, text=True, check=True)
    return float(done.stdout)


async def _all_read(port: int, seconds: float, readers: list[Reader]) -> float:
    began = time.perf_counter()
    counts = await asyncio.gather(*(_read(port, began + seconds, reader) for reader in readers))
    return sum(counts) / (time.perf_counter() - began)


async def _read(port: int, until: float, reader: Reader) -> int:
    incoming, outgoing = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    headers = "".join(f"{name}: {value}\r\n" for name, value in reader.headers.items())
    requests = cycle([f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode() for address in reader.addresses])
    count = 0
    while time.perf_counter() < until:
        outgoing.write(next(requests))
        await _answer(incoming)
        count += 1
    outgoing.close()
    return count


async def _answer(incoming: asyncio.StreamReader) -> None:
    head = (await incoming.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    if b"transfer-encoding: chunked" in head:
        while size := int(await incoming.readuntil(b"\r\n"), 16):
            await incoming.readexactly(size + 2)
        await incoming.readexactly(2)
    else:
        await incoming.readexactly(int(head.partition(b"content-length:")[2].partition(b"\r\n")[0]))


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    people = [Reader(headers, tuple(addresses)) for headers, addresses in asked["readers"]]
    print(asyncio.run(_all_read(asked["port"], asked["seconds"], people)))
