"""What an account has in its favor: its credit memos, used or not, and what payments left over."""

from fastapi import Request, Response

from components.sheet import DetailSheet, Fact, Facts, Head, Section, Thing, Things, Way
from pages.customer import addresses, shell
from pages.customer.live import Live
from pages.customer.sheets import Drawing
from pages.guard import visit_of
from pages.page import page
from portal_ui.dates import day
from portal_ui.errors import PortalError
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.service import Portal
from portal_ui.views import AccountCredit, CreditRow, LeftOver
from portal_ui.wording import credit_state


def register(portal: Portal) -> None:
    """Serve `/credits`."""

    @page("/credits")
    async def credit(request: Request) -> Response | None:
        visit = visit_of(request)
        shell.speak(visit)
        company = await portal.company.view()
        try:
            first = drawn(await portal.credits.of_account(visit.scope), company.currency)
        except PortalError as error:
            return shell.refusal(error, company, visit, way_back="/")

        async def refresh() -> None:
            now = drawn(await portal.credits.of_account(visit.scope), company.currency)
            sheet.show(now.head, now.main, now.aside)

        with shell.frame(portal, company, visit, first.head.title):
            sheet = DetailSheet(first.head, first.main, first.aside)
            Live(portal, visit, refresh)
        return None


def drawn(found: AccountCredit, currency: str) -> Drawing:
    """The page's sheet."""
    main: list[Section] = [
        Things(_("Credit memos"), tuple(_memo(memo, currency) for memo in found.memos), _("There is no credit memo in this account."))
    ]
    if found.left_over:
        main.append(Things(_("Left over from payments"), tuple(_left(one, currency) for one in found.left_over)))
    head = Head(
        title=pgettext("account", "Credit"),
        back=Way("/", _("Your account")),
        line=_("Credit is never taken off by itself. Choose “Use credit” when you pay, and say for which invoices."),
    )
    available = Fact(_("Left to use"), money(found.available_cents, currency), big=True)
    return Drawing(head, tuple(main), (Facts(_("Amount"), (available,), sums=True),))


def _memo(memo: CreditRow, currency: str) -> Thing:
    left = _("%(amount)s left to use") % {"amount": money(memo.remaining_cents, currency)}
    is_begun = 0 < memo.remaining_cents < memo.total_cents
    return Thing(
        title=_("Credit memo %(number)s") % {"number": memo.number},
        notes=tuple(filter(None, (day(memo.issued_on), memo.reason, left if is_begun else ""))),
        href=addresses.record("credits", memo.number),
        amount=money(memo.total_cents, currency),
        word=credit_state(memo),
    )


def _left(one: LeftOver, currency: str) -> Thing:
    return Thing(
        title=_("Payment %(number)s") % {"number": one.payment},
        notes=(day(one.paid_on),),
        href=addresses.record("payments", one.payment),
        amount=money(one.cents, currency),
    )
