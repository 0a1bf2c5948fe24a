"""A statement and an activity on the screen, without a browser: what is said beside the figures."""

from components.statement import Drawing as StatementDrawing
from components.statement import StatementSpec
from components.statement.activity import ActivitySpec
from components.statement.activity import Drawing as ActivityDrawing
from portal_ui.statement_wishes import StatementWish
from portal_ui.views import Activity, Statement
from tests.builders import activities, statements


def _statement(told: Statement) -> StatementDrawing:
    return StatementDrawing(StatementSpec(told, "USD", StatementWish(), "none", statements.DAY, 1, 1_000))


def _activity(told: Activity) -> ActivityDrawing:
    return ActivityDrawing(ActivitySpec(told, "USD", StatementWish(), "none", statements.DAY, 1, 1_000))


def test_where_an_invoice_counts_at_several_locations_that_is_said() -> None:
    shared, apart = (_statement(view).split()["note"] for view in (statements.by_location(2), statements.by_location(1)))

    assert shared == "An invoice of several locations counts at each of them."
    assert apart == ""


def test_at_a_location_the_account_s_credit_is_said_to_be_no_location_s() -> None:
    parts = ({"location": statements.FOUNDRY}, {"is_untied": True})
    at_a_place = [_statement(statements.statement(**part)).figures()[-1] for part in parts]
    moved = [_activity(activities.activity(**part)).figures()[-1] for part in parts]
    whole = _activity(activities.activity()).figures()[-1]

    assert [figure["label"] for figure in (*at_a_place, *moved, whole)] == ["Credit on the account"] * 5
    assert [figure["note"] for figure in at_a_place] == ["not tied to a location"] * 2
    assert [figure["note"] for figure in moved] == ["not tied to a location · before Oct 1, 2026: $0.00"] * 2
    assert whole["note"] == "before Oct 1, 2026: $0.00"
