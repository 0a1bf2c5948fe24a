"""The office and customers: a session opens the one part of the house or the other, never both."""

import pytest

from tests.guard.raw_socket import open_socket
from tests.guard.tiny import Tiny

OFFICE = ("/staff", "/staff/customers", "/staff/second-factor", "/staff/sign-in/code")
CUSTOMERS = ("/", "/who", "/number/3", "/accounts")
ACT = "it ran"


def test_a_stranger_at_the_office_is_sent_to_the_offices_door(tiny: Tiny) -> None:
    asked = {path: tiny.get(path).headers["location"] for path in ("/staff", "/staff/customers")}

    assert asked == {"/staff": "/staff/sign-in", "/staff/customers": "/staff/sign-in?next=/staff/customers"}
    assert tiny.get("/staff/sign-in").text == "here: /staff/sign-in"


@pytest.mark.parametrize("customer_id", [100, None])
@pytest.mark.parametrize("path", OFFICE)
def test_for_a_customer_the_office_is_not_there(tiny: Tiny, path: str, customer_id: int | None) -> None:
    ann = tiny.visitor("ann", customer_id)

    page, form = tiny.get(path, ann), tiny.get(path, ann, method="POST", sec_fetch_site="same-origin")

    assert (page.status_code, form.status_code) == (404, 404)
    assert "here: " not in page.text


@pytest.mark.parametrize("path", CUSTOMERS)
def test_the_office_opens_no_page_of_customers(tiny: Tiny, path: str) -> None:
    answer = tiny.get(path, tiny.member())

    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")


@pytest.mark.parametrize("path", ["/staff", "/staff/customers", "/staff/second-factor", "/", "/who"])
def test_before_the_code_nothing_is_open_but_the_place_to_give_it(tiny: Tiny, path: str) -> None:
    half_in = tiny.member("ruth", "code")

    answer = tiny.get(path, half_in)

    wanted = "/staff/sign-in/code" if path.startswith("/staff") else "/staff"
    assert (answer.status_code, answer.headers["location"]) == (303, wanted)
    assert tiny.get("/staff/sign-in/code", half_in).status_code == 200


@pytest.mark.parametrize("path", ["/staff", "/staff/customers", "/staff/sign-in/code"])
def test_an_administrator_without_a_second_factor_can_do_nothing_but_set_it_up(tiny: Tiny, path: str) -> None:
    admin = tiny.member("ada", "set-up", "admin")

    pages = [tiny.get(path, admin), tiny.get(path, admin, method="POST", sec_fetch_site="same-origin")]

    assert {(page.status_code, page.headers["location"]) for page in pages} == {(303, "/staff/second-factor")}
    assert tiny.get("/staff/second-factor", admin).status_code == 200


async def test_a_customers_forged_event_does_not_run_on_a_page_of_the_office(tiny: Tiny) -> None:
    ruth, mallory = tiny.member("ruth-a"), tiny.visitor("mallory-a", 200)
    page, own = tiny.open_page(ruth, "/staff"), tiny.open_page(mallory)

    async with open_socket(tiny, page, ruth) as socket, open_socket(tiny, own, mallory) as foreign:
        assert await socket.connect()
        assert await foreign.connect()
        await foreign.emit("event", page.click())
        await foreign.emit("event", own.click())
        await foreign.until(lambda text: ACT in text)

    assert tiny.acts_of("ruth-a") == []
    assert tiny.acts_of("mallory-a") == ["mallory-a en_US"]


async def test_the_offices_forged_event_does_not_run_on_a_customers_page(tiny: Tiny) -> None:
    ann, ruth = tiny.visitor("ann-b"), tiny.member("ruth-b")
    page, own = tiny.open_page(ann), tiny.open_page(ruth, "/staff")

    async with open_socket(tiny, page, ann) as socket, open_socket(tiny, own, ruth) as foreign:
        assert await socket.connect()
        assert await foreign.connect()
        await foreign.emit("event", page.click())
        await foreign.emit("event", own.click())
        await foreign.ask("handshake", {})

    assert tiny.acts_of("ann-b") == []
    assert tiny.acts_of("ruth-b") == ["ruth-b of the office"]


async def test_a_customers_socket_does_not_join_a_page_of_the_office(tiny: Tiny) -> None:
    ruth, mallory = tiny.member("ruth-c"), tiny.visitor("mallory-c", 200)
    page = tiny.open_page(ruth, "/staff")

    async with open_socket(tiny, page, mallory) as foreign:
        assert not await foreign.connect()


async def test_a_member_who_is_disabled_elsewhere_is_out_of_their_open_page(tiny: Tiny) -> None:
    ruth = tiny.member("ruth-d")
    page = tiny.open_page(ruth, "/staff")

    async with open_socket(tiny, page, ruth) as socket:
        assert await socket.connect()
        tiny.order("revoke", ruth.session_id)
        kick = await socket.until(lambda text: "run_javascript" in text)
        await socket.emit("event", page.click())
        await socket.ask("handshake", {})

    assert "/sign-in?after=end" in kick
    assert tiny.acts_of("ruth-d") == []


async def test_a_page_built_for_another_role_does_nothing_more(tiny: Tiny) -> None:
    ruth = tiny.member("ruth-e")
    page = tiny.open_page(ruth, "/staff")

    async with open_socket(tiny, page, ruth) as socket:
        assert await socket.connect()
        tiny.order("promote", ruth.session_id, "read-only")
        moved = await socket.until(lambda text: "run_javascript" in text)
        await socket.emit("event", page.click())
        await socket.ask("handshake", {})

    assert "location.replace('/')" in moved  # from where the guard sends the office to its own start
    assert tiny.acts_of("ruth-e") == []
