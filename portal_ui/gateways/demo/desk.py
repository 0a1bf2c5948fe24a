"""Where requests are carried out once each: an idempotency key is compared, remembered for a day, then forgotten."""

import sqlite3

from portal_ui.gateways import Charge, Listing, Rejected, Returns, Setup, Unknown
from portal_ui.gateways.demo import disputes, intents, late, refunds
from portal_ui.gateways.demo.wishes import Answer, Said, Wish, answer_of, answer_text, kind_of, wish_text

KEY_SECONDS = 86_400.0


def carry_out(db: sqlite3.Connection, at: float, wish: Wish, *, has_arrived: bool = False, is_answer_kept: bool = True) -> Answer:
    """Do what is wished, or say again what was said under that key. What is rejected leaves the key unused.

    With `is_answer_kept` off the key is used up, but whoever asks again learns nothing: a server error is repeated too.
    """
    if not wish.key:
        return Rejected("parameter_missing")
    known = None if has_arrived else _known(db, at, wish)
    if known is not None:
        return known
    answer = _do(db, at, wish, has_arrived=has_arrived)
    if not isinstance(answer, Rejected):
        _remember(db, at, wish, answer if is_answer_kept else Unknown())
    return answer


def catch_up(db: sqlite3.Connection, at: float) -> None:
    """Do first what was due before this moment."""
    while (due := late.pop_due(db, at)) is not None:
        wish, due_at, has_arrived = due
        carry_out(db, due_at, wish, has_arrived=has_arrived)
    intents.settle_due(db, at)
    refunds.move_due(db, at)
    disputes.close_due(db, at)


def returns(db: sqlite3.Connection, reference: str) -> Returns | None:
    """All that came back of the payment that is named, or that a named refund or dispute is of."""
    refund = refunds.report(db, reference)
    payment = refund.charge_reference if refund else disputes.payment_of(db, reference) or reference
    found = db.execute("SELECT 1 FROM intents WHERE reference = ? AND NOT is_setup", (payment,)).fetchone()
    return Returns(payment, refunds.of_payment(db, payment), disputes.of_payment(db, payment)) if found else None


def put_off(db: sqlite3.Connection, reference: str, until: float) -> None:
    """What is not decided yet of a refund or a dispute is decided then."""
    db.execute("UPDATE refunds SET moves_at = ? WHERE reference = ? AND moves_at IS NOT NULL", (until, reference))
    db.execute("UPDATE disputes SET closes_at = ? WHERE reference = ? AND closes_at IS NOT NULL", (until, reference))


def listing(db: sqlite3.Connection, since: float) -> Listing:
    """All there is since then."""
    return Listing(intents.all_listed(db, since), refunds.listed(db, since), disputes.listed(db, since))


def _known(db: sqlite3.Connection, at: float, wish: Wish) -> Answer | None:
    row = db.execute("SELECT * FROM keys WHERE key = ? AND made_at > ?", (wish.key, at - KEY_SECONDS)).fetchone()
    if row is None:
        return None
    if (row["kind"], row["wish"]) != (kind_of(wish), wish_text(wish)):
        return Rejected("idempotency_key_reuse")
    return Unknown() if row["answer"] is None else answer_of(row["answer"])


def _remember(db: sqlite3.Connection, at: float, wish: Wish, answer: Said | Unknown) -> None:
    kept = None if isinstance(answer, Unknown) else answer_text(answer)
    db.execute("INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?)", (wish.key, kind_of(wish), wish_text(wish), kept, at))


def _do(db: sqlite3.Connection, at: float, wish: Wish, *, has_arrived: bool) -> Answer:
    if isinstance(wish, Charge):
        return intents.charge(db, at, wish, has_arrived=has_arrived)
    if isinstance(wish, Setup):
        return intents.keep(db, at, wish, has_arrived=has_arrived)
    return refunds.give_back(db, at, wish)
