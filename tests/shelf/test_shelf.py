"""Who finds which document, and what the office does with one."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AuditEntry, ShelfDocument, StaffRole
from portal_ui.errors import PortalError
from portal_ui.office_errors import MayNotChangeError
from portal_ui.shelf import MOST_BYTES_IN_ALL
from portal_ui.shelf_errors import (
    ShelfDocumentNotFoundError,
    ShelfEndedError,
    ShelfFileMissingError,
    ShelfFileRefusedError,
    ShelfFullError,
    ShelfStillShownError,
)
from portal_ui.views import AccountView, CustomerKind, GridWish, Looking, Scope, Visit
from tests.builders.office import add_member
from tests.builders.people import add_account, add_company, add_person
from tests.builders.shelf import TABLE, ShelfScene, pdf, wish
from tests.builders.trade import NOON, TODAY, add_customer, add_location, add_order

pytestmark = pytest.mark.any_database


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> ShelfScene:
    """A company with someone of the office, and an empty shelf."""
    await add_company(database)
    return ShelfScene(database, tmp_path, await add_member(database))


async def visitor(database: Database, number: str, email: str = "", **limits: object) -> Visit:
    """Someone who looks into the account of that number."""
    person = await add_person(database, email or f"{number}@example.com")
    customer = await add_account(database, person, number)
    account = AccountView(customer, number, "Dana Ortiz Contracting", "Marshall", CustomerKind.ROLL_OFF)
    return Visit(1, person, "Dana Ortiz", email, "light", "en_US", account, 1, Scope(customer, **limits), TODAY)  # type: ignore[arg-type]


async def titles(scene: ShelfScene, visit: Visit) -> list[str]:
    """What someone finds on their account page."""
    return [one.title for one in await scene.shelf.of_account(visit)]


async def may_take(scene: ShelfScene, visit: Visit, document: int) -> bool:
    """Whether someone gets a document's file."""
    try:
        await scene.shelf.hand_out(visit, document, is_noted=True, address="192.0.2.9")
    except ShelfDocumentNotFoundError:
        return False
    return True


async def test_a_document_is_found_by_those_it_was_put_up_for_and_by_nobody_else(database: Database, scene: ShelfScene) -> None:
    dana, maria = await visitor(database, "2041"), await visitor(database, "3107")
    for_all = await scene.put_up("W-9 2026")
    for_dana = await scene.put_up("Agreement", customers="2041\n", kind="contract")
    for_both = await scene.put_up("Prices", customers="3107, 2041", kind="price-sheet")

    assert sorted(await titles(scene, dana)) == ["Agreement", "Prices", "W-9 2026"]
    assert sorted(await titles(scene, maria)) == ["Prices", "W-9 2026"]
    taken = {
        name: [await may_take(scene, visit, one) for one in (for_all, for_dana, for_both)] for name, visit in (("d", dana), ("m", maria))
    }
    assert taken == {"d": [True, True, True], "m": [True, False, True]}


async def test_what_tells_of_money_is_not_for_who_sees_none(database: Database, scene: ShelfScene) -> None:
    guard = await visitor(database, "2041", sees_money=False, location_ids=frozenset())
    documents = {
        kind: await scene.put_up(kind, kind=kind) for kind in ("tax-form", "insurance", "contract", "price-sheet", "other", "photo")
    }

    assert sorted(await titles(scene, guard)) == ["insurance", "photo", "tax-form"]
    assert sorted([kind for kind, one in documents.items() if await may_take(scene, guard, one)]) == ["insurance", "photo", "tax-form"]


async def test_an_orders_ticket_is_found_on_the_order_alone_and_only_where_the_order_is_seen(database: Database, scene: ShelfScene) -> None:
    dana, maria = await visitor(database, "2041"), await visitor(database, "3107")
    here, there = await add_location(database, dana.scope), await add_location(database, dana.scope)
    await add_order(database, dana.scope, here, number="88231")
    at_here = replace(dana, scope=replace(dana.scope, sees_money=False, location_ids=frozenset({here})))
    at_there = replace(dana, scope=replace(dana.scope, sees_money=False, location_ids=frozenset({there})))
    ticket = await scene.put_up("Scale ticket 7", kind="scale-ticket", order="88231")

    found = {
        name: ([one.title for one in await scene.shelf.of_order(visit, "88231")], await may_take(scene, visit, ticket))
        for name, visit in (("dana", dana), ("maria", maria), ("here", at_here), ("there", at_there))
    }

    assert found == {"dana": (["Scale ticket 7"], True), "maria": ([], False), "here": (["Scale ticket 7"], True), "there": ([], False)}
    assert await titles(scene, dana) == []


async def test_the_same_bytes_for_two_customers_are_one_file_and_two_documents_that_know_nothing_of_each_other(
    database: Database, scene: ShelfScene
) -> None:
    dana, maria = await visitor(database, "2041"), await visitor(database, "3107")
    danas = await scene.put_up("Agreement", customers="2041", data=pdf(), name="dana.pdf")
    marias = await scene.put_up("Contract", customers="3107", data=pdf(), name="maria.pdf")

    assert len(scene.files()) == 1
    assert (await titles(scene, dana), await titles(scene, maria)) == (["Agreement"], ["Contract"])
    assert [await may_take(scene, dana, marias), await may_take(scene, maria, danas)] == [False, False]
    admin = await add_member(database, StaffRole.ADMIN)
    await scene.office.take_down(admin, danas, address="")
    await scene.office.erase(admin, danas, address="")
    scene.store.sweep(lambda _one: True, now=1e12)
    assert (await scene.shelf.hand_out(maria, marias, is_noted=True, address="")).name == "maria.pdf"


async def test_who_takes_a_document_along_is_written_down_and_told_to_the_office(database: Database, scene: ShelfScene) -> None:
    dana = await visitor(database, "2041", "dana@example.com")
    document = await scene.put_up(data=pdf(), name="w9.pdf")
    looking = replace(dana, looking=Looking(scene.staff.staff_id, "Ruth", NOON))
    before = [one.is_new for one in await scene.shelf.of_account(dana)]

    for visit in (dana, looking, dana):
        await scene.shelf.hand_out(visit, document, is_noted=True, address="192.0.2.9")

    rows = await database.read(
        lambda session: session.execute(
            select(AuditEntry.actor, AuditEntry.acting_as, AuditEntry.subject, AuditEntry.details)
            .where(AuditEntry.action == "document.download")
            .order_by(AuditEntry.id)
        ).all()
    )
    said = {"format": "pdf", "title": "w9.pdf"}
    person, staff, subject = f"person:{dana.person_id}", scene.staff.actor, f"shelf:{document}"
    assert [tuple(row) for row in rows] == [(person, "", subject, said), (staff, person, subject, said), (person, "", subject, said)]
    assert [(one.email, one.customer.number, one.times) for one in (await scene.office.document(document)).taken] == [
        ("dana@example.com", "2041", 2)
    ]
    assert (before, [one.is_new for one in await scene.shelf.of_account(dana)]) == ([True], [False])


async def test_a_newer_document_stands_in_the_older_ones_place_for_the_same_customers(database: Database, scene: ShelfScene) -> None:
    dana, maria = await visitor(database, "2041"), await visitor(database, "3107")
    old = await scene.put_up("Prices 2025", customers="2041", kind="price-sheet")

    newer = wish("Prices 2026", kind="price-sheet")
    new = await scene.office.replace(scene.staff, old, newer, io.BytesIO(pdf()), "new.pdf", address="")
    again = await scene.office.replace(scene.staff, old, newer, io.BytesIO(pdf()), "new.pdf", address="")

    assert new == again, "the same form twice"
    assert (await titles(scene, dana), await titles(scene, maria)) == (["Prices 2026"], [])
    assert not await may_take(scene, dana, old)
    was, now = await scene.office.document(old), await scene.office.document(new)
    assert (was.ended_at, was.replaced_by_id, now.replaces_id) == (NOON, new, old)
    assert len(scene.files()) == 2, "the older one is kept"
    with pytest.raises(ShelfEndedError):
        await scene.office.replace(scene.staff, old, wish(), io.BytesIO(pdf()), "late.pdf", address="")


async def test_of_two_who_replace_a_document_at_once_one_is_told_no(database: Database, scene: ShelfScene) -> None:
    old = await scene.put_up()
    tries = (scene.office.replace(scene.staff, old, wish(), io.BytesIO(pdf()), "new.pdf", address="") for _ in range(2))

    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    assert sorted(type(one).__name__ for one in outcomes) == ["ShelfEndedError", "int"]


async def test_what_is_taken_down_nobody_finds_and_only_an_administrator_erases_it(database: Database, scene: ShelfScene) -> None:
    dana, admin = await visitor(database, "2041"), await add_member(database, StaffRole.ADMIN)
    document = await scene.put_up()
    with pytest.raises(ShelfStillShownError):
        await scene.office.erase(admin, document, address="")

    await scene.office.take_down(scene.staff, document, address="")

    assert (await titles(scene, dana), await may_take(scene, dana, document), len(scene.files())) == ([], False, 1)
    with pytest.raises(MayNotChangeError):
        await scene.office.erase(scene.staff, document, address="")
    await scene.office.erase(admin, document, address="")
    with pytest.raises(ShelfDocumentNotFoundError):
        await scene.office.document(document)
    assert len(scene.files()) == 1, "a young file may belong to a row that is not written yet"
    scene.store.sweep(lambda _one: False, now=1e12)
    assert scene.files() == []
    actions = await database.read(lambda session: session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all())
    assert [one for one in actions if one.startswith("shelf.")] == ["shelf.put-up", "shelf.take-down", "shelf.erase"]


async def test_who_only_sees_changes_nothing_and_no_file_is_left_of_it(database: Database, scene: ShelfScene) -> None:
    reader, document = await add_member(database, StaffRole.READ_ONLY), await scene.put_up()
    demoted = replace(reader, role=StaffRole.OFFICE)  # a page that is older than their role

    for member in (reader, demoted):
        with pytest.raises(MayNotChangeError):
            await scene.office.put_up(member, wish(), io.BytesIO(pdf()), "w9.pdf", address="")
        with pytest.raises(MayNotChangeError):
            await scene.office.take_down(member, document, address="")

    assert len(scene.files()) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "program"}, "kind"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"note": "x" * 301}, "note"),
        ({"valid_until": "tomorrow"}, "valid_until"),
        ({"audience": "strangers"}, "audience"),
        ({"audience": "customers"}, "customers"),
        ({"customers": "2041, 9999"}, "customers"),
        ({"order": "no such"}, "order"),
    ],
)
@pytest.mark.by_hand(4)
async def test_a_form_that_cannot_be_meant_says_of_which_field(
    database: Database, scene: ShelfScene, said: dict[str, str], field: str
) -> None:
    await visitor(database, "2041")

    with pytest.raises(PortalError) as refused:
        await scene.put_up(**said)  # type: ignore[arg-type]

    assert refused.value.fields == (field,)
    assert scene.files() == []


async def test_a_file_that_is_refused_leaves_nothing(scene: ShelfScene) -> None:
    with pytest.raises(ShelfFileRefusedError) as refused:
        await scene.put_up(data=b"MZ a program", name="w9.pdf")

    assert refused.value.fields == ("file",)
    assert scene.files() == []


async def test_a_shelf_that_is_full_takes_no_more_but_what_it_holds_already(database: Database, scene: ShelfScene) -> None:
    for price in (b"1", b"2", b"3"):
        await scene.put_up(data=TABLE + b"swap," + price)

    def fill(session: Session) -> None:
        session.execute(update(ShelfDocument).values(size_bytes=MOST_BYTES_IN_ALL // 3))

    await database.write(fill)

    with pytest.raises(ShelfFullError):
        await scene.put_up(data=pdf(), name="w9.pdf")
    assert await scene.put_up("The same again", data=TABLE + b"swap,1")


async def test_a_file_that_was_lost_is_no_empty_download(database: Database, scene: ShelfScene) -> None:
    dana, document = await visitor(database, "2041"), await scene.put_up()
    scene.store.sweep(lambda _one: False, now=1e12)

    with pytest.raises(ShelfFileMissingError):
        await scene.shelf.hand_out(dana, document, is_noted=True, address="")


async def test_the_office_finds_documents_by_how_they_stand_and_by_customer(database: Database, scene: ShelfScene) -> None:
    await visitor(database, "2041")
    yesterday, today = (TODAY - timedelta(days=1)).isoformat(), TODAY.isoformat()
    await scene.put_up("Old insurance", kind="insurance", valid_until=yesterday)
    await scene.put_up("Insurance", kind="insurance", valid_until=today)
    await scene.put_up("Agreement", kind="contract", customers="2041")
    await scene.office.take_down(scene.staff, await scene.put_up("Mistake"), address="")

    async def found(**asked: str) -> list[str]:
        page = await scene.office.page(scene.staff.scope, GridWish(**asked))  # type: ignore[arg-type]
        return sorted(row.title for row in page.rows)

    assert await found() == ["Agreement", "Insurance", "Old insurance"]
    assert await found(status="expired") == ["Old insurance"]
    assert await found(status="ended") == ["Mistake"]
    assert await found(search="2041") == ["Agreement"]
    assert await scene.office.expired() == 1
    assert [one.title for one in await scene.office.of_customer("2041")] == ["Agreement"]


async def test_an_accounts_own_list_cannot_be_asked_as_the_offices(database: Database, scene: ShelfScene) -> None:
    scope = await add_customer(database)

    with pytest.raises(MayNotChangeError):
        await scene.office.page(scope, GridWish())
