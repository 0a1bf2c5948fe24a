"""Accounts: which a person has, what one owes, and its details."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db.engine import Database
from db.queries import balances, cards
from db.queries import customers as queries
from db.queries.balances import Owed
from db.queries.rows import Found
from db.scope import Scope
from portal_ui.errors import MoneyNotShownError
from portal_ui.service.company import Company
from portal_ui.service.grids import GridService, tallied
from portal_ui.service.invoices import Invoices
from portal_ui.service.orders import Orders
from portal_ui.service.payments import Payments
from portal_ui.service.showing import card_view, location_of, party
from portal_ui.views import AccessRole, AccountView, ContactView, LocationView, Overview, ProfileView, Summary

_TALLIED: Mapping[str, type[GridService[Any]]] = {"orders": Orders, "invoices": Invoices, "payments": Payments}


class Customers:
    """The customers as their own people see them."""

    def __init__(self, database: Database, company: Company) -> None:
        self._db = database
        self._company = company

    async def accounts(self, person_id: int) -> tuple[AccountView, ...]:
        """The accounts a person may look into, by name, with what is open and overdue; a site contact reads no sums."""
        return await self._db.read(_accounts, person_id, await self._company.today())

    async def summary(self, scope: Scope) -> Summary:
        """What the account owes as of the company's today.

        Raises:
            MoneyNotShownError: a site contact asks.
        """
        if not scope.sees_money:
            raise MoneyNotShownError
        return await self._db.read(_summary, scope, await self._company.today())

    async def overview(self, scope: Scope) -> Overview:
        """What a dashboard begins with, in one go: the summary, the locations, and the number on each tab."""
        return await self._db.read(_overview, scope, await self._company.today())

    async def profile(self, scope: Scope) -> ProfileView:
        """The account's details; a site contact reads its name, its number and of their own locations, and nothing else."""
        return await self._db.read(_profile, scope, await self._company.today())


def _accounts(session: Session, person_id: int, today: date) -> tuple[AccountView, ...]:
    found = queries.accounts(session, person_id)
    owed = balances.owed(session, [row.id for row in found if row.role is not AccessRole.SITE_CONTACT], today)
    return tuple(_account(row, owed.get(row.id, Owed())) for row in found)


def _account(found: Found, owed: Owed) -> AccountView:
    return AccountView(found.id, found.number, found.name, found.city, found.kind, found.role, owed.cents, owed.late_cents)


def _overview(session: Session, scope: Scope, today: date) -> Overview:
    grids = _TALLIED if scope.sees_money else {"orders": _TALLIED["orders"]}
    return Overview(
        summary=_summary(session, scope, today) if scope.sees_money else None,
        locations=_locations(session, scope),
        tallies={name: tallied(session, grid.GRID, grid.FILTERS[0], scope, today) for name, grid in grids.items()},
    )


def _summary(session: Session, scope: Scope, today: date) -> Summary:
    owed = balances.owed(session, [scope.customer_id], today)[scope.customer_id]
    return Summary(
        today=today,
        open_invoices=owed.invoices,
        outstanding_cents=owed.cents,
        overdue_cents=owed.late_cents,
        overdue_invoices=owed.late_invoices,
        oldest_days_late=max(0, (today - owed.oldest_due).days) if owed.oldest_due else 0,
        processing_cents=owed.held_cents,
        credit_cents=balances.credit(session, scope.customer_id),
        aging_cents=owed.ages,
        overdue_processing_cents=owed.late_held_cents,
    )


def _profile(session: Session, scope: Scope, today: date) -> ProfileView:
    found = queries.facts(session, scope)
    whole = scope.sees_money  # what is billed where, and whom the office calls about it, is no matter of one site
    return ProfileView(
        bill_to=party(found, scope),
        kind=found.kind,
        email=found.email if whole else "",
        phone=found.phone if whole else "",
        terms=found.terms if whole else "",
        contacts=tuple(ContactView(*contact) for contact in queries.contacts(session, scope)) if whole else (),
        locations=_locations(session, scope),
        cards=tuple(card_view(card, today) for card in cards.on_file(session, scope)) if whole else (),
    )


def _locations(session: Session, scope: Scope) -> tuple[LocationView, ...]:
    return tuple(location_of(found, found.location_id) for found in queries.locations(session, scope))
