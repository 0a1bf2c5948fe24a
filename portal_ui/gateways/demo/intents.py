"""Payments and card setups at the demo processor: how they begin, move and read."""

import re
import sqlite3
from collections.abc import Sequence

from portal_ui.gateways import Charge, Rejected, Report, Setup, Standing, Unknown
from portal_ui.gateways.demo import cards, choices, disputes, events, late
from portal_ui.gateways.demo.cards import Source
from portal_ui.gateways.demo.choices import Aftermath, Asks, Choice, Pace
from portal_ui.gateways.demo.limits import LEAST_CENTS, MOST_CENTS

UNCONFIRMED = "payment_intent_authentication_failure"
NOBODY_THERE = "authentication_required"
NOT_KEPT = "card_not_supported"
OTHER_METHOD = Rejected("payment_intent_incompatible_payment_method")
DAYS_SECONDS = 600.0  # how long "days" last in the demo
_TAKEN_BACK = (Aftermath.DISPUTED, Aftermath.DISPUTE_WON, Aftermath.RETURNED)
_DEBITED = "USD"  # the one currency in which bank accounts are debited
_CURRENCY = re.compile(r"[A-Z]{3}")
_EVENTS = {
    Standing.REQUIRES_ACTION: "requires_action",
    Standing.PROCESSING: "processing",
    Standing.SUCCEEDED: "succeeded",
    Standing.CANCELED: "canceled",
}


def charge(db: sqlite3.Connection, at: float, wish: Charge, *, has_arrived: bool) -> Report | Rejected | Unknown:
    """Take the money, ask the card holder first, decline, refuse, or say nothing for now."""
    wrong = _wrong_amount(wish) or _wrong_method(wish) or _wrong_customer(db, wish.customer)
    source = wrong or cards.source(db, wish.customer, card=wish.card, token=wish.token, has_arrived=has_arrived)
    if isinstance(source, Rejected):
        return source
    if source.choice.pace is Pace.LATE and not has_arrived:
        late.put(db, wish, at + late.SLOW_SECONDS, has_arrived=True)
        return Unknown()
    facts = (0, wish.customer, wish.payment, wish.amount_cents, wish.currency, wish.description)
    return _begun(db, at, source, facts, is_to_keep=wish.keep_card, is_off_session=wish.is_off_session)


def keep(db: sqlite3.Connection, at: float, wish: Setup, *, has_arrived: bool) -> Report | Rejected:
    """Keep a card, ask the card holder first, decline, or refuse."""
    source = _wrong_customer(db, wish.customer) or cards.source(db, wish.customer, card="", token=wish.token, has_arrived=has_arrived)
    if isinstance(source, Rejected):
        return source
    return _begun(db, at, source, (1, wish.customer, wish.setup, 0, "", ""), is_to_keep=True)


def answered(db: sqlite3.Connection, at: float, reference: str, *, agrees: bool) -> Report | None:
    """The card holder confirmed, or refused; only what waits for that moves."""
    row = _row(db, reference)
    if row is not None and row["standing"] == Standing.REQUIRES_ACTION.value:
        _proceed(db, at, row) if agrees else _move(db, at, row, Standing.FAILED, UNCONFIRMED)
    return report(db, reference)


def cancel(db: sqlite3.Connection, at: float, reference: str) -> Report | None:
    """Give up what waits for the card holder; everything else stays as it is."""
    row = _row(db, reference)
    if row is not None and row["standing"] == Standing.REQUIRES_ACTION.value:
        _move(db, at, row, Standing.CANCELED)
    return report(db, reference)


def settle_due(db: sqlite3.Connection, at: float) -> None:
    """Let arrive, or come back, what was on its way long enough."""
    due = db.execute("SELECT * FROM intents WHERE settles_at <= ? ORDER BY settles_at, id", (at,)).fetchall()
    for row in due:
        code = choices.by_key(row["choice"]).code
        _move(db, row["settles_at"], row, Standing.FAILED if code else Standing.SUCCEEDED, code)


def report(db: sqlite3.Connection, reference: str) -> Report | None:
    """How it stands."""
    row = _row(db, reference)
    return None if row is None else _read(row)


def listed(db: sqlite3.Connection, customer: str, since: float) -> Sequence[Report]:
    """All of a customer's since then, oldest first."""
    rows = db.execute("SELECT * FROM intents WHERE customer = ? AND created_at >= ? ORDER BY created_at, id", (customer, since))
    return tuple(_read(row) for row in rows)


def all_listed(db: sqlite3.Connection, since: float) -> tuple[Report, ...]:
    """Everybody's payments since then, oldest first; no setups."""
    rows = db.execute("SELECT * FROM intents WHERE created_at >= ? AND NOT is_setup ORDER BY created_at, id", (since,))
    return tuple(map(_read, rows))


def _wrong_amount(wish: Charge) -> Rejected | None:
    if not _CURRENCY.fullmatch(wish.currency) or (wish.is_debit and wish.currency != _DEBITED):
        return Rejected("invalid_currency")
    if wish.amount_cents < LEAST_CENTS:
        return Rejected("amount_too_small")
    return Rejected("amount_too_large") if wish.amount_cents > MOST_CENTS else None


def _wrong_method(wish: Charge) -> Rejected | None:
    """A bank account is debited only where that was agreed to, and a card is none. Without its holder only a kept card pays."""
    if wish.is_off_session and not wish.card:
        return cards.NEITHER
    if wish.is_debit and not (wish.token and wish.accepted_from and wish.accepted_with):
        return cards.NEITHER
    choice = choices.of_token(wish.token)
    return OTHER_METHOD if choice is not None and choice.is_card is wish.is_debit else None


def _wrong_customer(db: sqlite3.Connection, customer: str) -> Rejected | None:
    known = db.execute("SELECT 1 FROM customers WHERE reference = ?", (customer,)).fetchone()
    return None if known else cards.MISSING


def _begun(
    db: sqlite3.Connection, at: float, source: Source, facts: tuple[object, ...], *, is_to_keep: bool, is_off_session: bool = False
) -> Report:
    reference = f"demo_{'seti' if facts[0] else 'pi'}_{choices.letters()}"
    db.execute(
        "INSERT INTO intents (reference, is_setup, customer, request, amount_cents, currency, description, choice, card, is_to_keep,"
        " standing, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)",
        (reference, *facts, source.choice.key, source.card, is_to_keep, at),
    )
    row = _known(db, reference)
    if _asks(source) and is_off_session:
        _move(db, at, row, Standing.FAILED, NOBODY_THERE)
    elif _asks(source):
        _move(db, at, row, Standing.REQUIRES_ACTION)
    else:
        _proceed(db, at, row)
    return _read(_known(db, reference))


def _asks(source: Source) -> bool:
    return source.choice.asks is Asks.ALWAYS or (source.choice.asks is Asks.UNLESS_KEPT and not source.card)


def _proceed(db: sqlite3.Connection, at: float, row: sqlite3.Row) -> None:
    """What comes once nobody has to be asked any more."""
    choice = choices.by_key(row["choice"])
    if not row["is_setup"] and choice.pace is Pace.DAYS:
        _move(db, at, row, Standing.PROCESSING)
        return
    code = _setup_code(choice) if row["is_setup"] else choice.code
    _move(db, at, row, Standing.FAILED if code else Standing.SUCCEEDED, code)


def _setup_code(choice: Choice) -> str:
    return "" if choice.can_be_kept else choice.code or NOT_KEPT


def _move(db: sqlite3.Connection, at: float, row: sqlite3.Row, standing: Standing, code: str = "") -> None:
    """Write down where it stands now, and ring."""
    choice, is_setup, reference = choices.by_key(row["choice"]), bool(row["is_setup"]), row["reference"]
    has_money, card = standing is Standing.SUCCEEDED and not is_setup, row["card"]
    if standing is Standing.SUCCEEDED and row["is_to_keep"] and choice.can_be_kept and not card:
        card = cards.keep(db, row["customer"], choice)
    is_disputed = has_money and choice.aftermath in _TAKEN_BACK
    db.execute(
        "UPDATE intents SET standing = ?, code = ?, card = ?, charge = ?, is_disputed = ?, settles_at = ? WHERE id = ?",
        (
            standing.value,
            code,
            card,
            f"demo_ch_{choices.letters()}" if has_money else None,
            is_disputed,
            at + DAYS_SECONDS if standing is Standing.PROCESSING else None,
            row["id"],
        ),
    )
    failed = "setup_failed" if is_setup else "payment_failed"
    kind = f"{'setup_intent' if is_setup else 'payment_intent'}.{_EVENTS.get(standing, failed)}"
    events.ring(db, at, kind, reference, is_payment=not is_setup)
    if is_disputed:
        disputes.open_(db, at, row, choice.aftermath)


def _row(db: sqlite3.Connection, reference: str) -> sqlite3.Row | None:
    found: sqlite3.Row | None = db.execute("SELECT * FROM intents WHERE reference = ?", (reference,)).fetchone()
    return found


def _known(db: sqlite3.Connection, reference: str) -> sqlite3.Row:
    row = _row(db, reference)
    if row is None:
        raise LookupError(reference)
    return row


def _read(row: sqlite3.Row) -> Report:
    standing = Standing(row["standing"])
    return Report(
        reference=row["reference"],
        payment=row["request"],
        standing=standing,
        amount_cents=row["amount_cents"],
        currency=row["currency"],
        charge=row["charge"] or "",
        code=row["code"],
        card=choices.by_key(row["choice"]).facts(row["card"]),
        action=f"/demo/bank/{row['reference']}" if standing is Standing.REQUIRES_ACTION else "",
        customer=row["customer"],
    )
