"""Whatever stands in a record: the words on its paper carry the same rows and the same sums as its page on the screen."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from components.sheet import Facts, Lines, Section, Things
from pages.customer import credit_sheet, invoice_sheet, order_sheet, payment_sheet
from pages.customer.sheets import Drawing
from portal_ui.documents import credit_memo, invoice, order_receipt, payment_receipt
from portal_ui.documents.paper import Job
from portal_ui.money import money
from portal_ui.views import (
    Applied,
    ChargeLine,
    CreditRow,
    CreditView,
    DisputeLine,
    DisputeState,
    InvoiceState,
    LineKind,
    LocationCharges,
    OrderStatus,
    PaymentState,
    RefundLine,
    RefundState,
    Reversal,
    VoidLine,
    Weights,
)
from tests.builders import papers
from tests.documents.conftest import texts
from tests.screens.fakes import visit

COMPANY = papers.company()
VISIT = visit()
PRINTED = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])  # to make one smaller takes minutes
CENTS = st.integers(1, 9_999_999)
WORDS = st.sampled_from(
    ["Haul, 30 yd roll-off", "Disposal", "Extra days on site", "Fuel surcharge 8 %", "Zoë’s Łódź box", "<b>Trip</b> & fee"]
)
DAYS = st.integers(0, 60).map(lambda ago: papers.DAY - timedelta(days=ago))
WEIGHTS = st.builds(
    lambda ticket, tare, net, included: Weights(ticket, tare + net, tare, included),
    st.sampled_from(["", "T-90412"]),
    st.integers(8_000, 40_000),
    st.integers(0, 30_000),
    st.one_of(st.none(), st.integers(0, 20_000)),
)
CHARGES = st.lists(
    st.builds(
        ChargeLine,
        WORDS,
        st.sampled_from([1000, 2500, 5420, 1_234_567]),
        st.sampled_from(["", "t", "days"]),
        st.one_of(st.none(), st.integers(-9_999, 999_999)),
        st.integers(-99_999, 9_999_999),
        order_number=st.sampled_from(["", "48211", "48307"]),
        weights=st.one_of(st.none(), WEIGHTS),
    ),
    min_size=1,
    max_size=30,
).map(tuple)


def _text(job: Job) -> str:
    return " ".join(texts(job)).replace("\N{NO-BREAK SPACE}", " ")


def _sections(drawing: Drawing, kind: type[Section]) -> Iterable[Section]:
    return (section for section in (*drawing.main, *drawing.aside) if isinstance(section, kind))


def _stand_in_order(pieces: Iterable[str], text: str) -> None:
    """Each piece stands in the text, after the one before it."""
    at = 0
    for piece in pieces:
        words = " ".join(piece.replace("\N{NO-BREAK SPACE}", " ").split())
        found = text.find(words, at)
        assert found >= 0, (words, text[at:])
        at = found + len(words)


def _charges(drawing: Drawing) -> list[str]:
    """The rows of the page's table of charges, with the sums of its groups."""
    pieces = []
    for table in _sections(drawing, Lines):
        assert isinstance(table, Lines)
        for group in table.groups:
            pieces += [" ".join((line.text, line.why, line.quantity, line.price, line.amount)) for line in group.lines]
            pieces += [group.subtotal] if group.subtotal else []
        pieces.append(table.total)
    return pieces


def _sums(drawing: Drawing) -> dict[str, str]:
    """The names and values in the page's narrow column and in its details."""
    facts: list[Facts] = [section for section in _sections(drawing, Facts) if isinstance(section, Facts)]
    return {fact.label: fact.value for section in facts for fact in section.facts}


def _things(drawing: Drawing, title: str) -> list[tuple[str, str]]:
    """What belongs to the record: titles and amounts."""
    return [
        (thing.title, thing.amount)
        for section in _sections(drawing, Things)
        if isinstance(section, Things) and section.title == title
        for thing in section.things
    ]


@st.composite
def _groups(draw: st.DrawFn) -> tuple[LocationCharges, ...]:
    """Charges at some locations, of which one may be none, that come to nothing less than zero."""
    made = [
        LocationCharges(papers.location(at) if at else None, lines, sum(line.amount_cents for line in lines))
        for at, lines in enumerate(draw(st.lists(CHARGES, min_size=1, max_size=4)))
    ]
    less = min(0, sum(group.subtotal_cents for group in made))
    evening = ChargeLine("Minimum", 1000, "", None, -less)
    last = made[-1]
    return (*made[:-1], replace(last, lines=(*last.lines, evening), subtotal_cents=last.subtotal_cents - less))


@PRINTED
@given(
    groups=_groups(),
    tax=st.integers(0, 90_000),
    state=st.sampled_from([InvoiceState.OPEN, InvoiceState.OVERDUE, InvoiceState.PENDING, InvoiceState.VOID]),
    shares=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 100), st.booleans(), DAYS), max_size=3),
    held=st.sampled_from([0, 0, 30]),
)
def test_an_invoice_on_paper_is_the_one_on_the_screen(
    groups: tuple[LocationCharges, ...], tax: int, state: InvoiceState, shares: list[tuple[int, int, bool, object]], held: int
) -> None:
    first = groups[0]
    taxed = replace(
        first, lines=(*first.lines, ChargeLine("Sales tax", 1000, "", None, tax, LineKind.TAX)), subtotal_cents=first.subtotal_cents + tax
    )
    left = total = sum(group.subtotal_cents for group in (taxed, *groups[1:]))
    applied = []
    for at, (share, back, is_credit, on) in enumerate(() if state in (InvoiceState.PENDING, InvoiceState.VOID) else shares):
        cents = left * share // 100
        reversed_cents = 0 if is_credit else cents * back // 100
        left -= cents - reversed_cents
        if cents:
            told = "Missed pickup" if is_credit else f"Check {1088 + at}"
            applied.append(Applied(f"P-{at}", on, cents, told, is_credit, reversed_cents, Reversal.REFUND))  # type: ignore[arg-type]
    view = papers.invoice((taxed, *groups[1:]), state=state, applied=tuple(applied), tax_cents=tax)
    debited = left * held // 200
    view = replace(view, row=replace(view.row, held_cents=left * held // 100), debited_cents=debited, expected_on=papers.DAY)
    drawing = invoice_sheet.draw(invoice_sheet.Shown(view, None, ""), COMPANY, VISIT)
    text, sums = _text(invoice.job(view, COMPANY)), _sums(drawing)

    *rows, total_shown = _charges(drawing)
    _stand_in_order(
        [*rows, "Charges before tax", f"Tax {sums.get('of which tax', '$0.00')}" if state is InvoiceState.OPEN else "Tax"], text
    )
    assert f"Invoice total {total_shown} " in text
    assert (sums["Invoice total"], total_shown) == (money(total), money(total))
    for (_title, amount), part in zip(_things(drawing, "Payments and credits"), view.applied, strict=True):
        assert amount == money(part.amount_cents - part.reversed_cents)
        returned = f", {money(part.reversed_cents)} refunded" if part.reversed_cents else ""
        assert f"{returned} {money(part.reversed_cents - part.amount_cents)} " in text
    if state in (InvoiceState.PENDING, InvoiceState.VOID):
        assert "Due now $0.00" in text
    else:
        assert f"Balance due {sums.get('Balance', sums['Remains'])} " in text
        process = f"Processing {sums['Processing']} Remains {sums['Remains']} " if "Processing" in sums else ""
        assert text.count(process) == (2 if view.row.left_cents else 1) or not process  # among the sums, and on the slip
    assert all(notice.text in text for notice in drawing.head.notices if view.row.state is InvoiceState.OPEN)
    for label in ("Invoice date", "Terms", "PO number"):
        assert f"{label} {sums[label]}" in text


@PRINTED
@given(
    charges=st.one_of(st.just(()), CHARGES), weights=st.one_of(st.none(), WEIGHTS), status=st.sampled_from(OrderStatus), sees=st.booleans()
)
def test_an_order_s_receipt_is_the_order_on_the_screen(
    charges: tuple[ChargeLine, ...], weights: Weights | None, status: OrderStatus, *, sees: bool
) -> None:
    view = papers.order(status=status)
    row = replace(view.row, total_cents=sum(line.amount_cents for line in charges) if sees else None)
    view = replace(view, row=row, lines=charges if sees else (), weights=weights)
    drawing = order_sheet.draw(order_sheet.Shown(view, ()), COMPANY, VISIT)
    text, told = _text(order_receipt.job(view, papers.DANA, COMPANY)), _sums(drawing)

    *rows, total = _charges(drawing) or [""]
    _stand_in_order([*rows, f"Order total {total}" if total else ""], text)
    assert ("Order total" in text) == bool(total)
    for label in ("Service date", "Service", "Size", "Material", "Asset ID", "Gross", "Tare", "Net", "Included", "Over", "Scale ticket"):
        assert label not in told or f"{label} {told[label]}" in text
    assert ("Gross" in told) == ("Gross" in text.replace("gross", ""))
    assert all(event.description in text for event in view.events)


@st.composite
def _payments(draw: st.DrawFn) -> tuple[dict[str, object], int]:
    """What may differ between payments: where the money went and what came back of it; and how much it was."""
    amounts = draw(st.lists(CENTS.map(lambda cents: 100 + cents), min_size=1, max_size=30))
    unapplied = draw(st.sampled_from([0, 0, 12_345]))
    total = sum(amounts) + unapplied
    refunds = [total * share // 100 for share in draw(st.lists(st.integers(1, 40), max_size=2))]
    taken = draw(st.one_of(st.none(), st.tuples(st.integers(1, 100), st.sampled_from(DisputeState), DAYS)))
    facts: dict[str, object] = {
        "applied": tuple(Applied(f"10{at:03}", draw(DAYS), cents, "") for at, cents in enumerate(amounts)),
        "unapplied_cents": unapplied,
        "refunded_cents": sum(refunds),
        "refunds": tuple(
            RefundLine(f"RF-{at}", draw(DAYS), cents, RefundState.SUCCEEDED, "Billed twice") for at, cents in enumerate(refunds)
        ),
        "disputes": (DisputeLine(taken[2], max(1, total * taken[0] // 100), taken[1], "general"),) if taken else (),
    }
    return facts, total


@PRINTED
@given(made=_payments(), state=st.sampled_from([PaymentState.SUCCEEDED, PaymentState.SUCCEEDED, PaymentState.FAILED]), void=st.booleans())
def test_a_payment_s_receipt_is_the_payment_on_the_screen(made: tuple[dict[str, object], int], state: PaymentState, *, void: bool) -> None:
    facts, total = made
    if state is not PaymentState.SUCCEEDED:
        facts = {"applied": facts["applied"], "unapplied_cents": facts["unapplied_cents"]}
    elif void:
        facts = {"applied": facts["applied"], "voided": VoidLine(papers.DAY, "Check bounced")}
        total = sum(part.amount_cents for part in facts["applied"])  # type: ignore[attr-defined]
    view = papers.payment(state=state, **facts)  # type: ignore[arg-type]
    view = replace(view, row=replace(view.row, is_void=view.voided is not None))
    drawing = payment_sheet.draw(payment_sheet.Found(view), COMPANY, VISIT)
    text, sums = _text(payment_receipt.job(view, {}, COMPANY)), _sums(drawing)

    assert sums["Payment amount"] == money(total)
    assert f" {money(total)} " in text[: text.index("Payment date")]  # in the box where the eye falls
    is_receipt = state is PaymentState.SUCCEEDED
    paid = _things(drawing, ("Paid with it" if view.row.kept_cents else "Had been paid with it") if is_receipt else "Meant for")
    rows = [
        f"{title.removeprefix('Invoice ')} {part.on:%b} {part.on.day}, {part.on.year} {amount}"
        if is_receipt and part.on
        else f"{title} {amount}"
        for (title, amount), part in zip(paid, view.applied, strict=True)
    ]
    _stand_in_order(rows, text)
    summed = re.split("What (?:came back|became) of it", text[text.index("Payment date") :])[0]  # the list of refunds says "Refunded", too
    same = ("Refunded", "Charged back", "Held by the bank, under review", "Voided")
    for label, name in (*((name, name) for name in same), ("Kept as credit", "Left as credit on the account")):
        assert (f"{name} {sums[label]} " in summed) if label in sums and is_receipt else (f"{name} $" not in summed or not is_receipt)
    _stand_in_order([f"{title} · Billed twice" for title, _amount in _things(drawing, "Refunds")], text)
    assert all(f"-{amount}" in text for _title, amount in _things(drawing, "Refunds"))
    taken = zip(view.disputes, _things(drawing, "Taken back by the bank"), strict=True)
    signs = {DisputeState.WON: ""}  # what came again takes nothing off
    assert all(f" {signs.get(one.state, '-')}{amount}" in text for one, (_title, amount) in taken)
    for label in ("Payment date", "Reference #"):
        assert f"{label.removesuffix(' #')} {sums[label]}" in text
    gone = is_receipt and (view.voided is not None or view.row.taken_back_cents or total == view.row.refunded_cents)
    assert not gone or drawing.head.notices[0].text in text


@PRINTED
@given(total=CENTS, shares=st.lists(st.integers(1, 33), max_size=3))
def test_a_credit_memo_on_paper_is_the_one_on_the_screen(total: int, shares: list[int]) -> None:
    used = [(at, total * share // 100) for at, share in enumerate(shares)]
    applied = tuple(Applied(f"10{at:03}", papers.DAY, cents, "", is_credit=True) for at, cents in used if cents)
    left = total - sum(part.amount_cents for part in applied)
    view = CreditView(CreditRow("CM-121", papers.DAY, "Two pickups missed", total, left), applied, papers.DANA)
    drawing = credit_sheet.draw(view, COMPANY, VISIT)
    text, sums = _text(credit_memo.job(view, COMPANY)), _sums(drawing)

    assert f"Amount credited {sums['Credit']} " in text
    rows = [f"{title.removeprefix('Invoice ')} Nov 18, 2026 {amount}" for title, amount in _things(drawing, "Applied to")]
    _stand_in_order(rows, text)
    assert not applied or f"Applied to invoices {sums['Applied to invoices']} Left to use {sums['Left to use']}" in text
