"""The demo's mailbox: it keeps every letter for the portal's user alone, shows it harmlessly, and exists in the demo only."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from db.engine import Database
from pages import demo_mail
from pages.plain import PlainPages
from portal_ui.mail import Mailer
from portal_ui.mail.carriers import carrier
from portal_ui.mail.mailbox import Mailbox
from portal_ui.service.company import Company
from portal_ui.service.sign_in import SignIn
from portal_ui.settings import Settings
from tests.builders.people import add_company
from tests.builders.portal import portal_with
from tests.mail.outbox import mailroom_over
from tests.mail.test_smtp import a_letter
from tests.paying.till import SetClock
from tests.sign_in.door import CountingDesk

pytestmark = pytest.mark.any_database

STRANGE_NAMES = ["0", "2", "-1", "1.eml", "%2e%2e%2f1", "..%2fsecret.txt", "%C2%B2", "1%00", "9" * 400]  # ² is a digit to some


async def told(database: Database, mailer: Mailer | None, *paths: str) -> list[httpx.Response]:
    """What a stranger is answered by a portal whose letters go to that mailer."""
    await add_company(database)
    clock, desk = SetClock(), CountingDesk()
    parts = {"company": Company(database, clock), "sign_in": SignIn(database, clock, desk)}
    web = FastAPI()
    web.include_router(demo_mail.router(PlainPages(portal_with(**parts, mailroom=mailroom_over(database, mailer, clock)), is_https=False)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://portal") as client:
        answers = [await client.get(path) for path in paths]
    desk.close()
    return answers


async def test_letters_are_kept_for_the_portals_user_alone_and_read_again(tmp_path: Path) -> None:
    box = Mailbox(tmp_path / "mail")

    for subject in ("First", "Größe 30 yd³"):
        assert (await box.send(a_letter(subject=subject, text="¡Hola!\n"))).is_accepted

    newest, first = await box.letters()
    assert (newest.subject, first.subject, newest.to, newest.text.strip()) == ("Größe 30 yd³", "First", "dana@example.com", "¡Hola!")
    assert {file.stat().st_mode & 0o077 for file in [tmp_path / "mail", *(tmp_path / "mail").iterdir()]} == {0}


async def test_the_box_shows_the_list_the_letter_and_its_sheet_in_a_room_of_its_own(database: Database, tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    await box.send(a_letter(subject="<b>Bold</b>", text="<script>alert(1)</script>"))

    listed, one, sheet = await told(database, box, "/demo/mail", "/demo/mail/1", "/demo/mail/1/letter")

    assert {answer.status_code for answer in (listed, one, sheet)} == {200}
    for page in (listed, one):
        assert "&lt;b&gt;Bold" in page.text
        assert "<script>alert" not in page.text
    policy = sheet.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy  # the page around it may measure it; by itself it can do nothing


async def test_what_is_no_letters_number_finds_nothing(database: Database, tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    await box.send(a_letter())
    (tmp_path / "secret.txt").write_text("of nobody's business")

    answers = await told(database, box, *(f"/demo/mail/{name}" for name in STRANGE_NAMES))

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("url", ["", "smtp://127.0.0.1:1"])
async def test_outside_of_the_demo_there_is_no_such_box(database: Database, tmp_path: Path, url: str) -> None:
    settings = Settings(data_dir=tmp_path, smtp_url=url, mail_from="portal@hauler.example")
    await Mailbox(tmp_path / "mail").send(a_letter())

    answers = await told(database, carrier(settings, is_demo=False), "/demo/mail", "/demo/mail/1", "/demo/mail/1/letter")

    assert {answer.status_code for answer in answers} == {404}
