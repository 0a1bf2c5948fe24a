"""What the pages around a card share: who may be here, their strict policy, and what a form brings."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from pages.card import choices, stripe
from pages.card.results import Result
from pages.forms import is_json, sent_with, takes
from pages.guard import visit_of
from pages.guard.dressing import PLAIN_POLICY
from pages.guard.refusals import in_json as refused_in_json
from pages.guard.refusals import wants_json
from pages.plain import PlainPages
from portal_ui.consents import DEBIT_VERSION, SAVE_CARD_VERSION, save_card
from portal_ui.errors import BadRequestError, PortalError, UnknownFieldError
from portal_ui.gateways import CardForm, DemoForm, StripeForm
from portal_ui.gateways.demo.choices import Choice
from portal_ui.language import gettext as _
from portal_ui.payment_errors import MayNotPayError, PaymentsOffError
from portal_ui.views import NewCard, Visit

POLICY = f"{PLAIN_POLICY}; script-src 'self'; connect-src 'self'"  # for one small file of ours, which asks how a payment stands
_LONGEST_TOKEN = 200

Handler = Callable[[Request, Visit, str], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Entered:
    """What came back from a form for a card."""

    token: str
    keep: bool
    request: str = ""  # the request id of a card that is to be kept
    consent: str = ""  # the version of the text that was shown beside it
    seal: str = ""  # what the page was made for
    debit: str = ""  # the version of what is said of debits, where a bank account was entered
    browser: str = ""  # as it calls itself

    def card(self) -> NewCard:
        """The card as it was entered.

        Raises:
            BadRequestError: none was, or what was agreed to is not what is said now.
        """
        if not self.token or len(self.token) > _LONGEST_TOKEN:
            raise BadRequestError(_("No card was chosen. Nothing was charged; choose one and try again.")).about("token")
        if self.debit:
            return NewCard(self.token, keep=False, debit_version=self.debit, browser=self.browser)
        if self.keep and self.consent != SAVE_CARD_VERSION:
            raise BadRequestError(
                _("What is said about keeping a card has changed. Nothing was charged; open this page again and read it.")
            )
        return NewCard(self.token, self.keep, self.consent if self.keep else "")


class Desk:
    """Answers the pages around a card, for who may pay."""

    def __init__(self, plain: PlainPages) -> None:
        self.plain = plain
        self.portal = plain.portal

    def add(
        self,
        routes: APIRouter,
        method: str,
        path: str,
        handle: Handler,
        *,
        fields: Iterable[str] = (),
        in_json: bool = False,
        way_back: str = "/",
    ) -> None:
        """Serve `path`. `handle` gets the `{name}` in it, only from who may pay; what it refuses becomes a page, or JSON for a script.

        `fields` are what its form brings; `in_json`, the script beside Stripe's fields may send it.
        """

        @takes(*fields, in_json=in_json)
        async def answer(request: Request) -> Response:
            visit = visit_of(request)
            try:
                if not visit.scope.may_pay:
                    raise MayNotPayError
                if is_json(request) and not isinstance(self.card_form, StripeForm):
                    raise UnknownFieldError
                return await handle(request, visit, request.path_params.get("name", ""))
            except PortalError as refused:
                if wants_json(request):
                    return refused_in_json(refused)
                return await self.plain.refusal(refused, visit, way_back=way_back)

        routes.add_api_route(path, answer, methods=[method], response_model=None)

    @property
    def card_form(self) -> CardForm:
        """The fields for a new card."""
        return self.portal.paying.gateway.card_form

    async def page(
        self, template: str, visit: Visit, *, title: str, status: int = 200, stripe_fields: stripe.Fields | None = None, **values: Any
    ) -> Response:
        """A page under the policy of these pages. Only with Stripe's fields on it may it load anything of Stripe's."""
        values |= {"is_demo": isinstance(self.card_form, DemoForm)}
        answer = await self.plain.page(template, title=title, visit=visit, status=status, stripe=stripe_fields, **values)
        answer.headers["Content-Security-Policy"] = stripe.POLICY if stripe_fields else POLICY
        return answer

    async def form(
        self, template: str, visit: Visit, offered: Iterable[Choice], what: Entered, refused: PortalError | None, **values: Any
    ) -> Response:
        """A page to enter a card on; after a refusal with its sentence, and with what was chosen.

        Raises:
            PaymentsOffError: there is no way to enter a card here.
        """
        if self.card_form is None:
            raise PaymentsOffError
        return await self.page(
            template,
            visit,
            stripe_fields=stripe.fields(self.card_form),
            groups=choices.groups(offered, what.token) if isinstance(self.card_form, DemoForm) else (),
            keep=what.keep,
            consent=save_card(),
            consent_version=SAVE_CARD_VERSION,
            refused=refused,
            **values,
        )

    async def entered(self, request: Request) -> Entered:
        """The card in a form, whatever was put into it.

        Raises:
            UnknownFieldError: it is not how this gateway's fields hand a card over.
        """
        if isinstance(self.card_form, StripeForm) and not is_json(request):
            raise UnknownFieldError
        form = await sent_with(request)
        return Entered(
            token=form.get("token", ""),
            keep=form.get("keep") == "yes",
            request=form.get("request", ""),
            consent=form.get("consent", ""),
            debit=form.get("debit", ""),
            seal=form.get("seal", ""),
            browser=request.headers.get("user-agent", ""),
        )

    async def result(self, visit: Visit, result: Result) -> Response:
        """How something went."""
        shown = stripe.fields(self.card_form) if result.secret else None
        return await self.page("card_result.html", visit, title=result.title, stripe_fields=shown, result=result)


NOTHING = Entered("", keep=False)
BY_BANK = Entered("", keep=False, debit=DEBIT_VERSION)


def known(text: str, otherwise: type[PortalError]) -> UUID:
    """The request id in an address or a form.

    Raises:
        PortalError: it is none; of the kind `otherwise`.
    """
    try:
        return UUID(text)
    except ValueError:
        raise otherwise from None
