"""A browser's side of the plain pages, without a server between."""

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


def from_where_it_says(app: FastAPI) -> ASGIApp:
    """The app, reached from the network address that a test names."""

    async def reached(scope: Scope, receive: Receive, send: Send) -> None:
        address = dict(scope.get("headers", ())).get(b"x-test-address", b"203.0.113.7").decode()
        await app({**scope, "client": (address, 50_000)}, receive, send)

    return reached


def cookies_of(answer: httpx.Response) -> dict[str, set[str]]:
    """The cookies an answer sets, with what each asks of the browser."""
    lines = [line.split("; ") for line in answer.headers.get_list("set-cookie")]
    return {line[0].partition("=")[0]: set(line[1:]) for line in lines}
