"""What every plain page needs: the company, the cookie, the visitor's address, and a way to answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from components import plain
from components.frame import Choice, look_strip
from components.plain import errors
from components.plain.refusals import Refusal
from components.staff_frame import menu_of
from pages.guard import asset_url, cookies
from pages.guard.rules import STAFF
from pages.staff.sections import sections
from portal_ui import language
from portal_ui.errors import PortalError, TooBusyError, TooManyTriesError
from portal_ui.service import Portal
from portal_ui.service.sessions import LookedUp
from portal_ui.views import CompanyView, StaffStep, StaffVisit, Visit

_LONGEST_PATH = 500


class PlainPages:
    """Answers of the portal that need neither a socket nor a script."""

    def __init__(self, portal: Portal, *, is_https: bool) -> None:
        self.portal = portal
        self.is_https = is_https

    async def company(self) -> CompanyView:
        """The company, whose language the rest of this request speaks."""
        company = await self.portal.company.view()
        language.use(company.locale)
        return company

    async def visitor(self, request: Request) -> LookedUp | None:
        """Who brought this request; `None` for a stranger."""
        found = await self.portal.sign_in.look_up(self.token(request))
        if found is not None:
            language.use(found.locale)
        return found

    def token(self, request: Request) -> str:
        """The token the browser brought; empty when it brought none."""
        return cookies.token_of(request, is_https=self.is_https)

    def browser(self, request: Request) -> str:
        """The cookie by which the browser is known; empty when it is not."""
        return cookies.browser_of(request, is_https=self.is_https)

    async def page(
        self,
        template: str,
        *,
        title: str,
        theme: str = "system",
        status: int = 200,
        visit: Visit | None = None,
        staff: StaffVisit | None = None,
        refused: PortalError | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """One page from a template of `components.plain`.

        For a `visit` it is one inside the account, in the person's theme; who sees it in their place is told so. For `staff` it has
        the header of the office's pages. After its form was `refused` it says why, and has that status.
        """
        company = await self.portal.company.view()
        is_offices = template.startswith("staff_") or staff is not None
        banner = "" if is_offices else company.banner_on(await self.portal.company.today())
        parts: dict[str, Any] = {} if staff is None else {"header": _header(staff, company, values)}
        theme = theme if staff is None else staff.theme
        if visit is not None:
            theme, parts = visit.theme, {"email": visit.email, "account": visit.account, "look": look_strip(visit, company.time_zone)}
        parts |= {} if refused is None else {"refusal": Refusal(str(refused), refused.fields)}
        html = plain.page(template, title=title, company=company, assets=asset_url, theme=theme, banner=banner, **parts, **values)
        answer = HTMLResponse(html, status if refused is None else refused.status, headers={"Cache-Control": "no-store"})
        return _with_wait(answer, refused)

    async def closed(self) -> HTMLResponse:
        """The page while the operator has not opened the portal: with the company's phone, and nothing to fill in."""
        return await self.page("closed.html", title=language.gettext("Not open yet"))

    async def refusal(self, refused: PortalError, who: Visit | StaffVisit | None = None, *, way_back: str = "/account") -> HTMLResponse:
        """The page of a refusal that belongs to no form, for `who` it is said to; its sentence says what happened."""
        company = await self.portal.company.view()
        html = errors.page(
            refused.status,
            company=company,
            assets=asset_url,
            theme=who.theme if who else "system",
            sentence=str(refused),
            way_back=way_back,
            way_back_name=language.gettext("Back to the office") if isinstance(who, StaffVisit) else "",
            look=look_strip(who, company.time_zone) if isinstance(who, Visit) else None,
        )
        return _with_wait(HTMLResponse(html, refused.status, headers={"Cache-Control": "no-store"}), refused)

    def go(self, path: str, *, token: str = "", browser: str = "") -> RedirectResponse:
        """On to a page of ours, after something was done; with what the browser has to keep of it, where there is something new."""
        answer = RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
        if token:
            self.keep(answer, token)
        if browser:
            cookies.set_browser(answer, browser, is_https=self.is_https)
        return answer

    def keep(self, answer: Response, token: str) -> None:
        """Have the browser go on under this token."""
        cookies.set_token(answer, token, is_https=self.is_https)

    def leave(self, path: str) -> Response:
        """On to a page of ours, signed out."""
        answer = self.go(path)
        cookies.forget_token(answer, is_https=self.is_https)
        return answer


def _header(staff: StaffVisit, company: CompanyView, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the header of an office page shows. Whoever still has to prove who they are goes nowhere else."""
    languages = tuple(Choice(locale, name) for locale, name in language.choices(company.locale))
    is_in = staff.step is StaffStep.IN
    place = values.get("action") or values.get("here") or values.get("way_back") or STAFF  # where a change of theme leads back to
    return {**menu_of(staff, languages), "sections": sections(values.get("section", "")) if is_in else (), "place": place}


def _with_wait(answer: HTMLResponse, refused: PortalError | None) -> HTMLResponse:
    """Say when to ask again, where it is only a matter of time."""
    if isinstance(refused, TooManyTriesError | TooBusyError):
        answer.headers["Retry-After"] = str(refused.retry_after_seconds)
    return answer


def local_path(wish: str, otherwise: str = "/") -> str:
    """The path someone wishes to go to next, if it is one of ours; `otherwise` where it leads elsewhere or in circles."""
    is_ours = wish.startswith("/") and not wish.startswith("//") and "\\" not in wish and wish.isprintable() and len(wish) <= _LONGEST_PATH
    if not is_ours:
        return otherwise
    try:
        parts = urlsplit(wish)
    except ValueError:
        return otherwise
    leads_round = parts.path in {"/sign-in", "/sign-out", "/accounts"} or parts.path.startswith(("/accounts/", "/account/"))
    return otherwise if parts.scheme or parts.netloc or leads_round else wish
