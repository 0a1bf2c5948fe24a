"""Papers printed in the test's own process, and workers of its own."""

import asyncio
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from portal_ui.documents import invoice, press
from portal_ui.documents.paper import Job
from portal_ui.documents.workers import Workers
from tests.builders import papers


@pytest.fixture(autouse=True)
def _own_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # the press sets it for each job; no other test is to see that


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Two workers with the usual limits, for all tests: whoever kills one finds it replaced."""
    pool = Workers()
    yield pool
    asyncio.run(pool.stop())


def as_read(job: Job) -> dict[str, Any]:
    """The job as a worker reads it from its pipe."""
    read: dict[str, Any] = json.loads(json.dumps(job.as_json()))
    return read


def printed(job: Job) -> PdfReader:
    """The job's PDF, made in this process."""
    return PdfReader(BytesIO(press.printed(as_read(job)).data))


def texts(job: Job) -> list[str]:
    """The text of each page, in one line."""
    return [" ".join(page.extract_text().split()) for page in printed(job).pages]


def wire(job: Job, path: Path) -> bytes:
    """The job as bytes for a worker that is to write to `path`."""
    return json.dumps(job.as_json() | {"path": str(path)}).encode()


def some_invoice(number: str = "10512", count: int = 8) -> Job:
    """An invoice as a job."""
    return invoice.job(papers.invoice(number=number, count=count), papers.company())
