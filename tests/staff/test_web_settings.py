"""What the office chooses for the portal: who may, what is taken, what is written down, and how open pages learn of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AuditEntry, Company, StaffMember, StaffRole
from portal_ui.changes import Changes
from portal_ui.errors import BadRequestError, PortalError
from portal_ui.payment_errors import BadAmountError
from portal_ui.service.company import Company as CompanyService
from portal_ui.service.web_settings import READ, SettingRefusedError, WebSettings
from portal_ui.views import CompanyView, StaffStep, StaffVisit
from tests.builders.people import add_company

pytestmark = pytest.mark.any_database

NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)


async def member(database: Database, role: StaffRole = StaffRole.ADMIN, *, step: StaffStep = StaffStep.IN) -> StaffVisit:
    """Someone of the office who is signed in."""

    def add(session: Session) -> int:
        row = StaffMember(email=f"{role.value}@example.com", name="Olga Office", role=role)
        session.add(row)
        session.flush()
        return row.id

    staff_id = await database.write(add)
    return StaffVisit(1, staff_id, "Olga Office", "office@example.com", role, "system", "en_US", date(2026, 11, 23), True, step)


@pytest.fixture
async def company(database: Database) -> CompanyService:
    """The hauler."""
    await add_company(database)
    return CompanyService(database, lambda: NOON)


@pytest.fixture
def settings(database: Database, company: CompanyService) -> WebSettings:
    """The service."""
    return WebSettings(database, company, lambda: NOON)


async def kept(database: Database, name: str) -> object:
    """What the database has of a setting."""
    return await database.read(lambda session: getattr(session.scalars(select(Company)).one(), name))


async def entries(database: Database) -> Sequence[tuple[str, str, object]]:
    """The audit: action, subject, details."""
    rows = await database.read(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
    return [(row.action, row.subject, row.details) for row in rows]


@pytest.mark.parametrize(
    ("name", "sent", "stored"),
    [
        ("show_pending_invoices", True, True),
        ("allow_part_payments", False, False),
        ("least_part_cents", "$25", 2_500),
        ("takes_bank_debits", True, True),
        ("takes_automatic_payments", True, True),
        ("customers_edit_details", True, True),
        ("order_history_days", " 90 ", 90),
        ("statement_footer", "Pay by the 10th.\nThank you.", "Pay by the 10th.\nThank you."),
        ("phone", "(903) 555-0199", "(903) 555-0199"),
        ("support_hours", "Mon-Fri 7-5", "Mon-Fri 7-5"),
        ("banner", "Closed on Thursday", "Closed on Thursday"),
        ("banner_from", "2026-11-23", date(2026, 11, 23)),
    ],
)
async def test_an_admin_changes_a_setting_and_it_is_written_down(
    settings: WebSettings, database: Database, name: str, sent: object, stored: object
) -> None:
    by = await member(database)
    before = await kept(database, name)

    seen = await settings.change(by, name, sent, address="203.0.113.9")

    assert await kept(database, name) == stored == getattr(seen, name)
    [(action, subject, details)] = await entries(database)
    assert (action, subject) == ("setting.change", f"setting:{name}")
    assert isinstance(details, dict)
    assert (details["before"], details["after"]) == (before, stored.isoformat() if isinstance(stored, date) else stored)


async def test_the_same_value_again_is_no_change(settings: WebSettings, database: Database) -> None:
    by = await member(database)

    await settings.change(by, "phone", "(903) 555-0142")

    assert await entries(database) == []


@pytest.mark.parametrize("role", [StaffRole.ADMIN, StaffRole.OFFICE, StaffRole.READ_ONLY])
async def test_no_one_of_the_office_turns_the_portal_on_and_who_tries_is_written_down(
    settings: WebSettings, database: Database, role: StaffRole
) -> None:
    by = await member(database, role)

    with pytest.raises(SettingRefusedError, match="ask your provider"):
        await settings.change(by, "portal_active", False)

    assert await kept(database, "portal_active") is True
    assert await entries(database) == [("setting.refused", "setting:portal_active", None)]


@pytest.mark.parametrize("role", [StaffRole.OFFICE, StaffRole.READ_ONLY])
async def test_only_admins_change_settings(settings: WebSettings, database: Database, role: StaffRole) -> None:
    by = await member(database, role)

    with pytest.raises(SettingRefusedError):
        await settings.change(by, "show_pending_invoices", True)

    assert await kept(database, "show_pending_invoices") is False
    assert [action for action, _subject, _details in await entries(database)] == ["setting.refused"]


async def test_an_admin_without_the_second_factor_given_changes_nothing(settings: WebSettings, database: Database) -> None:
    by = await member(database, step=StaffStep.CODE)

    with pytest.raises(SettingRefusedError):
        await settings.change(by, "show_pending_invoices", True)


async def test_who_is_no_admin_any_more_changes_nothing_although_the_page_thinks_so(settings: WebSettings, database: Database) -> None:
    by = await member(database)
    await database.write(lambda session: setattr(session.scalars(select(StaffMember)).one(), "role", StaffRole.OFFICE))

    with pytest.raises(SettingRefusedError):
        await settings.change(by, "show_pending_invoices", True)

    assert await kept(database, "show_pending_invoices") is False
    assert [action for action, _subject, _details in await entries(database)] == ["setting.refused"]


@pytest.mark.parametrize("name", ["name", "id", "portal_activ", "", "currency", "brand_color"])
async def test_what_is_no_setting_is_refused(settings: WebSettings, database: Database, name: str) -> None:
    by = await member(database)

    with pytest.raises(BadRequestError):
        await settings.change(by, name, "x")


@pytest.mark.parametrize("name", sorted(READ))
@pytest.mark.parametrize("value", [None, 7, -1, 1e308, float("nan"), [], {}, ["x"], "\x00", "x" * 501, "a\nb\nc\nd\ne\nf\ng"])
@pytest.mark.by_hand(40)
async def test_hostile_values_are_refused_with_a_sentence(settings: WebSettings, database: Database, name: str, value: object) -> None:
    by = await member(database)
    before = await kept(database, name)

    with pytest.raises(PortalError):
        await settings.change(by, name, value)

    assert await kept(database, name) == before


@pytest.mark.parametrize("value", ["0", "3651", "-1", "1.5", "ninety"])
async def test_days_of_history_are_whole_and_within_reason(settings: WebSettings, database: Database, value: str) -> None:
    with pytest.raises(BadRequestError, match="1 to 3650"):
        await settings.change(await member(database), "order_history_days", value)


async def test_empty_means_all_orders_any_part_and_no_day(settings: WebSettings, database: Database) -> None:
    by = await member(database)
    for name, value in (("order_history_days", "90"), ("least_part_cents", "25"), ("banner_from", "2026-11-23")):
        await settings.change(by, name, value)
        await settings.change(by, name, "")

    assert [await kept(database, name) for name in ("order_history_days", "least_part_cents", "banner_from")] == [None, 0, None]


async def test_what_is_no_amount_is_refused(settings: WebSettings, database: Database) -> None:
    with pytest.raises(BadAmountError):
        await settings.change(await member(database), "least_part_cents", "a lot")


async def test_a_banner_does_not_end_before_it_begins(settings: WebSettings, database: Database) -> None:
    by = await member(database)
    await settings.change(by, "banner_from", "2026-11-25")

    with pytest.raises(BadRequestError, match="first day lies after"):
        await settings.change(by, "banner_until", "2026-11-24")

    assert await kept(database, "banner_until") is None


async def test_open_pages_of_this_process_learn_of_a_change_at_once(
    settings: WebSettings, company: CompanyService, database: Database
) -> None:
    heard: list[str] = []
    stop = company.listen(lambda view, _today: heard.append(view.phone))
    by = await member(database)

    await settings.change(by, "phone", "555-0100")
    assert heard == ["555-0100"]
    stop()
    await settings.change(by, "phone", "555-0101")
    assert heard == ["555-0100"]


async def test_open_pages_learn_within_a_second_of_what_another_process_changed(
    settings: WebSettings, company: CompanyService, database: Database
) -> None:
    elsewhere = WebSettings(database, CompanyService(database, lambda: NOON), lambda: NOON)
    heard: asyncio.Queue[CompanyView] = asyncio.Queue()
    company.listen(lambda view, _today: heard.put_nowait(view))
    await company.look()
    by = await member(database)

    async with Changes(database, company.look).watching():
        await elsewhere.change(by, "banner", "Closed on Thursday")
        view = await asyncio.wait_for(heard.get(), 5)

    assert view.banner == "Closed on Thursday"


@pytest.mark.parametrize(
    ("first", "last", "day", "is_shown"),
    [
        (None, None, 23, True),
        (23, 23, 23, True),
        (24, None, 23, False),
        (None, 22, 23, False),
        (None, 23, 23, True),
        (20, 30, 19, False),
        (20, 30, 20, True),
        (20, 30, 30, True),
    ],
)
async def test_a_banner_is_shown_from_its_first_day_to_its_last(
    company: CompanyService, first: int | None, last: int | None, day: int, is_shown: bool
) -> None:
    def november(number: int | None) -> date | None:
        return None if number is None else date(2026, 11, number)

    view = replace(await company.view(), banner="Closed", banner_from=november(first), banner_until=november(last))

    assert view.banner_on(date(2026, 11, day)) == ("Closed" if is_shown else "")
