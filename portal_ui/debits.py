"""Payments from bank accounts in the US: where they are offered, and by when their money should be there."""

from datetime import date, timedelta

from portal_ui.gateways import PaymentGateway
from portal_ui.views import CompanyView

CURRENCY = "USD"
BANK_DAYS = 4  # so many at most until a bank has paid or returned a debit
_FIXED = {(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)}
_NTH_MONDAYS = {1: 3, 2: 3, 9: 1, 10: 2}  # by month
_MONDAY, _THURSDAY, _SATURDAY = 0, 3, 5


def are_offered(company: CompanyView, gateway: PaymentGateway) -> bool:
    """Whether customers may pay so: the office has chosen it, the gateway does it, and the money is US dollars."""
    return company.takes_bank_debits and can_be_offered(company, gateway)


def can_be_offered(company: CompanyView, gateway: PaymentGateway) -> bool:
    """Whether the office has the choice."""
    return gateway.takes_debits and company.currency == CURRENCY


def expected_on(begun: date) -> date:
    """The day by which the money of a debit begun that day should be there."""
    day, left = begun, BANK_DAYS
    while left:
        day += timedelta(days=1)
        left -= _is_bank_day(day)
    return day


def _is_bank_day(day: date) -> bool:
    """Whether banks in the US move money: a weekday that is no holiday of the Federal Reserve."""
    if day.weekday() >= _SATURDAY:
        return False
    sunday = day - timedelta(days=1) if day.weekday() == _MONDAY else day  # what falls on a Sunday is kept on Monday
    if (day.month, day.day) in _FIXED or (sunday.month, sunday.day) in _FIXED:
        return False
    nth = (day.day - 1) // 7 + 1
    is_monday, is_last = day.weekday() == _MONDAY, (day + timedelta(days=7)).month != day.month
    is_thanksgiving = (day.month, day.weekday(), nth) == (11, _THURSDAY, 4)
    return not (is_thanksgiving or (is_monday and (_NTH_MONDAYS.get(day.month) == nth or (day.month == 5 and is_last))))
