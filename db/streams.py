"""Reading more rows than memory should hold: piece by piece in a thread, all from one snapshot."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar, cast

T = TypeVar("T")

_END = object()


async def streamed(begin: Callable[[], Generator[T, None, None]]) -> AsyncGenerator[T, None]:
    """What the generator gives, each piece made in one thread of its own, the next only when asked for.

    However the reading ends, also when nobody reads on, the generator is closed in that thread before the thread ends;
    so a connection that it holds is free again. Close an abandoned one at once with `contextlib.aclosing`.
    """
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, thread_name_prefix="db-stream")
    asked_by = copy_context()
    pieces = begin()
    step: Callable[[], T | object] = partial(next, pieces, _END)
    try:
        while (piece := await loop.run_in_executor(thread, asked_by.run, step)) is not _END:
            yield cast(T, piece)
    finally:
        closing = loop.run_in_executor(thread, pieces.close)  # waits for a step that still runs
        thread.shutdown(wait=False)
        await asyncio.shield(closing)
