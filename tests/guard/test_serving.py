"""How the server starts, refuses to start, and keeps slow visitors from keeping others out."""

import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from pages.guard import framework
from pages.guard.framework import WrongFrameworkError
from pages.serving import PortError, check_port, run_options
from portal_ui.settings import Settings
from tests.guard.tiny import Tiny, command, environment, free_port, running


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortError, match=f"Cannot listen on 127.0.0.1 port {port}: address already in use"):
            check_port("127.0.0.1", port)


def test_a_free_port_is_free_again_after_the_look() -> None:
    port = free_port()

    check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_the_framework_is_run_without_what_it_has_for_developers() -> None:
    options = run_options(Settings())

    off = {
        name: options[name] for name in ("reload", "show", "fastapi_docs", "markdown", "server_header", "proxy_headers", "storage_secret")
    }
    assert not any(off.values())
    assert options["prod_js"] is True
    assert options["host"] == "127.0.0.1"
    assert options["ws_max_size"] == 65_536


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("lifespan", "the database is not there"),
        ("gate", "A forged socket event was not refused"),
    ],
)
def test_what_is_not_fit_to_serve_ends_at_the_start(tmp_path: Path, fault: str, said: str) -> None:
    ended = run_to_its_end(tmp_path, TINY_FAULT=fault)

    assert ended.returncode != 0
    assert said in ended.stderr
    assert "Traceback" not in ended.stdout


def test_another_version_of_the_framework_is_refused() -> None:
    with pytest.raises(WrongFrameworkError, match=r"NiceGUI 3\.18\.1 is installed, but the guard of the sockets knows 3\.18\.0"):
        framework.check("3.18.1", {})


@pytest.mark.parametrize("name", ["NICEGUI_REDIS_URL", "NICEGUI_STORAGE_PATH"])
def test_settings_that_have_the_framework_keep_data_are_refused(name: str) -> None:
    framework.check(environment={})

    with pytest.raises(WrongFrameworkError, match=f"{name} is set"):
        framework.check(environment={name: "elsewhere"})


def test_headers_that_never_end_lose_their_place_and_keep_nobody_out(tiny: Tiny) -> None:
    host, port = tiny.url.removeprefix("http://").split(":")
    with ExitStack() as lines:
        halves = [lines.enter_context(socket.create_connection((host, int(port)), timeout=20)) for _ in range(150)]
        for half in halves:
            half.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert tiny.get("/healthz").status_code == 200

        answers = {half.recv(200)[:12] for half in halves}

    assert answers == {b"HTTP/1.1 408"}


def test_a_named_proxy_says_who_came_and_how_and_a_stranger_behind_it_cannot(tmp_path: Path) -> None:
    with running(tmp_path, "127.0.0.0/8", "10.0.0.2") as tiny:
        ann = tiny.visitor()
        seen = {
            chain: tiny.get("/who", ann, x_forwarded_for=chain, x_forwarded_proto="https").json()
            for chain in ("203.0.113.9", "1.2.3.4, 203.0.113.9", "1.2.3.4, 203.0.113.9, 10.0.0.2", "nonsense", "203.0.113.9, nonsense")
        }

    assert [found["address"] for found in seen.values()] == ["203.0.113.9", "203.0.113.9", "203.0.113.9", "127.0.0.1", "127.0.0.1"]
    assert {found["scheme"] for found in seen.values()} == {"https"}
    assert all(found["forwarded"] == [] for found in seen.values())


def test_on_https_browsers_are_told_to_stay_there_and_the_cookie_has_the_strict_name(tmp_path: Path) -> None:
    with running(tmp_path, base_url="https://portal.example.com") as tiny:
        ann = tiny.visitor()
        answer = tiny.get("/who", host="portal.example.com", cookie=f"__Host-portal={ann.token}")
        weak = tiny.get("/who", host="portal.example.com", cookie=f"portal={ann.token}")
        elsewhere = tiny.get("/who", ann)

    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert weak.status_code == 303
    assert elsewhere.status_code == 400


def run_to_its_end(folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """A tiny portal that is expected not to serve."""
    port = free_port()
    return subprocess.run(
        command(f"http://127.0.0.1:{port}", port),
        cwd=folder,
        env=environment(folder, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
