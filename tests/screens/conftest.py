"""The screens in a browser, over fakes: one server and one browser for all of them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import chromium
from tests.browser.windows import Windows
from tools import find_browser

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60


@pytest.hookimpl(tryfirst=True)  # before the marks are read, wherever the run begins
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one worker: they share a server and a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("screens"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A running Chromium; each test has windows of its own in it."""
    with chromium(find_browser.find()) as running:
        yield running


@pytest.fixture(scope="package")
def screens() -> Iterator[str]:
    """The base URL of the customer pages over fakes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NICEGUI_"))}  # it serves as for people
    command = [sys.executable, "-m", "tests.screens.serving", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=outside, stdin=subprocess.DEVNULL)
    try:
        _wait_until_up(f"http://127.0.0.1:{port}/bare", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture(scope="package")
def windows(browser: Browser) -> Windows:
    """Its windows, one test after the other."""
    return Windows(browser, timeout=10_000)


@pytest.fixture
def look(windows: Windows, screens: str) -> Iterator[Callable[..., Page]]:
    """`look(path, who="contractor", phone=False)`: that page, connected. A script error on any of them fails the test."""
    errors: list[str] = []
    pages: list[Page] = []

    def open_page(path: str, *, who: str = "contractor", phone: bool = False, dark: bool = False) -> Page:
        size: ViewportSize = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        page = windows.tab(screens, size, dark=dark, cookies=[{"name": "as", "value": who, "url": screens}])
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        page.wait_for_function("window.did_handshake === true")
        return page

    yield open_page
    for page in pages:
        windows.leave(page.context)
    assert errors == []


def _wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url, timeout=5, trust_env=False)
        except httpx.TransportError:
            _pause(process)
        else:
            return
    raise AssertionError(f"The screens did not come up within {START_SECONDS} s.")


def _pause(process: subprocess.Popen[bytes]) -> None:
    """Wait a tenth of a second, or until the process ends."""
    try:
        process.wait(0.1)
    except subprocess.TimeoutExpired:
        return
