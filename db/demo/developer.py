"""Gulf States Development: one customer with as many invoices and orders as asked for, written as they are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from db.demo import days, prices
from db.demo.prices import Charge, each, job_charges
from db.demo.sheets import Sheets, dollars, thousandths

NUMBER = "5500"
FIRST_INVOICE = 600001
FIRST_ORDER = 700001
FIRST_PAYMENT = 800001
TERMS = "Net 30"

_CITIES = (("Marshall", "75670"), ("Longview", "75605"), ("Tyler", "75702"), ("Kilgore", "75662"), ("Henderson", "75654"))
_STREETS = ("Cotton Belt Ave", "Sabine Pkwy", "Eastman Rd", "Toll Road 49", "Airline Rd", "Estes Pkwy", "Pine Tree Rd", "Martin Lake Rd")
_WEIGHED = {"exchange", "dump-and-return", "removal"}
_WORDS = {
    "delivery": "Set {size} yd at building {house}",
    "exchange": "Swap {size} yd at building {house}, gate code with the guard",
    "dump-and-return": "Dump and return {size} yd, building {house}",
    "removal": "Final pickup {size} yd, building {house} is done",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """A kind of job with its finished lines, as cells, so that many need no computing."""

    type: str
    size: int
    over: int
    cells: tuple[tuple[str, ...], ...]  # description, quantity, unit, unit_price, amount
    kinds: tuple[str, ...]
    total: int


def write(sheets: Sheets, today: date, rng: Random, *, invoices: int, orders: int) -> None:
    """Write the customer, `orders` orders and `invoices` invoices that bill them, and the payments of the older ones."""
    sites = _master(sheets)
    jobs, rent = _recipes(), _recipe("rental", 30, 0, _rental())
    span = min(1095, 6 * max(invoices, orders, 1))
    payments = _Payments(sheets, today)
    taken = 0
    for place in range(invoices):
        ago = span - span * (place + 1) // invoices
        until = (place + 1) * orders // invoices
        billed = [(place_of, rng.choice(jobs), rng.choice(sites)) for place_of in range(taken, until)]
        taken = until
        on = days.back(today, ago)
        for place_of, recipe, site in billed:
            _order(sheets, rng, place_of, on, recipe, site)
        lines = [(site, str(FIRST_ORDER + place_of), recipe) for place_of, recipe, site in billed] or [(rng.choice(sites), "", rent)]
        total = _invoice(sheets, FIRST_INVOICE + place, on, lines)
        if ago > 30 and rng.random() > 0.01:
            payments.take(FIRST_INVOICE + place, on, total)
    payments.settle()
    for place_of in range(taken, orders):
        _order(sheets, rng, place_of, today, rng.choice(jobs), rng.choice(sites))


def _master(sheets: Sheets) -> list[str]:
    sheets.write(
        "customers",
        number=NUMBER,
        name="Gulf States Development",
        kind="roll-off",
        email="large@example.com",
        phone="(903) 555-0199",
        address="1 Energy Plaza",
        city="Longview",
        state="TX",
        postal_code="75601",
        terms=TERMS,
    )
    sites = [f"{NUMBER}-{count}" for count in range(1, 41)]
    for count, site in enumerate(sites):
        city, postal_code = _CITIES[count % len(_CITIES)]
        address = f"{120 + 37 * count} {_STREETS[count % len(_STREETS)]}"
        sheets.write(
            "locations", number=site, customer=NUMBER, name=f"Lot {count + 1}", address=address, city=city, state="TX",
            postal_code=postal_code, active=count % 13 != 12,
        )  # fmt: skip
    return sites


def _recipes() -> list[Recipe]:
    recipes = [_recipe("delivery", size, 0, _delivery(size)) for size in (20, 30, 40)]
    for size in (20, 30, 40):
        for over in (0, 0, 640, 1980):
            recipes.extend(_recipe(what, size, over, _haul(what, size, over)) for what in sorted(_WEIGHED))
    return recipes


def _delivery(size: int) -> tuple[Charge, ...]:
    return job_charges(each(f"Delivery, {size} yd", 1, prices.DELIVERY), [], environmental=False)


def _haul(what: str, size: int, over: int) -> tuple[Charge, ...]:
    """Haul and tax in few lines: this customer's prices hold surcharge and fee."""
    base = each(f"{what.replace('-', ' ').capitalize()}, {size} yd, all in", 1, prices.HAUL[size] + 5000)
    lines = [base, prices.over_weight(over)] if over else [base]
    lines.append(Charge("Environmental fee", prices.ENVIRONMENTAL, "fee"))
    return (*lines, prices.tax(lines))


def _rental() -> tuple[Charge, ...]:
    rent = each("Box rental, 30 yd, 28 days", 1, prices.RENTAL)
    return (rent, prices.tax([rent]))


def _recipe(what: str, size: int, over: int, charges: tuple[Charge, ...]) -> Recipe:
    cells = tuple(
        (
            charge.description,
            thousandths(charge.quantity),
            charge.unit,
            "" if charge.unit_price is None else dollars(charge.unit_price),
            dollars(charge.amount),
        )
        for charge in charges
    )
    return Recipe(what, size, over, cells, tuple(charge.kind for charge in charges), sum(charge.amount for charge in charges))


def _order(sheets: Sheets, rng: Random, place: int, billed: date, recipe: Recipe, site: str) -> None:
    on = days.working(billed, 2)
    number, size = str(FIRST_ORDER + place), recipe.size
    included, gross, tare = "", "", ""
    if recipe.type in _WEIGHED:
        limit = prices.INCLUDED_POUNDS[size]
        net = limit + recipe.over if recipe.over else limit * (60 + place % 35) // 2000 * 20
        included, tare, gross = str(limit), str(26400 + size * 140), str(26400 + size * 140 + net)
    text = _WORDS[recipe.type].format(size=size, house=1 + place % 19)
    row = (number, NUMBER, site, "dumpster", recipe.type, "completed", on.isoformat(), f"{size}-{2001 + place % 900}", f"{size} yd",
           "C&D debris", text, "", f"{440000 + place}" if gross else "", gross, tare, included)  # fmt: skip
    sheets.write_rows("orders", [row])
    sheets.write_rows("order_lines", [(number, str(position), *cells) for position, cells in enumerate(recipe.cells, 1)])
    if rng.random() < 0.01:
        sheets.write("order_events", order=number, position=1, at=f"{on.isoformat()} 09:{place % 60:02d}", description="Completed")


def _invoice(sheets: Sheets, number: int, on: date, lines: list[tuple[str, str, Recipe]]) -> int:
    total = sum(recipe.total for _, _, recipe in lines)
    due = days.due(on, TERMS)
    row = (str(number), NUMBER, "posted", on.isoformat(), due.isoformat(), TERMS, "", "", dollars(total))
    sheets.write_rows("invoices", [row])
    positions = map(str, _counting())
    sheets.write_rows(
        "invoice_lines",
        [
            (str(number), next(positions), site, order, kind, *cells)
            for site, order, recipe in lines
            for kind, cells in zip(recipe.kinds, recipe.cells, strict=True)
        ],
    )
    return total


def _counting() -> Iterator[int]:
    position = 0
    while True:
        position += 1
        yield position


class _Payments:
    """One check for every ten invoices in a row."""

    def __init__(self, sheets: Sheets, today: date) -> None:
        self._sheets = sheets
        self._today = today
        self._waiting: list[tuple[int, int]] = []
        self._last = today
        self._count = 0

    def take(self, invoice: int, on: date, cents: int) -> None:
        """Pay this invoice with the next check."""
        self._waiting.append((invoice, cents))
        self._last = on
        if len(self._waiting) == 10:
            self.settle()

    def settle(self) -> None:
        """Write the check for what waits."""
        if not self._waiting:
            return
        number = str(FIRST_PAYMENT + self._count)
        on = min(self._last + timedelta(days=21), self._today)
        amount = dollars(sum(cents for _, cents in self._waiting))
        check = (number, NUMBER, "succeeded", "check", on.isoformat(), amount, "", "", str(50210 + self._count), "")
        self._sheets.write_rows("payments", [check])
        self._sheets.write_rows("allocations", [(number, str(invoice), dollars(cents)) for invoice, cents in self._waiting])
        self._waiting = []
        self._count += 1
