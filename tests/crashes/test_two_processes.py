"""Two processes over one database: whatever both would do, one of them does."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from db.engine import Database
from db.models import Letter, Payment, PaymentState
from tests.builders.people import add_company
from tests.builders.trade import add_invoice
from tests.crashes.killed_demo import ROOT
from tests.paying.till import Till

pytestmark = pytest.mark.timeout(180)
ACCOUNTS, EACH = 6, 5


async def test_case_23_two_processes_sweep_each_payment_once(database: Database, database_url: str, tmp_path: Path) -> None:
    await add_company(database)
    file = tmp_path / "gateway.sqlite"
    till = Till.over(database, file)
    for index in range(ACCOUNTS):
        person = await till.payer()
        await add_invoice(database, person.scope, number=f"I{index}", total_cents=10_000)
        card = await till.card(person)
        till.gateway.faults.lose_answer(EACH)
        for _time in range(EACH):
            await till.pay(person, {f"I{index}": 1_000}, card)
    till.clock.pass_(seconds=30)
    command = [sys.executable, "-m", "tests.crashes.sweeper", database_url, str(file), till.clock.now.isoformat()]

    told = await asyncio.to_thread(_both, command)

    assert sum(int(looked) for looked in told) == ACCOUNTS * EACH
    payments = await till.rows(Payment)
    assert {payment.state for payment in payments} == {PaymentState.SUCCEEDED}
    assert sorted(payment.receipt_number for payment in payments) == [f"DEMO-R-{number:06d}" for number in range(1, ACCOUNTS * EACH + 1)]
    assert [letter.kind for letter in await till.rows(Letter)] == ["payment-receipt"] * ACCOUNTS * EACH
    assert [(await till.invoice(f"I{index}")).paid_cents for index in range(ACCOUNTS)] == [EACH * 1_000] * ACCOUNTS


def _both(command: list[str]) -> list[str]:
    """What two such processes say that begin at once."""
    processes = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _process in range(2)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [process.communicate(timeout=120)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
