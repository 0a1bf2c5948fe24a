"""The office reads the audit: named, found, filtered by day and by kind, and as a file."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database
from db.queries import audit
from db.text import searchable
from portal_ui import audit_details, audit_wording
from portal_ui.dates import Clock
from portal_ui.exports import Format, columns, written
from portal_ui.office_errors import MayNotChangeError
from portal_ui.service.audit_log import AuditLog
from portal_ui.service.company import Company
from portal_ui.views import GridWish
from portal_ui.views.audit import AuditRow
from tests.builders.office import add_member
from tests.builders.people import add_company, add_person
from tests.builders.trade import add_customer

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parent.parent.parent
_ACTION = re.compile(
    r'"((?:access|account|card|credit|details|document|letter|list|look-as|password|payment|person|portal|setting|sign-in|sign-out|staff)'
    r'(?:\.[a-z]+(?:-[a-z]+)*)+)"'
)
NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # in Chicago
LATE = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)  # still the 23rd there
NEXT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def at(moment: datetime) -> Clock:
    return lambda: moment


async def filled(database: Database) -> tuple[AuditLog, AuditRow]:
    """An audit with four entries; the second is named in full."""
    await add_company(database)
    scope = await add_customer(database, number="2041", name="Dana Ortiz Contracting", search_text=searchable("Dana Ortiz Contracting"))
    person_id = await add_person(database, "dana@example.com")
    staff = await add_member(database, email="ruth@example.com")
    for moment, actor, action, subject, customer_id, details in (
        (NOON - timedelta(days=1), "operator", "portal.activate", "", None, None),
        (NOON, staff.actor, "access.on", f"person:{person_id}", scope.customer_id, {"login": "d…@example.com", "shared": False}),
        (LATE, f"person:{person_id}", "sign-in.failed", "", None, {"tries": 2}),
        (NEXT, "portal", "unheard.of", "invoice:10471", scope.customer_id, None),
    ):
        known: dict[str, Any] = {"subject": subject, "customer_id": customer_id, "details": details}
        await database.write(partial(audit.add, at=moment, actor=actor, action=action, address="10.0.0.9", **known))
    log = AuditLog(database, Company(database, at(NEXT)))
    page = await log.page(staff.scope, GridWish())
    return log, page.rows[2]


async def actions(log: AuditLog, database: Database, wish: GridWish) -> list[str]:
    staff = await add_member(database, email="eve@example.com")
    return [row.action for row in (await log.page(staff.scope, wish)).rows]


async def test_an_entry_names_who_did_what_to_whom_and_from_where(database: Database) -> None:
    _log, row = await filled(database)

    assert (row.actor, row.subject, row.customer_number) == ("ruth@example.com", "dana@example.com", "2041")
    assert (audit_wording.action(row.action), row.address) == ("Switched the customer's portal on", "10.0.0.9")
    assert audit_details.details(row, "USD") == "login email: d…@example.com; opens other customers too: no"


async def test_the_newest_stands_first_and_what_has_no_words_is_told_by_its_name(database: Database) -> None:
    log, _row = await filled(database)
    found = await actions(log, database, GridWish())

    assert found == ["unheard.of", "sign-in.failed", "access.on", "portal.activate"]
    assert audit_wording.action("unheard.of") == "unheard.of"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("ruth", ["access.on"]),
        ("dana@", ["sign-in.failed", "access.on"]),
        ("ortiz contracting", ["unheard.of", "access.on"]),
        ("10471", ["unheard.of"]),
        ("10.0.0", ["unheard.of", "sign-in.failed", "access.on", "portal.activate"]),
        ("nobody", []),
    ],
)
async def test_it_is_found_by_person_customer_action_and_address(database: Database, word: str, found: list[str]) -> None:
    log, _row = await filled(database)
    assert await actions(log, database, GridWish(search=word)) == found


async def test_a_day_is_the_companys(database: Database) -> None:
    log, _row = await filled(database)
    day = date(2026, 11, 23)
    assert await actions(log, database, GridWish(since=day, until=day)) == ["sign-in.failed", "access.on"]


@pytest.mark.parametrize(
    ("status", "found"), [("sign-ins", ["sign-in.failed"]), ("access", ["access.on"]), ("settings", ["portal.activate"])]
)
async def test_one_kind_alone_can_be_read(database: Database, status: str, found: list[str]) -> None:
    log, _row = await filled(database)
    assert await actions(log, database, GridWish(status=status)) == found


async def test_a_file_has_all_that_was_asked_for(database: Database) -> None:
    log, _row = await filled(database)
    staff = await add_member(database, email="max@example.com")
    with await written(log.export(staff.scope, GridWish(search="dana@")), columns.audit("America/Chicago", "USD"), Format.CSV) as file:
        lines = file.read().decode("utf-8-sig").splitlines()

    assert len(lines) == 3
    assert lines[0].startswith("When (UTC),When,Who,What,To whom")
    assert lines[2].startswith("2026-11-23T18:00:00Z,2026-11-23T12:00:00-06:00,ruth@example.com,")
    assert "Switched the customer's portal on" in lines[2]


async def test_a_customer_reads_none_of_it(database: Database) -> None:
    log, _row = await filled(database)
    with pytest.raises(MayNotChangeError):
        await log.page(await add_customer(database, number="9"), GridWish())


@pytest.mark.parametrize(
    ("action", "kept", "who", "more"),
    [
        ("sign-in.failed", {"email": "d***@example.com"}, "Somebody as d***@example.com", ""),
        (
            "password.forgotten",
            {"email": "d***@example.com", "letter": "as for everyone"},
            "Somebody as d***@example.com",
            "letter: goes out if there is such a login",
        ),
        ("password.forgotten", {"email": "***", "letter": "none"}, "Somebody as ***", "asked for too often, so no email goes out"),
        ("payment.succeeded", {"cents": 150_000, "receipt": "R-000123"}, "The portal", "amount: $1,500.00; receipt: R-000123"),
        ("person.role", {"before": "viewer", "after": "payable"}, "The portal", "before: Viewer; after: Accounts payable"),
        ("setting.change", {"before": "office", "after": None}, "The portal", "before: office; after: –"),
        ("details.change", {"phone": {"before": "1", "after": "2"}}, "The portal", "phone: before 1, after 2"),
    ],
)
def test_an_entry_reads_in_words_and_names_who_was_tried(action: str, kept: dict[str, Any], who: str, more: str) -> None:
    row = AuditRow(1, NOON, "portal", "", action, "", "", "", kept, "")

    assert (audit_wording.actor(row), audit_details.details(row, "USD")) == (who, more)


def test_whatever_is_written_down_has_words() -> None:
    written = {
        found
        for folder in ("portal_ui", "commands")
        for file in (ROOT / folder).rglob("*.py")
        if file.name != "audit_wording.py"
        for found in _ACTION.findall(file.read_text(encoding="utf-8"))
        if not found.endswith(".html")
    }

    assert len(written) > 30
    assert [name for name in sorted(written) if audit_wording.action(name) == name] == []
