"""Who gets to which address, and where everyone else is sent."""

import pytest

from tests.guard.raw_socket import Polling
from tests.guard.tiny import Tiny

PAGES = {"/": "/sign-in", "/who": "/sign-in?next=/who", "/number/3": "/sign-in?next=/number/3"}


@pytest.mark.parametrize(("path", "address"), PAGES.items())
def test_a_stranger_is_sent_to_sign_in_and_back_afterwards(tiny: Tiny, path: str, address: str) -> None:
    answer = tiny.get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, address)


def test_the_way_back_keeps_the_question_and_nothing_can_be_smuggled_into_it(tiny: Tiny) -> None:
    asked = tiny.get("/who?q=a%26b&page=2").headers["location"]
    split = tiny.get("/number/%0d%0aset-cookie:x").headers["location"]
    long = tiny.get("/who?q=" + "x" * 600).headers["location"]

    assert asked == "/sign-in?next=/who%3Fq%3Da%2526b%26page%3D2"
    assert split == "/sign-in?next=/number/%250D%250Aset-cookie%253Ax"
    assert long == "/sign-in"


def test_who_was_signed_in_is_told_that_it_ended(tiny: Tiny) -> None:
    gone = tiny.visitor()
    tiny.order("end", gone.session_id)

    page = tiny.get("/who", gone)
    form = tiny.get("/echo", gone, method="POST", sec_fetch_site="same-origin")

    assert page.headers["location"] == "/sign-in?after=end&next=/who"
    assert form.headers["location"] == "/sign-in?after=end"


def test_what_is_fetched_and_not_opened_gets_a_status_in_place_of_a_page(tiny: Tiny) -> None:
    assert tiny.get("/who", sec_fetch_mode="cors").status_code == 401


def test_who_is_signed_in_without_an_account_chooses_one_first(tiny: Tiny) -> None:
    zoe = tiny.visitor("zoe", None)

    first, page, chooser = tiny.get("/", zoe), tiny.get("/who", zoe), tiny.get("/accounts", zoe)

    assert (first.status_code, first.headers["location"]) == (303, "/accounts")
    assert (page.status_code, page.headers["location"]) == (303, "/accounts?next=/who")
    assert (chooser.status_code, chooser.text) == (200, "choose")


def test_the_sign_in_and_health_are_open_to_strangers_and_the_chooser_is_not(tiny: Tiny) -> None:
    statuses = {path: tiny.get(path).status_code for path in ("/sign-in", "/healthz", "/favicon.ico", "/accounts")}

    assert statuses == {"/sign-in": 200, "/healthz": 200, "/favicon.ico": 200, "/accounts": 303}


def test_a_page_is_told_who_looks_in_their_language(tiny: Tiny) -> None:
    seen = tiny.get("/who", tiny.visitor("uwe")).json()

    assert (seen["person"], seen["locale"]) == ("uwe", "de_DE")


def test_an_error_page_speaks_the_visitor_s_language_and_a_stranger_s_the_company_s(tiny: Tiny) -> None:
    uwes, strangers = tiny.get("/number/x", tiny.visitor("uwe")), tiny.get("/sign-in/x")

    assert '<html lang="de-DE">' in uwes.text
    assert '<html lang="en-US">' in strangers.text


NOBODYS = ["portal=", "portal=x", "portal", "portal=nobody-1;", "session=x", 'portal="', "=;;=", "portal=" + "x" * 5000]


@pytest.mark.parametrize("cookie", NOBODYS)
def test_a_cookie_of_nobody_opens_nothing(tiny: Tiny, cookie: str) -> None:
    assert tiny.get("/who", cookie=cookie).status_code == 303


def test_a_request_for_a_page_counts_as_activity_and_one_for_an_asset_does_not(tiny: Tiny) -> None:
    active, idle = tiny.visitor(), tiny.visitor()

    tiny.get("/who", active)
    tiny.get("/_nicegui/3.18.0/static/nicegui.js", idle)

    touched = tiny.order("touched")
    assert active.session_id in touched
    assert idle.session_id not in touched


async def test_the_framework_keeps_no_cookie_of_its_own(tiny: Tiny) -> None:
    ann = tiny.visitor()
    page = tiny.open_page(ann)

    async with Polling(tiny, ann, {"Sec-Fetch-Site": "same-origin"}) as polling:
        await polling.open(page)
        cookies = list(polling.session.cookie_jar)

    assert cookies == []
    assert not (tiny.log.parent / ".nicegui").exists()


def test_routes_of_a_page_are_for_its_own_session(tiny: Tiny) -> None:
    ann, bob = tiny.visitor(), tiny.visitor("bob", 200)
    tiny.get("/upload", ann)
    path = tiny.order("uploads")[-1]

    statuses = [tiny.get(path, visitor, method="POST", sec_fetch_site="same-origin").status_code for visitor in (None, bob, ann)]

    assert statuses == [303, 404, 200]
