"""Where a card processor rings: over real HTTP, through the whole guard, with no session and no form of ours."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from portal_ui.dates import utc_clock
from portal_ui.gateways import Charge, Report
from portal_ui.gateways.demo import DemoGateway, sending
from portal_ui.gateways.demo.choices import CHOICES, new_token
from portal_ui.gateways.demo.gateway import Delivery
from tests.guard.fake_paying import GATEWAY_FILE
from tests.guard.tiny import Tiny

pytestmark = pytest.mark.xdist_group("webhooks")
PATIENCE_SECONDS = 20


@pytest.fixture
async def gateway(tiny: Tiny) -> AsyncIterator[DemoGateway]:
    """The gateway of the running portal, in this process; nothing of an earlier test is left to deliver."""
    opened = DemoGateway(tiny.log.parent / GATEWAY_FILE, utc_clock, patience_seconds=0)
    for delivery in await opened.events_due():
        await opened.delivered(delivery.id)
    yield opened
    opened.close()


async def paid(gateway: DemoGateway) -> Report:
    """A payment that went through, so that an event is due."""
    customer = await gateway.ensure_customer("customer:1", "Someone")
    charge = Charge(str(uuid4()), str(uuid4()), customer, 4900, "USD", "Invoice 10482", token=new_token(CHOICES[0]))
    report = await gateway.charge(charge)
    assert isinstance(report, Report)
    return report


async def due(gateway: DemoGateway, report: Report) -> Delivery:
    """The event of that payment; those of earlier tests that were not taken may come again just now."""
    (delivery,) = [delivery for delivery in await gateway.events_due() if report.reference.encode() in delivery.body]
    return delivery


def ring(tiny: Tiny, body: bytes, headers: Mapping[str, str], *, path: str = "/webhooks/demo", method: str = "POST") -> httpx.Response:
    """What a machine is answered that sends this."""
    return httpx.request(method, tiny.url + path, content=body, headers=dict(headers), trust_env=False, timeout=15)


def endless_news(tiny: Tiny) -> int | None:
    """What is answered to a body of 400 MB in chunks; nothing where the line is cut meanwhile."""
    chunks = (b"x" * 100_000 for _chunk in range(4_000))
    try:
        return httpx.post(f"{tiny.url}/webhooks/demo", content=chunks, trust_env=False, timeout=30).status_code
    except httpx.TransportError:
        return None


async def storm(tiny: Tiny, body: bytes, headers: Mapping[str, str], *, times: int) -> set[int]:
    """The statuses of so many of the same over one connection, each sent without waiting for the answers before it."""
    told = {**headers, "Host": tiny.url.removeprefix("http://"), "Content-Length": str(len(body))}
    one = "".join(["POST /webhooks/demo HTTP/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in told.items()), "\r\n"]).encode() + body
    host, port = told["Host"].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    sending = asyncio.create_task(_send(writer, one, times))
    statuses = set()
    for _time in range(times):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        statuses.add(int(head.split(" ", 2)[1]))
        await reader.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
    await sending
    writer.close()
    return statuses


async def _send(writer: asyncio.StreamWriter, one: bytes, times: int) -> None:
    for _time in range(times):
        writer.write(one)
        await writer.drain()


async def until_heard(tiny: Tiny, report: Report, times: int = 1) -> None:
    """Wait until the portal has heard of the payment so often."""

    def is_heard() -> bool:
        return [heard for heard in tiny.order("heard") if report.reference in heard] == [
            f"payment_intent.succeeded {report.reference}"
        ] * times

    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_heard():  # noqa: ASYNC110 - another process hears
            await asyncio.sleep(0.05)


async def test_an_event_is_heard_without_a_session_and_without_a_form_of_ours(tiny: Tiny, gateway: DemoGateway) -> None:
    report = await paid(gateway)
    delivery = await due(gateway, report)

    answer = ring(tiny, delivery.body, delivery.headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert f"payment_intent.succeeded {report.reference}" in tiny.order("heard")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


async def test_what_is_not_the_gateway_s_is_refused_in_a_plain_line_and_not_heard(tiny: Tiny, gateway: DemoGateway) -> None:
    delivery = await due(gateway, await paid(gateway))
    log, before = tiny.new_log(), tiny.order("heard")
    bodies = [b"", b"{}", b"[]", b"\xff\xfe", delivery.body + b" ", b"x" * 262_144]

    answers = [ring(tiny, body, delivery.headers) for body in bodies] + [
        ring(tiny, delivery.body, {}),
        ring(tiny, delivery.body, {"demo-signature": "x" * 5000}),
    ]

    assert {answer.status_code for answer in answers} == {400}
    assert {answer.text for answer in answers} == {"This is no event of the gateway."}
    assert tiny.order("heard") == before
    assert "Traceback" not in log.text


async def test_more_than_an_event_is_refused(tiny: Tiny) -> None:
    statuses = [ring(tiny, b"x" * size, {}).status_code for size in (262_145, 1_000_001)]

    assert statuses == [413, 413]


async def test_only_the_gateway_in_use_is_heard_and_only_by_post(tiny: Tiny, gateway: DemoGateway) -> None:
    delivery = await due(gateway, await paid(gateway))

    other = ring(tiny, delivery.body, delivery.headers, path="/webhooks/stripe")
    got = ring(tiny, b"", {}, method="GET")
    below = ring(tiny, delivery.body, delivery.headers, path="/webhooks/demo/x")
    put = ring(tiny, delivery.body, delivery.headers, method="PUT")

    assert [answer.status_code for answer in (other, got, below, put)] == [404, 405, 403, 405]


async def test_another_host_s_webhook_is_not_ours(tiny: Tiny, gateway: DemoGateway) -> None:
    delivery = await due(gateway, await paid(gateway))

    assert ring(tiny, delivery.body, {**delivery.headers, "host": "evil.example"}).status_code == 400


async def test_the_demo_gateway_rings_by_itself_right_after_each_charge(tiny: Tiny, gateway: DemoGateway) -> None:
    async with sending(gateway, f"{tiny.url}/", look_seconds=600):
        for _time in range(2):
            await until_heard(tiny, await paid(gateway))


async def test_an_event_that_has_arrived_does_not_come_again(tiny: Tiny, gateway: DemoGateway) -> None:
    async with sending(gateway, tiny.url):
        first = await paid(gateway)
        await until_heard(tiny, first)
        await until_heard(tiny, await paid(gateway))  # events go one after the other, so the first is through

    later = DemoGateway(tiny.log.parent / GATEWAY_FILE, lambda: utc_clock() + timedelta(hours=2))
    coming = [later.read_event(delivery.body, delivery.headers).reference for delivery in await later.events_due()]
    later.close()
    assert first.reference not in coming


async def test_an_event_that_the_portal_could_not_keep_comes_again(tiny: Tiny, gateway: DemoGateway) -> None:
    tiny.order("not keep", 1)
    async with sending(gateway, tiny.url):
        report = await paid(gateway)
        await until_heard(tiny, report)


async def test_an_event_that_another_process_made_goes_out_too(tiny: Tiny, gateway: DemoGateway) -> None:
    other = DemoGateway(tiny.log.parent / GATEWAY_FILE, utc_clock, patience_seconds=0)
    async with sending(gateway, tiny.url):
        report = await paid(other)
        await until_heard(tiny, report)
    other.close()


async def test_an_event_that_was_to_come_twice_comes_twice(tiny: Tiny, gateway: DemoGateway) -> None:
    gateway.faults.deliver_twice()
    async with sending(gateway, tiny.url):
        report = await paid(gateway)
        await until_heard(tiny, report, times=2)


async def test_a_portal_that_is_away_stops_nobody_from_charging_and_hears_of_it_afterwards(tiny: Tiny, gateway: DemoGateway) -> None:
    async with sending(gateway, "http://127.0.0.1:9"):  # nobody listens there
        report = await paid(gateway)
    async with sending(gateway, tiny.url):
        await until_heard(tiny, report)


async def test_case_35_floods_of_forged_and_endless_news_cost_no_memory_and_reach_nobody(tiny: Tiny, gateway: DemoGateway) -> None:
    delivery = await due(gateway, await paid(gateway))
    forged = delivery.body + b" " * (262_144 - len(delivery.body))
    for _time in range(20):  # what a first few cost, once
        ring(tiny, forged, delivery.headers)
    log, heard = tiny.new_log(), tiny.order("heard")
    statuses: set[int] = set()
    endless: set[int | None] = set()

    for _flood in range(3):  # what the first of a kind leaves behind it does once; a leak would show in each
        before = tiny.memory_bytes()
        statuses |= {ring(tiny, forged, delivery.headers).status_code for _time in range(50)}
        statuses |= await storm(tiny, delivery.body + b" ", delivery.headers, times=4_000)
        endless |= {endless_news(tiny) for _time in range(2)}
        grown = tiny.memory_bytes() - before

    assert statuses == {400}
    assert endless <= {413, None}
    assert grown < 10_000_000
    assert tiny.order("heard") == heard
    assert "Traceback" not in log.text
