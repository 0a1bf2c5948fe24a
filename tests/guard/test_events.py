"""Whose events reach a page, and for how long."""

import pytest

from tests.guard.raw_socket import RawSocket, open_socket
from tests.guard.tiny import Tiny

ACT = "it ran"


async def test_a_click_runs_the_pages_handler_in_the_persons_language(tiny: Tiny) -> None:
    uwe = tiny.visitor("uwe")
    page = tiny.open_page(uwe)

    async with open_socket(tiny, page, uwe) as socket:
        await socket.connect()
        await socket.emit("event", page.click())
        await socket.until(lambda text: ACT in text)

    assert tiny.acts_of("uwe") == ["uwe de_DE"]


async def test_events_of_another_session_do_not_run(tiny: Tiny) -> None:
    victim, mallory = tiny.visitor("victim"), tiny.visitor("mallory", 200)
    page, own = tiny.open_page(victim), tiny.open_page(mallory)

    async with open_socket(tiny, page, victim) as socket, open_socket(tiny, own, mallory) as foreign:
        assert await socket.connect()
        assert await foreign.connect()
        await foreign.emit("event", page.click())
        await run_own_click(foreign, own.click())

    assert tiny.acts_of("victim") == []
    assert tiny.acts_of("mallory") == ["mallory en_US"]


async def test_events_of_another_page_of_the_same_session_do_not_run(tiny: Tiny) -> None:
    twin = tiny.visitor("twin")
    first, second = tiny.open_page(twin), tiny.open_page(twin)

    async with open_socket(tiny, first, twin) as socket, open_socket(tiny, second, twin) as other:
        assert await socket.connect()
        assert await other.connect()
        await other.emit("event", first.click())
        await run_own_click(other, second.click())

    assert tiny.acts_of("twin") == ["twin en_US"]


async def test_a_socket_that_joined_no_page_reaches_none(tiny: Tiny) -> None:
    loner = tiny.visitor("loner")
    page = tiny.open_page(loner)

    async with open_socket(tiny, page, loner) as socket, open_socket(tiny, page, loner, implicit_handshake="false") as unjoined:
        assert await socket.connect()
        assert await unjoined.connect()
        await unjoined.emit("event", page.click())
        await unjoined.ask("handshake", {})

    assert tiny.acts_of("loner") == []


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
    assert tiny.acts_of("gone") == []


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
    assert tiny.acts_of("revoked") == []


@pytest.mark.parametrize("customer_id", [200, None])
async def test_when_the_session_looks_into_another_account_or_none_its_other_pages_go_to_the_start(
    tiny: Tiny, customer_id: int | None
) -> None:
    maria = tiny.visitor("maria", 100)
    page = tiny.open_page(maria)

    async with open_socket(tiny, page, maria) as socket:
        assert await socket.connect()
        tiny.order("switch", maria.session_id, customer_id)
        moved = await socket.until(lambda text: "run_javascript" in text)
        await socket.emit("event", page.click())
        await socket.ask("handshake", {})

    assert "location.replace('/')" in moved
    assert tiny.acts_of("maria") == []


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


async def run_own_click(socket: RawSocket, click: dict[str, object]) -> None:
    """A click of one's own, sent after something else, tells when that has been dealt with."""
    await socket.emit("event", click)
    await socket.until(lambda text: ACT in text)
