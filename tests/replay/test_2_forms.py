"""Every form, sent by whoever may not: nothing changes, and nothing of another's is said."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urlencode

import httpx
import pytest

from tests.replay.addresses import GETS, POSTS, Door, Post
from tests.replay.canary import changed
from tests.replay.conftest import HERE, Served
from tests.replay.people import ADMIN, DANA, DANAS, EVERYONE, HALF_IN, LOOK, MARIA, MARIAS, NOBODY, OFFICE, Role
from tests.replay.scene import OURS, Scene, fill_in
from tests.replay.test_1_addresses import NAMES

FILE = re.compile(r"\.(?:pdf|csv|xlsx|css)$")
FORM = "application/x-www-form-urlencoded"
REFUSED = '<p class="code">422</p>'
SMUGGLED = ("is_staff", "customer_id", "balance", "status", "portal_active")
NO_FORMS = ("application/json", "text/plain", "application/xml", "")
OUR_FORMS = tuple(post for post in POSTS if not post.path.startswith("/webhooks/"))

ELSEWHERE: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://portal.evil.example"},
    {},
)


@pytest.mark.parametrize("role", EVERYONE, ids=lambda role: role.name)
@pytest.mark.by_hand(5)
async def test_a_form_sent_by_who_may_not_changes_nothing(scene: Scene, role: Role) -> None:
    wrong: list[str] = []
    async with scene.client(role, OURS) as browser:
        for post in POSTS:
            if role not in post.may and (post.door is not Door.STRANGERS or role is NOBODY):
                wrong += await _send(scene, browser, role, post)

    assert wrong == []


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
async def test_a_form_that_another_site_sends_is_refused_even_with_the_right_cookie(scene: Scene, headers: dict[str, str]) -> None:
    wrong: list[str] = []
    before = scene.snapshot()
    async with scene.client(DANA, headers) as dana, scene.client(OFFICE, headers) as office, scene.client(LOOK, headers) as look:
        for post in POSTS:
            owner = post.by or (OFFICE if post.door in {Door.OFFICE, Door.OFFICE_STEP} else DANA)
            path, form = spelled(scene, post)
            answer = await {DANA: dana, OFFICE: office, LOOK: look}[owner].post(path, data=form)
            if answer.status_code != httpx.codes.FORBIDDEN and not path.startswith("/webhooks/"):
                wrong.append(f"{path}: {answer.status_code}")

    assert wrong == []
    assert changed(before, scene.snapshot()) == []


@pytest.mark.parametrize("field", SMUGGLED)
@pytest.mark.by_hand(2)
async def test_a_form_with_a_field_that_is_none_of_its_own_is_refused(scene: Scene, field: str) -> None:
    before = scene.snapshot()

    def is_its_own(post: Post) -> bool:
        return post.path == "/packs" and field == "status"  # which rows of the list

    assert await _not_refused(scene, lambda form: urlencode([*form, (field, "1")]), but=is_its_own) == []
    assert changed(before, scene.snapshot()) == []


async def test_a_form_with_a_single_field_twice_is_refused(scene: Scene) -> None:
    before = scene.snapshot()

    assert await _not_refused(scene, lambda form: urlencode([*form, *form]), but=lambda post: not post.form) == []
    assert changed(before, scene.snapshot()) == []


async def test_a_form_that_was_made_for_another_account_is_refused_in_words(scene: Scene) -> None:
    wrong, seen = [], 0
    before = scene.snapshot()
    async with scene.client(DANA, OURS, twin=True) as browser:
        for post in OUR_FORMS:
            path, form = spelled(scene, post)
            if "account" in form:
                seen += 1
                answer = await browser.post(path, data={**form, "account": MARIAS})
                if answer.status_code != httpx.codes.CONFLICT or "Nothing was changed. Change back" not in answer.text:
                    wrong.append(f"{path}: {answer.status_code}")
                forgotten = await browser.post(path, data={name: text for name, text in form.items() if name != "account"})
                if forgotten.status_code != httpx.codes.UNPROCESSABLE_ENTITY:
                    wrong.append(f"{path} without an account: {forgotten.status_code}")

    assert wrong == []
    assert seen > 8
    assert changed(before, scene.snapshot()) == []


async def test_a_form_with_a_nul_in_a_text_is_refused(scene: Scene) -> None:
    before = scene.snapshot()

    def spoiled(form: list[tuple[str, str]]) -> str:
        return urlencode([(name, f"{text}\0") for name, text in form])

    assert await _not_refused(scene, spoiled, but=lambda post: not post.form) == []
    assert changed(before, scene.snapshot()) == []


async def test_a_file_in_a_form_is_not_even_read(scene: Scene) -> None:
    before = scene.snapshot()
    path, form = spelled(scene, next(post for post in POSTS if post.path == "/pay/{draft}"))
    async with scene.client(DANA, OURS, twin=True) as browser:
        answer = await browser.post(path, data={"account": form["account"]}, files={"token": ("card.txt", form["token"].encode())})

    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert "No card was chosen" not in answer.text
    assert changed(before, scene.snapshot()) == []


@pytest.mark.parametrize("kind", NO_FORMS)
@pytest.mark.by_hand(2)
async def test_what_is_no_form_is_refused(scene: Scene, kind: str) -> None:
    before = scene.snapshot()

    assert await _not_refused(scene, lambda form: json.dumps(dict(form)), kind=kind) == []
    assert changed(before, scene.snapshot()) == []


async def test_every_form_on_a_page_sends_only_what_its_address_takes(scene: Scene, taken: list[tuple[re.Pattern[str], set[str]]]) -> None:
    wrong, seen = [], set[str]()
    for role in (NOBODY, DANA, MARIA, OFFICE, ADMIN, HALF_IN, LOOK):
        things = scene.things[role.account or DANAS]
        async with scene.client(role, twin=role is not NOBODY) as browser:
            for path, door in GETS:
                names = next((names for begin, names in sorted(NAMES.items(), reverse=True) if path.startswith(begin)), {})
                asked = fill_in(path, {**things, **{gap: things.get(thing, "") for gap, thing in names.items()}})
                if asked is None or FILE.search(path) or not door.opens_for(role, path):
                    continue
                page = await browser.get(asked)
                for address, sent in _forms_in(page.text):
                    seen.add(address)
                    known = next((known for pattern, known in taken if pattern.fullmatch(address)), set())
                    wrong += [f"{role.name}'s {path} sends {name} to {address}" for name in sent - known]
                    if "account" in known - sent:
                        wrong.append(f"{role.name}'s {path} does not tell {address} which account it is for")

    assert wrong == []
    assert len(seen) > 15


def test_every_form_that_a_script_draws_sends_only_what_its_address_takes(taken: list[tuple[re.Pattern[str], set[str]]]) -> None:
    wrong, seen = [], set[str]()
    for file in (HERE.parent.parent / "components").rglob("*.js"):
        for address, names in _forms_in(file.read_text(), r":?action=\"(?:base \+ )?'?([^'\"]+)'?\""):
            matching = [known for pattern, known in taken if re.search(f"{re.escape(address)}$", pattern.pattern)]
            seen.update(address for _known in matching)
            wrong += [f"{file.name} sends {name} to {address}" for known in matching for name in names - known]

    assert wrong == []
    assert {"/theme", "/language", "/password", "/sign-ins/end", "/sign-out"} <= seen


@pytest.fixture
def taken(served: Served) -> list[tuple[re.Pattern[str], set[str]]]:
    """What each address takes."""
    posts = {path: fields for (method, path), fields in served.items() if method == "POST"}
    return [(re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path)), fields) for path, fields in sorted(posts.items())]


def _forms_in(page: str, action: str = r'action="([^"]+)"') -> Iterator[tuple[str, set[str]]]:
    """Where each form of a page that posts goes, and the names in it."""
    for opening, inner in re.findall(r'<form\b([^>]*\bmethod="post"[^>]*)>(.*?)</form>', page, re.DOTALL):
        names = set(re.findall(r'<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]*)"', inner))
        for address in [*re.findall(action, opening), *re.findall(r'(?<!formmethod="get" )formaction="([^"]+)"', inner)]:
            yield unescape(address), names


async def _not_refused(
    scene: Scene, spoil: Callable[[list[tuple[str, str]]], str], *, kind: str = FORM, but: Callable[[Post], bool] = lambda _post: False
) -> list[str]:
    """Send each form as who may, spoiled; the addresses that answer anything but the page of the refusal."""
    wrong = []
    for owner in {_owner(post) for post in OUR_FORMS}:
        async with scene.client(owner, OURS, twin=owner is not NOBODY) as browser:
            for post in OUR_FORMS:
                if _owner(post) is not owner or but(post):
                    continue
                path, form = spelled(scene, post)
                answer = await browser.post(path, content=spoil(list(form.items())), headers={"Content-Type": kind})
                if answer.status_code != httpx.codes.UNPROCESSABLE_ENTITY or REFUSED not in answer.text:
                    wrong.append(f"{path}: {answer.status_code}")
    return wrong


def _owner(post: Post) -> Role:
    """Someone for whom the form is."""
    if post.may == {HALF_IN}:
        return HALF_IN
    return post.by or {Door.STRANGERS: NOBODY, Door.OFFICE: OFFICE, Door.OFFICE_STEP: OFFICE}.get(post.door, DANA)


async def _send(scene: Scene, browser: httpx.AsyncClient, role: Role, post: Post) -> list[str]:
    """What is wrong with the answer to one form."""
    path, form = spelled(scene, post)
    before, wrong = scene.snapshot(), []
    answer = await browser.post(path, data=form)
    said = f"{role.name} posts to {path}: {answer.status_code}"
    if answer.status_code >= 500:
        wrong.append(f"{said}, a fault")
    if post.door is not Door.STRANGERS and answer.status_code == httpx.codes.OK:
        wrong.append(f"{said}, though it is for {post.door.value}")
    if foreign := scene.foreign(role, answer.content + str(answer.headers).encode()):
        wrong.append(f"{said} shows {foreign[:5]}")
    if tables := changed(before, scene.snapshot()):
        wrong.append(f"{said} changes {tables}")
    return wrong


def spelled(scene: Scene, post: Post) -> tuple[str, dict[str, str]]:
    """The address and the form, filled with what is Dana's."""
    things = scene.things[DANAS]
    gaps = {f"{{{name}}}": value for name, value in things.items()}
    path = fill_in(post.path, things)
    assert path is not None, post.path
    return path, {name: gaps.get(value, value) for name, value in post.form.items()}
