"""What the office puts up may be larger than anything else that comes in; nobody else's may."""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from pages.guard.rules import is_upload
from pages.guard.uploads import AT_ONCE, UPLOAD_BYTES
from tests.guard.tiny import Tiny, Visitor

NEW = "/staff/documents/new"
CARD = b"4242 4242 4242 4242"


def pieces(size: int) -> Iterator[bytes]:
    """A body in chunks, whose length no header tells."""
    for _ in range(size // 100_000):
        yield b"x" * 100_000


def begin(tiny: Tiny, visitor: Visitor) -> socket.socket:
    """An upload that has begun, and does not end."""
    host, port = tiny.url.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)), timeout=20)
    head = f"POST {NEW} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {visitor.cookie}\r\nSec-Fetch-Site: same-origin\r\n"
    line.sendall(f"{head}Content-Length: 5000000\r\nExpect: 100-continue\r\n\r\n".encode())
    assert line.recv(100).startswith(b"HTTP/1.1 100"), "the portal has begun to read"
    return line


def test_a_member_of_the_office_brings_up_to_ten_megabytes_there(tiny: Tiny) -> None:
    ruth = tiny.member()

    sizes = {size: tiny.post(NEW, ruth, b"x" * size).status_code for size in (1, 3_000_000, UPLOAD_BYTES, UPLOAD_BYTES + 1)}

    assert sizes == {1: 200, 3_000_000: 200, UPLOAD_BYTES: 200, UPLOAD_BYTES + 1: 413}
    assert tiny.post("/staff/documents/7/replace", ruth, b"x" * 3_000_000).json() == {"bytes": 3_000_000}
    assert "10 MB" in tiny.post(NEW, ruth, b"x" * (UPLOAD_BYTES + 1)).text


def test_who_brings_too_much_of_the_office_is_led_back_there(tiny: Tiny) -> None:
    ruth = tiny.member()

    def way_back(path: str, visitor: Visitor) -> list[tuple[str, str]]:
        return re.findall(r'class="btn primary" href="([^"]+)">([^<]+)<', tiny.post(path, visitor, b"x" * (UPLOAD_BYTES + 1)).text)

    assert way_back(NEW, ruth) == [(NEW, "Back to the form")]
    assert way_back("/staff/documents/7/replace", ruth) == [("/staff/documents/7/replace", "Back to the form")]
    assert way_back("/staff/customers", ruth) == [("/staff", "Back to the office")]
    assert way_back("/echo", tiny.visitor()) == [("/", "Go to your account")]


def test_what_is_brought_in_chunks_is_counted_while_it_comes(tiny: Tiny) -> None:
    ruth = tiny.member()

    assert tiny.post(NEW, ruth, pieces(4_000_000)).json() == {"bytes": 4_000_000}
    assert tiny.post(NEW, ruth, pieces(12_000_000)).status_code == 413


def test_nobody_else_brings_more_than_a_megabyte_and_nowhere_else_does_anybody(tiny: Tiny) -> None:
    large = b"x" * 1_500_000
    others = {
        "a customer": tiny.visitor(),
        "a stranger": Visitor("no such token", 0),
        "half in": tiny.member(step="code"),
        "who only sees": tiny.member(role="read-only"),
    }

    assert {name: tiny.post(NEW, other, large).status_code for name, other in others.items()} == dict.fromkeys(others, 413)
    ruth = tiny.member()
    assert tiny.post("/staff/customers", ruth, large).status_code == 413
    assert tiny.post("/staff/documents/new/more", ruth, large).status_code == 413
    assert tiny.post("/staff/documents/x/replace", ruth, large).status_code == 413


def test_only_so_many_are_taken_at_once_and_one_who_leaves_makes_room(tiny: Tiny) -> None:
    ruth = tiny.member()
    with ExitStack() as begun:
        for _ in range(AT_ONCE):
            begun.enter_context(begin(tiny, ruth))
        busy = tiny.post(NEW, ruth, b"x" * 2_000_000)
        assert busy.status_code == 503
        assert "Yours was not taken" in busy.text
        assert tiny.post("/echo", tiny.visitor(), b"x" * 500_000).status_code == 200, "everyone else goes on"

    answers = (tiny.post(NEW, ruth, b"x" * 2_000_000).status_code for _ in range(50))
    assert 200 in answers


def test_the_bytes_of_a_file_are_not_searched_for_card_numbers_but_its_address_is(tiny: Tiny) -> None:
    ruth = tiny.member()

    assert tiny.post(NEW, ruth, CARD).status_code == 200
    assert tiny.post("/staff/customers", ruth, CARD).status_code == 400
    assert tiny.post(f"{NEW}?order=4242424242424242", ruth, b"x").status_code == 400


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        (NEW, True),
        ("/staff/documents/7/replace", True),
        ("/staff/documents/7", False),
        ("/staff/documents/new/", False),
        ("/documents/7", False),
    ],
)
def test_the_addresses_where_files_come_in_are_these_two(path: str, is_one: bool) -> None:
    assert is_upload(path) is is_one
