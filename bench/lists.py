"""What a grid's page and an account's sums cost the service, against the reference page made in the same process."""

import asyncio
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import reference, services
from bench.figures import Figure
from bench.large_books import LARGE, SIZES
from bench.stopwatch import Ask, Spent, in_turns
from db.engine import Database
from db.models import Invoice, Standing

MOST_X_REF, MOST_X_GROWTH, MOST_X_REF_SUMMARY = 3, 1.2, 5


def run(database: Path, *, quick: bool = False) -> list[Figure]:
    """Both, for each size of customer."""
    opened = Database.open(f"sqlite:///{database}")
    try:
        pages, sums, refs = asyncio.run(_measure(opened, f"sqlite:///{database}", 5 if quick else 31))
        share = opened.read_now(_open_share, LARGE)
    finally:
        opened.close()
    largest = SIZES[LARGE]
    growth = pages[largest].cpu_ms / pages[5_000].cpu_ms
    owed = sums[largest].cpu_ms / refs[largest].cpu_ms
    return [
        *(_page(size, pages[size], refs[size]) for size in pages),
        Figure(
            "The same, growth from 5,000 to 100,000 invoices",
            f"at most x {MOST_X_GROWTH}",
            f"{pages[5_000].cpu_ms:.2f} to {pages[largest].cpu_ms:.2f} ms CPU",
            f"x {growth:.2f}",
            growth <= MOST_X_GROWTH,
        ),
        Figure(
            f"Outstanding, overdue, aging of a customer with {largest:,} invoices, {share:.1%} of them open",
            f"at most {MOST_X_REF_SUMMARY} x ref",
            f"{sums[largest].cpu_ms:.2f} ms CPU (ref {refs[largest].cpu_ms:.2f})",
            f"{owed:.1f} x",
            owed <= MOST_X_REF_SUMMARY,
        ),
    ]


def _page(size: int, page: Spent, ref: Spent) -> Figure:
    ratio = page.cpu_ms / ref.cpu_ms
    what = f"Service call and query for a grid page, {size:,} invoices among 1,000,000"
    measured = f"{page.cpu_ms:.2f} ms CPU (ref {ref.cpu_ms:.2f})"
    return Figure(what, f"at most {MOST_X_REF} x ref", measured, f"{ratio:.1f} x", ratio <= MOST_X_REF)


async def _measure(database: Database, url: str, rounds: int) -> tuple[dict[int, Spent], dict[int, Spent], dict[int, Spent]]:
    web = reference.app(url)
    pages, sums = services.page_calls(database), services.summary_calls(database)
    refs: dict[int, Ask] = {size: reference.asking(web, customer) for customer, size in SIZES.items()}
    kinds: dict[str, dict[int, Ask]] = {"page": pages, "summary": sums, "ref": refs}
    asks = {f"{kind} {size}": ask for kind, asked in kinds.items() for size, ask in asked.items()}
    spent = await in_turns(asks, rounds=rounds, each=10)
    return (
        {size: spent[f"page {size}"] for size in SIZES.values()},
        {size: spent[f"summary {size}"] for size in SIZES.values()},
        {size: spent[f"ref {size}"] for size in SIZES.values()},
    )


def _open_share(session: Session, customer_id: int) -> float:
    of_customer = select(func.count()).where(Invoice.customer_id == customer_id)
    return session.scalars(of_customer.where(Invoice.standing == Standing.OPEN)).one() / session.scalars(of_customer).one()
