"""Whose events reach a page, and for how long."""

import json

import pytest

from tests.guard.raw_socket import Polling, RawSocket, open_socket
from tests.guard.tiny import Tiny

ACT = "it ran"


def acts_of(tiny: Tiny, person: str) -> list[str]:
    return [act for act in tiny.order("acts") if act.startswith(f"{person} ")]


async def test_a_click_runs_the_pages_handler_in_the_persons_language(tiny: Tiny) -> None:
    uwe = tiny.visitor("uwe")
    page = tiny.open_page(uwe)

    async with open_socket(tiny, page, uwe) as socket:
        await socket.connect()
        await socket.emit("event", page.click())
        await socket.until(lambda text: ACT in text)

    assert acts_of(tiny, "uwe") == ["uwe de_DE"]


async def test_events_of_another_session_do_not_run(tiny: Tiny) -> None:
    victim, mallory = tiny.visitor("victim"), tiny.visitor("mallory", 200)
    page, own = tiny.open_page(victim), tiny.open_page(mallory)

    async with open_socket(tiny, page, victim) as socket, open_socket(tiny, own, mallory) as foreign:
        assert await socket.connect()
        assert await foreign.connect()
        await foreign.emit("event", page.click())
        await run_own_click(foreign, own.click())

    assert acts_of(tiny, "victim") == []
    assert acts_of(tiny, "mallory") == ["mallory en_US"]


async def test_events_of_another_page_of_the_same_session_do_not_run(tiny: Tiny) -> None:
    twin = tiny.visitor("twin")
    first, second = tiny.open_page(twin), tiny.open_page(twin)

    async with open_socket(tiny, first, twin) as socket, open_socket(tiny, second, twin) as other:
        assert await socket.connect()
        assert await other.connect()
        await other.emit("event", first.click())
        await run_own_click(other, second.click())

    assert acts_of(tiny, "twin") == ["twin en_US"]


async def test_a_socket_that_joined_no_page_reaches_none(tiny: Tiny) -> None:
    loner = tiny.visitor("loner")
    page = tiny.open_page(loner)

    async with open_socket(tiny, page, loner) as socket, open_socket(tiny, page, loner, implicit_handshake="false") as unjoined:
        assert await socket.connect()
        assert await unjoined.connect()
        await unjoined.emit("event", page.click())
        await unjoined.ask("handshake", {})

    assert acts_of(tiny, "loner") == []


async def test_a_page_loaded_ahead_of_time_joins_when_it_is_shown(tiny: Tiny) -> None:
    early, mallory = tiny.visitor("early"), tiny.visitor("mallory2", 200)
    page, own = tiny.open_page(early), tiny.open_page(mallory)
    names = {"client_id": page.client_id, "tab_id": "tab", "document_id": "doc", "next_message_id": 0}

    async with (
        open_socket(tiny, page, early, implicit_handshake="false") as socket,
        open_socket(tiny, own, mallory, implicit_handshake="false") as foreign,
    ):
        assert await socket.connect()
        assert await foreign.connect()
        assert await foreign.ask("handshake", names) == [False]
        assert await socket.ask("handshake", names) == [True]


async def test_after_sign_out_elsewhere_an_open_page_does_nothing_and_goes_to_the_sign_in(tiny: Tiny) -> None:
    gone = tiny.visitor("gone")
    page = tiny.open_page(gone)

    async with open_socket(tiny, page, gone) as socket:
        assert await socket.connect()
        tiny.order("end", gone.session_id)
        await socket.emit("event", page.click())
        kick = await socket.until(lambda text: "run_javascript" in text)

    assert "/sign-in?after=end" in kick
    assert acts_of(tiny, "gone") == []


async def test_a_session_revoked_elsewhere_is_noticed_without_any_event(tiny: Tiny) -> None:
    revoked = tiny.visitor("revoked")
    page = tiny.open_page(revoked)

    async with open_socket(tiny, page, revoked) as socket:
        assert await socket.connect()
        tiny.order("revoke", revoked.session_id)
        kick = await socket.until(lambda text: "run_javascript" in text)
        await socket.emit("event", page.click())
        await socket.ask("handshake", {})

    assert "/sign-in?after=end" in kick
    assert acts_of(tiny, "revoked") == []


async def test_a_page_of_another_account_than_the_one_chosen_since_does_nothing_and_goes_to_the_start(tiny: Tiny) -> None:
    maria = tiny.visitor("maria", 100)
    page = tiny.open_page(maria)

    async with open_socket(tiny, page, maria) as socket:
        assert await socket.connect()
        tiny.order("switch", maria.session_id, 200)
        tiny.get("/who", maria)
        await socket.emit("event", page.click())
        moved = await socket.until(lambda text: "run_javascript" in text)

    assert "location.replace('/')" in moved
    assert acts_of(tiny, "maria") == []


async def test_a_click_counts_as_activity_and_a_ping_does_not(tiny: Tiny) -> None:
    idle = tiny.visitor("idle")
    page = tiny.open_page(idle)
    before = tiny.order("touched").count(idle.session_id)

    async with open_socket(tiny, page, idle) as socket:
        assert await socket.connect()
        await socket.emit("ack", {"client_id": page.client_id, "next_message_id": 0})
        await socket.ask("handshake", {})

    assert before == 1
    assert tiny.order("touched").count(idle.session_id) == 1


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
    assert acts_of(tiny, "fuzz") == []


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

    assert 30 <= len(acts_of(tiny, "flood")) <= 100
    assert f"session {flood.session_id} sent too much" in log.text
    assert "Traceback" not in log.text


async def test_a_frame_of_more_than_64_kilobytes_ends_the_socket(tiny: Tiny) -> None:
    large = tiny.visitor("large")
    page = tiny.open_page(large)
    log = tiny.new_log()

    async with open_socket(tiny, page, large) as socket:
        assert await socket.connect()
        await socket.emit("event", page.click(args=[json.dumps("x" * 70_000)]))
        await socket.until_closed()

    assert acts_of(tiny, "large") == []
    assert "Traceback" not in log.text


async def run_own_click(socket: RawSocket, click: dict[str, object]) -> None:
    """A click of one's own, sent after something else, tells when that has been dealt with."""
    await socket.emit("event", click)
    await socket.until(lambda text: ACT in text)


async def send_bad(tiny: Tiny, name: str, values: list[object], changed: dict[str, object] | None = None) -> None:
    """Something malformed, over a socket of someone new; with `changed` a click of theirs in which that is changed."""
    fuzz = tiny.visitor("fuzz")
    page = tiny.open_page(fuzz)
    async with open_socket(tiny, page, fuzz) as socket:
        assert await socket.connect()
        await socket.emit(name, *([page.click(**changed)] if changed else values))
        await socket.ask("handshake", {})
