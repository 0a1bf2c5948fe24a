"""The pack of everything: which papers of each kind a search finds, counted and listed alike."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.engine import Database
from db.models import PaymentState, RefundState
from portal_ui.service.company import Company
from portal_ui.service.given_back import CreditMemos, Refunds
from portal_ui.service.grids import GridService
from portal_ui.service.pack_contents import EVERYTHING, PackContents, Source
from portal_ui.service.pack_refusals import EmptyPackError
from portal_ui.views import DocumentFile, GridWish, Scope
from tests.builders.trade import NOON, Line, add_credit_memo, add_customer, add_invoice, add_location, add_order, add_payment, add_refund
from tests.service.conftest import Reading

OCTOBER, NOVEMBER = date(2026, 10, 20), date(2026, 11, 10)


class Everything:
    """What a pack of everything would hold."""

    def __init__(self, reading: Reading, database: Database) -> None:
        lists: dict[str, GridService[Any]] = {"orders": reading.orders, "invoices": reading.invoices, "payments": reading.payments}
        company = Company(database, lambda: NOON)
        lists |= {"refunds": Refunds(database, company), "credits": CreditMemos(database, company)}
        self._contents = PackContents({kind: Source(one, lambda _scope: (), _no_paper) for kind, one in lists.items()})

    async def of(self, scope: Scope, search: str, **narrowed: Any) -> dict[str, set[str]]:
        """The numbers by kind, of which the form counts as many."""
        wish = GridWish(search=search, **narrowed)
        counts = await self._contents.counts(scope, EVERYTHING, wish)
        try:
            rows = await self._contents.rows(scope, EVERYTHING, wish)
        except EmptyPackError:
            rows = []
        found: dict[str, set[str]] = {}
        for kind, row in rows:
            found.setdefault(kind, set()).add(row.number)
        assert {kind: count for kind, count in counts.items() if count} == {kind: len(numbers) for kind, numbers in found.items()}
        assert sum(map(len, found.values())) == len(rows)
        return found


async def _no_paper(_scope: Scope, _row: Any) -> DocumentFile:
    raise NotImplementedError


@pytest.fixture
def everything(reading: Reading, database: Database) -> Everything:
    """The lists put together."""
    return Everything(reading, database)


@pytest.fixture
async def harbor(database: Database) -> tuple[Scope, str]:
    """An account with an order of PO HR-88 that a bill of no PO charges, a bill of the PO itself, and payments on both."""
    scope = await add_customer(database)
    place = await add_location(database, scope, number="L-1")
    other = await add_location(database, scope, number="L-2")
    job = await add_order(database, scope, place, number="W-1", po_number="HR-88", service_on=OCTOBER)
    plain = await add_order(database, scope, other, number="W-2", po_number="HR-881", service_on=NOVEMBER)
    both = (Line(100, place, job), Line(100, place, job), Line(100, other, plain))
    bill = await add_invoice(database, scope, number="10471", lines=both, on=OCTOBER)
    own = await add_invoice(database, scope, number="10472", po_number=" hr-88 ", lines=(Line(100, other),), on=NOVEMBER)
    stray = await add_invoice(database, scope, number="10473", lines=(Line(100, other, plain),))
    await add_payment(database, scope, number="7320", to={bill: 50, own: 50}, paid_on=NOVEMBER)
    await add_payment(database, scope, number="7322", to={own: 50}, state=PaymentState.PROCESSING, paid_on=NOVEMBER)
    await add_payment(database, scope, number="7323", to={stray: 50}, reference="HR-88")
    return scope, "L-1"


@pytest.mark.parametrize("search", ["HR-88", "hr-88", "  Hr-88 "])
async def test_of_a_po_number_are_its_orders_the_invoices_of_them_and_of_its_own_and_what_pays_those(
    everything: Everything, harbor: tuple[Scope, str], search: str
) -> None:
    assert await everything.of(harbor[0], search) == {
        "orders": {"W-1"},
        "invoices": {"10471", "10472"},
        "payments": {"7320", "7322"},
    }


async def test_days_and_a_location_narrow_each_kind_of_a_po_number_down(everything: Everything, harbor: tuple[Scope, str]) -> None:
    scope, place = harbor

    october = await everything.of(scope, "HR-88", until=date(2026, 10, 31))
    there = await everything.of(scope, "HR-88", location=place)

    assert october == {"orders": {"W-1"}, "invoices": {"10471"}}
    assert there == {"orders": {"W-1"}, "invoices": {"10471"}, "payments": {"7320"}}


async def test_a_po_number_of_another_account_finds_nothing_of_it(
    everything: Everything, harbor: tuple[Scope, str], database: Database
) -> None:
    other = await add_customer(database)
    place = await add_location(database, other)
    await add_invoice(database, other, number="1", lines=(Line(100, place, await add_order(database, other, place, number="W-9")),))

    assert await everything.of(other, "HR-88") == {}
    await add_order(database, other, place, number="W-10", po_number="HR-88")
    assert await everything.of(other, "HR-88") == {"orders": {"W-10"}}


async def test_a_site_contact_gets_of_a_po_number_the_orders_of_their_own_locations(
    everything: Everything, harbor: tuple[Scope, str], database: Database
) -> None:
    mine = await add_location(database, harbor[0])
    await add_order(database, harbor[0], mine, number="W-3", po_number="HR-88")
    await add_order(database, harbor[0], mine, number="W-4", po_number="HR-8")
    scope = replace(harbor[0], sees_money=False, location_ids=frozenset([mine]))

    assert await everything.of(scope, "HR-88") == {"orders": {"W-3"}}


async def test_other_words_find_of_each_kind_what_its_list_does_and_what_pays_the_invoices_found(
    everything: Everything, harbor: tuple[Scope, str], reading: Reading
) -> None:
    scope = harbor[0]
    assert await everything.of(scope, "7322") == {"payments": {"7322"}}
    assert await everything.of(scope, "10471") == {"invoices": {"10471"}, "payments": {"7320"}}
    assert await everything.of(scope, "HR-8") == {"orders": {"W-1", "W-2"}, "invoices": {"10472"}, "payments": {"7320", "7322", "7323"}}
    assert await everything.of(scope, "10471", since=date(2026, 11, 1)) == {"payments": {"7320"}}
    assert await reading.payments.count(scope, GridWish(search="10471")) == 0


async def test_refunds_go_with_their_payments_and_credit_memos_with_the_invoices_they_went_to(
    everything: Everything, harbor: tuple[Scope, str], database: Database
) -> None:
    scope, place = harbor
    bill = await add_invoice(database, scope, number="10600", po_number="HR-90", on=OCTOBER)
    paid = await add_payment(database, scope, number="7400", to={bill: 50}, paid_on=OCTOBER)
    for number, state in (("R-1", RefundState.SUCCEEDED), ("R-2", RefundState.PENDING)):
        await add_refund(database, paid, number=number, amount_cents=10, state=state)
    await add_refund(database, await add_payment(database, scope, number="7401"), number="R-3", amount_cents=10)
    await add_credit_memo(database, scope, number="CM-1", total_cents=50, remaining_cents=0, to={bill: 50})
    await add_credit_memo(database, scope, number="CM-2", total_cents=50, remaining_cents=50)
    other = await add_customer(database)
    await add_credit_memo(database, other, number="CM-3", total_cents=50, remaining_cents=50)
    await add_refund(database, await add_payment(database, other, number="7500"), number="R-4", amount_cents=10)

    of_po = await everything.of(scope, "HR-90")
    of_october = await everything.of(scope, "", until=date(2026, 10, 31))
    of_all = await everything.of(scope, "")

    assert (of_po["refunds"], of_po["credits"]) == ({"R-1", "R-2"}, {"CM-1"})
    assert (of_october["refunds"], "credits" in of_october) == ({"R-1", "R-2"}, False)
    assert (of_all["refunds"], of_all["credits"]) == ({"R-1", "R-2", "R-3"}, {"CM-1", "CM-2"})
    assert await everything.of(scope, "cm-2") == {"credits": {"CM-2"}}
    assert await everything.of(scope, "7401") == {"payments": {"7401"}, "refunds": {"R-3"}}
    assert not {"refunds", "credits"} & set(await everything.of(scope, "", location=place))
    assert not {"refunds", "credits"} & set(await everything.of(replace(scope, sees_money=False), ""))
