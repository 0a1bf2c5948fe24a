"""Money the demo processor gives back."""

import sqlite3

from portal_ui.gateways import RefundReport, Rejected, Standing
from portal_ui.gateways.demo import choices, events
from portal_ui.gateways.demo.cards import MISSING
from portal_ui.gateways.demo.choices import Aftermath
from portal_ui.gateways.demo.wishes import GiveBack

FAILS_AFTER_SECONDS = 60.0
ARRIVES_AFTER_SECONDS = 600.0
_FAILED = "expired_or_canceled_card"
_COURSES = {  # how it stands at first, and after how long that changes
    Aftermath.REFUND_FAILS: (Standing.SUCCEEDED, FAILS_AFTER_SECONDS),
    Aftermath.REFUND_TAKES_DAYS: (Standing.PROCESSING, ARRIVES_AFTER_SECONDS),
}
_ALL = "SELECT refunds.*, refund_keys.key FROM refunds LEFT JOIN refund_keys ON refund_keys.refund = refunds.id"


def give_back(db: sqlite3.Connection, at: float, wish: GiveBack) -> RefundReport | Rejected:
    """Give back, never more than was charged in all; what failed counts as not given."""
    row = db.execute("SELECT * FROM intents WHERE reference = ? AND NOT is_setup", (wish.reference,)).fetchone()
    wrong = _wrong(db, row, wish)
    if wrong is not None:
        return wrong
    reference = f"demo_re_{choices.letters()}"
    standing, seconds = _COURSES.get(choices.by_key(row["choice"]).aftermath, (Standing.SUCCEEDED, None))
    made = db.execute(
        "INSERT INTO refunds (reference, intent, amount_cents, standing, moves_at) VALUES (?, ?, ?, ?, ?)",
        (reference, wish.reference, wish.amount_cents, standing.value, None if seconds is None else at + seconds),
    )
    db.execute("INSERT INTO refund_keys VALUES (?, ?, ?)", (made.lastrowid, wish.key, at))
    events.ring(db, at, "refund.created", reference, is_payment=False)
    return RefundReport(reference, wish.reference, standing, wish.amount_cents, refund=wish.key)


def move_due(db: sqlite3.Connection, at: float) -> None:
    """Let arrive what was on its way long enough, and come back what the card's bank could not take."""
    for row in db.execute("SELECT * FROM refunds WHERE moves_at <= ? ORDER BY moves_at, id", (at,)).fetchall():
        does_arrive = row["standing"] == Standing.PROCESSING.value
        facts = (Standing.SUCCEEDED.value, "") if does_arrive else (Standing.FAILED.value, _FAILED)
        db.execute("UPDATE refunds SET standing = ?, code = ?, moves_at = NULL WHERE id = ?", (*facts, row["id"]))
        kind = "refund.updated" if does_arrive else "refund.failed"
        events.ring(db, row["moves_at"], kind, row["reference"], is_payment=False)


def report(db: sqlite3.Connection, reference: str) -> RefundReport | None:
    """How a refund stands."""
    row = db.execute(f"{_ALL} WHERE refunds.reference = ?", (reference,)).fetchone()
    return None if row is None else _read(row)


def of_payment(db: sqlite3.Connection, reference: str) -> tuple[RefundReport, ...]:
    """All of a payment, oldest first."""
    return tuple(map(_read, db.execute(f"{_ALL} WHERE intent = ? ORDER BY refunds.id", (reference,))))


def listed(db: sqlite3.Connection, since: float) -> tuple[RefundReport, ...]:
    """All made since then, oldest first."""
    return tuple(map(_read, db.execute(f"{_ALL} WHERE refund_keys.created_at >= ? ORDER BY refunds.id", (since,))))


def _read(row: sqlite3.Row) -> RefundReport:
    return RefundReport(
        row["reference"], row["intent"], Standing(row["standing"]), row["amount_cents"], row["code"], refund=row["key"] or ""
    )


def _wrong(db: sqlite3.Connection, row: sqlite3.Row | None, wish: GiveBack) -> Rejected | None:
    if row is None:
        return MISSING
    if row["standing"] != Standing.SUCCEEDED.value:
        return Rejected("payment_intent_unexpected_state")
    if row["is_disputed"]:
        return Rejected("charge_disputed")
    if wish.amount_cents <= 0:
        return Rejected("parameter_invalid_integer")
    given = "SELECT coalesce(sum(amount_cents), 0) FROM refunds WHERE intent = ? AND standing != ?"
    left = row["amount_cents"] - db.execute(given, (wish.reference, Standing.FAILED.value)).fetchone()[0]
    if wish.amount_cents <= left:
        return None
    return Rejected("amount_too_large" if left else "charge_already_refunded")
