"""What each address of the whole portal tells a browser, whoever asks: how to treat the answer, and nothing to keep."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.replay.addresses import GETS, POSTS
from tests.replay.people import ADMIN, DANA, DANAS, HALF_IN, LOOK, NOBODY, OFFICE, Role
from tests.replay.scene import Scene, fill_in

FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
LETTERS = re.compile(r"/(?:demo|staff)/mail/[^/]+/letter")  # shown within a page of ours, as text that runs nothing
COOKIES = {"portal", "portal-known", "portal-letter"}
NOT_THERE = ("/nothing", "/staff/nothing", "/staff/customers/0000", "/orders/0000", "/demo/mail/none/letter", "/%2e%2e/staff", "/staff/")


@pytest.mark.parametrize("role", [NOBODY, DANA, OFFICE, ADMIN, HALF_IN, LOOK], ids=lambda role: role.name)
@pytest.mark.by_hand(2)
async def test_every_answer_is_dressed_kept_by_nobody_and_framed_by_nobody(scene: Scene, role: Role) -> None:
    wrong: list[str] = []
    kinds: set[int] = set()
    async with scene.client(role) as browser:
        for address in (*_addresses(scene), *NOT_THERE):
            for method in ("GET", "HEAD", "PUT"):
                answer = await browser.request(method, address)
                kinds.add(answer.status_code)
                wrong += (f"{method} {address} ({answer.status_code}): {said}" for said in _objections(answer))
        for post in POSTS:
            filled = fill_in(post.path, scene.things[DANAS])
            answer = await browser.post(filled or post.path, data={"x": "y"})  # as another site would: it does not say that it is ours
            if answer.status_code != httpx.codes.FORBIDDEN and not post.path.startswith("/webhooks/"):
                wrong.append(f"POST {post.path} from elsewhere: {answer.status_code}")
            wrong += (f"POST {post.path} ({answer.status_code}): {said}" for said in _objections(answer))

    assert wrong == []
    assert kinds >= {200, 303, 404, 405}


def _addresses(scene: Scene) -> Iterator[str]:
    things = scene.things[DANAS]
    names = {
        "/orders": "order",
        "/invoices": "invoice",
        "/payments": "payment",
        "/pay": "draft",
        "/account/cards/{": "card",
        "/demo": "bank",
    }
    for path, _door in GETS:
        thing = next((thing for begin, thing in names.items() if path.startswith(begin)), "")
        own = {"number": things[thing], "name": things[thing]} if thing else {"name": things["setup"]}
        address = fill_in(path, things, **own)
        assert address is not None, path
        yield address


def _objections(answer: httpx.Response) -> Iterator[str]:
    """What is wrong with how an answer is dressed."""
    told = answer.headers
    yield from (f"{name} is {told.get(name)}" for name, value in FIXED.items() if told.get(name) != value)
    policy = told.get("content-security-policy", "")
    ancestors = "'self'" if LETTERS.fullmatch(answer.url.path) and answer.is_success else "'none'"
    if f"frame-ancestors {ancestors}" not in policy or "default-src 'none'" not in policy:
        yield f"the policy is {policy}"
    if "camera=()" not in told.get("permissions-policy", ""):
        yield "the page may use what it does not need"
    if told.get("cache-control") not in {"no-store", "private, no-store"} and not answer.url.path.startswith("/brand/"):
        yield f"it may be kept: {told.get('cache-control')}"
    yield from (f"{name} says what serves" for name in ("server", "x-powered-by", "x-nicegui-content") if name in told)
    for cookie in told.get_list("set-cookie"):
        name, _, rest = cookie.partition("=")
        parts = {part.strip().lower() for part in rest.split(";")[1:]}
        if name not in COOKIES or not parts >= {"httponly", "samesite=lax"} or any(part.startswith("domain=") for part in parts):
            yield f"it sets {name} with {sorted(parts)}"
