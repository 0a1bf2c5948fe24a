"""`/staff/money/record` and `/staff/money/credit`: money the office received, and credit it applies, as plain forms."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Request, Response

from pages.guard import address_of
from pages.plain import PlainPages
from pages.staff import customers, shell
from pages.staff.money import CREDIT, RECORD, for_customer
from pages.staff.money_forms import DeskForms
from pages.staff.posts import spoken
from pages.staff.told import Done, Told
from portal_ui.dates import day
from portal_ui.errors import BadRequestError, PortalError
from portal_ui.grid_wishes import day_of
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import money, parsed, whole
from portal_ui.money_desk_errors import DayNotPossibleError
from portal_ui.office_errors import AskFirstError, CustomerNotFoundError
from portal_ui.service.money_desk import RecordWish
from portal_ui.views import CreditWish, PaymentMethod, StaffVisit
from portal_ui.wording import payment_method

_METHODS = {method.value: method for method in (PaymentMethod.CHECK, PaymentMethod.CASH, PaymentMethod.OTHER)}
_MOST_INVOICES = 60  # on one form
_NONE: list[str] = []


def router(plain: PlainPages, told: Told) -> APIRouter:
    """The routes, for the office."""
    page = RecordPosts(plain, told)
    routes = APIRouter()
    routes.add_api_route(RECORD, page.ask_record, methods=["GET"], response_model=None)
    routes.add_api_route(RECORD, page.record, methods=["POST"], response_model=None)
    routes.add_api_route(CREDIT, page.ask_credit, methods=["GET"], response_model=None)
    routes.add_api_route(CREDIT, page.credit, methods=["POST"], response_model=None)
    return routes


class RecordPosts(DeskForms):
    """Each form names a customer first, says what it will do, and then does it."""

    async def ask_record(self, request: Request, customer: str = "") -> Response:
        """For whom, then what."""
        staff = spoken(request)
        return await self.guarded(staff, shell.MONEY, lambda: self._form(staff, customer, _fresh(staff), is_credit=False))

    async def record(
        self,
        request: Request,
        request_id: Annotated[str, Form()] = "",
        customer: Annotated[str, Form()] = "",
        method: Annotated[str, Form()] = "",
        reference: Annotated[str, Form()] = "",
        paid_on: Annotated[str, Form()] = "",
        amount: Annotated[str, Form()] = "",
        spread: Annotated[str, Form()] = "",
        invoice: Annotated[list[str], Form()] = _NONE,
        share: Annotated[list[str], Form()] = _NONE,
        receipt: Annotated[str, Form()] = "",
        agreed: Annotated[str, Form()] = "",
    ) -> Response:
        """A question first, which says what it pays; then it is recorded."""
        staff, shares = spoken(request), _paired(invoice, share)
        typed = {"request_id": request_id, "method": method, "reference": reference, "paid_on": paid_on, "amount": amount}
        typed |= {"spread": spread, "receipt": receipt}

        async def run() -> Response:
            if agreed == "no":
                return await self._form(staff, customer, typed, shares, is_credit=False)
            try:
                wish = await self._record_wish(customer, typed, shares)
                if agreed != "yes":
                    return await self._sure_of_record(staff, wish, typed, shares)
                number = await self.desk.record(staff, wish, address=address_of(request))
            except PortalError as refused:
                if refused.status in (403, 404):
                    raise
                return await self._form(staff, customer, typed, shares, refused, is_credit=False)
            return self.back(staff, number, "recorded")

        return await self.guarded(staff, shell.MONEY, run)

    async def ask_credit(self, request: Request, customer: str = "") -> Response:
        """For whom, then to which invoices."""
        staff = spoken(request)
        return await self.guarded(staff, shell.MONEY, lambda: self._form(staff, customer, _fresh(staff), is_credit=True))

    async def credit(
        self,
        request: Request,
        request_id: Annotated[str, Form()] = "",
        customer: Annotated[str, Form()] = "",
        invoice: Annotated[list[str], Form()] = _NONE,
        share: Annotated[list[str], Form()] = _NONE,
        agreed: Annotated[str, Form()] = "",
    ) -> Response:
        """A question first; then the oldest credit goes to the invoices."""
        staff, shares = spoken(request), _paired(invoice, share)
        typed = {"request_id": request_id}

        async def run() -> Response:
            if agreed == "no":
                return await self._form(staff, customer, typed, shares, is_credit=True)
            try:
                amounts = await self._amounts(shares)
                wish = CreditWish(_wish_id(request_id), amounts)
                if agreed != "yes" and amounts:
                    return await self._sure_of_credit(staff, customer, amounts, typed, shares)
                await self.desk.use_credit(staff, customer, wish, address=address_of(request))
            except PortalError as refused:
                if refused.status in (403, 404):
                    raise
                return await self._form(staff, customer, typed, shares, refused, is_credit=True)
            self.told.keep(staff.session_id, customer, Done("credit"))
            return self.plain.go(customers.address(customer))

        return await self.guarded(staff, shell.MONEY, run)

    async def _record_wish(self, customer: str, typed: dict[str, str], shares: Sequence[tuple[str, str]]) -> RecordWish:
        try:
            cents = parsed(typed["amount"], await self._currency())
        except PortalError as refused:
            raise refused.about("amount") from None
        try:
            paid_on = day_of(typed["paid_on"])
        except BadRequestError:
            raise DayNotPossibleError.unreadable() from None
        return RecordWish(
            request_id=_wish_id(typed["request_id"]),
            customer=customer,
            method=_METHODS.get(typed["method"]),
            reference=typed["reference"],
            paid_on=paid_on,
            cents=cents,
            amounts=await self._amounts(shares) if typed["spread"] == "chosen" else None,
            sends_receipt=typed["receipt"] == "on",
        )

    async def _amounts(self, shares: Sequence[tuple[str, str]]) -> dict[str, int]:
        currency = await self._currency()
        return {number: parsed(text, currency) for number, text in shares if text.strip()}

    async def _currency(self) -> str:
        return (await self.plain.portal.company.view()).currency

    async def _sure_of_record(
        self, staff: StaffVisit, wish: RecordWish, typed: dict[str, str], shares: Sequence[tuple[str, str]]
    ) -> Response:
        currency = await self._currency()
        pays = await self.desk.preview(wish)
        found = await self.desk.customer(wish.customer)
        assert wish.method is not None  # noqa: S101 - the preview would have refused it
        words = {
            "method": payment_method(wish.method),
            "reference": wish.reference.strip(),
            "amount": money(wish.cents, currency),
            "customer": f"{found.name} ({found.number})",
            "day": day(wish.paid_on),
        }
        question = _("Record %(method)s %(reference)s of %(amount)s, received on %(day)s, for %(customer)s?") % words
        rest = wish.cents - sum(pays.values())
        details = [f"{_('Invoice %(number)s') % {'number': number}}: {money(cents, currency)}" for number, cents in pays.items()]
        details += [_("Left as credit on the account: %(amount)s") % {"amount": money(rest, currency)}] if rest else []
        asked = AskFirstError(" ".join(question.split()), _("Record %(amount)s") % words, tuple(details))
        hidden = [("customer", wish.customer), *typed.items(), *_unpaired(shares)]
        return await self.question(staff, asked, hidden, RECORD, for_customer(RECORD, wish.customer), is_grave=False)

    async def _sure_of_credit(
        self, staff: StaffVisit, customer: str, amounts: dict[str, int], typed: dict[str, str], shares: Sequence[tuple[str, str]]
    ) -> Response:
        currency = await self._currency()
        found = await self.desk.customer(customer)
        words = {"amount": money(sum(amounts.values()), currency), "customer": f"{found.name} ({found.number})"}
        details = tuple(f"{_('Invoice %(number)s') % {'number': number}}: {money(cents, currency)}" for number, cents in amounts.items())
        asked = AskFirstError(_("Apply %(amount)s of credit of %(customer)s?") % words, _("Apply %(amount)s") % words, details)
        hidden = [("customer", customer), *typed.items(), *_unpaired(shares)]
        return await self.question(staff, asked, hidden, CREDIT, for_customer(CREDIT, customer), is_grave=False)

    async def _form(
        self,
        staff: StaffVisit,
        customer: str,
        typed: dict[str, str],
        shares: Sequence[tuple[str, str]] = (),
        refused: PortalError | None = None,
        *,
        is_credit: bool,
    ) -> Response:
        title, action = (_("Apply credit"), CREDIT) if is_credit else (_("Record a payment"), RECORD)
        around: dict[str, Any] = {"action": action, "way_back": shell.MONEY}
        if not customer:
            return await self.page(staff, "staff_money_customer.html", title, customer="", refused=refused, **around)
        try:
            found = await self.desk.customer(customer)
        except CustomerNotFoundError as missing:
            told = missing.about("customer")
            return await self.page(staff, "staff_money_customer.html", title, customer=customer, refused=told, **around)
        currency = await self._currency()
        before = dict(shares)
        listed = [
            {
                "number": one.number,
                "text": _("%(number)s, due %(day)s, open %(amount)s")
                % {"number": one.number, "day": day(one.due_date), "amount": money(one.open_cents, currency)},
                "open": money(one.open_cents, currency),
                "typed": before.get(one.number, ""),
            }
            for one in found.invoices[:_MOST_INVOICES]
        ]
        more = len(found.invoices) - len(listed)
        hidden = ngettext("%(count)s more invoice is open.", "%(count)s more invoices are open.", more) % {"count": whole(more)}
        lead = f"{found.name} ({found.number})"
        credit = _("Credit available: %(amount)s") % {"amount": money(found.credit_cents, currency)}
        return await self.page(
            staff, "staff_record.html", title, customer=found, lead=f"{lead} · {credit}" if is_credit else lead, typed=typed,
            methods=[(name, payment_method(method)) for name, method in _METHODS.items()], today=staff.today.isoformat(),
            invoices=listed, more=hidden if more else "", is_credit=is_credit, refused=refused, **around,
        )  # fmt: skip


def _fresh(staff: StaffVisit) -> dict[str, str]:
    usual = {"method": PaymentMethod.CHECK.value, "reference": "", "paid_on": staff.today.isoformat(), "amount": "", "spread": "oldest"}
    return {"request_id": str(uuid4()), **usual, "receipt": "on"}


def _paired(invoices: list[str], shares: list[str]) -> list[tuple[str, str]]:
    return list(zip(invoices, shares, strict=False))


def _unpaired(shares: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for number, text in shares if text.strip() for pair in (("invoice", number), ("share", text))]


def _wish_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()  # a form that was made up: a wish of its own
