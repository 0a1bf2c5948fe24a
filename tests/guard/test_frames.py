"""Frames that are broken, too many or too large: they change nothing, fill no log and disturb nobody."""

import json

import pytest

from tests.guard.raw_socket import Polling, open_socket
from tests.guard.tiny import Tiny, mark_of

BROKEN_FRAMES: list[list[object]] = [
    ["event"],
    ["event", None],
    ["event", 7],
    ["event", [], []],
    ["event", {}],
    ["event", {"client_id": None}],
    ["event", {"client_id": ["x"]}],
    ["event", {"client_id": {"$": 1}}],
    ["ack", {}],
    ["ack"],
    ["javascript_response", {"request_id": 7}],
    ["handshake", {"client_id": 1}],
    ["handshake"],
    ["log", {"level": "error", "message": "forged\nline"}],
    ["connect", 1],
    ["connect", {"QUERY_STRING": "client_id=x&implicit_handshake=true"}],
    ["disconnect", 1, 2, 3],
    ["no-such-event", 1],
]
BROKEN_PACKETS = ["", "4", "42", "42{", "42[", '42{"a":1}', "42[1]", "4251-[]", "45", "49", "4x", "40/other,", "43", "431[1]"]
BROKEN_PACKETS.append("451-" + json.dumps(["event", {"_placeholder": True}]))
BROKEN_CLICKS: list[dict[str, object]] = [
    {"id": None},
    {"id": "1"},
    {"id": True},
    {"id": 10**9},
    {"listener_id": None},
    {"listener_id": "no-such-listener"},
    {"listener_id": {}},
    {"args": "x"},
    {"args": [1]},
    {"args": ["{"]},
    {"args": [{}]},
    {"args": ["[" * 20000]},
]


async def test_what_is_malformed_is_dropped_without_a_traceback_and_the_socket_goes_on(tiny: Tiny) -> None:
    log = tiny.new_log()

    for name, *values in BROKEN_FRAMES:
        await send_bad(tiny, str(name), values)
    for changed in BROKEN_CLICKS:
        await send_bad(tiny, "event", [], changed)

    assert "Traceback" not in log.text
    assert "forged" not in log.text
    assert tiny.acts_of("fuzz") == []


@pytest.mark.parametrize("packet", BROKEN_PACKETS)
async def test_a_packet_nobody_can_read_leaves_no_traceback(tiny: Tiny, packet: str) -> None:
    fuzz = tiny.visitor("garble")
    page = tiny.open_page(fuzz)
    log = tiny.new_log()

    async with open_socket(tiny, page, fuzz) as socket:
        assert await socket.connect()
        await socket.wire.send_str(packet)
        await socket.goes_on_or_is_closed()

    assert "Traceback" not in log.text


@pytest.mark.parametrize("body", ["", "4", "x", "42[1]\x1e", "\x1e".join(["3"] * 17), "bAAAA", "42" + "x" * 70_000])
async def test_a_polling_body_nobody_can_read_is_refused_without_a_traceback(tiny: Tiny, body: str) -> None:
    fuzz = tiny.visitor("poll")
    page = tiny.open_page(fuzz)
    log = tiny.new_log()

    async with Polling(tiny, fuzz, {"Sec-Fetch-Site": "same-origin"}) as polling:
        _, opened = await polling.open(page)
        status, _ = await polling.send(json.loads(opened[1:])["sid"], body)

    assert status in {400, 413}
    assert "Traceback" not in log.text


async def test_who_floods_is_cut_to_the_budget_and_then_put_out(tiny: Tiny) -> None:
    flood = tiny.visitor("flood")
    page = tiny.open_page(flood)
    log = tiny.new_log()

    async with open_socket(tiny, page, flood) as socket:
        assert await socket.connect()
        for _ in range(400):
            await socket.emit("event", page.click())
        await socket.until_closed()

    assert 30 <= len(tiny.acts_of("flood")) <= 100
    assert f" person:1 session {mark_of(flood)}]: A socket sent too much" in log.text
    assert "Traceback" not in log.text


async def test_a_frame_of_more_than_64_kilobytes_ends_the_socket(tiny: Tiny) -> None:
    large = tiny.visitor("large")
    page = tiny.open_page(large)
    log = tiny.new_log()

    async with open_socket(tiny, page, large) as socket:
        assert await socket.connect()
        await socket.emit("event", page.click(args=[json.dumps("x" * 70_000)]))
        await socket.until_closed()

    assert tiny.acts_of("large") == []
    assert "Traceback" not in log.text


async def send_bad(tiny: Tiny, name: str, values: list[object], changed: dict[str, object] | None = None) -> None:
    """Something malformed, over a socket of someone new; with `changed` a click of theirs in which that is changed."""
    fuzz = tiny.visitor("fuzz")
    page = tiny.open_page(fuzz)
    async with open_socket(tiny, page, fuzz) as socket:
        assert await socket.connect()
        await socket.emit(name, *([page.click(**changed)] if changed else values))
        await socket.ask("handshake", {})
