"""What the money desk has to show in the demo: made by the portal's own service, and consistent with everything else."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Difference, Dispute, Payment, Refund, Void
from portal_ui import demo_money
from portal_ui.dates import utc_clock
from portal_ui.doctor import examine
from portal_ui.gateways.demo import DemoGateway
from tests.demo.filled import fill


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_desk_has_one_of_each_to_show_and_the_books_add_up(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path / "demo", date.today())  # noqa: DTZ011 - the demo's own day
    past = demo_money.Past(utc_clock())

    with closing(DemoGateway(tmp_path / "gateway.sqlite", past, is_durable=False)) as gateway:
        await demo_money.play(database, gateway, past)

    def found(kind: type[Any], column: str) -> list[str]:
        on_the_portal = select(getattr(kind, column)).join(Payment, Payment.id == kind.payment_id).where(Payment.gateway != "")
        return database.read_now(lambda session: sorted(getattr(one, "value", str(one)) for one in session.scalars(on_the_portal)))

    assert found(Refund, "state") == ["pending", "succeeded"]
    assert found(Dispute, "state") == ["lost", "open"]
    assert found(Void, "reason") == ["The bank returned the check unpaid"]
    differing = database.read_now(lambda session: [one.kind.value for one in session.scalars(select(Difference))])
    assert differing == ["payment-unknown"]
    assert [line.words for line in examine(database) if not line.is_green] == ["Gateway: what it lists is what the portal has"]
