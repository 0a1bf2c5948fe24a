"""The other customers in the books: small ones, with names that software stumbles over; none of them signs in yet."""

from datetime import date
from random import Random

from db.demo import days, prices
from db.demo.desk import Desk
from db.demo.papers import Account, Customer, Route, Site
from db.demo.prices import each

BOUNCING = "6120"  # the office invited them; the letter came back

# number, name, kind, mailbox, street, city, ZIP
_CUSTOMERS = (
    ("6101", "Łukasz Wójcik Stonework", "roll-off", "lukasz", "908 Victory Dr", "Marshall", "75672"),
    ("6104", "Peña & Sons Drywall", "roll-off", "office.pena", "4410 Judson Rd", "Longview", "75605"),
    ("6107", "Müller Machine Shop", "commercial", "mueller", "1250 Industrial Dr", "Kilgore", "75662"),
    ("6109", "Crème & Crumb Bakery", "commercial", "hello.creme", "112 E Tyler St", "Longview", "75601"),
    ("6112", 'The "Big Oak" RV Park', "commercial", "bigoak", "6699 FM 134", "Karnack", "75661"),
    ("6115", "+1 Fitness Studio", "commercial", "plusone", "2002 Gilmer Rd", "Longview", "75604"),
    ("6117", "O'Brien Fence Co.", "roll-off", "obrien", "318 S Garrett St", "Marshall", "75670"),
    (BOUNCING, "Caddo Lake Marina", "commercial", "harbormaster", "449 Cypress Dr", "Uncertain", "75661"),
    ("6123", "Åsa Sjöberg", "residential", "asa.sjoberg", "77 Pinecrest Dr", "Marshall", "75670"),
    ("6126", "Nguyễn Thị Mai", "residential", "mai.nguyen", "1408 Rosborough Springs Rd", "Marshall", "75672"),
    ("6128", "Smith, Jones & Partners, LLC", "roll-off", "ap.sjp", "500 N Green St", "Longview", "75601"),
    ("6131", "First Baptist Church of Hallsville", "commercial", "church.office", "301 W Main St", "Hallsville", "75650"),
)


def accounts(today: date, rng: Random) -> list[Account]:
    """Their papers."""
    books = []
    for number, name, kind, mailbox, street, city, postal_code in _CUSTOMERS:
        phone = f"(903) 555-{rng.randint(100, 199):04d}"
        customer = Customer(number, name, kind, f"{mailbox}@example.org", phone, street, city, postal_code, "Net 15")
        site = Site(f"{number}-1", street, city, postal_code)
        desk = Desk(Account(customer, [site]), today, rng)
        (_roll_off if kind == "roll-off" else _routed)(desk, site)
        books.append(desk.account)
    return books


def _roll_off(desk: Desk, site: Site) -> None:
    """A box set, swapped once, taken away; the last bill still open."""
    rng, size = desk.rng, desk.rng.choice((20, 30, 40))
    first = rng.randint(45, 170)
    plan = (("delivery", first, "Set the box on the drive"), ("exchange", first - 14, "Swap"), ("removal", first - 30, "Pick up"))
    for turn, (what, ago, text) in enumerate(plan):
        asset = f"{size}-{rng.randint(1401, 1499)}"
        bill = desk.bill(ago - 1, [desk.job(ago, site, what, size, asset, text, over=rng.randint(0, 60) * 20 if turn else 0)])
        if ago > 30:
            desk.pay(ago - rng.randint(8, 20), [bill], ("check", "", ""), str(rng.randint(1000, 9999)))


def _routed(desk: Desk, site: Site) -> None:
    """A service on a route and some months of bills."""
    is_household = desk.account.customer.kind == "residential"
    container, what, rate = ("96-gal cart", "Residential trash", 2543) if is_household else ("4 yd bin", "Front-load trash", 12757)
    weekday = desk.rng.randrange(5)
    day, frequency = ("Mon", "Tue", "Wed", "Thu", "Fri")[weekday], "Weekly" if is_household else "1x a week"
    pickup, start = days.next_weekday(desk.today, weekday), days.back(desk.today, desk.rng.randint(200, 1500))
    number, material = f"S-{desk.account.customer.number}", "Household waste" if is_household else "Mixed waste"
    route = Route(number, site, what, container, 1, material, frequency, day, "active", pickup, start, rate, "month")
    desk.account.routes.append(route)
    cycle = desk.rng.randint(6, 28)
    for ago in (cycle + 60, cycle + 30, cycle):
        lines = [each(f"{container}, {frequency.lower()}, one month", 1, rate, "month"), prices.fuel(rate, 500)]
        lines.append(prices.tax(lines))
        bill = desk.bill(ago, charges=[(site, line) for line in lines])
        if ago > cycle:
            desk.pay(ago - 9, [bill], ("card", "Visa", "0077"), desk.short_reference())
