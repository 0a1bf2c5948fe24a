"""What is done to one payment on the money desk, as plain forms: its receipt, a refund and its note, a void."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Request, Response

from pages.downloads import Making, Paper
from pages.guard import address_of
from pages.plain import PlainPages
from pages.staff.money import address
from pages.staff.money_forms import ONE, DeskForms, Number
from pages.staff.posts import spoken
from pages.staff.told import Told
from portal_ui import desk_wording
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.money import money, parsed
from portal_ui.money_desk_errors import NotRefundableError, NotVoidableError, ReasonMissingError, TooMuchError
from portal_ui.office_errors import AskFirstError
from portal_ui.service.money_desk import RefundWish
from portal_ui.views import RefundState, StaffVisit
from portal_ui.views.desk import OFFICE

_REFUND_TOLD = {RefundState.SUCCEEDED: "refund-made", RefundState.FAILED: "refund-failed", RefundState.CANCELED: "refund-failed"}


def router(plain: PlainPages, told: Told) -> APIRouter:
    """The routes, for the office."""
    page = MoneyPosts(plain, told)
    routes = APIRouter()
    for path, handler, method in (
        (f"{ONE}/receipt.pdf", page.receipt, "GET"),
        (f"{ONE}/refunds/{{refund:path}}.pdf", page.refund_note, "GET"),
        (f"{ONE}/refund", page.ask_refund, "GET"),
        (f"{ONE}/refund", page.refund, "POST"),
        (f"{ONE}/void", page.ask_void, "GET"),
        (f"{ONE}/void", page.void, "POST"),
    ):
        routes.add_api_route(path, handler, methods=[method], response_model=None)
    return routes


class MoneyPosts(DeskForms):
    """One payment's deeds, and those of differences."""

    async def receipt(self, request: Request, number: Number) -> Response:
        """The receipt, for the office to hand over."""
        return await self._paper(request, number, f"payment:{number}", self.plain.portal.documents.payment_receipt)

    async def refund_note(self, request: Request, number: Number, refund: str) -> Response:
        """The note of a refund, for the office to hand over."""
        note = self.plain.portal.documents.refund_note
        return await self._paper(request, number, f"refund:{refund}", lambda scope, number: note(scope, number, refund))

    async def _paper(self, request: Request, number: str, subject: str, make: Making) -> Response:
        staff = spoken(request)
        try:
            scope = await self.desk.account_of(number)
            document = await make(scope, number)
            await self.plain.portal.handouts.paper(staff, scope.customer_id, subject, address=address_of(request))
        except PortalError as refused:
            return await self.plain.refusal(refused, staff, way_back=address(number))
        return Paper(document)

    async def ask_refund(self, request: Request, number: Number) -> Response:
        """How much, and why."""
        staff = spoken(request)
        typed = {"request_id": str(uuid4()), "part": "whole", "amount": "", "reason": ""}
        return await self.guarded(staff, address(number), lambda: self._refund_form(staff, number, typed))

    async def refund(
        self,
        request: Request,
        number: Number,
        request_id: Annotated[str, Form()] = "",
        part: Annotated[str, Form()] = "",
        amount: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
        agreed: Annotated[str, Form()] = "",
    ) -> Response:
        """A question first, which names the sum; then it goes back."""
        staff = spoken(request)
        typed = {"request_id": request_id, "part": part, "amount": amount, "reason": reason}

        async def run() -> Response:
            if agreed == "no":
                return await self._refund_form(staff, number, typed)
            try:
                wish = await self._wish(number, typed)
                if agreed != "yes":
                    return await self._sure(staff, wish, typed)
                state = await self.desk.refund(staff, wish, address=address_of(request))
            except NotRefundableError:
                raise
            except PortalError as refused:
                if refused.status == 404 or agreed == "yes":
                    raise
                return await self._refund_form(staff, number, typed, refused)
            is_by_hand = (await self.desk.payment(number)).row.gateway == OFFICE
            return self.back(staff, number, "refund-by-hand" if is_by_hand else _REFUND_TOLD.get(state, "refund"))

        return await self.guarded(staff, address(number), run)

    async def ask_void(self, request: Request, number: Number) -> Response:
        """Why."""
        staff = spoken(request)
        return await self.guarded(staff, address(number), lambda: self._void_form(staff, number))

    async def void(
        self, request: Request, number: Number, reason: Annotated[str, Form()] = "", agreed: Annotated[str, Form()] = ""
    ) -> Response:
        """A question first; then it is taken back."""
        staff = spoken(request)

        async def run() -> Response:
            if agreed == "no":
                return await self._void_form(staff, number, reason=reason)
            if not reason.strip():
                return await self._void_form(staff, number, ReasonMissingError())
            if agreed == "yes":
                await self.desk.void(staff, number, reason, address=address_of(request))
                return self.back(staff, number, "void")
            found = await self.desk.payment(number)
            words = {"amount": money(found.row.payment.amount_cents, found.row.currency), "number": number}
            asked = AskFirstError(
                _("Void payment %(number)s of %(amount)s? What it had paid is open again, and the customer is told.") % words, _("Void it")
            )
            where = address(number)
            return await self.question(staff, asked, [("reason", reason)], f"{where}/void", where, is_grave=True)

        return await self.guarded(staff, address(number), run)

    async def _wish(self, number: str, typed: dict[str, str]) -> RefundWish:
        found = await self.desk.payment(number)
        currency = found.row.currency
        if not typed["reason"].strip():
            raise ReasonMissingError
        cents = found.refundable_cents
        if typed["part"] != "whole":
            try:
                cents = parsed(typed["amount"], currency)
            except PortalError as refused:
                raise refused.about("amount") from None
        if cents > found.refundable_cents > 0:
            raise TooMuchError(money(found.refundable_cents, currency))
        return RefundWish(_wish_id(typed["request_id"]), number, cents, typed["reason"])

    async def _sure(self, staff: StaffVisit, wish: RefundWish, typed: dict[str, str]) -> Response:
        found = await self.desk.payment(wish.payment)
        if not found.refundable_cents:
            raise NotRefundableError(found.refund_refusal)
        words = {
            "amount": money(wish.cents, found.row.currency),
            "number": wish.payment,
            "customer": found.row.customer_name,
            "method": desk_wording.method(found.row),
        }
        is_by_hand = found.row.gateway == OFFICE
        question = (
            _("Give %(amount)s of payment %(number)s back to %(customer)s by hand, and record that?")
            if is_by_hand
            else _("Refund %(amount)s of payment %(number)s to %(customer)s (%(method)s)?")
        )
        more = (_("What it had paid is open again for as much."), _("The customer gets an email. A refund cannot be taken back."))
        asked = AskFirstError(question % words, _("Refund %(amount)s") % words, more)
        fixed = {
            **typed,
            "part": "part",
            "amount": money(wish.cents, found.row.currency),
        }  # just what was named
        where = address(wish.payment)
        return await self.question(staff, asked, list(fixed.items()), f"{where}/refund", where, is_grave=True)

    async def _refund_form(self, staff: StaffVisit, number: str, typed: dict[str, str], refused: PortalError | None = None) -> Response:
        found = await self.desk.payment(number)
        if not found.refundable_cents:
            raise NotRefundableError(found.refund_refusal)
        words = {"method": desk_wording.method(found.row), "customer": found.row.customer_name}
        left = money(found.refundable_cents, found.row.currency)
        if refused is None and typed["amount"] == left:
            typed = {**typed, "part": "whole", "amount": ""}  # the question named the sum
        lead = _("It goes back to %(customer)s, %(method)s.") % words
        if found.row.gateway == OFFICE:
            lead = _("You give it back by hand, as cash or a check; here it is recorded.")
        return await self.page(
            staff, "staff_refund.html", _("Refund payment %(number)s") % {"number": number},
            number=number, lead=lead, typed=typed, left=left,
            action=f"{address(number)}/refund", way_back=address(number), refused=refused,
        )  # fmt: skip

    async def _void_form(self, staff: StaffVisit, number: str, refused: PortalError | None = None, reason: str = "") -> Response:
        found = await self.desk.payment(number)
        if not found.may_void:
            raise NotVoidableError.of_gateway() if found.row.gateway != OFFICE else NotVoidableError.voided_before()
        lead = _("For a mistake, or a check that came back. Money that was received and goes back is a refund.")
        back = address(number), _("Payment %(number)s") % {"number": number}
        title, label = _("Void payment %(number)s") % {"number": number}, _("Reason, which the customer reads")
        return await self.because(staff, title, lead, label, f"{address(number)}/void", back, refused, reason)


def _wish_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()  # a form that was made up: a wish of its own
