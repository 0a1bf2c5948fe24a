"""Who may open a socket, and whose page it may join."""

import json

import aiohttp
import pytest

from tests.guard.raw_socket import Polling, open_socket
from tests.guard.tiny import Tiny

EVIL = ["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", "http://127.0.0.1.evil.example"]
SAME = {"Sec-Fetch-Site": "same-origin"}
CROSS = {"Sec-Fetch-Site": "cross-site"}
BROKEN = [{"tab_id": ""}, {"document_id": ""}, {"next_message_id": "x"}, {"next_message_id": "-1"}, {"client_id": ""}]


async def test_a_page_of_the_same_session_is_joined(tiny: Tiny) -> None:
    ann = tiny.visitor()
    page = tiny.open_page(ann)

    async with open_socket(tiny, page, ann) as socket:
        assert await socket.connect()


@pytest.mark.parametrize("origin", [*EVIL, None])
async def test_a_websocket_from_elsewhere_is_refused(tiny: Tiny, origin: str | None) -> None:
    ann = tiny.visitor()
    page = tiny.open_page(ann)

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with open_socket(tiny, page, ann, origin=origin):
            pass

    assert refused.value.status == 403
    assert refused.value.headers is not None
    assert refused.value.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "headers", [*({"Origin": origin} for origin in EVIL), {}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null", **SAME}]
)
async def test_polling_from_elsewhere_is_refused(tiny: Tiny, headers: dict[str, str]) -> None:
    ann = tiny.visitor()
    page = tiny.open_page(ann)

    async with Polling(tiny, ann, headers) as polling:
        status, _ = await polling.open(page)

    assert status == 403


@pytest.mark.parametrize("own", [SAME, {"Origin": "http://127.0.0.1"}])
async def test_polling_from_our_own_page_is_answered(tiny: Tiny, own: dict[str, str]) -> None:
    ann = tiny.visitor()
    page = tiny.open_page(ann)
    headers = own if "Origin" not in own else {"Origin": tiny.url}

    async with Polling(tiny, ann, headers) as polling:
        status, body = await polling.open(page)
        connection = json.loads(body[1:])["sid"]
        await polling.send(connection, "40")
        _, joined = await polling.receive(connection)

    assert status == 200
    assert joined.startswith("40")


async def test_a_connection_by_polling_is_of_no_use_to_another_session(tiny: Tiny) -> None:
    ann, bob = tiny.visitor("ann"), tiny.visitor("bob", 200)
    page = tiny.open_page(ann)

    async with Polling(tiny, ann, SAME) as polling, Polling(tiny, bob, SAME) as foreign, Polling(tiny, None, SAME) as nobody:
        _, body = await polling.open(page)
        connection = json.loads(body[1:])["sid"]
        statuses = [(await foreign.send(connection, "40"))[0], (await nobody.send(connection, "40"))[0]]

    assert statuses == [403, 403]


async def test_without_a_cookie_a_known_page_is_not_joined(tiny: Tiny) -> None:
    page = tiny.open_page(tiny.visitor())

    async with open_socket(tiny, page, None) as socket:
        assert not await socket.connect()


async def test_with_another_persons_cookie_a_page_is_not_joined(tiny: Tiny) -> None:
    page = tiny.open_page(tiny.visitor("ann"))

    async with open_socket(tiny, page, tiny.visitor("bob", 200)) as socket:
        assert not await socket.connect()


async def test_after_sign_out_a_page_is_not_joined_again(tiny: Tiny) -> None:
    ann = tiny.visitor()
    page = tiny.open_page(ann)
    tiny.order("end", ann.session_id)

    async with open_socket(tiny, page, ann) as socket:
        assert not await socket.connect()


@pytest.mark.parametrize(
    "broken", [{"tab_id": ""}, {"document_id": ""}, {"next_message_id": "x"}, {"next_message_id": "-1"}, {"client_id": ""}]
)
async def test_a_handshake_with_parts_missing_is_refused_without_a_traceback(tiny: Tiny, broken: dict[str, str]) -> None:
    ann = tiny.visitor()
    page = tiny.open_page(ann)
    log = tiny.new_log()

    async with open_socket(tiny, page, ann, **broken) as socket:
        assert not await socket.connect()

    assert "Traceback" not in log.text


async def test_a_socket_at_another_address_is_refused(tiny: Tiny) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{tiny.url}/who", origin=tiny.url)

    assert refused.value.status == 404
