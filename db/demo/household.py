"""Maria Lindqvist: her household on a route, and her roofing firm; two accounts, one person."""

from datetime import date
from random import Random

from db.demo import days, prices
from db.demo.desk import Desk
from db.demo.papers import Account, Bill, Contact, Customer, Route, Site
from db.demo.prices import Charge, each

HOME = Site("3107-1", "512 Caddo St", "Marshall", "75672")
YARD = Site("3212-1", "2301 Loop 390 W", "Marshall", "75670", "Yard")
CHURCH = Site("3212-2", "609 E Burleson St", "Marshall", "75670", "Trinity church re-roof")

QUARTER, RECYCLING = 13770, 2100
VISA = ("card", "Visa", "1881")
CHECK = ("check", "", "")


def accounts(today: date, rng: Random) -> list[Account]:
    """The household's papers and the firm's."""
    return [_household(today, rng), _firm(today, rng)]


def _household(today: date, rng: Random) -> Account:
    customer = Customer(
        "3107", "Maria Lindqvist", "residential", "maria@example.com", "(903) 555-0129", "512 Caddo St", "Marshall", "75672", "Net 15"
    )
    account = Account(customer, [HOME], [Contact("Maria Lindqvist", "", "maria@example.com", "(903) 555-0129")])
    start = days.back(today, 640)
    tuesday, week_later = days.next_weekday(today, 1), days.next_weekday(today, 1, weeks=1)
    cart = ("96-gal cart", 1)
    account.routes = [
        Route("S-8801", HOME, "Residential trash", *cart, "Household waste", "Weekly", "Tue", "active", tuesday, start, QUARTER, "quarter"),
        Route(
            "S-8802",
            HOME,
            "Recycling",
            *cart,
            "Mixed recycling",
            "Every other week",
            "Tue",
            "active",
            week_later,
            start,
            RECYCLING,
            "quarter",
        ),
    ]
    desk = Desk(account, today, rng)
    bills = [_quarter(desk, ago) for ago in (281, 190, 99, 8)]
    for bill, ago in zip(bills[:3], (274, 183, 90), strict=True):
        desk.pay(ago, [bill], VISA, desk.short_reference())
    return account


def _quarter(desk: Desk, ago: int) -> Bill:
    """A quarter in advance."""
    begin = days.back(desk.today, ago - 15)
    end = days.back(begin, -90)
    span = f"{days.short(begin)} to {days.short(end)}"
    lines = [
        each(f"96-gal cart, weekly, {span}", 1, QUARTER, "quarter"),
        each(f"Recycling cart, every other week, {span}", 1, RECYCLING, "quarter"),
        prices.fuel(QUARTER + RECYCLING, 500),
    ]
    lines.append(prices.tax(lines))
    return desk.bill(ago, charges=[(HOME, line) for line in lines], memo="Quarterly service, billed in advance")


def _firm(today: date, rng: Random) -> Account:
    customer = Customer(
        "3212",
        "Lindqvist Roofing",
        "roll-off",
        "office@lindqvist.example.com",
        "(903) 555-0188",
        "PO Box 77",
        "Marshall",
        "75671",
        "Net 30",
    )
    people = [
        Contact("Maria Lindqvist", "Owner", "maria@example.com", "(903) 555-0129"),
        Contact("Jens Lindqvist", "Foreman", "jens@lindqvist.example.com", "(903) 555-0189"),
    ]
    desk = Desk(Account(customer, [YARD, CHURCH], people), today, rng)
    shingles = "Shingles"
    paid = [
        desk.bill(143, [desk.job(145, YARD, "delivery", 20, "20-1301", "Set 20 yd inside the fence, key at the office")]),
        desk.bill(117, [desk.job(119, YARD, "exchange", 20, "20-1307", "Swap 20, shingles", over=2360, material=shingles)]),
        desk.bill(90, [desk.job(92, YARD, "exchange", 20, "20-1312", "Swap 20, shingles", over=1880, material=shingles)]),
        desk.bill(63, [desk.job(65, YARD, "removal", 20, "20-1312", "Pick up, yard is swept", late=4, material=shingles)]),
    ]
    for turn, bill in enumerate(paid):
        desk.pay((desk.today - bill.on).days - 22, [bill], CHECK, str(3304 + 2 * turn))
    late = [
        desk.job(50, CHURCH, "delivery", 20, "20-1322", "Set 20 yd on the east lawn, boards under the wheels"),
        desk.job(47, CHURCH, "exchange", 20, "20-1330", "Swap 20 before Sunday", over=1420, material=shingles),
    ]
    desk.bill(46, late, memo="Trinity church re-roof")
    desk.bill(12, [desk.job(14, CHURCH, "exchange", 20, "20-1335", "Swap 20, second layer", over=2600, material=shingles)])
    desk.job(-3, CHURCH, "removal", 20, "20-1335", "Final pickup, magnet the lawn after", status="scheduled", material=shingles)
    stray = Charge("Sweep of the street after loading", 4500, unit_price=4500)
    desk.bill(30, charges=[(CHURCH, stray)], status="void", memo="Void: swept by the city")
    return desk.account
