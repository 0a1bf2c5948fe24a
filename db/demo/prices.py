"""What Piney Hollow charges: from a job to its lines, each rounded once."""

from dataclasses import dataclass

FUEL = 800  # hundredths of a per cent, of the base price
TAX = 825
ENVIRONMENTAL = 1380
OVER_A_TON = 6500
EXTRA_DAY = 2000
POUNDS_A_TON = 2000

HAUL = {6: 24900, 8: 27900, 10: 32900, 15: 41900, 20: 51000, 30: 56535, 40: 62805}
INCLUDED_POUNDS = {6: 2000, 8: 2000, 10: 2000, 15: 4000, 20: 6000, 30: 8000, 40: 10000}
DELIVERY = 10000
RELOCATION = 15000
TRIP = 19500
LIVE_LOAD = 38500
RENTAL = 12650  # a box, 28 days
OVERFILLED = 25000
QUARTER_HOUR = 2500
MATTRESS = 10000
TYRE = 2500
TELEVISION = 3500


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of an order and of the invoice that bills it. Amounts in cents, the quantity in thousandths."""

    description: str
    amount: int
    kind: str = "charge"
    quantity: int = 1000
    unit: str = ""
    unit_price: int | None = None


def per_cent(cents: int, hundredths: int) -> int:
    """A share of `cents`, half a cent up."""
    return (cents * hundredths + 5000) // 10000


def each(description: str, count: int, price: int, unit: str = "") -> Charge:
    """`count` pieces at `price`."""
    return Charge(description, count * price, quantity=count * 1000, unit=unit, unit_price=price)


def over_weight(pounds: int) -> Charge:
    """What lies above the weight in the flat price; `pounds` in twenties, so that tons have two places."""
    tons = pounds * 1000 // POUNDS_A_TON
    return Charge("Over weight", tons * OVER_A_TON // 1000, quantity=tons, unit="ton" if tons == 1000 else "tons", unit_price=OVER_A_TON)


def fuel(base: int, hundredths: int = FUEL) -> Charge:
    """The fuel surcharge on a base price."""
    return Charge(f"Fuel surcharge {hundredths // 100}%", per_cent(base, hundredths), "surcharge")


def tax(charges: list[Charge]) -> Charge:
    """Sales tax on all of it."""
    return Charge("Sales tax 8.25%", per_cent(sum(charge.amount for charge in charges), TAX), "tax")


def job_charges(base: Charge, extras: list[Charge], *, environmental: bool) -> tuple[Charge, ...]:
    """All lines of a job: its base price, what came on top, surcharge, fee, what was let off, tax."""
    off = [extra for extra in extras if extra.kind == "discount"]
    lines = [base, *(extra for extra in extras if extra not in off), fuel(base.amount)]
    if environmental:
        lines.append(Charge("Environmental fee", ENVIRONMENTAL, "fee"))
    lines += off
    return (*lines, tax(lines))
