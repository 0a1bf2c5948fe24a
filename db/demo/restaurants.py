"""Olive & Thyme: a restaurant chain on the commercial routes, three locations, one invoice a month."""

from datetime import date
from random import Random

from db.demo import days, prices
from db.demo.desk import Desk
from db.demo.papers import Account, Bill, Contact, Credit, Customer, Route, Site
from db.demo.prices import Charge, each

SQUARE = Site("4155-1", "101 W Houston St", "Marshall", "75670", "Olive & Thyme on the Square")
LONGVIEW = Site("4155-2", "3080 N Fourth St", "Longview", "75605", "Café Olivé")
EXCHANGE = Site("4155-3", "214 N Broadway Ave", "Tyler", "75702", "Olive & Thyme at the Old Cotton Exchange, Upper Courtyard NE")
CLOSED = Site("4155-4", "77 S Bolivar St", "Marshall", "75670", "Olive & Thyme Express", active=False)
OPEN_SITES = (SQUARE, LONGVIEW, EXCHANGE)

FRONT_LOAD, CARTS = 22180, 3307
AMEX = ("card", "American Express", "8431")
BANK = ("bank", "", "2207")
CHECK = ("check", "", "")


def account(today: date, rng: Random) -> Account:
    """Their papers: routes, a year of monthly invoices, two extras in dispute 65 and 120 days late."""
    customer = Customer(
        "4155",
        "Olive & Thyme Restaurants",
        "commercial",
        "olive@example.com",
        "(903) 555-0175",
        "101 W Houston St",
        "Marshall",
        "75670",
        "Net 30",
    )
    people = [
        Contact("Olive Haddad", "Owner", "olive@example.com", "(903) 555-0175"),
        Contact("Zoë Hébert-Núñez", "Bookkeeper", "zoe@olive.example.com", "(903) 555-0176"),
    ]
    desk = Desk(Account(customer, [*OPEN_SITES, CLOSED], people, _routes(today)), today, rng)
    months = [_month(desk, 10 + 30 * count) for count in reversed(range(12))]
    for turn, bill in enumerate(months[:-1]):
        ago = (today - bill.on).days
        way = (BANK, BANK, AMEX)[turn % 3]
        desk.pay(ago - 24, [bill], way, desk.short_reference())
    _disputed(desk)
    _kitchen(desk)
    return desk.account


def _routes(today: date) -> list[Route]:
    routes = []
    for place, (site, trash_days, recycling) in enumerate(zip(OPEN_SITES, ("Mon, Thu", "Tue, Fri", "Wed, Sat"), (2, 3, 4), strict=True)):
        start, pickup = days.back(today, 900 - 130 * place), days.next_weekday(today, place)
        trash = (site, "Front-load trash", "4 yd bin", 1, "Food and paper waste", "2x a week", trash_days, "active")
        carts = (site, "Recycling", "96-gal cart", 2, "Mixed recycling", "Every other week")
        day = ("Wed", "Thu", "Fri")[place]
        routes.append(Route(f"S-{4101 + 2 * place}", *trash, pickup, start, FRONT_LOAD, "month"))
        collected = days.next_weekday(today, recycling, weeks=place % 2)
        routes.append(Route(f"S-{4102 + 2 * place}", *carts, day, "active", collected, start, CARTS, "month"))
    patio = (LONGVIEW, "Front-load trash", "2 yd bin", 1, "Patio season", "1x a week", "Fri", "on-hold")
    routes.append(Route("S-4109", *patio, None, days.back(today, 420), 6902, "month"))
    express = (CLOSED, "Front-load trash", "2 yd bin", 1, "Food and paper waste", "2x a week", "Mon, Thu", "ended")
    routes.append(Route("S-4110", *express, None, days.back(today, 1100), 12010, "month"))
    oil = (SQUARE, "Used cooking oil", "55-gal drum", 1, "Cooking oil", "On call", "", "active")
    routes.append(Route("S-4111", *oil, None, days.back(today, 300), 1500, "pickup"))
    return routes


def _month(desk: Desk, ago: int) -> Bill:
    """One month at all locations."""
    begin, end = days.back(desk.today, ago + 30), days.back(desk.today, ago + 1)
    span = f"{days.short(begin)} to {days.short(end)}"
    lines: list[tuple[Site | None, Charge]] = []
    for site in OPEN_SITES:
        here = [
            each(f"4 yd front-load, 2x a week, {span}", 1, FRONT_LOAD, "month"),
            each(f"Recycling, 2 carts, every other week, {span}", 1, CARTS, "month"),
            prices.fuel(FRONT_LOAD + CARTS),
            Charge("Franchise fee 4%", prices.per_cent(FRONT_LOAD + CARTS, 400), "fee"),
        ]
        lines.extend((site, line) for line in (*here, prices.tax(here)))
    return desk.bill(ago, charges=lines, memo=f"Service {span}")


def _disputed(desk: Desk) -> None:
    """Extras they have not paid, an old and a very old one; a payment called off; credit for missed pickups."""
    for ago, site, what, cents in (
        (150, EXCHANGE, "Contaminated recycling, two carts sent to the landfill", 8500),
        (95, LONGVIEW, "Extra pickup after the street fair, 4 yd", 9350),
    ):
        line = each(what, 1, cents)
        bill = desk.bill(ago, charges=[(site, line), (site, prices.tax([line]))])
        if site is LONGVIEW:
            given = ((bill, bill.total),)
            desk.record(80, bill.total, given, AMEX, desk.short_reference(), status="canceled", failure="Called off before it was sent.")
    pickups, reason = 2 * 3307, "Two recycling pickups missed at the Square"
    desk.account.credits.append(Credit("CM-121", days.back(desk.today, 17), pickups, reason))


def _kitchen(desk: Desk) -> None:
    """A box for the new kitchen on the Square: set, and taken away heavy."""
    material = "Kitchen fixtures"
    jobs = [
        desk.job(63, SQUARE, "delivery", 20, "20-1244", "Set 20 yd behind the kitchen, after 10 PM only", material=material),
        desk.job(56, SQUARE, "removal", 20, "20-1244", "Pick up, steel counters on top", over=1180, material=material),
    ]
    desk.pay(33, [desk.bill(54, jobs, memo="New kitchen on the Square")], CHECK, "20418")
    desk.job(-6, EXCHANGE, "delivery", 20, "", "Set 20 yd in the courtyard, permit to follow", status="scheduled", material=material)
