"""Lists too long to count or to hold at once."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.engine import READERS, STREAMS, Database
from db.models import Invoice, InvoiceStatus
from db.scope import Scope
from db.text import natural_key
from portal_ui.service.grids import COUNTED
from portal_ui.views import GridWish, Tally
from tests.builders.trade import TODAY, add_customer, add_invoice
from tests.service.conftest import Reading


async def add_many(database: Database, scope: Scope, count: int) -> None:
    """So many open invoices, numbered from 1, the first the newest."""

    def row(at: int) -> dict[str, object]:
        number, day = f"{scope.customer_id}-{at}", TODAY - timedelta(days=at)
        return {
            "customer_id": scope.customer_id,
            "number": number,
            "number_key": natural_key(number),
            "status": InvoiceStatus.POSTED,
            "invoice_date": day,
            "due_date": day,
            "total_cents": 100,
        }

    def add(session: Session) -> None:
        session.execute(insert(Invoice), [row(at) for at in range(1, count + 1)])

    await database.write(add)


async def test_a_thousand_are_counted_and_one_more_is_a_thousand_or_more(reading: Reading, database: Database) -> None:
    few, many = await add_customer(database), await add_customer(database)
    await add_many(database, few, COUNTED)
    await add_many(database, many, COUNTED + 1)

    pages = [await reading.invoices.page(scope, GridWish()) for scope in (few, many)]

    assert [(page.count, page.count_is_exact) for page in pages] == [(1_000, True), (1_000, False)]
    assert [(await reading.customers.overview(scope)).tallies["invoices"] for scope in (few, many)] == [
        Tally(1_000, exact=True),
        Tally(1_000, exact=False),
    ]
    assert await reading.invoices.count(many, GridWish()) == 1_001


async def test_far_into_a_long_list_the_count_is_at_least_what_was_seen(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_many(database, scope, 1_250)

    page = await reading.invoices.page(scope, GridWish(page=12, size=100))
    last = await reading.invoices.page(scope, GridWish(page=999_999, size=100))

    assert (page.count, page.count_is_exact) == (1_200, False)
    assert (last.wish.page, len(last.rows), last.count, last.count_is_exact) == (13, 50, 1_250, True)


async def test_a_download_has_every_row_in_the_order_of_the_pages(reading: Reading, database: Database) -> None:
    scope, another = await add_customer(database), await add_customer(database)
    await add_many(database, scope, 2_345)
    await add_many(database, another, 10)
    wish = GridWish(sort="number", descending=True)

    chunks = [chunk async for chunk in reading.invoices.export(scope, wish)]
    first = await reading.invoices.page(scope, wish)

    assert [len(chunk) for chunk in chunks] == [1_000, 1_000, 345]
    assert len({row.number for chunk in chunks for row in chunk}) == 2_345
    assert chunks[0][:25] == first.rows


async def test_a_download_shows_one_moment_whatever_is_written_meanwhile(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_many(database, scope, 1_500)

    async with aclosing(reading.invoices.export(scope, GridWish())) as chunks:
        count = len(await anext(chunks))
        await add_invoice(database, scope, on=TODAY - timedelta(days=9_999))
        count += sum([len(chunk) async for chunk in chunks])

    assert count == 1_500
    assert await reading.invoices.count(scope, GridWish()) == 1_501


async def test_an_abandoned_download_frees_its_connection(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_many(database, scope, 2_100)

    for _ in range(2 * (READERS + STREAMS)):
        async with aclosing(reading.invoices.export(scope, GridWish())) as chunks:
            await anext(chunks)

    assert [len(chunk) async for chunk in reading.invoices.export(scope, GridWish())] == [1_000, 1_000, 100]


async def test_a_download_cut_off_while_it_reads_frees_its_connection(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_many(database, scope, 2_100)

    async def read_all() -> int:
        return len([chunk async for chunk in reading.invoices.export(scope, GridWish())])

    for turns in range(2 * (READERS + STREAMS)):
        reader = asyncio.create_task(read_all())
        for _ in range(turns):
            await asyncio.sleep(0)
        reader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reader

    assert await read_all() == 3


async def test_downloads_leave_readers_for_everyone_else(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_many(database, scope, 1_100)
    downloads = [reading.invoices.export(scope, GridWish()) for _ in range(STREAMS)]
    for download in downloads:
        await anext(download)

    waiting = asyncio.create_task(anext(reading.invoices.export(scope, GridWish())))
    everyone = Barrier(READERS)

    def meet(session: Session) -> None:
        session.execute(select(Invoice.id).limit(1))
        everyone.wait(timeout=10)  # each with a connection of their own, at once

    await asyncio.gather(*(database.read(meet) for _ in range(READERS)))
    assert not waiting.done()

    for download in downloads:
        await download.aclose()
    assert len(await waiting) == 1_000


async def test_a_reader_cannot_be_left_in_a_snapshot(reading: Reading, database: Database) -> None:
    scope = await add_customer(database)
    await add_many(database, scope, 1_100)
    async with aclosing(reading.invoices.export(scope, GridWish())) as chunks:
        await anext(chunks)
    await add_invoice(database, scope, number="new")

    def numbers(session: Session) -> set[str]:
        return set(session.scalars(select(Invoice.number).where(Invoice.number == "new")))

    assert await asyncio.gather(*(database.read(numbers) for _ in range(READERS))) == [{"new"}] * READERS
    assert (await reading.invoices.page(replace(scope), GridWish(search="new"))).count == 1
