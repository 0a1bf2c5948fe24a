"""What ends while a page of it is open: a customer's access, a login's email, the whole portal."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, expect

from tests.browser.demo_server import ROOT, Demo
from tests.browser.signing_in import PASSWORD, sign_in
from tests.browser.walking import ComeIn, rows

DANA, DANAS, OFFICE, OTHER = "dana@example.com", "2041", "office@example.com", "books@example.com"
AT_ONCE = 3_000  # milliseconds; a second, and some for a busy machine
REFUSED = "We could not sign you in."


@pytest.fixture(scope="module")
def doors_demo(tmp_path_factory: pytest.TempPathFactory, first_day: Path) -> Iterator[Demo]:
    """A demo in which people lose their access."""
    demo = Demo(tmp_path_factory.mktemp("switched-off"), first_day=first_day)
    demo.start()
    yield demo
    demo.stop()


def office(come_in: ComeIn) -> Page:
    page = come_in()
    sign_in(page, OFFICE, door="/staff/sign-in")
    return page


def send(page: Page, path: str, **form: str | float | bool) -> APIResponse:
    """A form of the page's own site, as its button would send it."""
    page.goto("/staff")
    origin = page.evaluate("location.origin")
    return page.request.post(path, form=form, headers={"Origin": origin})


def save(page: Page, email: str = DANA, *, enabled: bool = True) -> None:
    """The office's form for Dana's account."""
    answer = send(page, f"/staff/customers/{DANAS}/edit", email=email, agreed="yes", **({"enabled": "on"} if enabled else {}))
    assert answer.ok, answer.text()
    assert "/edit" not in answer.url


def operate(demo: Demo, word: str) -> None:
    """The operator's own command, in a process of its own."""
    folder = demo.database.parent
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    ours = {"PORTAL_DATA_DIR": str(folder), "PORTAL_SECRET": (folder / "secret.txt").read_text()}
    command = [sys.executable, str(ROOT / "main.py"), "portal", word]
    subprocess.run(command, cwd=folder, env={**outside, **ours}, check=True, capture_output=True, timeout=60)


def is_refused(page: Page) -> None:
    sign_in_form(page)
    expect(page.get_by_role("alert")).to_contain_text(REFUSED)


def sign_in_form(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill(DANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def link_to(page: Page, email: str, subject: str) -> str:
    """The link of the newest letter to that address with that subject, out of the demo's mailbox."""
    mailbox = page.locator(".mails li").filter(has_text=email).filter(has_text=subject).first
    for _try in range(100):
        page.goto("/demo/mail")
        if mailbox.count():
            break
    mailbox.get_by_role("link").click()
    href = page.frame_locator("iframe").locator("a[href*='-password/']").first.get_attribute("href")
    assert href is not None
    return href


def test_who_is_switched_off_is_out_of_every_open_tab_and_no_link_lets_them_in(
    doors_demo: Demo, come_in_doors: ComeIn, tmp_path: Path
) -> None:
    clerk, stranger = office(come_in_doors), come_in_doors()
    dana = come_in_doors(DANA)
    dana.goto("/invoices")
    expect(rows(dana).first).to_be_visible()
    paying = dana.context.new_page()
    paying.goto("/")
    paying.get_by_role("button", name="Add Payment").click()
    expect(paying.get_by_role("dialog")).to_be_visible()
    stranger.request.post("/forgot-password", form={"email": DANA}, headers={"Origin": doors_demo.url})
    link = link_to(stranger, DANA, "Choose a new password")

    save(clerk, enabled=False)
    expect(dana).to_have_url(re.compile("/sign-in"), timeout=AT_ONCE)
    expect(paying).to_have_url(re.compile("/sign-in"), timeout=AT_ONCE)
    for tab in (dana, paying):
        expect(tab.get_by_role("status")).to_contain_text("Your access to Dana Ortiz Contracting was switched off by our office.")
    is_refused(stranger)
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="You need a new email")).to_be_visible()

    save(clerk)
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="You need a new email")).to_be_visible()
    sign_in(stranger, DANA)
    expect(stranger.get_by_role("heading", name="Your account")).to_be_visible()
    no_secret_is_kept(doors_demo, clerk, link, tmp_path)


def no_secret_is_kept(demo: Demo, clerk: Page, link: str, folder: Path) -> None:
    """Neither in the database, its log of writes, a copy of it and the portal's log, nor on any of the office's pages."""
    token = link.rpartition("/")[2].encode()
    with closing(sqlite3.connect(demo.database)) as opened:
        opened.execute("VACUUM INTO ?", (str(folder / "copy.sqlite"),))
        letters = [str(row[0]) for row in opened.execute("SELECT id FROM outbox")]
    kept = [*demo.database.parent.glob("portal.sqlite*"), demo.log, folder / "copy.sqlite"]
    assert len(kept) >= 3
    assert [file.name for file in kept if token in file.read_bytes()] == []
    assert [file.name for file in kept if PASSWORD.encode() in file.read_bytes() and file != demo.log] == []  # a demo tells it at its start
    seen = [f"/staff/mail/{letter}{end}" for letter in letters for end in ("", "/letter")]
    for path in ("/staff/mail", "/staff/audit", "/staff/audit.csv", f"/staff/customers/{DANAS}", "/staff/activation", *seen):
        answer = clerk.request.get(path)
        assert answer.ok, path
        assert token not in answer.body(), path


def test_a_login_that_is_replaced_is_out_and_told_and_the_new_one_is_asked_in(doors_demo: Demo, come_in_doors: ComeIn) -> None:
    clerk, stranger = office(come_in_doors), come_in_doors()
    dana = come_in_doors(DANA)
    dana.goto("/orders")
    expect(rows(dana).first).to_be_visible()

    save(clerk, OTHER)
    expect(dana).to_have_url(re.compile("/sign-in"), timeout=AT_ONCE)
    is_refused(stranger)
    new = link_to(stranger, OTHER, "")
    assert new.startswith(f"{doors_demo.url}/create-password/")
    told = stranger.locator(".mails li").filter(has_text=DANA).first
    stranger.goto("/demo/mail")
    told.get_by_role("link").click()
    expect(stranger.frame_locator("iframe").locator("a[href*='-password/']")).to_have_count(0)

    save(clerk, DANA)
    stranger.goto(new)
    expect(stranger.get_by_role("heading", name="You need a new email")).to_be_visible()


CLOSED = "The customer portal is not open yet"


def test_while_the_operator_keeps_the_portal_closed_open_tabs_leave_and_the_office_works_on(
    doors_demo: Demo, come_in_doors: ComeIn
) -> None:
    clerk = office(come_in_doors)
    olive = come_in_doors("olive@example.com")
    olive.goto("/orders")
    expect(rows(olive).first).to_be_visible()
    try:
        operate(doors_demo, "deactivate")
        expect(olive).to_have_url(re.compile("/sign-in"), timeout=AT_ONCE)
        _until(olive, CLOSED)
        olive.reload()
        expect(olive.get_by_label("Password")).to_have_count(0)
        expect(olive.get_by_role("link", name="(903) 555-0142").first).to_be_visible()

        clerk.goto("/staff")
        expect(clerk.get_by_role("heading", name="Overview")).to_be_visible()
        send(clerk, "/staff/settings/web", portal_active="on")
        clerk.goto("/staff/settings/web")
        expect(clerk.get_by_role("switch", name=re.compile("Customer Portal")).first).to_be_disabled()
        olive.goto("/sign-in")
        expect(olive.get_by_label("Password")).to_have_count(0)
    finally:
        operate(doors_demo, "activate")
    _until(olive, "Outstanding balance")
    olive.goto("/sign-in")
    expect(olive.get_by_role("heading", name="Your account")).to_be_visible()  # the sign-in had only rested


def _until(page: Page, words: str) -> None:
    """Ask for the sign-in until it shows these words: the company is looked at anew each second."""
    assert any(words in page.request.get("/sign-in").text() for _try in range(400)), words
