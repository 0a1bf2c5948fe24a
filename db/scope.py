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
