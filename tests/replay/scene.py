"""The demo with its marks, with more people than it usually has, and everyone signed in over HTTP."""

import hashlib
import io
import json
import re
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pyotp

from portal_ui import demo as demo_company
from portal_ui import demo_folder, readiness
from portal_ui.consents import SAVE_CARD_VERSION
from portal_ui.dates import local_day, utc_clock
from portal_ui.gateways.demo.choices import by_key, new_token
from portal_ui.passwords import hash_password
from portal_ui.service.database import ServedDatabase
from portal_ui.shelf import CSV
from portal_ui.shelf.store import ShelfStore, hash_of
from tests.browser.demo_server import Demo
from tests.browser.signing_in import PASSWORD
from tests.replay import canary
from tests.replay.people import (
    ADMIN,
    DANA,
    DANAS,
    EVERYONE,
    FIRM,
    HALF_IN,
    LOOK,
    MARIA,
    MARIAS,
    MARIAS_FIRM,
    NOBODY,
    OFFICE,
    OLIVES,
    PAYABLE,
    READER,
    SITE,
    VIEWER,
    Role,
)

NEW = Role("someone without a password", "nora@example.com", DANAS, access="viewer")
OURS = {"Sec-Fetch-Site": "same-origin"}
_COOKIE = "portal"
_WAY = "SELECT max(access.id) FROM access JOIN people ON people.id = access.person_id"
_PATIENCE_SECONDS = 30
_UNDER_WAY = (
    "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')",
    "SELECT count(*) FROM gateway_events WHERE state = 'received'",
)
_AT_SITE = "location_id IN (SELECT location_id FROM access_locations)"
_REFUNDS = "FROM refunds AS r JOIN payments AS p ON p.id = r.payment_id WHERE p.customer_id = ?"
_PAYABLE = "status = 'posted' AND balance_cents - held_cents > 0"


@dataclass
class Scene:
    """The running demo, who is in it, and the things that stand in it."""

    url: str
    file: Path
    cookies: dict[Role, str]
    things: dict[str, dict[str, str]]  # of each customer, by its number
    numbers: dict[int, str]
    sites: frozenset[int]
    fingerprints: canary.Fingerprints
    twins: dict[Role, list[str]] = field(default_factory=dict)

    def client(self, role: Role, headers: Mapping[str, str] = MappingProxyType({}), *, twin: bool = False) -> httpx.AsyncClient:
        """A browser of this role's; a twin is another of the same person's."""
        cookie = {} if role is NOBODY else {"Cookie": self.twins[role][0] if twin else self.cookies[role]}
        return httpx.AsyncClient(base_url=self.url, headers={**cookie, **headers}, trust_env=False, timeout=30)

    def foreign(self, role: Role, body: bytes, kind: str = "") -> list[canary.Mark]:
        """The marks in these bytes that are not for this role's eyes."""
        return sorted(mark for mark in canary.marks_in(body, kind) if not role.may_see(mark, self.numbers, self.sites))

    def snapshot(self) -> dict[str, str]:
        """What the database holds now."""
        return self.fingerprints.take()


def fill(folder: Path) -> None:
    """Make the demo's database, as `main.py demo` does before it serves."""
    settings = demo_folder.settings(folder, 8080, fresh=False)
    readiness.migrate(settings)
    with closing(ServedDatabase.open(settings.database)) as database:
        today = local_day(utc_clock(), "America/Chicago")

        def peppered(password: str) -> str:
            return hash_password(password, pepper=settings.secret)

        demo_company.fill(database, folder, today=today, invoices=3, orders=3, password_hash=peppered)


@contextmanager
def standing(folder: Path) -> Iterator[Scene]:
    """Fill a demo, mark it, serve it, and let everyone in."""
    demo = Demo(folder)
    fill(folder / "demo")
    with closing(sqlite3.connect(demo.database)) as database, database:
        sites = _add_people(database)
        canary.plant(database)
        things = {number: _things(database, number) for number in (DANAS, MARIAS, FIRM, OLIVES)}
        numbers: dict[int, str] = dict(database.execute("SELECT id, number FROM customers"))
    demo.start()
    try:
        with closing(canary.Fingerprints(demo.database)) as fingerprints:
            scene = Scene(demo.url, demo.database, {}, things, numbers, sites, fingerprints)
            _let_everyone_in(scene)
            _set_in_motion(scene)
            _add_twins(scene)
            _wait_for_the_post(scene)
            yield scene
    finally:
        demo.stop()


def fill_in(path: str, things: Mapping[str, str], **names: str) -> str | None:
    """An address with something of a customer's in each of its gaps; nothing where the customer has no such thing."""
    for gap in re.findall(r"\{(\w+)(?::path)?\}", path):
        value = {"color": "0f6b5c", "key": "0123456789abcdef", "pack": "none", **things, **names}.get(gap, "")
        if not value:
            return None
        path = re.sub(rf"\{{{gap}(?::path)?\}}", quote(value, safe=""), path)
    return path


def _add_people(database: sqlite3.Connection) -> frozenset[int]:
    """Those the demo does not have; everyone's password is the demo's. Returns the site contact's locations."""
    now = _now()
    customer_id = _one(database, "SELECT id FROM customers WHERE number = ?", DANAS)
    for role in (NEW, PAYABLE, VIEWER, SITE):
        copied = "password_hash, auth_version, theme, locale, is_enabled, created_at"
        hashed = hashlib.sha256(role.email.encode()).hexdigest()
        database.execute(
            f"INSERT INTO people (email, name, email_hash, {copied}) SELECT ?, ?, ?, {copied} FROM people WHERE email = ?",
            (role.email, role.name, hashed, DANA.email),
        )
        person_id = _one(database, "SELECT id FROM people WHERE email = ?", role.email)
        values = (person_id, customer_id, role.access, now)
        database.execute("INSERT INTO access (person_id, customer_id, role, is_enabled, created_at) VALUES (?, ?, ?, 1, ?)", values)
    database.execute("UPDATE people SET password_hash = NULL WHERE email = ?", (NEW.email,))
    for role in (READER, ADMIN):
        database.execute(
            "INSERT INTO staff (email, name, role, password_hash, auth_version, is_enabled, created_at)"
            " SELECT ?, ?, ?, password_hash, 1, 1, ? FROM staff WHERE email = ?",
            (role.email, role.name, role.staff, now, OFFICE.email),
        )
    database.execute("UPDATE company SET customers_edit_details = 1")
    site = _one(database, "SELECT location_id FROM orders WHERE customer_id = ? GROUP BY 1 ORDER BY count(*) DESC", customer_id)
    way = _one(database, "SELECT max(id) FROM access")
    database.execute("INSERT INTO access_locations (access_id, location_id) VALUES (?, ?)", (way, site))
    return frozenset({int(site)})


def _things(database: sqlite3.Connection, number: str) -> dict[str, str]:
    """One of each kind that a customer has, by the name it goes under in `addresses`; and two wishes to pay."""
    customer_id = _one(database, "SELECT id FROM customers WHERE number = ?", number)
    person_id = _one(database, "SELECT min(person_id) FROM access WHERE customer_id = ?", customer_id)
    wished = {"draft": uuid4(), "waiting": uuid4()}
    invoices = database.execute(
        f"SELECT number, balance_cents - held_cents FROM invoices WHERE customer_id = ? AND {_PAYABLE} ORDER BY id", (customer_id,)
    ).fetchall()
    for request_id, (invoice, cents) in zip(wished.values(), invoices, strict=False):
        row = (request_id.hex, customer_id, person_id, json.dumps({invoice: cents}), _now())
        database.execute("INSERT INTO payment_drafts (request_id, customer_id, person_id, amounts, created_at) VALUES (?, ?, ?, ?, ?)", row)
    facts = ("payment-state", "demo", f"demo_pi_{number}", 4_900, 4_900, "USD", "succeeded", "failed", _now(), _now(), "")
    columns = "kind, gateway, reference, here_cents, there_cents, currency, here, there, found_at, seen_at, note"
    difference = database.execute(f"INSERT INTO differences ({columns}) VALUES ({', '.join('?' * len(facts))})", facts).lastrowid
    event = f"evt_{number}"
    news = (
        event,
        "demo",
        "refund.updated",
        json.dumps({"reference": "demo_re_gone", "is_payment": False}),
        "parked",
        99,
        "KeyError",
        _now(),
    )
    columns = "id, gateway, kind, facts, state, tries, error, received_at"
    database.execute(f"INSERT INTO gateway_events ({columns}) VALUES ({', '.join('?' * len(news))})", news)
    found = _found(database, customer_id)
    return {
        **found,
        **{name: str(one) for name, one in wished.items()},
        "difference": str(difference),
        "event": event,
        "setup": str(uuid4()),
        "other_setup": str(uuid4()),
        "document": str(_put_up(database, int(customer_id))),
        "number": number,
    }


def _found(database: sqlite3.Connection, customer_id: int) -> dict[str, str]:
    """What the customer has already, one of each kind; empty where there is none."""
    asked = {
        "order": f"SELECT number FROM orders WHERE customer_id = ? ORDER BY {_AT_SITE} DESC, number DESC",
        "order_elsewhere": f"SELECT max(number) FROM orders WHERE customer_id = ? AND NOT {_AT_SITE}",
        "invoice": f"SELECT max(number) FROM invoices WHERE customer_id = ? AND {_PAYABLE}",
        "payment": "SELECT max(number) FROM payments WHERE customer_id = ? AND state = 'succeeded'",
        "refund": f"SELECT max(r.number) {_REFUNDS}",
        "refunded": f"SELECT p.number {_REFUNDS} ORDER BY r.number DESC",
        "credit": "SELECT max(number) FROM credit_memos WHERE customer_id = ?",
        "card": "SELECT max(id) FROM cards WHERE customer_id = ? AND NOT is_default AND removed_at IS NULL",
        "location": "SELECT min(number) FROM locations WHERE customer_id = ?",
        "danas_way": "SELECT min(id) FROM access WHERE customer_id = ?",
        "way": f"{_WAY} WHERE customer_id = ? AND role <> 'site-contact' AND password_hash IS NOT NULL",
        "new_way": f"{_WAY} WHERE customer_id = ? AND password_hash IS NULL",
    }
    found = {name: str(_one(database, query, customer_id) or "") for name, query in asked.items()}
    found["card"] = found["card"] or str(_one(database, "SELECT max(id) FROM cards WHERE customer_id = ?", customer_id) or "")
    return found


def _put_up(database: sqlite3.Connection, customer_id: int) -> int:
    """A document on the shelf for that customer, with a mark in its words and in its file."""
    folder = Path(_one(database, "SELECT file FROM pragma_database_list WHERE name = 'main'")).parent
    mark = f"qz{customer_id}p0tshelfdocumentszq"
    store = ShelfStore(folder)
    arrived = store.take_in(io.BytesIO(f"{mark},1\r\n{mark},2\r\n".encode()))
    size, file_hash = arrived.stat().st_size, hash_of(arrived)
    store.place(arrived, file_hash)
    facts = {
        "request_id": uuid4().hex,
        "kind": "insurance",
        "title": mark,
        "note": mark,
        "for_everyone": False,
        "file_hash": file_hash,
        "file_name": f"{mark}.csv",
        "media_type": CSV,
        "size_bytes": size,
        "put_up_at": _now(),
        "put_up_by": _one(database, "SELECT min(id) FROM staff"),
        "search_text": mark,
    }
    added = f"INSERT INTO shelf_documents ({', '.join(facts)}) VALUES ({', '.join('?' * len(facts))})"
    document = database.execute(added, tuple(facts.values())).lastrowid
    assert document is not None
    database.execute("INSERT INTO shelf_readers (document_id, customer_id) VALUES (?, ?)", (document, customer_id))
    return document


def _let_everyone_in(scene: Scene) -> None:
    """Each at their own door; the administrator sets up a second step first, and stops before it another time."""
    with ThreadPoolExecutor(4) as threads:
        doors = [role for role in EVERYONE if role not in (NOBODY, HALF_IN)]
        scene.cookies.update(zip(doors, threads.map(lambda role: _signed_in(scene, role), doors), strict=True))
    scene.cookies[HALF_IN] = _signed_in(scene, HALF_IN)
    with closing(sqlite3.connect(scene.file)) as database:
        for name, role in (("session", DANA), ("staff_session", OFFICE)):
            hashed = _hashed(scene.cookies[role].partition("=")[2])
            scene.things[DANAS][name] = str(_one(database, "SELECT id FROM sessions WHERE token_hash = ?", hashed))


def _signed_in(scene: Scene, role: Role) -> str:
    with httpx.Client(base_url=scene.url, headers=OURS, trust_env=False, timeout=30) as browser:
        door = "/staff/sign-in" if role.staff else "/sign-in"
        _went(browser.post(door, data={"email": role.email, "password": PASSWORD}))
        if role in (MARIA, MARIAS_FIRM):
            _went(browser.post("/accounts/choose", data={"number": role.account}))
        if role is ADMIN:
            secret = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.get("/staff/second-factor").text)
            assert secret is not None
            answer = browser.post("/staff/second-factor", data={"code": pyotp.TOTP(secret[1].replace(" ", "")).now()})
            assert answer.status_code == httpx.codes.OK, answer.text
        if role is LOOK:
            _went(browser.post(f"/staff/customers/{DANAS}/people/{scene.things[DANAS]['danas_way']}/look"))
        return f"{_COOKIE}={browser.cookies[_COOKIE]}"


def _set_in_motion(scene: Scene) -> None:
    """A payment and a card of Dana's wait for her bank, so that there is something to spoil."""
    things = scene.things[DANAS]
    confirm = by_key("confirm")
    with httpx.Client(base_url=scene.url, headers={**OURS, "Cookie": scene.cookies[DANA]}, trust_env=False, timeout=30) as browser:
        _went(browser.post(f"/pay/{things['waiting']}", data={"account": DANAS, "token": new_token(confirm)}))
        bank = re.search(r"/demo/bank/([^\"'?]+)", browser.get(f"/pay/{things['waiting']}").text)
        assert bank is not None
        _went_well(browser.get(f"/invoices/{things['invoice']}.pdf"))
        form = {"account": DANAS, "request": things["setup"], "token": new_token(confirm), "keep": "yes", "consent": SAVE_CARD_VERSION}
        _went(browser.post("/account/cards/new", data=form))
    with closing(sqlite3.connect(f"file:{scene.file}?mode=ro", uri=True)) as database:
        code = _one(database, "SELECT code FROM documents WHERE kind = 'invoice'")
    for known in scene.things.values():
        known["code"] = code  # of a paper of Dana's, in everyone's hand
    things |= {"bank": bank[1], "card_token": new_token(by_key("visa")), "token": "A" * 43, "gateway": "demo"}


def _add_twins(scene: Scene, count: int = 6) -> None:
    """More sessions of each, as of other browsers: a session sends only so many events a second."""
    with closing(sqlite3.connect(scene.file, timeout=10)) as database, database:
        names = [row[1] for row in database.execute("PRAGMA table_info(sessions)") if row[1] not in {"id", "token_hash"}]
        things = scene.things[DANAS]
        things["letter"] = str(_one(database, "SELECT min(id) FROM outbox"))
        for role, cookie in scene.cookies.items():
            tokens = [secrets.token_urlsafe(32) for _one_more in range(count)]
            copy = f"INSERT INTO sessions (token_hash, {', '.join(names)}) SELECT ?, {', '.join(names)} FROM sessions WHERE token_hash = ?"
            for token in tokens:
                database.execute(copy, (_hashed(token), _hashed(cookie.partition("=")[2])))
            scene.twins[role] = [f"{_COOKIE}={token}" for token in tokens]


def _wait_for_the_post(scene: Scene) -> None:
    """Until every letter is out and every event of the gateway is heard: from then on nothing changes by itself."""
    deadline = monotonic() + _PATIENCE_SECONDS
    with closing(sqlite3.connect(f"file:{scene.file}?mode=ro", uri=True)) as database:
        while any(_one(database, query) for query in _UNDER_WAY):
            assert monotonic() < deadline, "the demo does not come to rest"
            sleep(0.05)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _went(answer: httpx.Response) -> None:
    assert answer.status_code == httpx.codes.SEE_OTHER, f"{answer.request.url}: {answer.status_code} {answer.text[:3000]}"


def _went_well(answer: httpx.Response) -> None:
    assert answer.status_code == httpx.codes.OK, f"{answer.request.url}: {answer.status_code}"


def _one(database: sqlite3.Connection, query: str, *values: Any) -> Any:
    row = database.execute(query, values).fetchone()
    return None if row is None else row[0]


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
