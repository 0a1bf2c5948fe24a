"""Every form, sent by whoever may not: nothing changes, and nothing of another's is said."""

import httpx
import pytest

from tests.replay.addresses import POSTS, Door, Post
from tests.replay.canary import changed
from tests.replay.people import DANA, DANAS, EVERYONE, LOOK, NOBODY, OFFICE, Role
from tests.replay.scene import OURS, Scene, fill_in

ELSEWHERE: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://portal.evil.example"},
    {},
)


@pytest.mark.parametrize("role", EVERYONE, ids=lambda role: role.name)
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
