"""The page that all is measured against: 25 invoices of one customer, as anyone would write it with FastAPI and SQLAlchemy."""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from db.models import Customer, Invoice

ROWS = 25


def app(database_url: str) -> FastAPI:
    """The plain page at `/customers/{id}/invoices`: no sign-in, no filter, no count, nothing to click but links."""
    engine = create_engine(database_url)
    template = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template("reference.html")
    web = FastAPI(openapi_url=None)

    @web.get("/customers/{customer_id}/invoices")
    def invoices(customer_id: int, page: int = 1) -> HTMLResponse:
        with Session(engine) as session:
            customer = session.get(Customer, customer_id)
            if customer is None:
                raise HTTPException(404)
            newest = select(Invoice).where(Invoice.customer_id == customer_id).order_by(Invoice.invoice_date.desc(), Invoice.id.desc())
            found = session.scalars(newest.limit(ROWS).offset((page - 1) * ROWS)).all()
            return HTMLResponse(template.render(customer=customer, invoices=found, page=page))

    return web


def asking(web: FastAPI, customer_id: int) -> Callable[[], Awaitable[bytes]]:
    """A call that has the page made in this process, with no network in between; it returns the HTML."""
    path = f"/customers/{customer_id}/invoices"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def ask() -> bytes:
        body = bytearray()

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and message["status"] != 200:
                raise ValueError(f"{path} answers {message['status']}")
            body.extend(message.get("body", b""))

        await web(dict(scope), receive, send)
        return bytes(body)

    return ask


if __name__ == "__main__":
    uvicorn.run(app(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False, server_header=False)
