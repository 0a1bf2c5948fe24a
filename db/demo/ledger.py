"""Numbers for all papers in the order of their dates, and their rows in the sheets."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from db.demo.papers import Account, Bill, Job, Paid
from db.demo.prices import Charge
from db.demo.sheets import Sheets, dollars, thousandths

FIRST_ORDER = 48120
FIRST_PAYMENT = 7210
FIRST_TICKET = 331870


class Ledger:
    """The accounts' papers, numbered."""

    def __init__(self, accounts: list[Account], today: date, rng: Random) -> None:
        self._accounts = accounts
        self._today = today
        self._rng = rng
        jobs = sorted((job for account in accounts for job in account.jobs), key=lambda job: job.on)
        payments = sorted((paid for account in accounts for paid in account.payments), key=lambda paid: paid.on)
        self._orders = dict(zip(jobs, self._ascending(FIRST_ORDER, 3), strict=False))
        self._payments = dict(zip(payments, self._ascending(FIRST_PAYMENT, 2), strict=False))
        self._tickets = dict(zip((job for job in jobs if job.gross), self._ascending(FIRST_TICKET, 40), strict=False))
        self._invoices = invoice_numbers(sorted((bill for account in accounts for bill in account.bills), key=lambda bill: bill.on))

    def _ascending(self, first: int, step: int) -> list[str]:
        number, numbers = first, []
        for _ in range(2000):
            numbers.append(str(number))
            number += self._rng.randint(1, step)
        return numbers

    def write(self, sheets: Sheets) -> None:
        """Every row of every account."""
        for account in self._accounts:
            self._master(sheets, account)
            for job in account.jobs:
                self._order(sheets, account, job)
            for bill in account.bills:
                self._invoice(sheets, account, bill)
            for paid in account.payments:
                self._payment(sheets, account, paid)
            self._credits(sheets, account)

    def _master(self, sheets: Sheets, account: Account) -> None:
        customer = account.customer
        sheets.write("customers", **{name: getattr(customer, name) for name in customer.__slots__})
        for contact in account.contacts:
            sheets.write("contacts", customer=customer.number, **{name: getattr(contact, name) for name in contact.__slots__})
        for site in account.sites:
            sheets.write("locations", customer=customer.number, **{name: getattr(site, name) for name in site.__slots__})
        for route in account.routes:
            sheets.write(
                "services",
                number=route.number,
                customer=customer.number,
                location=route.site.number,
                service=route.service,
                container=route.container,
                containers=route.containers,
                material=route.material,
                frequency=route.frequency,
                days=route.days,
                status=route.status,
                next_service_date=route.next_service,
                start_date=route.start,
                rate=dollars(route.rate),
                rate_period=route.period,
            )

    def _order(self, sheets: Sheets, account: Account, job: Job) -> None:
        number = self._orders[job]
        sheets.write(
            "orders",
            number=number,
            customer=account.customer.number,
            location=job.site.number,
            line=job.line,
            type=job.type,
            status=job.status,
            service_date=job.on,
            asset_id=job.asset,
            size=f"{job.size} yd",
            material=job.material,
            description=job.description,
            po_number=job.po,
            ticket_number=self._tickets.get(job, ""),
            gross_lb=job.gross,
            tare_lb=job.tare,
            included_lb=job.included,
        )
        for position, charge in enumerate(job.charges, 1):
            sheets.write("order_lines", order=number, position=position, **_cells(charge))
        for position, (at, what) in enumerate(happenings(job, self._today, self._rng), 1):
            sheets.write("order_events", order=number, position=position, at=at, description=what)

    def _invoice(self, sheets: Sheets, account: Account, bill: Bill) -> None:
        number = self._invoices[bill]
        sheets.write(
            "invoices",
            number=number,
            customer=account.customer.number,
            status=bill.status,
            invoice_date=bill.on,
            due_date=bill.due,
            terms=bill.terms,
            po_number=bill.po,
            memo=bill.memo,
            total=dollars(bill.total),
        )
        for position, entry in enumerate(bill.entries, 1):
            sheets.write(
                "invoice_lines",
                invoice=number,
                position=position,
                location=entry.site.number if entry.site else "",
                order=self._orders[entry.job] if entry.job else "",
                kind=entry.charge.kind,
                **_cells(entry.charge),
            )

    def _payment(self, sheets: Sheets, account: Account, paid: Paid) -> None:
        number = self._payments[paid]
        sheets.write(
            "payments",
            number=number,
            customer=account.customer.number,
            status=paid.status,
            method=paid.method,
            payment_date=paid.on,
            amount=dollars(paid.amount),
            brand=paid.brand,
            last4=paid.last4,
            reference=paid.reference,
            failure_reason=paid.failure,
        )
        for bill, cents in paid.parts:
            sheets.write("allocations", payment=number, invoice=self._invoices[bill], amount=dollars(cents))
        if paid.refund:
            on, cents, reason = paid.refund
            sheets.write("refunds", number=f"R-{number}", payment=number, date=on, amount=dollars(cents), reason=reason, status="succeeded")
        if paid.dispute:
            on, status, reason = paid.dispute
            sheets.write("disputes", payment=number, opened_date=on, amount=dollars(paid.amount), status=status, reason=reason)

    def _credits(self, sheets: Sheets, account: Account) -> None:
        for credit in account.credits:
            sheets.write(
                "credit_memos",
                number=credit.number,
                customer=account.customer.number,
                date=credit.on,
                amount=dollars(credit.amount),
                reason=credit.reason,
            )
            for bill, cents in credit.parts:
                sheets.write(
                    "credit_applications", credit_memo=credit.number, invoice=self._invoices[bill], amount=dollars(cents), date=credit.on
                )


def _cells(charge: Charge) -> dict[str, object]:
    return {
        "description": charge.description,
        "quantity": thousandths(charge.quantity),
        "unit": charge.unit,
        "unit_price": None if charge.unit_price is None else dollars(charge.unit_price),
        "amount": dollars(charge.amount),
    }


def invoice_numbers(bills: list[Bill]) -> dict[Bill, str]:
    """A number for each bill; those between two fixed ones are spread over the gap.

    `bills` come in the order of their dates, and so do the fixed numbers among them.
    """
    fixed = [(place, int(bill.number)) for place, bill in enumerate(bills) if bill.number]
    first, last = fixed[0], fixed[-1]
    numbers = [first[1] - 2 * (first[0] - place) for place in range(first[0])]
    for (place, number), (next_place, next_number) in pairwise(fixed):
        count = next_place - place
        if next_number - number < count:
            message = f"{count - 1} invoices do not fit between {number} and {next_number}"
            raise ValueError(message)
        numbers.extend(number + (next_number - number) * step // count for step in range(count))
    numbers.extend(last[1] + place for place in range(len(bills) - last[0]))
    return {bill: str(number) for bill, number in zip(bills, numbers, strict=True)}


_ENDS = {
    "completed": "Completed",
    "unable": "Unable to complete",
    "cancelled": "Cancelled",
}


def happenings(job: Job, today: date, rng: Random) -> list[tuple[datetime, str]]:
    """What happened to a job and when, in the company's time; what lies ahead was asked for yesterday at the latest."""
    asked_on = min(job.on - timedelta(days=rng.randint(2, 4)), today - timedelta(days=1))
    asked = datetime.combine(asked_on, time(rng.randint(8, 16), rng.randint(0, 59)))
    news = [(asked, "Scheduled")]
    if job.status == "cancelled":
        return [*news, (asked + timedelta(hours=20), f"Cancelled: {job.trouble}")]
    if job.status == "scheduled":
        return news
    out = datetime.combine(job.on, time(5, rng.randint(10, 55)))
    news.append((out, f"Dispatched, truck {rng.choice((104, 107, 112, 118))}"))
    if job.status == "in-progress":
        return news
    there = out + timedelta(minutes=rng.randint(60, 420))
    news.append((there, "On site"))
    end = there + timedelta(minutes=rng.randint(12, 35))
    return [*news, (end, f"{_ENDS[job.status]}: {job.trouble}" if job.trouble else _ENDS[job.status])]
