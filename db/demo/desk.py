"""The dispatcher's and the bookkeeper's desk: short words for writing an account's papers."""

from collections.abc import Iterable
from datetime import date
from random import Random

from db.demo import days, prices
from db.demo.papers import Account, Bill, Entry, Job, Paid, Site
from db.demo.prices import Charge, each

_WEIGHED = {"exchange", "dump-and-return", "removal", "live-load"}
_BASES = {
    "delivery": "Delivery, {size} yd",
    "exchange": "Exchange, {size} yd, up to {tons} tons",
    "dump-and-return": "Dump and return, {size} yd, up to {tons} tons",
    "removal": "Final pickup, {size} yd, up to {tons} tons",
    "relocate": "Relocation on site, {size} yd",
    "live-load": "Live load, {size} yd, up to {tons} tons, 30 minutes",
}
_FLAT = {"delivery": prices.DELIVERY, "relocate": prices.RELOCATION, "live-load": prices.LIVE_LOAD}


class Desk:
    """Writes one account's papers; `ago` is always days before today."""

    def __init__(self, account: Account, today: date, rng: Random) -> None:
        self.account = account
        self.today = today
        self.rng = rng

    def job(
        self,
        ago: int,
        site: Site,
        what: str,
        size: int,
        asset: str,
        description: str,
        *,
        over: int = 0,
        late: int = 0,
        extras: Iterable[Charge] = (),
        status: str = "completed",
        material: str = "C&D debris",
        trouble: str = "",
        po: str = "",
    ) -> Job:
        """An order: `what` is its type; `over` pounds above the flat price's weight, `late` extra days."""
        done = status == "completed"
        job = Job(
            site=site,
            on=days.working(self.today, ago),
            line="live-load" if what == "live-load" else "minis" if size < 20 else "dumpster",
            type=what,
            status=status,
            size=size,
            asset=asset,
            material=material,
            description=description,
            charges=_charges(what, size, over, late, list(extras), status),
            po=po,
            trouble=trouble,
            **(self._weights(size, over) if done and what in _WEIGHED else {}),
        )
        self.account.jobs.append(job)
        return job

    def _weights(self, size: int, over: int) -> dict[str, int]:
        included = prices.INCLUDED_POUNDS[size]
        net = included + over if over else included * self.rng.randint(48, 94) // 2000 * 20
        tare = 26400 + size * 140 + self.rng.randint(0, 30) * 20
        return {"gross": tare + net, "tare": tare, "included": included}

    def bill(
        self,
        ago: int,
        jobs: Iterable[Job] = (),
        *,
        charges: Iterable[tuple[Site | None, Charge]] = (),
        terms: str = "",
        status: str = "posted",
        number: str = "",
        po: str = "",
        memo: str = "",
    ) -> Bill:
        """An invoice for what the jobs' own lines say, and for charges that belong to no job."""
        on, terms = days.back(self.today, ago), terms or self.account.customer.terms
        entries = [Entry(job.site, charge, job) for job in jobs for charge in job.charges]
        entries += [Entry(site, charge) for site, charge in charges]
        bill = Bill(on, days.due(on, terms), terms, tuple(entries), status, number, po, memo)
        self.account.bills.append(bill)
        return bill

    def rental(self, ago: int, site: Site, size: int) -> Bill:
        """Four weeks' rent of a box that stayed."""
        since = days.back(self.today, ago + 28)
        rent = Charge(f"Box rental, {size} yd, 28 days from {days.short(since)}", prices.RENTAL, unit_price=prices.RENTAL)
        return self.bill(ago, charges=[(site, rent), (site, prices.tax([rent]))])

    def pay(self, ago: int, bills: Iterable[Bill], with_: tuple[str, str, str], reference: str, *, extra: int = 0) -> Paid:
        """A payment of what the bills come to, and `extra` cents on top. `with_` is method, brand, last four."""
        parts = tuple((bill, bill.total) for bill in bills)
        return self.record(ago, sum(cents for _, cents in parts) + extra, parts, with_, reference)

    def record(
        self,
        ago: int,
        amount: int,
        parts: tuple[tuple[Bill, int], ...],
        with_: tuple[str, str, str],
        reference: str,
        *,
        status: str = "succeeded",
        failure: str = "",
        refund: tuple[date, int, str] | None = None,
        dispute: tuple[date, str, str] | None = None,
    ) -> Paid:
        """A payment in all its detail."""
        method, brand, last4 = with_
        day = days.back(self.today, ago)
        paid = Paid(day, method, amount, parts, status, brand, last4, reference, failure, refund, dispute)
        self.account.payments.append(paid)
        return paid

    def short_reference(self) -> str:
        """A processor's reference, as receipts show it."""
        return "".join(self.rng.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(8))


def _charges(what: str, size: int, over: int, late: int, extras: list[Charge], status: str) -> tuple[Charge, ...]:
    """The lines of a job that was done, or of a trip in vain; nothing before the truck came."""
    if status == "unable":
        return prices.job_charges(each("Trip fee, dry run", 1, prices.TRIP), [], environmental=False)
    if status != "completed":
        return ()
    included = prices.INCLUDED_POUNDS[size] // prices.POUNDS_A_TON
    base = each(_BASES[what].format(size=size, tons=included), 1, _FLAT.get(what, prices.HAUL[size]))
    more = [prices.over_weight(over)] if over else []
    if late:
        more.append(each("Extra days", late, prices.EXTRA_DAY, "day" if late == 1 else "days"))
    return prices.job_charges(base, [*more, *extras], environmental=what in _WEIGHED)
