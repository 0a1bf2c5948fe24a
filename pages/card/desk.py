"""What the pages around a card share: who may be here, their strict policy, and what a form brings."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from pages.card import choices
from pages.card.results import Result
from pages.forms import takes
from pages.guard import visit_of
from pages.guard.dressing import PLAIN_POLICY
from pages.plain import PlainPages
from portal_ui.consents import SAVE_CARD_VERSION
from portal_ui.errors import BadRequestError, PortalError
from portal_ui.gateways.demo.choices import Choice
from portal_ui.language import gettext as _
from portal_ui.payment_errors import MayNotPayError, PaymentsOffError
from portal_ui.views import NewCard, Visit

POLICY = f"{PLAIN_POLICY}; script-src 'self'; connect-src 'self'"  # for one small file of ours, which asks how a payment stands
_LONGEST_TOKEN = 200
_DEMO = "demo"

Handler = Callable[[Request, Visit, str], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Entered:
    """What came back from a form for a card."""

    token: str
    keep: bool

    def card(self) -> NewCard:
        """The card as it was entered.

        Raises:
            BadRequestError: none was.
        """
        if not self.token or len(self.token) > _LONGEST_TOKEN:
            raise BadRequestError(_("No card was chosen. Nothing was charged; choose one and try again.")).about("token")
        return NewCard(self.token, self.keep, SAVE_CARD_VERSION if self.keep else "")


class Desk:
    """Answers the pages around a card, for who may pay."""

    def __init__(self, plain: PlainPages) -> None:
        self.plain = plain
        self.portal = plain.portal

    def add(self, routes: APIRouter, method: str, path: str, handle: Handler, *, fields: Iterable[str] = (), way_back: str = "/") -> None:
        """Serve `path`. `handle` gets the `{name}` in it, only from who may pay; what it refuses becomes a page.

        `fields` are what its form brings.
        """

        @takes(*fields)
        async def answer(request: Request) -> Response:
            visit = visit_of(request)
            try:
                if not visit.scope.may_pay:
                    raise MayNotPayError
                return await handle(request, visit, request.path_params.get("name", ""))
            except PortalError as refused:
                return await self.plain.refusal(refused, visit, way_back=way_back)

        routes.add_api_route(path, answer, methods=[method], response_model=None)

    async def page(self, template: str, visit: Visit, *, title: str, status: int = 200, **values: Any) -> Response:
        """A page under the policy of these pages."""
        values |= {"email": visit.email, "account": visit.account, "is_demo": self._is_demo}
        answer = await self.plain.page(template, title=title, theme=visit.theme, status=status, **values)
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    async def form(
        self, template: str, visit: Visit, offered: Iterable[Choice], what: Entered, refused: PortalError | None, **values: Any
    ) -> Response:
        """A page to enter a card on; after a refusal with its sentence, and with what was chosen.

        Raises:
            PaymentsOffError: there is no way to enter a card here.
        """
        if not self._is_demo:
            raise PaymentsOffError
        return await self.page(
            template,
            visit,
            groups=choices.groups(offered, what.token),
            keep=what.keep,
            refused=refused,
            **values,
        )

    async def result(self, visit: Visit, result: Result) -> Response:
        """How something went."""
        return await self.page("card_result.html", visit, title=result.title, result=result)

    @property
    def _is_demo(self) -> bool:
        return self.portal.paying.gateway.name == _DEMO


NOTHING = Entered("", keep=False)


def entered(form: Mapping[str, str]) -> Entered:
    """The card in a form, whatever was put into it."""
    return Entered(form.get("token", ""), keep=form.get("keep") == "yes")


def known(text: str, otherwise: type[PortalError]) -> UUID:
    """The request id in an address or a form.

    Raises:
        PortalError: it is none; of the kind `otherwise`.
    """
    try:
        return UUID(text)
    except ValueError:
        raise otherwise from None
