"""Card numbers stay outside: wherever one stands in what comes in, it is refused, answered without it and never logged."""

import asyncio
import json
import uuid
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import httpx
import pytest

from pages.guard.card_numbers import seems_card
from tests.guard.raw_socket import Polling, RawSocket, open_socket
from tests.guard.tiny import OpenPage, Tiny, Visitor

PAN = "4242424242424242"
SPACED = "4242 4242 4242 4242"
AMEX = "3782-822463-10005"
LAST = "4242"
SENTENCE = "That looks like a card number. It was not kept; enter cards only on the card page."
SENT_BY = {"sec_fetch_site": "same-origin"}

Request = Callable[[Tiny, Visitor], httpx.Response]


def form(**fields: str) -> Request:
    return lambda tiny, ann: tiny.post("/echo", ann, urlencode(fields).encode())


def body(content: bytes) -> Request:
    return lambda tiny, ann: tiny.post("/echo", ann, content)


def get(path: str, **headers: str) -> Request:
    return lambda tiny, ann: tiny.get(path, ann, **headers)


def in_chunks(tiny: Tiny, ann: Visitor) -> httpx.Response:
    def halves() -> Iterator[bytes]:
        yield f"po={PAN[:7]}".encode()
        yield PAN[7:].encode()

    return tiny.post("/echo", ann, halves())


WAYS: dict[str, Request] = {
    "query": get(f"/who?search={PAN}"),
    "query, spaced": get(f"/who?{urlencode({'search': SPACED})}"),
    "query, as a name": get(f"/who?{PAN}"),
    "query, an address in an address": get(f"/who?next={quote(quote('/invoices?search=' + PAN, safe=''), safe='')}"),
    "query, of a stranger": lambda tiny, _ann: tiny.get(f"/sign-in?email={PAN}"),
    "path": get(f"/number/{PAN}"),
    "path, escaped": get(f"/number/{quote(SPACED)}"),
    "path, unknown": get(f"/nothing/{AMEX}"),
    "referrer": get("/who", referer=f"https://portal.example/?search={PAN}"),
    "form": form(po=PAN),
    "form, spaced, with more around it": form(memo=f"card {SPACED} exp 12/30"),
    "form, grouped as American Express does": form(memo=AMEX),
    "form, no-break spaces": form(memo=SPACED.replace(" ", "\u00a0")),
    "form, other digits": form(memo="\uff14\uff12" * 8),
    "form, name of a field": form(**{PAN: "1"}),
    "form, in chunks": in_chunks,
    "form, in parts": body(f'--x\r\nContent-Disposition: form-data; name="po"\r\n\r\n{PAN}\r\n--x--\r\n'.encode()),
    "JSON, text": body(json.dumps({"memo": f"line\n{PAN}"}).encode()),
    "JSON, number": body(json.dumps({"amount": int(PAN)}).encode()),
    "JSON, escaped spaces": body(json.dumps({"memo": "pay\u00a0" + PAN}).encode()),
    "JSON, deep": body(json.dumps({"wish": {"rows": [1, {"memo": SPACED}]}}).encode()),
    "JSON, cut off": body(json.dumps({"memo": PAN}).encode()[:-1]),
    "JSON, too deep": body(b"[" * 30_000 + PAN.encode() + b"]" * 30_000),
    "form, a name that is none": form(**{"<b>": PAN}),
    "form, far into a large one": form(memo="harbor " * 70_000, po=SPACED),
    "form, across two pieces of a large one": form(memo="x" * (16_384 - len("memo=") - len("&po=") - 8), po=SPACED + "." * 20_000),
    "bytes that are no text": body(b"\xff\xfe" + PAN.encode() + b"\xff"),
}


NAMED = {
    "query": "search",
    "query, spaced": "search",
    "query, an address in an address": "next",
    "query, of a stranger": "email",
    "form": "po",
    "form, spaced, with more around it": "memo",
    "form, grouped as American Express does": "memo",
    "form, no-break spaces": "memo",
    "form, other digits": "memo",
    "form, in chunks": "po",
    "form, in parts": "po",
    "JSON, text": "memo",
    "JSON, number": "amount",
    "JSON, escaped spaces": "memo",
    "JSON, deep": "memo",
    "form, far into a large one": "po",
    "form, across two pieces of a large one": "po",
}


@pytest.mark.parametrize("way", WAYS)
def test_pan_in_any_field_is_refused_named_and_not_logged(tiny: Tiny, way: str) -> None:
    log, field = tiny.new_log(), NAMED.get(way, "")

    answer = WAYS[way](tiny, tiny.visitor())

    assert answer.status_code == 400
    assert (f"What stands in “{field}” looks like a card number. It was not kept;" if field else SENTENCE) in answer.text
    assert (f"in its field {field}," in log.text) is bool(field)
    kept = answer.text + str(answer.headers) + log.text
    assert [number for number in (PAN, SPACED, AMEX, PAN[:12]) if number in kept] == []
    assert "holds what may be a card number" in log.text


PASSING: dict[str, Request] = {
    "an order number that fails the check digit": get("/who?search=4242424242424241"),
    "a long number of a purchase order": form(po="2026000000000017"),
    "a moment in milliseconds": body(json.dumps({"at": 1764093250009}).encode()),
    "the decimals of a number": body(json.dumps({"x": 0.4242424242424242}).encode()),
    "a token": get(f"/who?token=x{PAN}y"),
    "two phone numbers": form(memo="903-555-0162 903-555-0163"),
    "a day and a time": form(memo="2026-11-23 10:02"),
}


@pytest.mark.parametrize("way", PASSING)
def test_other_long_numbers_pass(tiny: Tiny, way: str) -> None:
    assert PASSING[way](tiny, tiny.visitor()).status_code == 200


def test_ids_of_ours_are_no_card_numbers() -> None:
    ids = [str(uuid.UUID(int=number * 0x0429_4967_2967_4242_4242_4242_4242_4243 % 2**128)) for number in range(20_000)]
    decimal = ["42424242-4242-4242-4242-424242424242", "12345678-1234-4123-8123-123456789012"]

    assert [each for each in ids + decimal if seems_card(f"/pay/{each}?request={each}")] == []


def test_news_of_a_gateway_may_hold_long_numbers(tiny: Tiny) -> None:
    content = json.dumps({"id": int(PAN)}).encode()

    assert tiny.post("/webhooks/echo", tiny.visitor(), content).status_code == 200
    assert tiny.post(f"/webhooks/echo?id={PAN}", tiny.visitor(), content).status_code == 400


@pytest.mark.parametrize("typed", [PAN, f"line\n{SPACED}", [{"rows": [PAN]}], int(PAN)])
async def test_what_a_page_sends_with_a_card_number_is_dropped_and_the_person_is_told(tiny: Tiny, typed: object) -> None:
    name = f"card-{uuid.uuid4()}"
    card = tiny.visitor(name)
    page, log = tiny.open_page(card), tiny.new_log()

    async with open_socket(tiny, page, card) as socket:
        await socket.connect()
        await socket.emit("event", page.click(args=[json.dumps(typed)]))
        told = await socket.until(lambda text: SENTENCE in text)
        await click(socket, page)

    assert PAN not in told + log.text
    assert len(tiny.acts_of(name)) == 1
    assert "holds what may be a card number" in log.text


async def test_the_same_by_polling_leaves_the_connection_alive(tiny: Tiny) -> None:
    poll = tiny.visitor("polling")
    page = tiny.open_page(poll)

    async with Polling(tiny, poll, {"Sec-Fetch-Site": "same-origin"}) as polling:
        _status, hello = await polling.open(page)
        connection = json.loads(hello[1:])["sid"]
        await polling.send(connection, "40")
        event = json.dumps(["event", page.click(args=[json.dumps(PAN)])])
        status, _text = await polling.send(connection, "42" + event)
        told = ""
        async with asyncio.timeout(10):
            while SENTENCE not in told:
                told += (await polling.receive(connection))[1]

    assert status == 200
    assert PAN not in told
    assert tiny.acts_of("polling") == []


async def test_a_socket_whose_address_holds_a_card_number_is_refused(tiny: Tiny) -> None:
    answer = tiny.get(f"/_nicegui_ws/socket.io/?EIO=4&transport=polling&client_id={PAN}", tiny.visitor(), **SENT_BY)

    assert answer.status_code == 400
    assert PAN not in answer.text


async def click(socket: RawSocket, page: OpenPage) -> None:
    await socket.emit("event", page.click())
    await socket.until(lambda text: "it ran" in text)
