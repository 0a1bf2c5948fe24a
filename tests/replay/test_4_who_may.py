"""The same forms, sent by whoever may: each changes something. Without this the others' refusals would prove little."""

from tests.replay.addresses import POSTS
from tests.replay.canary import changed
from tests.replay.scene import OURS, Scene
from tests.replay.test_2_forms import spelled


async def test_each_form_sent_by_who_may_changes_something(scene: Scene) -> None:
    idle: list[str] = []
    for post in POSTS:
        if post.by is None:
            continue
        path, form = spelled(scene, post)
        before = scene.snapshot()
        async with scene.client(post.by, OURS, twin=True) as browser:
            answer = await browser.post(path, data=form)
        if not changed(before, scene.snapshot()):
            idle.append(f"{post.by.name} posts to {path}: {answer.status_code} {answer.headers.get('location', '')}")

    assert idle == []
