"""What every answer carries, and what a request may be and bring."""

import re
from http import HTTPStatus

import httpx
import pytest

from tests.guard.tiny import Tiny, Visitor, mark_of

FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
SAME = {"sec_fetch_site": "same-origin"}


def crawl(tiny: Tiny, ann: Visitor) -> list[httpx.Response]:
    """One answer of each kind."""
    asset = tiny.get("/", ann).text.partition('href="/assets/')[2].partition('"')[0]
    return [
        tiny.get("/", ann),
        tiny.get("/"),
        tiny.get("/healthz"),
        tiny.get("/who", ann),
        tiny.get("/away", ann),
        tiny.get("/nothing", ann),
        tiny.get("/number/x", ann),
        tiny.get("/refused", ann),
        tiny.get("/boom", ann),
        tiny.get("/late-boom", ann),
        tiny.get("/slow", ann),
        tiny.get("/plain-boom", ann),
        tiny.get("/who", ann, method="POST", **SAME),
        tiny.get("/who", ann, method="TRACE"),
        tiny.get("/echo", ann, method="POST"),
        tiny.get("/who", ann, host="evil.example"),
        tiny.post("/echo", ann, b"x" * 1_100_000),
        tiny.get("/?" + "x" * 10_000, ann),
        tiny.get(f"/assets/{asset}"),
        tiny.get("/assets/old/theme.css"),
        tiny.get("/_nicegui/3.18.0/static/nicegui.js"),
        tiny.get("/_nicegui/3.18.0/static/nothing.js"),
        tiny.get("/_nicegui_ws/socket.io/"),
        tiny.get("/favicon.ico"),
    ]


def test_every_answer_carries_the_security_headers(tiny: Tiny) -> None:
    answers = crawl(tiny, tiny.visitor())

    statuses = {answer.status_code for answer in answers}
    assert statuses == {200, 303, 400, 403, 404, 405, 413, 414, 500}
    for answer in answers:
        carried = {name: answer.headers.get(name) for name in FIXED}
        assert carried == FIXED, answer.url
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], answer.url
        assert "camera=()" in answer.headers["permissions-policy"], answer.url
        assert "server" not in answer.headers, answer.url
        assert "set-cookie" not in answer.headers, answer.url
        assert "strict-transport-security" not in answer.headers, answer.url  # this one is http, on loopback


def test_pages_and_data_are_not_kept_by_anyone(tiny: Tiny) -> None:
    ann = tiny.visitor()

    kept = {path: tiny.get(path, ann).headers["cache-control"] for path in ("/", "/who", "/away", "/nothing", "/boom", "/healthz")}

    assert set(kept.values()) == {"no-store"}


@pytest.mark.parametrize("path", ["/boom", "/late-boom", "/plain-boom", "/slow"])
def test_a_bug_shows_a_plain_page_whose_number_is_in_the_log_and_nothing_else_of_it(tiny: Tiny, path: str) -> None:
    log = tiny.new_log()

    answer = tiny.get(path, tiny.visitor())

    assert answer.status_code == 500
    assert "canary" not in answer.text
    assert "response_timeout" not in answer.text
    assert "<script" not in answer.text
    reference = answer.text.partition("find it: ")[2][:8]
    assert len(reference) == 8
    [entry] = [line for line in log.text.splitlines() if f"A fault at GET {path}" in line]
    assert f" [request {reference} person:1 session " in entry


def test_what_is_refused_is_noted_with_who_asked_and_without_what_they_sent(tiny: Tiny) -> None:
    ann, ruth, log = tiny.visitor(), tiny.member(), tiny.new_log()

    tiny.get("/number/canary?canary=canary", ann)
    tiny.get("/missing?canary", ann)
    tiny.get("/nothing/canary", ruth, referer="http://127.0.0.1/canary", x_request_id="canary")
    tiny.get("/staff/customers", ruth, method="POST", origin="http://canary.example")
    tiny.get("/healthz?canary", method="TRACE")  # of a router within the application
    tiny.get("/nothing/canary")
    tiny.get("/who", ann)

    said = [line.partition(" INFO portal ")[2] for line in log.text.splitlines()]
    assert [line.partition("]: ")[2] for line in said] == [
        "GET /number/... was refused: 400",
        "GET /missing was refused: 404",
        "POST /staff/customers was refused: 403",
        "TRACE /healthz was refused: 405",
    ]
    numbers = [line[:17] for line in said]
    assert all(re.fullmatch(r"\[request [0-9a-f]{8}", number) for number in numbers)
    assert len(set(numbers)) == len(said)
    assert [line[17:].partition("]")[0] for line in said] == [
        f" person:1 session {mark_of(ann)}",
        f" person:1 session {mark_of(ann)}",
        "",
        "",
    ]


@pytest.mark.parametrize("path", ["/missing", "/missing-page"])
def test_what_a_route_does_not_find_is_a_plain_page(tiny: Tiny, path: str) -> None:
    answer = tiny.get(path, tiny.visitor())

    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert "<script" not in answer.text
    assert "canary" not in answer.text


@pytest.mark.parametrize("path", ["/who%00", "/%00", "/who?next=%00", "/who?q=a%00b"])
def test_an_address_with_a_nul_in_it_is_not_understood(tiny: Tiny, path: str) -> None:
    answer = tiny.get(path, tiny.visitor())

    assert answer.status_code == 400
    assert "We could not understand that" in answer.text


def test_a_refusal_of_the_service_is_said_in_its_words(tiny: Tiny) -> None:
    answer = tiny.get("/refused", tiny.visitor())

    assert answer.status_code == 404
    assert "There is no order 4711 in this account." in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    "path", ["/nothing", "/nothing/at/all", "/docs", "/redoc", "/openapi.json", "/_nicegui/x", "/who/", "//who", "/%2e%2e/who"]
)
def test_an_unknown_address_is_a_plain_page_and_builds_no_client(tiny: Tiny, path: str) -> None:
    ann = tiny.visitor()
    before = tiny.order("clients")

    answers = [tiny.get(path, ann), tiny.get(path)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "<script" not in answers[0].text
    assert set(tiny.order("clients")) <= set(before)


def test_pages_that_no_browser_joins_do_not_pile_up(tiny: Tiny) -> None:
    ann = tiny.visitor()
    before = set(tiny.order("clients"))

    with httpx.Client(trust_env=False, headers={"cookie": ann.cookie}) as client:
        for _ in range(50):
            client.get(tiny.url)

    assert len(set(tiny.order("clients")) - before) <= 31


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "127.0.0.1", "127.0.0.1.evil.example", ""])
def test_another_host_is_refused_before_anything_else(tiny: Tiny, host: str) -> None:
    answer = tiny.get("/who", tiny.visitor(), host=host)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "location" not in answer.headers


def test_a_probe_may_ask_for_health_by_number(tiny: Tiny) -> None:
    assert tiny.get("/healthz", host="10.0.0.7:8080").status_code == 200


def test_health_says_which_database_answers_and_fails_without_secrets_when_it_does_not(tiny: Tiny) -> None:
    well = tiny.get("/healthz")
    tiny.order("fail", True)
    ill = tiny.get("/healthz")
    page = tiny.get("/who", tiny.visitor())
    tiny.order("fail", False)

    assert (well.status_code, well.json()) == (200, {"status": "ok", "database": "sqlite", "version": "3"})
    assert (ill.status_code, ill.json()) == (503, {"status": "failing", "database": "no answer"})
    assert page.status_code == 503
    assert "canary" not in page.text


def test_a_forwarded_prefix_changes_no_address(tiny: Tiny) -> None:
    ann = tiny.visitor()

    page = tiny.get("/", ann, x_forwarded_prefix="//evil.example")
    moved = tiny.get("/away", ann, x_forwarded_prefix="https://evil.example")

    assert "evil.example" not in page.text
    assert moved.headers["location"] == "/who"


def test_forwarding_headers_of_a_stranger_are_ignored_and_taken_away(tiny: Tiny) -> None:
    headers = {
        "x_forwarded_for": "203.0.113.9",
        "x_forwarded_proto": "https",
        "x_forwarded_host": "evil.example",
        "forwarded": "for=1.2.3.4",
    }

    seen = tiny.get("/who", tiny.visitor(), **headers).json()

    assert (seen["address"], seen["scheme"], seen["forwarded"]) == ("127.0.0.1", "http", [])


@pytest.mark.parametrize("own", [{"sec_fetch_site": "same-origin"}, {"sec_fetch_site": "same-origin", "origin": "null"}, {"origin": "OWN"}])
def test_a_form_of_our_own_is_taken(tiny: Tiny, own: dict[str, str]) -> None:
    headers = {name: tiny.url if value == "OWN" else value for name, value in own.items()}

    assert tiny.get("/echo", tiny.visitor(), method="POST", **headers).status_code == 200


@pytest.mark.parametrize(
    "foreign",
    [
        {},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "cross-site", "origin": "OWN"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/echo", "/sign-in", "/nothing"])
def test_a_form_from_elsewhere_is_refused_everywhere(tiny: Tiny, foreign: dict[str, str], path: str) -> None:
    headers = {name: tiny.url if value == "OWN" else value for name, value in foreign.items()}

    assert tiny.get(path, tiny.visitor(), method="POST", **headers).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"])
def test_other_methods_are_refused(tiny: Tiny, method: str) -> None:
    answer = tiny.get("/who", tiny.visitor(), method=method, **SAME)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
