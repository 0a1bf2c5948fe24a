"""Dana Ortiz Contracting: three job sites, every kind of order, every state of an invoice."""

from datetime import date
from random import Random

from db.demo import days, prices
from db.demo.desk import Desk
from db.demo.papers import Account, Bill, Contact, Credit, Customer, Site
from db.demo.prices import Charge, each

HARBOR = Site("2041-1", "1420 Harbor Rd", "Marshall", "75670")
FOUNDRY = Site("2041-2", "88 Foundry St", "Longview", "75601", "Foundry Street Lofts")
QUARRY = Site("2041-3", "17 Quarry Ln", "Hallsville", "75650")

VISA = ("card", "Visa", "4242")
MASTERCARD = ("card", "Mastercard", "4444")
CHECK = ("check", "", "")
BANK = ("bank", "", "6789")

RENTALS = (
    (HARBOR, 40, (209, 181, 153, 125, 97, 69, 41, 13)),
    (FOUNDRY, 20, (200, 172, 144, 116, 88, 60, 32)),
    (QUARRY, 30, (178, 149, 121, 92, 50, 22)),
)


def account(today: date, rng: Random) -> Account:
    """Her papers. Outstanding 4,085.22, of it 2,189.44 overdue; 300.00 in process; 150.00 credit."""
    customer = Customer(
        "2041", "Dana Ortiz Contracting", "roll-off", "dana@example.com", "(903) 555-0117", "410 W Grand Ave", "Marshall", "75670", "Net 30"
    )
    people = [
        Contact("Dana Ortiz", "Owner", "dana@example.com", "(903) 555-0117"),
        Contact("Luis Peña", "Site manager, Foundry Street", "luis.pena@example.com", "(903) 555-0163"),
        Contact("Carol Whitfield", "Accounts payable", "ap.ortiz@example.com", "(903) 555-0118"),
    ]
    desk = Desk(Account(customer, [HARBOR, FOUNDRY, QUARRY], people), today, rng)
    paid = [*_first_months(desk), _demolition(desk), *_since_summer(desk)]
    for site, size, cycles in RENTALS:
        paid.extend(desk.rental(ago, site, size) for ago in cycles)
    late_fee = each("Late fee 1.5%, minimum $5.00", 1, 917)
    paid.append(desk.bill(101, charges=[(None, late_fee)], terms="Due on receipt", memo="Late fee for the invoice of the month before"))
    _not_to_be_paid(desk)
    _open(desk)
    _not_billed(desk)
    _pay_all(desk, sorted(paid, key=lambda bill: bill.on))
    return desk.account


def _first_months(desk: Desk) -> list[Bill]:
    """From the first box to the dry run and the trip after it; a bill each."""
    job = desk.job
    gate = "Swap the 30. Gate code 4471#, call Luis 20 min out"
    jobs = {
        233: job(236, HARBOR, "delivery", 40, "40-1102", "Set 40 yd at dock 3, doors to the street, planks under the rails"),
        226: job(228, FOUNDRY, "delivery", 20, "20-1147", "Set 20 yd in the alley behind Foundry, street permit on the windshield"),
        212: job(214, HARBOR, "exchange", 40, "40-1115", "Swap full 40 for empty. Roofing tear-off, tarp it"),
        205: job(207, QUARRY, "delivery", 30, "30-1121", "Set 30 yd by the crusher pad, not on the grass"),
        197: job(199, FOUNDRY, "dump-and-return", 20, "20-1147", "Dump and bring back the same box, space is tight"),
        184: job(187, QUARRY, "exchange", 30, "30-1134", "Swap 30, brush and lumber only", over=1240, material="Wood and brush"),
        176: job(177, HARBOR, "delivery", 10, "10-2031", "Mini for the office clean-out, front lot, two spaces coned off"),
        168: job(170, HARBOR, "removal", 10, "10-2031", "Pick up the mini", extras=[each("Mattress", 2, prices.MATTRESS)], late=2),
        160: job(162, FOUNDRY, "live-load", 20, "", "Live load, drywall from floors 2-4, crew of six ready at 9", material="Drywall"),
        150: job(151, QUARRY, "exchange", 30, "", gate, status="unable", trouble="gate locked, nobody on site, waited 15 minutes"),
        147: job(149, QUARRY, "exchange", 30, "30-1140", f"Second try after the dry run. {gate}", late=3),
    }
    return [desk.bill(ago, [done], number="10300" if ago == 233 else "") for ago, done in jobs.items()]


def _demolition(desk: Desk) -> Bill:
    """One invoice of 40 lines: a week of swaps at Foundry Street."""
    mattresses, tyres = each("Mattress", 3, prices.MATTRESS), each("Tyre", 8, prices.TYRE)
    televisions, overfilled = each("Television", 2, prices.TELEVISION), each("Overfilled box", 1, prices.OVERFILLED)
    loads: tuple[tuple[int, str, int, int, list[Charge]], ...] = (
        (140, "20-1152", 1640, 0, [mattresses]),
        (139, "20-1160", 0, 0, [overfilled, tyres]),
        (138, "20-1147", 2180, 0, []),
        (137, "20-1171", 820, 0, [televisions]),
        (135, "20-1152", 1960, 0, []),
        (134, "20-1160", 640, 1, [each("Tyre", 4, prices.TYRE)]),
        (132, "20-1183", 1120, 0, []),
    )
    jobs = [
        desk.job(
            ago, FOUNDRY, "exchange", 20, asset, f"Demolition week, swap {count} of 7", over=over, late=late, extras=extras, po="FS-2207"
        )
        for count, (ago, asset, over, late, extras) in enumerate(loads, 1)
    ]
    return desk.bill(131, jobs, po="FS-2207", memo="Foundry Street Lofts, demolition week")


def _since_summer(desk: Desk) -> list[Bill]:
    """Paid jobs of the last months."""
    job = desk.job
    waiting = [each("Waiting time, quarter hours", 3, prices.QUARTER_HOUR)]
    return [
        desk.bill(124, [job(126, HARBOR, "relocate", 40, "40-1115", "Move the 40 from dock 3 to the north fence")]),
        desk.bill(108, [job(110, HARBOR, "exchange", 40, "40-1128", "Swap 40, keep clear of the fire lane")]),
        desk.bill(94, [job(96, FOUNDRY, "exchange", 20, "20-1190", "Swap 20 in the alley before 7 AM")], number="10377"),
        desk.bill(
            85,
            [job(88, QUARRY, "removal", 30, "30-1140", "Final pickup, crusher pad is done", over=7200, late=8)],
            number="10390",
        ),
        desk.bill(52, [job(54, FOUNDRY, "exchange", 20, "20-1204", "Swap 20, framing scrap", material="Wood and brush")]),
        desk.bill(44, [job(45, HARBOR, "live-load", 30, "", "Live load of pallets at dock 1", extras=waiting, material="Pallets")]),
    ]


def _not_to_be_paid(desk: Desk) -> None:
    """A void invoice, one of zero, one fully credited, and one that is not a bill yet."""
    damage = each("Container damage, bent door", 1, 35000)
    desk.bill(113, charges=[(HARBOR, damage)], status="void", number="10351", memo="Void: the door was bent before delivery")
    whole = prices.DELIVERY + prices.fuel(prices.DELIVERY).amount
    goodwill = Charge("Goodwill, missed delivery window", -whole, "discount")
    late = "Set 30 yd for phase two. We came a day late, no charge"
    desk.bill(80, [desk.job(83, QUARRY, "delivery", 30, "30-1158", late, extras=[goodwill])])
    unemptied = desk.job(76, QUARRY, "dump-and-return", 30, "30-1158", "Dump and return. Check the pin, it sticks")
    credited = desk.bill(75, [unemptied])
    reason = "The box came back unemptied; the haul is not charged"
    desk.account.credits.append(Credit("CM-118", days.back(desk.today, 70), credited.total, reason, ((credited, credited.total),)))
    live = desk.job(1, HARBOR, "live-load", 20, "", "Live load, break room tear-out, ask for Dana at dock 2", over=460)
    desk.bill(1, [live], status="pending")


def _open(desk: Desk) -> None:
    """The four that are owed: 35 days late, part-paid and late at three locations, due today, not due."""
    job = desk.job
    desk.bill(65, [job(67, HARBOR, "exchange", 40, "40-1139", "Swap 40, dock 3")], number="10433")
    three = [
        job(24, HARBOR, "exchange", 40, "40-1145", "Swap 40, slab break-out, heavy", over=8240, late=4, material="Concrete", po="HR-88"),
        job(23, FOUNDRY, "exchange", 20, "20-1211", "Swap 20 in the alley, flagger on site"),
        job(22, QUARRY, "dump-and-return", 30, "30-1158", "Dump and return, wet load", over=8840, late=10),
    ]
    part_paid = desk.bill(20, three, terms="Net 15", number="10471", memo="Work at all three sites")
    desk.bill(15, [job(17, FOUNDRY, "exchange", 20, "20-1147", "Swap 20, last one before the inspection")], terms="Net 15", number="10498")
    two = [
        job(8, HARBOR, "exchange", 40, "40-1151", "Swap 40, over weight ticket to Dana by mail", over=4080, late=10, po="HR-91"),
        job(7, HARBOR, "relocate", 40, "40-1151", "Move the 40 back to dock 3, plates are down"),
    ]
    newest = desk.bill(5, two, number="10512", po="HR-91")
    desk.record(7, 150000, ((part_paid, 150000),), CHECK, "1594")
    desk.record(1, 30000, ((newest, 30000),), BANK, desk.short_reference(), status="processing")


def _not_billed(desk: Desk) -> None:
    """Work that lies ahead, is under way, or was called off."""
    desk.job(0, FOUNDRY, "dump-and-return", 20, "20-1147", "Dump and return, alley, before noon", status="in-progress")
    desk.job(-2, HARBOR, "exchange", 40, "40-1151", "Swap 40, dock 3, call 20 min out", status="scheduled", po="HR-93")
    desk.job(-5, QUARRY, "removal", 30, "30-1158", "Final pickup, phase two", status="scheduled")
    reason = "rescheduled by the site, the crane is in the way"
    desk.job(11, QUARRY, "exchange", 30, "30-1158", "Swap 30 by the haul road", status="cancelled", trouble=reason)


def _pay_all(desk: Desk, bills: list[Bill]) -> None:
    """40 bills with 26 payments, two bills at a time while there are more bills than payments left, and what went wrong."""
    ways = (CHECK, VISA, BANK, VISA, MASTERCARD)
    for turn in range(26):
        taken = bills[:2] if turn % 13 < 7 else bills[:1]
        bills = bills[len(taken) :]
        latest = (desk.today - taken[-1].on).days
        ago = max(latest - (24, 12, 19, 27)[turn % 4], latest // 2, 1)
        way = ways[turn % len(ways)]
        reference = str(1521 + 3 * turn) if way is CHECK else desk.short_reference()
        extra = {20: 15000}.get(turn, 0)
        if turn == 11:
            _paid_twice(desk, ago, taken, way, reference)
        else:
            desk.pay(ago, taken, way, reference, extra=extra)
        if turn == 16:
            _charged_back(desk, ago + 9, taken)
    declined = "The card was declined: insufficient funds."
    late = next(bill for bill in desk.account.bills if bill.number == "10433")
    desk.record(31, late.total, ((late, late.total),), MASTERCARD, desk.short_reference(), status="failed", failure=declined)
    returned = "The bank returned the debit: R01, insufficient funds."
    desk.record(58, late.total, ((late, late.total),), BANK, desk.short_reference(), status="failed", failure=returned)


def _paid_twice(desk: Desk, ago: int, bills: list[Bill], way: tuple[str, str, str], reference: str) -> None:
    """A payment with too much in it; the surplus went back."""
    due, surplus = sum(bill.total for bill in bills), prices.RENTAL
    given_back = (days.back(desk.today, ago - 3), surplus, "One rental was paid twice")
    desk.record(ago, due + surplus, tuple((bill, bill.total) for bill in bills), way, reference, refund=given_back)


def _charged_back(desk: Desk, ago: int, bills: list[Bill]) -> None:
    """A card payment that the bank took back; the bills were paid again afterwards."""
    taken_back = (days.back(desk.today, ago - 4), "lost", "The cardholder did not recognise the charge")
    parts = tuple((bill, bill.total) for bill in bills)
    desk.record(ago, sum(cents for _, cents in parts), parts, MASTERCARD, desk.short_reference(), dispute=taken_back)
