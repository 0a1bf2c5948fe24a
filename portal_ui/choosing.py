"""What someone is about to pay, before they press Pay: which invoices, how much of each, and what that leaves open.

Pure: it holds an offer and the person's choices, asks nobody and changes nothing. Every amount a person typed is kept as typed,
with what it means or why it means nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from portal_ui.language import gettext as _
from portal_ui.money import money, parsed
from portal_ui.payment_errors import BadAmountError
from portal_ui.views import Offer, Payable

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be paid of one invoice."""

    cents: int  # 0 while the text means nothing
    text: str = ""  # as typed; empty where it was not typed
    problem: str = ""  # why it cannot be paid, as a sentence


@dataclass(frozen=True, slots=True)
class Preview:
    """What paying the choice would do."""

    total_cents: int
    invoices: int  # how many are chosen
    cleared: int  # how many of them nothing would be left on
    left_cents: int  # what could still be paid afterwards
    left_due_cents: int  # how much of that is due today or before
    held_cents: int  # what is being paid already
    problem: str = ""  # why it cannot be paid: the sum, or the first row with a problem of its own
    is_ready: bool = False


class Choosing:
    """The choices made over one offer. With `of_credit` it is credit that is laid out, else money of a card."""

    def __init__(self, offer: Offer, currency: str, *, of_credit: bool = False) -> None:
        self.offer = offer
        self.currency = currency
        self.of_credit = of_credit
        self._want()
        self._chosen: dict[str, Chosen] = {}
        self._payable = _by_number(offer)

    @property
    def amounts(self) -> dict[str, int]:
        """Cents by invoice number, in the order of the offer."""
        return {number: self._chosen[number].cents for number in self._payable if number in self._chosen}

    def of(self, number: str) -> Chosen | None:
        """What is chosen of that invoice; `None` when it is not chosen."""
        return self._chosen.get(number)

    def choose_usual(self) -> None:
        """Everything due, or everything open when nothing is due."""
        if any(row.is_due for row in self._payable.values()):
            self.choose(lambda row: row.is_due)
        else:
            self.choose(lambda _row: True)

    def choose(self, fits: Callable[[Payable], bool]) -> None:
        """All of each invoice that fits, and nothing of the others."""
        self._want()
        self._chosen = {number: Chosen(row.payable_cents) for number, row in self._payable.items() if fits(row)}

    def is_choice(self, fits: Callable[[Payable], bool]) -> bool:
        """Whether just those are chosen, each wholly."""
        wished = {number: row.payable_cents for number, row in self._payable.items() if fits(row)}
        return bool(wished) and wished == {number: part.cents for number, part in self._chosen.items()}

    def sum_of(self, fits: Callable[[Payable], bool]) -> int:
        """What can be paid on the invoices that fit."""
        return sum(row.payable_cents for row in self._payable.values() if fits(row))

    def toggle(self, number: str, *, on: bool) -> None:
        """Choose an invoice, or not. An invoice nothing can be paid on stays as it is."""
        row = self._payable.get(number)
        self._want(self.wanted)
        self._chosen.pop(number, None)
        if row is not None and on:
            self._chosen[number] = self._judged(row, self._most_for(row))

    def write(self, number: str, text: str) -> None:
        """Pay that much of an invoice, as a person typed it; nothing typed is nothing chosen."""
        row = self._payable.get(number)
        if row is None:
            return
        self._want(self.wanted)
        self._chosen.pop(number, None)
        if not text.strip():
            return
        try:
            cents = parsed(text, self.currency)
        except BadAmountError as error:
            self._chosen[number] = Chosen(0, text, str(error))
        else:
            self._chosen[number] = replace(self._judged(row, cents), text=text)

    def lay_out(self, text: str) -> None:
        """Choose so that the sum is the amount typed: the oldest due first, as far as it goes."""
        self._want(text)
        if not text.strip():
            return
        try:
            cents = parsed(text, self.currency)
        except BadAmountError as error:
            self.wanted_problem, self._is_unread = str(error), True
            return
        left = self._spread(cents, self._payable.values())
        if left:
            self.wanted_problem = self._not_laid_out(cents, left)

    def with_credit(self) -> "Choosing":
        """The credit laid out over the invoices chosen, or over all when none is: the oldest due first, as far as it goes."""
        other = Choosing(self.offer, self.currency, of_credit=True)
        rows = [self._payable[number] for number in self._payable if number in self._chosen]
        other._spread(self.offer.credit_cents, rows or self._payable.values())
        return other

    def renew(self, offer: Offer) -> bool:
        """Keep the choices over what can be paid now; whether any of them had to change."""
        before, whole = self.amounts, {number for number, part in self._chosen.items() if part.cents == self._payable[number].payable_cents}
        typed = {number: part.text for number, part in self._chosen.items() if part.text and number not in whole}
        kept = dict(self._chosen)
        self.offer, self._payable, self._chosen = offer, _by_number(offer), {}
        for number, part in kept.items():
            if number in typed:
                self.write(number, typed[number])
            elif row := self._payable.get(number):
                self._chosen[number] = self._judged(row, row.payable_cents if number in whole else part.cents)
        return before != self.amounts

    def preview(self) -> Preview:
        """What paying it would do."""
        amounts = self._chosen
        total = sum(part.cents for part in amounts.values())
        left = {number: row.payable_cents - (amounts[number].cents if number in amounts else 0) for number, row in self._payable.items()}
        problem = self._problem_of_wanted() or self._problem_of_rows() or self._problem_of(total)
        return Preview(
            total_cents=total,
            invoices=len(amounts),
            cleared=sum(1 for number in amounts if left[number] == 0 and not self._payable[number].held),
            left_cents=sum(max(cents, 0) for cents in left.values()),
            left_due_cents=sum(max(cents, 0) for number, cents in left.items() if self._payable[number].is_due),
            held_cents=sum(part.amount_cents for row in self.offer.invoices for part in row.held),
            problem=problem,
            is_ready=bool(amounts) and not problem,
        )

    def page_of_first(self) -> int:
        """The page on which the first chosen invoice stands; the first page when none is chosen."""
        places = (place for place, row in enumerate(self.offer.invoices) if row.number in self._chosen)
        return next(places, 0) // PAGE_ROWS + 1

    def _want(self, text: str = "") -> None:
        self.wanted = text  # the sum someone wants to pay, as typed
        self.wanted_problem = ""
        self._is_unread = False  # what was typed there means no amount

    def _spread(self, cents: int, rows: Iterable[Payable]) -> int:
        """Choose as much of each row as the sum allows, in order, and return what found no place."""
        self._chosen = {}
        for row in rows:
            part = min(row.payable_cents, cents) if self.of_credit else _fitting(row.payable_cents, cents, self.offer)
            if part:
                self._chosen[row.number] = Chosen(part)
                cents -= part
        return cents

    def _most_for(self, row: Payable) -> int:
        """All that can be paid on it; of credit, what the other rows leave of it."""
        if not self.of_credit:
            return row.payable_cents
        free = self.offer.credit_cents - sum(part.cents for part in self._chosen.values())
        return min(row.payable_cents, free) if free > 0 else row.payable_cents

    def _judged(self, row: Payable, cents: int) -> Chosen:
        rest = row.payable_cents - cents
        if rest < 0:
            return Chosen(cents, problem=_("Only %(amount)s can be paid here now.") % {"amount": self._money(row.payable_cents)})
        return Chosen(cents, problem=self._problem_of_part(cents, rest) if rest and not self.of_credit else "")

    def _problem_of_part(self, cents: int, rest: int) -> str:
        """Why a part of an invoice cannot be paid; credit goes to any part."""
        if not self.offer.takes_parts:
            return _("Only all of it can be paid here: %(amount)s.") % {"amount": self._money(cents + rest)}
        if cents < self.offer.least_part_cents:
            least = {"least": self._money(self.offer.least_part_cents)}
            return _("A part payment is %(least)s or more. Pay more of it, or all of it.") % least
        if rest < self.offer.least_cents:
            least = {"least": self._money(self.offer.least_cents)}
            return _("That would leave less than %(least)s open. Pay all of it, or less.") % least
        return ""

    def _problem_of_wanted(self) -> str:
        """What is chosen is of before: nobody is to pay it who has just typed something else."""
        return _("Change the amount you want to pay first, or choose invoices.") if self._is_unread else ""

    def _problem_of_rows(self) -> str:
        """Where to look: the row may stand on another page."""
        wrong = next((number for number in self._payable if number in self._chosen and self._chosen[number].problem), "")
        return _("Change the amount of invoice %(number)s first.") % {"number": wrong} if wrong else ""

    def _problem_of(self, total: int) -> str:
        if self.of_credit:
            if total <= self.offer.credit_cents:
                return ""
            return _("Only %(amount)s of credit is there. Lower an amount.") % {"amount": self._money(self.offer.credit_cents)}
        if 0 < total < self.offer.least_cents:
            return _("A card pays %(amount)s or more. Add something to it.") % {"amount": self._money(self.offer.least_cents)}
        if total > self.offer.most_cents:
            return _("One payment is %(amount)s at most. Choose less now, and pay the rest after.") % {
                "amount": self._money(self.offer.most_cents)
            }
        return ""

    def _not_laid_out(self, wanted: int, left: int) -> str:
        if wanted > self.offer.payable_cents:
            return _("Only %(amount)s can be paid now; all of it is chosen.") % {"amount": self._money(self.offer.payable_cents)}
        words = {"amount": self._money(wanted - left), "least": self._money(self.offer.least_cents)}
        if not self.offer.takes_parts:
            return _("%(amount)s is chosen: only whole invoices can be paid.") % words
        if 0 < left < self.offer.least_part_cents:
            words = words | {"least": self._money(self.offer.least_part_cents)}
            return _("%(amount)s is chosen: a part payment of the next invoice is %(least)s or more.") % words
        return _("%(amount)s is chosen: the rest would leave less than %(least)s open on an invoice.") % words

    def _money(self, cents: int) -> str:
        return money(cents, self.currency)


def _by_number(offer: Offer) -> dict[str, Payable]:
    """The invoices something can be paid on, the oldest due first."""
    return {row.number: row for row in offer.invoices if row.payable_cents > 0}


def _fitting(payable: int, cents: int, offer: Offer) -> int:
    """As much of `cents` as an invoice takes: all of it, or a part that is not too small and leaves no rest that is."""
    if cents >= payable:
        return payable
    part = cents if payable - cents >= offer.least_cents else max(payable - offer.least_cents, 0)
    return part if offer.takes_parts and part >= offer.least_part_cents else 0
