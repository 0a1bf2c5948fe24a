"""An account's activity as a file: the opening balance, a line for each movement, the closing balance, and what proves it."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import IO

from portal_ui import activity_wording as wording
from portal_ui import aging
from portal_ui.dates import Age
from portal_ui.exports import Format, written
from portal_ui.exports.columns import Column, Kind
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.views import Activity, Movement


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; what it has not is empty."""

    kind: str
    on: date | None = None
    number: str = ""
    about: str = ""
    charge_cents: int | None = None
    credit_cents: int | None = None
    balance_cents: int | None = None
    aging_cents: int | None = None
    unapplied_cents: int | None = None


async def file(told: Activity, currency: str, form: Format) -> IO[bytes]:
    """The finished file, open at its beginning; it is gone once it is closed. The charges less the credits lead from opening to closing."""

    async def lines() -> AsyncGenerator[Sequence[Line], None]:
        yield tuple(_lines(told, currency))

    return await written(lines(), columns(), form, _("Account activity"))


def columns() -> tuple[Column[Line], ...]:
    """As on the screen, and the account's unapplied credit in a cell of its own, which is empty in a location's file."""
    return (
        Column(_("Date"), lambda line: line.on, Kind.DAY),
        Column(_("Type"), lambda line: line.kind),
        Column(_("Number"), lambda line: line.number),
        Column(_("Details"), lambda line: line.about),
        Column(_("Charges"), lambda line: line.charge_cents, Kind.MONEY),
        Column(_("Payments and credits"), lambda line: line.credit_cents, Kind.MONEY),
        Column(_("Balance"), lambda line: line.balance_cents, Kind.MONEY),
        Column(_("Aging"), lambda line: line.aging_cents, Kind.MONEY),
        Column(_("Unapplied Credit"), lambda line: line.unapplied_cents, Kind.MONEY),
    )


def _lines(told: Activity, currency: str) -> Iterator[Line]:
    before, after = (_credit(told, cents, currency) for cents in (told.credit_before_cents, told.credit_cents))
    whose = " · ".join(filter(None, (_whose(told), before.about)))
    yield replace(before, kind=_("Opening balance"), on=told.since, about=whose, balance_cents=told.opening_cents)
    for one in told.movements:
        yield _movement(one, currency)
    yield replace(after, kind=wording.closing(told), on=told.as_of, balance_cents=told.closing_cents)
    for age, cents in zip(Age, told.ages_cents, strict=True):
        yield Line(_("Aging: %(age)s") % {"age": aging.in_words(age)}, told.as_of, aging_cents=cents)
    yield Line(pgettext("sum", "Check"), told.as_of, about=wording.check(told, currency), balance_cents=told.aging_cents)


def _whose(told: Activity) -> str:
    account = _("Account %(number)s") % {"number": told.account.number}
    if told.is_whole:
        return account
    return f"{account} · {told.location.one_line if told.location else _('Not tied to a location')}"


def _credit(told: Activity, cents: int, currency: str) -> Line:
    """The account's credit as a figure; a location's file says it in words, so that the files of all locations sum to the account's."""
    if told.is_whole:
        return Line("", unapplied_cents=cents)
    words = _("Credit on the account, not tied to a location: %(amount)s") % {"amount": money(cents, currency)}
    return Line("", about=words if cents else "")


def _movement(one: Movement, currency: str) -> Line:
    return Line(
        kind=wording.what(one),
        on=one.day,
        number=one.number,
        about=wording.about(one, currency),
        charge_cents=one.charge_cents,
        credit_cents=one.credit_cents,
        balance_cents=one.balance_cents,
    )
