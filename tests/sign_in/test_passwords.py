import asyncio
import time

import pytest

from portal_ui.errors import TooBusyError
from portal_ui.passwords import appraise, check_password, hash_password, judge
from tests.sign_in.door import COST, PASSWORD, PEPPER, STORED, CountingDesk

OWN_WORDS = ["Acme Waste", "Dana Ortiz", "dana.ortiz", "Dana Ortiz Contracting", "2041"]


def is_right(password: str, kept_of: str) -> bool:
    return check_password(password, hash_password(kept_of, PEPPER, COST), PEPPER, COST)


def test_the_right_password_opens_and_nothing_else_does() -> None:
    assert check_password(PASSWORD, STORED, PEPPER)
    assert not check_password(PASSWORD + "s", STORED, PEPPER)
    assert not check_password(PASSWORD, STORED, PEPPER + "!")


def test_no_part_of_a_long_password_is_ignored() -> None:
    assert not is_right("a" * 99 + "b", kept_of="a" * 99 + "c")
    assert not is_right("abc\0x", kept_of="abc\0y")
    assert is_right("é" * 40, kept_of="é" * 40)


def test_a_space_and_a_capital_matter() -> None:
    assert not is_right(" " + PASSWORD, kept_of=PASSWORD)
    assert not is_right(PASSWORD.title(), kept_of=PASSWORD)


def test_an_accent_typed_on_two_systems_is_the_same_password() -> None:
    assert is_right("caf\u00e9 on the corner", kept_of="cafe\u0301 on the corner")


def test_a_password_above_the_limit_is_a_plain_no() -> None:
    assert not is_right("a" * 201, kept_of="a" * 200)
    assert is_right("a" * 200, kept_of="a" * 200)
    assert not check_password("a" * 1_000_000, STORED, PEPPER)


@pytest.mark.parametrize(
    "rubbish",
    [None, "", "x", "v1:", STORED[:-1], STORED.removeprefix("v1:"), "v1:$2b$99$" + "." * 53],
    ids=["nothing", "empty", "a letter", "a version", "cut short", "no version", "an impossible cost"],  # not its salt, which differs
)
def test_rubbish_in_the_database_is_a_plain_no(rubbish: str | None) -> None:
    assert not check_password(PASSWORD, rubbish, PEPPER, COST)


@pytest.mark.parametrize("stored", [None, "", "x"], ids=["nobody", "invited", "broken"])
@pytest.mark.parametrize("password", [PASSWORD, "", "a" * 100_000], ids=["usual", "empty", "endless"])
def test_where_nothing_can_match_it_works_as_long_as_where_something_could(password: str, stored: str | None) -> None:
    """In processor time, which others on the machine do not lengthen."""
    cost = 8
    kept = hash_password(PASSWORD, PEPPER, cost)
    began = time.thread_time()
    check_password("not the one", kept, PEPPER, cost)
    usual = time.thread_time() - began

    began = time.thread_time()
    assert not check_password(password, stored, PEPPER, cost)
    assert time.thread_time() - began > usual / 3


async def test_the_desk_works_as_long_for_nobody_as_for_somebody() -> None:
    desk = CountingDesk(cost=10)
    spent = []
    for stored in (hash_password(PASSWORD, PEPPER, 10), None, "", "x"):
        began = time.process_time()
        assert not await desk.matches("not the one", stored)
        spent.append(time.process_time() - began)
    desk.close()
    assert min(spent) > spent[0] / 3


def test_the_usual_cost_is_twelve_and_stands_in_the_hash() -> None:
    assert hash_password(PASSWORD, PEPPER).startswith("v1:$2b$12$")


@pytest.mark.parametrize(
    "password", ["password1234567", "passwordpassword", "Acmewaste2026!!", "qwertyuiopasdfgh", "dana.ortiz-2041!", "DanaOrtizContracting"]
)
def test_what_a_stranger_would_try_first_is_refused_with_a_reason(password: str) -> None:
    reason = judge(password, OWN_WORDS, 12)
    assert reason is not None
    assert reason.endswith(".")


@pytest.mark.parametrize("password", ["violet tractor mumbles sideways", "acme tractor mumbles sideways", "brzlqotvnwxkphd"])
def test_words_that_have_nothing_to_do_with_each_other_are_fine(password: str) -> None:
    assert judge(password, OWN_WORDS, 12) is None


def test_the_length_is_counted_in_characters_as_people_see_them_in_a_setting() -> None:
    assert "12 characters" in (judge("tractor.mum", [], 12) or "")
    assert judge("kiqzvobulwem", [], 12) is None
    assert "12 characters" in (judge("🦊" * 11, [], 12) or "")
    assert "200 characters" in (judge("a" * 201, [], 12) or "")


async def test_a_full_queue_says_that_we_are_busy_and_serves_again_afterwards() -> None:
    desk = CountingDesk(waiting=0)
    leave = asyncio.Event()

    async def sit() -> None:
        async with desk.seat():
            await leave.wait()

    seated = [asyncio.create_task(sit()) for _ in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusyError):
        async with desk.seat():
            pass
    leave.set()
    await asyncio.gather(*seated)
    async with desk.seat():
        assert await desk.matches(PASSWORD, STORED)
    desk.close()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("tyuiopoiuytre", "keys in a row"),
        ("passwordpassword", "repeating something"),
        ("abcdefghijklmno", "rows such as abc"),
        ("12/25/198412", "dates and years"),
        ("jennifermichael", "names"),
        ("password1234567", "many people use"),
        ("thunderstorms", "words alone"),
    ],
)
def test_the_meter_says_why_a_password_is_weak_and_what_would_help(password: str, why: str) -> None:
    told = appraise(password, [], 12)
    assert not told.is_enough
    assert told.score < 3
    assert why in told.refusal
    assert "Add a word or two" in told.refusal
    assert password not in told.refusal


def test_the_meter_grows_while_one_types_and_never_says_enough_before_the_judge_does() -> None:
    whole = "violet tractor mumbles sideways"
    told = [appraise(whole[:length], OWN_WORDS, 12) for length in range(len(whole) + 1)]
    assert (told[0].score, told[-1].score) == (0, 4)
    for length, one in enumerate(told):
        assert one.is_enough == (judge(whole[:length], OWN_WORDS, 12) is None)
        assert (one.score >= 3) == one.is_enough
