"""Cards the demo processor has kept, and the tokens of its forms, each of which serves once."""

import sqlite3
from dataclasses import dataclass

from portal_ui.gateways import CardFacts, Rejected
from portal_ui.gateways.demo import choices
from portal_ui.gateways.demo.choices import Choice

MISSING = Rejected("resource_missing")
USED = Rejected("confirmation_token_already_used")
NEITHER = Rejected("parameter_missing")


@dataclass(frozen=True, slots=True)
class Source:
    """With what is paid: how it behaves, and its reference when it is a kept card."""

    choice: Choice
    card: str = ""


def source(db: sqlite3.Connection, customer: str, *, card: str, token: str, has_arrived: bool = False) -> Source | Rejected:
    """The kept card, or the new one. A token is spent by this, unless the request `has_arrived` before and spent it then."""
    if bool(card) == bool(token):
        return NEITHER
    return _kept(db, customer, card, has_arrived=has_arrived) if card else _new(db, token, has_arrived=has_arrived)


def keep(db: sqlite3.Connection, customer: str, choice: Choice) -> str:
    """Keep a card for later; its reference. It behaves as its choice does."""
    reference = f"demo_card_{choices.letters()}"
    db.execute("INSERT INTO cards (reference, customer, choice) VALUES (?, ?, ?)", (reference, customer, choice.key))
    return reference


def kept(db: sqlite3.Connection, reference: str) -> CardFacts | None:
    """What is kept of a card that was not let go."""
    row = db.execute("SELECT choice FROM cards WHERE reference = ? AND NOT is_detached", (reference,)).fetchone()
    is_known = db.execute("SELECT 1 FROM cards WHERE reference = ?", (reference,)).fetchone() is not None
    choice = choices.by_key(row["choice"]) if row else None if is_known else choices.of_seeded(reference)
    return None if choice is None else choice.facts(reference)


def detach(db: sqlite3.Connection, reference: str) -> None:
    """Let go of a card for good, also of one that nobody ever paid with."""
    _adopt(db, "", reference)
    db.execute("UPDATE cards SET is_detached = 1 WHERE reference = ?", (reference,))


def _kept(db: sqlite3.Connection, customer: str, reference: str, *, has_arrived: bool) -> Source | Rejected:
    _adopt(db, customer, reference)
    row = db.execute("SELECT * FROM cards WHERE reference = ? AND customer = ?", (reference, customer)).fetchone()
    if row is None or (row["is_detached"] and not has_arrived):
        return MISSING
    return Source(choices.by_key(row["choice"]), reference)


def _adopt(db: sqlite3.Connection, customer: str, reference: str) -> None:
    """Take in a card that came with the demo company's books; it belongs to whoever uses it first."""
    choice = choices.of_seeded(reference)
    if choice is not None:
        row = (reference, customer, choice.key)
        db.execute("INSERT OR IGNORE INTO cards (reference, customer, choice) VALUES (?, ?, ?)", row)


def _new(db: sqlite3.Connection, token: str, *, has_arrived: bool) -> Source | Rejected:
    choice = choices.of_token(token)
    if choice is None:
        return MISSING
    is_fresh = db.execute("INSERT OR IGNORE INTO tokens VALUES (?)", (token,)).rowcount == 1
    return Source(choice) if is_fresh or has_arrived else USED
