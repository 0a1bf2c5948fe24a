"""How much a request may bring."""

import socket

from tests.guard.tiny import Tiny


def test_a_body_up_to_a_megabyte_comes_in_and_no_more(tiny: Tiny) -> None:
    ann = tiny.visitor()

    sizes = {size: tiny.post("/echo", ann, b"x" * size).status_code for size in (1, 1_000_000, 1_000_001)}

    assert sizes == {1: 200, 1_000_000: 200, 1_000_001: 413}


def test_a_chunked_body_is_counted_while_it_comes(tiny: Tiny) -> None:
    ann = tiny.visitor()

    assert tiny.post("/echo", ann, iter([b"x" * 100_000] * 5)).json() == {"bytes": 500_000}
    assert tiny.post("/echo", ann, iter([b"x" * 100_000] * 15)).status_code == 413


def test_too_many_and_too_large_headers_are_refused(tiny: Tiny) -> None:
    many = tiny.get("/who", tiny.visitor(), **{f"x_{number}": "1" for number in range(120)})
    large = tiny.get("/who", tiny.visitor(), x_large="x" * 40_000)

    assert (many.status_code, large.status_code) == (431, 431)


def test_headers_that_never_end_are_cut_off(tiny: Tiny) -> None:
    host, port = tiny.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(b"GET / HTTP/1.1\r\n")
        heard = b""
        try:
            for _ in range(200):
                line.sendall(b"X-Large: " + b"x" * 1_000 + b"\r\n")
            heard = line.recv(100)
        except ConnectionError:
            heard = heard or b"cut off"

    assert heard.startswith((b"HTTP/1.1 431", b"cut off"))


def test_what_is_no_http_is_refused_in_few_words(tiny: Tiny) -> None:
    host, port = tiny.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        heard = line.recv(500)

    assert heard.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"x-content-type-options: nosniff" in heard
