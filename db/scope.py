"""Whose rows a question may touch."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """The account a person is in, and what of it they may see. Every query a customer can cause takes one.

    `location_ids` is `None` for the whole account, or the locations a site contact is limited to.
    """

    customer_id: int
    sees_money: bool = True
    sees_pending: bool = False
    may_pay: bool = True  # pay, use credit, keep and remove cards
    location_ids: frozenset[int] | None = None
    order_history_days: int | None = None  # older orders are not listed


@dataclass(frozen=True, slots=True)
class OfficeScope(Scope):
    """Every account, as the office sees them. Only the office's own lists take it; asked for a customer's rows, nothing is found."""

    customer_id: int = 0
    may_pay: bool = False
