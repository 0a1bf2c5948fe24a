"""What does not add up in the merged books. Rows with an unread cell make no sum wrong: they were reported already."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from db.queries.books import stage as s
from db.queries.books.derive import LIVE, touched_ids
from db.queries.books.findings import Finding, Wrong
from db.queries.books.merge import TABLES

_payments = TABLES["payments"]
_invoices = TABLES["invoices"]
_memos = TABLES["credit_memos"]
_orders = TABLES["orders"]
_allocations = TABLES["allocations"]
_applications = TABLES["credit_applications"]
_derived = s.derived_invoices.c


def contradictions(session: Session, most_cents: int) -> Iterator[Finding]:
    """Every sum that is wrong, at the cell that an office would look at first. No sum may be over `most_cents`."""
    yield from _totals(session, most_cents)
    yield from _order_totals(session, most_cents)
    yield from _over_payment(session)
    yield from _not_a_bill(session)
    yield from _over_total(session)
    yield from _over_credit(session)
    yield from _returned(session)


def _last(file: str, column: str, number: ColumnElement[Any]) -> ColumnElement[Any]:
    """The last row of a file that names `number`, or nothing."""
    stage = s.STAGES[file].alias(f"last_{file}")
    return select(func.max(stage.c.row)).where(stage.c[column] == number).scalar_subquery().label(file)


def _read_whole(file: str, column: str, number: ColumnElement[Any]) -> ColumnElement[bool]:
    """That no row of the file that names `number` has an unread cell."""
    stage = s.STAGES[file].alias(f"whole_{file}")
    return ~exists(select(literal(1)).select_from(stage).where(stage.c[column] == number, stage.c.is_sound.is_(False)))


def _sound_invoice() -> list[ColumnElement[bool]]:
    number = _invoices.c.number
    return [_read_whole("invoices", "number", number), _read_whole("invoice_lines", "invoice", number)]


def _placed(wrong: Wrong, row: Row[*tuple[Any, ...]], places: tuple[tuple[str, str], ...], values: tuple[Any, ...]) -> Finding:
    """The finding at the first of `places` that the files have."""
    file, column = next(((file, column) for file, column in places if row._mapping[file] is not None), places[-1])
    return Finding(wrong, file, row._mapping[file] or 0, column, values)


def _totals(session: Session, most_cents: int) -> Iterator[Finding]:
    number, said = _invoices.c.number, s.invoices.alias("said")
    rows = select(number, said.c.total.label("said"), _derived.total_cents, _derived.gross_cents)
    rows = rows.add_columns(said.c.row.label("invoices"), _last("invoice_lines", "invoice", number))
    rows = rows.join_from(s.derived_invoices, _invoices, _invoices.c.id == _derived.id).outerjoin(said, said.c.number == number)
    differs = said.c.total != _derived.total_cents
    wrong = or_(differs, _derived.total_cents < 0, _derived.gross_cents > most_cents)
    for row in session.execute(rows.where(wrong, *_sound_invoice()).order_by(_invoices.c.id)).all():
        places = (("invoices", "total"), ("invoice_lines", "amount"))
        if row.gross_cents > most_cents:
            yield _placed(Wrong.TOTAL_TOO_LARGE, row, places, (row.number, row.gross_cents))
        elif row.total_cents < 0:
            yield _placed(Wrong.TOTAL_NEGATIVE, row, places, (row.number, row.total_cents))
        else:
            yield _placed(Wrong.TOTAL_DIFFERS, row, places, (row.said, row.total_cents))


def _order_totals(session: Session, most_cents: int) -> Iterator[Finding]:
    total, number = s.derived_orders.c.total_cents, _orders.c.number
    rows = select(number, total, _last("order_lines", "order", number)).join(_orders, _orders.c.id == s.derived_orders.c.id)
    for row in session.execute(rows.where(func.abs(total) > most_cents)).all():
        yield _placed(Wrong.TOTAL_TOO_LARGE, row, (("order_lines", "amount"),), (row.number, abs(row.total_cents)))


def _over_payment(session: Session) -> Iterator[Finding]:
    number, allocated = _payments.c.number, func.sum(_allocations.c.amount_cents)
    rows = select(number, allocated.label("allocated"), _payments.c.amount_cents).join(
        _allocations, _allocations.c.payment_id == _payments.c.id
    )
    rows = rows.add_columns(_last("allocations", "payment", number), _last("payments", "number", number))
    rows = rows.where(_payments.c.id.in_(touched_ids(_payments)), _read_whole("payments", "number", number))
    rows = rows.group_by(_payments.c.id, number, _payments.c.amount_cents).having(allocated > _payments.c.amount_cents)
    for row in session.execute(rows).all():
        places = (("allocations", "amount"), ("payments", "amount"))
        yield _placed(Wrong.OVER_PAYMENT, row, places, (row.number, row.allocated, row.amount_cents))


_MONEY = (("credit_applications", "amount"), ("allocations", "amount"), ("invoices", "total"), ("invoice_lines", "amount"))


def _on_invoice() -> list[ColumnElement[Any]]:
    number = _invoices.c.number
    named = (
        _last("credit_applications", "invoice", number),
        _last("allocations", "invoice", number),
        _last("invoice_lines", "invoice", number),
    )
    return [*named, _last("invoices", "number", number)]


def _over_total(session: Session) -> Iterator[Finding]:
    taken = _derived.paid_cents + _derived.held_cents + _derived.credited_cents
    rows = select(_invoices.c.number, taken.label("taken"), _derived.total_cents, *_on_invoice())
    rows = rows.join_from(s.derived_invoices, _invoices, _invoices.c.id == _derived.id)
    rows = rows.where(taken > _derived.total_cents, _derived.total_cents >= 0, _invoices.c.status == "posted", *_sound_invoice())
    for row in session.execute(rows.order_by(_invoices.c.id)).all():
        yield _placed(Wrong.OVER_TOTAL, row, _MONEY, (row.number, row.taken, row.total_cents))


def _not_a_bill(session: Session) -> Iterator[Finding]:
    """Money on an invoice that is pending or void, other than money that failed or was given back whole."""
    places = (("here", "invoice"), ("invoices", "status"))
    taken = {
        "allocations": (_allocations, _payments, "payment", _live()),
        "credit_applications": (_applications, _memos, "credit_memo", _applications.c.amount_cents > 0),
    }
    for file, (table, source, column, counts) in taken.items():
        stage = s.STAGES[file].alias("here_rows")
        here = select(stage.c.row).where(stage.c.invoice == _invoices.c.number, stage.c[column] == source.c.number).limit(1)
        rows = select(_invoices.c.number, _invoices.c.status, here.scalar_subquery().label("here"))
        rows = rows.add_columns(_last("invoices", "number", _invoices.c.number)).join_from(
            table, _invoices, _invoices.c.id == table.c.invoice_id
        )
        rows = rows.join(source, source.c.id == table.c[f"{column}_id"]).where(_invoices.c.id.in_(touched_ids(_invoices)), counts)
        rows = rows.where(_invoices.c.status != "posted", _read_whole("invoices", "number", _invoices.c.number))
        for row in session.execute(rows.order_by(table.c.id)).all():
            found = _placed(Wrong.NOT_A_BILL, row, places, (row.number, row.status.value))
            yield found._replace(file=file) if found.file == "here" else found


def _live() -> ColumnElement[bool]:
    net = _allocations.c.amount_cents - _allocations.c.reversed_cents
    return case((_payments.c.state == "succeeded", net), (_payments.c.state.in_(LIVE), net), else_=0) > 0


def _over_credit(session: Session) -> Iterator[Finding]:
    number, applied = _memos.c.number, func.sum(_applications.c.amount_cents)
    rows = select(number, applied.label("applied"), _memos.c.total_cents).join(_applications, _applications.c.credit_memo_id == _memos.c.id)
    rows = rows.add_columns(_last("credit_applications", "credit_memo", number), _last("credit_memos", "number", number))
    rows = rows.where(_memos.c.id.in_(touched_ids(_memos)), _read_whole("credit_memos", "number", number))
    rows = rows.group_by(_memos.c.id, number, _memos.c.total_cents).having(applied > _memos.c.total_cents)
    for row in session.execute(rows).all():
        places = (("credit_applications", "amount"), ("credit_memos", "amount"))
        yield _placed(Wrong.OVER_CREDIT, row, places, (row.number, row.applied, row.total_cents))


def _returned(session: Session) -> Iterator[Finding]:
    """Refunds and chargebacks of what never came in, or of more than came in."""
    back = _given_back()
    returned = func.sum(back.c.amount_cents)
    rows = select(_payments.c.number, _payments.c.state, _payments.c.amount_cents, returned.label("returned"))
    rows = rows.add_columns(*(_last(file, "payment", _payments.c.number) for file in ("refunds", "disputes")))
    rows = rows.add_columns(_last("payments", "number", _payments.c.number)).join(back, back.c.payment_id == _payments.c.id)
    rows = rows.where(
        _payments.c.id.in_(touched_ids(_payments)), _payments.c.gateway == "", _read_whole("payments", "number", _payments.c.number)
    )
    rows = rows.group_by(_payments.c.id, _payments.c.number, _payments.c.state, _payments.c.amount_cents)
    for row in session.execute(rows.having(or_(returned > _payments.c.amount_cents, _payments.c.state != "succeeded"))).all():
        if row.state.value != "succeeded":
            places = (("refunds", "payment"), ("disputes", "payment"), ("payments", "status"))
            yield _placed(Wrong.NOT_SUCCEEDED, row, places, (row.number,))
        else:
            places = (("refunds", "amount"), ("disputes", "amount"), ("payments", "amount"))
            yield _placed(Wrong.OVER_RETURNED, row, places, (row.number, row.returned, row.amount_cents))


def _given_back() -> Subquery:
    refunds, disputes = TABLES["refunds"], TABLES["disputes"]
    ours = select(refunds.c.payment_id, refunds.c.amount_cents).where(refunds.c.state.not_in(("failed", "canceled")))
    banks = select(disputes.c.payment_id, disputes.c.amount_cents).where(disputes.c.state != "won")
    return union_all(ours, banks).subquery("back")
