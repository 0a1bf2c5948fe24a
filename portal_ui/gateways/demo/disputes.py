"""Money that a bank takes back from the demo processor, and how that ends."""

import sqlite3

from portal_ui.gateways import DisputeReport, DisputeStanding
from portal_ui.gateways.demo import choices, events
from portal_ui.gateways.demo.choices import Aftermath

CLOSES_AFTER_SECONDS = 600.0  # how long a bank thinks in the demo
_ENDS = {Aftermath.DISPUTED: DisputeStanding.LOST, Aftermath.DISPUTE_WON: DisputeStanding.WON}
_REASONS = {Aftermath.RETURNED: "debit_not_authorized"}


def open_(db: sqlite3.Connection, at: float, intent: sqlite3.Row, aftermath: Aftermath) -> None:
    """The bank takes a payment back; what is returned is lost at once, anything else is decided later."""
    reference = f"demo_dp_{choices.letters()}"
    standing = DisputeStanding.OPEN if aftermath in _ENDS else DisputeStanding.LOST
    closes_at = at + CLOSES_AFTER_SECONDS if standing is DisputeStanding.OPEN else None
    facts = (reference, intent["reference"], intent["amount_cents"], standing.value, _REASONS.get(aftermath, "fraudulent"), at, closes_at)
    db.execute(
        "INSERT INTO disputes (reference, intent, amount_cents, standing, reason, created_at, closes_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        facts,
    )
    events.ring(db, at, "charge.dispute.created", reference, is_payment=False)


def close_due(db: sqlite3.Connection, at: float) -> None:
    """Decide what the bank thought about long enough."""
    asked = "SELECT disputes.*, intents.choice FROM disputes JOIN intents ON intents.reference = disputes.intent WHERE closes_at <= ?"
    for row in db.execute(f"{asked} ORDER BY closes_at, disputes.id", (at,)).fetchall():
        end = _ENDS[choices.by_key(row["choice"]).aftermath]
        db.execute("UPDATE disputes SET standing = ?, closes_at = NULL WHERE id = ?", (end.value, row["id"]))
        if end is DisputeStanding.WON:
            db.execute("UPDATE intents SET is_disputed = 0 WHERE reference = ?", (row["intent"],))
        events.ring(db, row["closes_at"], "charge.dispute.closed", row["reference"], is_payment=False)


def payment_of(db: sqlite3.Connection, reference: str) -> str:
    """The payment that a dispute is about; empty where there is no such dispute."""
    row = db.execute("SELECT intent FROM disputes WHERE reference = ?", (reference,)).fetchone()
    return "" if row is None else str(row["intent"])


def of_payment(db: sqlite3.Connection, reference: str) -> tuple[DisputeReport, ...]:
    """All of a payment, oldest first."""
    return tuple(map(_read, db.execute("SELECT * FROM disputes WHERE intent = ? ORDER BY id", (reference,))))


def listed(db: sqlite3.Connection, since: float) -> tuple[DisputeReport, ...]:
    """All opened since then, oldest first."""
    return tuple(map(_read, db.execute("SELECT * FROM disputes WHERE created_at >= ? ORDER BY id", (since,))))


def _read(row: sqlite3.Row) -> DisputeReport:
    return DisputeReport(row["reference"], row["intent"], DisputeStanding(row["standing"]), row["amount_cents"], row["reason"])
