"""A letter on paper for someone whose mail does not arrive: a question, the letter, shown once, and the question again."""

from collections import OrderedDict

from fastapi import APIRouter, Request, Response

from pages.forms import takes
from pages.guard import address_of
from pages.guard.dressing import PLAIN_POLICY
from pages.plain import PlainPages
from pages.staff.customer_forms import CustomerForms, way_id
from pages.staff.customers import address
from pages.staff.people_posts import PERSON
from pages.staff.posts import spoken
from pages.staff.told import Told
from portal_ui import office_wording
from portal_ui.language import gettext as _
from portal_ui.office_errors import AskFirstError, MayNotChangeError, WayNotFoundError
from portal_ui.qr import svg
from portal_ui.views import StaffVisit
from portal_ui.views.access import PrintedLetter

_POLICY = f"{PLAIN_POLICY}; script-src 'self'"  # for one small file of ours, whose button prints
_MOST = 100  # letters that nobody came for make room


def router(plain: PlainPages, told: Told) -> APIRouter:
    """The routes, for the office."""
    page = PaperPosts(plain, told)
    routes = APIRouter()
    routes.add_api_route(f"{PERSON}/print", page.ask, methods=["GET"], response_model=None)
    routes.add_api_route(f"{PERSON}/print", page.write, methods=["POST"], response_model=None)
    routes.add_api_route(f"{PERSON}/print/letter", page.show, methods=["GET"], response_model=None)
    return routes


class PaperPosts(CustomerForms):
    """Each letter ends the last, so loading one again must not write another: it is asked for once more."""

    def __init__(self, plain: PlainPages, told: Told) -> None:
        super().__init__(plain, told)
        self._unseen: OrderedDict[int, tuple[str, int, PrintedLetter]] = OrderedDict()  # a session's newest, until it is shown

    async def ask(self, request: Request, number: str, way: str) -> Response:
        """What a letter on paper does, before there is one."""
        staff = spoken(request)
        question = _("Print a letter with a code for %(email)s? It works once, for 14 days, and a letter printed before is worthless then.")
        return await self.guarded(staff, number, lambda: self._question(staff, number, way, question, _("Show the letter")))

    @takes("agreed")  # whoever sends the question's form agrees
    async def write(self, request: Request, number: str, way: str) -> Response:
        """Write it, and on to where it is shown."""
        staff = spoken(request)

        async def run() -> Response:
            access_id = way_id(way)
            letter = await self.access.print_letter(staff, number, access_id, address=address_of(request))
            self._unseen[staff.session_id] = number, access_id, letter
            self._unseen.move_to_end(staff.session_id)
            while len(self._unseen) > _MOST:
                self._unseen.popitem(last=False)
            return self.plain.go(address(number, "people", str(access_id), "print", "letter"))

        return await self.guarded(staff, number, run)

    async def show(self, request: Request, number: str, way: str) -> Response:
        """The letter, once: of its code only a hash is kept. After that, whether to print another."""
        staff = spoken(request)

        async def run() -> Response:
            kept = self._unseen.get(staff.session_id)
            if kept is not None and kept[:2] == (number, way_id(way)):
                del self._unseen[staff.session_id]
                return await self._letter(staff, number, kept[2])
            question = _(
                "A letter is shown once, and its code stands nowhere else. "
                "Print another one for %(email)s? The one printed before is worthless then."
            )
            return await self._question(staff, number, way, question, _("Show another letter"), is_grave=True)

        return await self.guarded(staff, number, run)

    async def _question(self, staff: StaffVisit, number: str, way: str, question: str, yes: str, *, is_grave: bool = False) -> Response:
        if not staff.may_change:
            raise MayNotChangeError
        person = next((one for one in (await self.access.customer(number)).ways if one.access_id == way_id(way)), None)
        if person is None:
            raise WayNotFoundError
        asked = AskFirstError(question % {"email": person.email}, yes)
        return await self.question(staff, number, asked, f"people/{person.access_id}/print", {}, is_grave=is_grave, status=200)

    async def _letter(self, staff: StaffVisit, number: str, letter: PrintedLetter) -> Response:
        link = f"{self.access.base_url}/create-password"
        answer = await self.page(
            staff, "staff_letter.html", _("Letter for %(email)s") % {"email": letter.email}, 200,
            letter=letter, promises=office_wording.paper_promises(letter.role, letter.account_number),
            link=link, picture=svg(f"{link}/{letter.code}"), way_back=address(number),
        )  # fmt: skip
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer
