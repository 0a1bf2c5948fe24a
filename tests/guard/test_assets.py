"""Static files: from memory, compressed, for ever, and asked of nobody."""

import gzip
import http.client
import re
from dataclasses import dataclass

import brotli
import httpx
import pytest

from pages.guard import asset_url
from tests.guard.tiny import Tiny

ENCODINGS = [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip;q=0.5", "gzip")]
QUASAR = "/_nicegui/3.18.0/static/quasar.umd.prod.js"


@pytest.mark.parametrize("path", [QUASAR, asset_url("theme.css")])
@pytest.mark.parametrize(("accepted", "encoding"), ENCODINGS)
@pytest.mark.by_hand(2)
def test_a_file_comes_compressed_and_may_be_kept_for_ever(tiny: Tiny, path: str, accepted: str, encoding: str | None) -> None:
    answer = raw(tiny, path, accepted)
    plain = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding](answer.content)

    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in answer.headers
    assert plain == raw(tiny, path, "identity").content
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_style_sheet_is_told_as_one(tiny: Tiny) -> None:
    assert tiny.get(asset_url("theme.css")).headers["content-type"] == "text/css; charset=utf-8"
    assert tiny.get(QUASAR).headers["content-type"].startswith("text/javascript")


def test_only_a_font_may_be_used_by_another_house_too(tiny: Tiny) -> None:
    style = tiny.get("/_nicegui/3.18.0/static/fonts.css")
    font = re.search(r"fonts/\w+\.woff2", style.text)
    assert font is not None

    assert tiny.get(f"/_nicegui/3.18.0/static/{font[0]}").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in style.headers


def test_the_head_of_a_file_comes_without_its_body(tiny: Tiny) -> None:
    answer = tiny.get(QUASAR, method="HEAD")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/0000000000000000/theme.css",
        "/assets/",
        asset_url("theme.css") + "x",
        asset_url("theme.css").replace("theme.css", "theme.py"),
        asset_url("theme.css").replace("theme.css", "../theme.css"),
        asset_url("theme.css").replace("theme.css", "%2e%2e/%2e%2e/main.py"),
        "/_nicegui/3.18.0/static/./quasar.umd.prod.js",
        "/_nicegui/3.18.0/static//quasar.umd.prod.js",
        "/_nicegui/3.18.0/static/lang/../quasar.umd.prod.js",
        "/_nicegui/3.18.0/static/%2e%2e/nicegui.py",
        "/_nicegui/3.18.0/components/nothing.js",
        "/_nicegui/3.17.0/static/quasar.umd.prod.js",
    ],
)
def test_nothing_else_is_served(tiny: Tiny, path: str) -> None:
    line = http.client.HTTPConnection(tiny.url.removeprefix("http://"))  # it sends an address as it stands
    line.request("GET", path)
    answer = line.getresponse()
    line.close()

    assert answer.status == 404
    assert "immutable" not in (answer.headers["cache-control"] or "")


def test_files_can_only_be_got(tiny: Tiny) -> None:
    assert tiny.get(QUASAR, method="POST", sec_fetch_site="same-origin").status_code == 405


def test_the_address_of_a_file_that_is_not_there_cannot_be_asked_for() -> None:
    with pytest.raises(LookupError):
        asset_url("nothing.css")


def raw(tiny: Tiny, path: str, accepted: str) -> "Raw":
    """The answer as it came over the wire, not decompressed."""
    with httpx.stream("GET", tiny.url + path, headers={"Accept-Encoding": accepted}, trust_env=False) as answer:
        return Raw(answer.status_code, answer.headers, b"".join(answer.iter_raw()))


@dataclass(frozen=True)
class Raw:
    """An answer with its body as it came."""

    status_code: int
    headers: httpx.Headers
    content: bytes
