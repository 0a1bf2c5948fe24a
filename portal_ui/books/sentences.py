"""The words for what files contradict."""

from collections.abc import Callable

from db.queries.books.findings import Finding, Wrong
from portal_ui.books.problems import quoted
from portal_ui.language import gettext as _
from portal_ui.money import plain


def reason(finding: Finding) -> str:
    """What is wrong, for the person who mends the file."""
    return _SENTENCES[finding.wrong](*finding.values)


def _twice(number: str, row: int) -> str:
    return _("%(number)s stands already in row %(row)d") % {"number": quoted(number), "row": row}


def _unknown(number: str) -> str:
    return _("%(number)s is neither in these files nor in the portal") % {"number": quoted(number)}


def _moved(number: str, owner: str) -> str:
    told = {"number": quoted(number), "owner": quoted(owner)}
    return _("%(number)s belongs to customer %(owner)s in the portal; a number cannot move to another customer") % told


def _refund_moved(number: str, owner: str) -> str:
    told = {"number": quoted(number), "owner": quoted(owner)}
    return _("refund %(number)s belongs to payment %(owner)s in the portal; a number cannot move to another payment") % told


def _other_customer(number: str) -> str:
    return _("%(number)s belongs to another customer") % {"number": quoted(number)}


def _of_portal(number: str) -> str:
    return _("payment %(number)s was made in the portal; files cannot change it") % {"number": quoted(number)}


def _total_differs(said: int, lines: int) -> str:
    return _("%(said)s differs from the sum of the lines, %(lines)s") % {"said": plain(said), "lines": plain(lines)}


def _total_negative(number: str, total: int) -> str:
    told = {"number": quoted(number), "total": plain(total)}
    return _("the lines of invoice %(number)s sum to %(total)s; what is owed to a customer is a credit memo") % told


def _total_too_large(number: str, total: int) -> str:
    return _("the lines of %(number)s sum to %(total)s, more than fits") % {"number": quoted(number), "total": plain(total)}


def _over_payment(number: str, allocated: int, amount: int) -> str:
    told = {"number": quoted(number), "allocated": plain(allocated), "amount": plain(amount)}
    return _("%(allocated)s of payment %(number)s are allocated, but it is of %(amount)s") % told


def _over_total(number: str, taken: int, total: int) -> str:
    told = {"number": quoted(number), "taken": plain(taken), "total": plain(total)}
    return _("payments and credits on invoice %(number)s come to %(taken)s, but its total is %(total)s") % told


def _over_credit(number: str, applied: int, total: int) -> str:
    told = {"number": quoted(number), "applied": plain(applied), "total": plain(total)}
    return _("%(applied)s of credit memo %(number)s are applied, but it is of %(total)s") % told


def _over_returned(number: str, returned: int, amount: int) -> str:
    told = {"number": quoted(number), "returned": plain(returned), "amount": plain(amount)}
    return _("refunds and chargebacks of payment %(number)s come to %(returned)s, but it is of %(amount)s") % told


def _not_a_bill(number: str, status: str) -> str:
    told = {"number": quoted(number), "status": status}
    return _("invoice %(number)s is %(status)s; payments and credits go to posted invoices only") % told


def _not_succeeded(number: str) -> str:
    return _("payment %(number)s has not succeeded, so nothing of it can come back") % {"number": quoted(number)}


_SENTENCES: dict[Wrong, Callable[..., str]] = {
    Wrong.TWICE: _twice,
    Wrong.UNKNOWN: _unknown,
    Wrong.MOVED: _moved,
    Wrong.REFUND_MOVED: _refund_moved,
    Wrong.OTHER_CUSTOMER: _other_customer,
    Wrong.OF_PORTAL: _of_portal,
    Wrong.TOTAL_DIFFERS: _total_differs,
    Wrong.TOTAL_NEGATIVE: _total_negative,
    Wrong.TOTAL_TOO_LARGE: _total_too_large,
    Wrong.OVER_PAYMENT: _over_payment,
    Wrong.OVER_TOTAL: _over_total,
    Wrong.OVER_CREDIT: _over_credit,
    Wrong.OVER_RETURNED: _over_returned,
    Wrong.NOT_A_BILL: _not_a_bill,
    Wrong.NOT_SUCCEEDED: _not_succeeded,
}
