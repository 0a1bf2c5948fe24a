"""What the portal's log may hold of what people sent, after every other test of this folder and a round of its own: nothing."""

import re
import sqlite3
from contextlib import closing

from tests.guard.raw_socket import PATH
from tests.replay import canary
from tests.replay.addresses import GETS, POSTS
from tests.replay.people import ADMIN, DANA, DANAS, NOBODY, OFFICE
from tests.replay.scene import OURS, Scene, fill_in

CANARY = "c4n4ry-7f3d"
ENTRY = re.compile(
    r"[-0-9]{10} [:0-9]{8},\d{3}Z INFO portal \[request [0-9a-f]{8}(?: (person|staff):\d+[^]]* session [0-9a-f]{8})?\]: [A-Z]+ /"
)
SPLIT = f"{CANARY}\n2026-11-26 00:00:00Z ERROR portal: forged \x1b[31m"


async def test_the_log_holds_nothing_of_what_people_sent(scene: Scene) -> None:
    things = {**scene.things[DANAS], "token": CANARY, "name": CANARY, "letter": CANARY, "gateway": "demo"}
    for role in (NOBODY, DANA, OFFICE, ADMIN):
        async with scene.client(role, {**OURS, "X-Request": CANARY, "User-Agent": CANARY, "Referer": f"{scene.url}/{CANARY}"}) as browser:
            for path, _door in GETS:
                await browser.get(f"{fill_in(path, {'color': CANARY, **things}) or path}?search={CANARY}&next=/{CANARY}&location={CANARY}")
            for post in POSTS:
                if not post.path.endswith(("/sign-out", "/end")):  # everyone stays in
                    form, email = dict.fromkeys(post.form, SPLIT), {"email": f"{CANARY}@example.com"}
                    for sent in (form | (email if "email" in form else {}), form | {CANARY: SPLIT}):
                        await browser.post(fill_in(post.path, things) or post.path, data=sent)
            await browser.get(f"{PATH}?client_id={CANARY}&EIO=4&transport=polling", headers={"Origin": scene.url})
            await browser.get(f"/{CANARY}", headers={"Cookie": f"portal={CANARY}; portal-known={CANARY}; portal-letter={CANARY}"})

    log = (scene.file.parent.parent / "server.log").read_text()
    with closing(sqlite3.connect(scene.file)) as database:
        emails = {email for table in ("people", "staff") for (email,) in database.execute(f"SELECT email FROM {table}")}
        hashes = {kept for (kept,) in database.execute("SELECT token_hash FROM sessions")}
        hashes |= {kept for (kept,) in database.execute("SELECT password_hash FROM people WHERE password_hash IS NOT NULL")}
    cookies = {cookie.partition("=")[2] for cookie in (*scene.cookies.values(), *(one for twins in scene.twins.values() for one in twins))}
    table, end, after_start = log.partition("┘")  # a demo tells at its start who may come in
    assert DANA.email in table
    assert end
    assert CANARY not in log
    assert "forged" not in log
    assert [one for one in (*emails, *hashes, *cookies) if one in after_start] == []
    assert canary.marks_in(after_start.encode()) == set()
    refused = [line for line in after_start.splitlines() if " was refused: " in line]
    assert [line for line in refused if not ENTRY.match(line)] == []
    assert any((found := ENTRY.match(line)) and found[1] for line in refused), "who is signed in is named"
