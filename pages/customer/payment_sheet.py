"""All of one payment: which invoices it went to, what came back of it, why it failed."""

from dataclasses import dataclass

from components.grid import Download
from components.sheet import Fact, Facts, Head, Notice, Section, Thing, Things, Way
from pages.customer import addresses, sheets
from pages.customer.sheets import Drawing
from portal_ui import autopay_wording, return_wording, standing
from portal_ui.dates import day
from portal_ui.debits import expected_on
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.service import Portal
from portal_ui.views import Applied, CompanyView, PaymentMethod, PaymentState, PaymentView, RefundState, Visit
from portal_ui.wording import paid_with, payment_state, refund_state

N_ = str  # marks a text for translation where it is kept; it is translated where it is said
_UNPROVEN = N_("A small deposit arrives on the bank account in a day or two. Then confirm here what you found; nothing is charged before.")
_GOING = (RefundState.REQUESTED, RefundState.SUBMITTING, RefundState.PENDING)
_CONFIRMING = (PaymentState.CREATED, PaymentState.SUBMITTING, PaymentState.REQUIRES_ACTION)


@dataclass(frozen=True, slots=True)
class Found:
    """A payment, and where whoever began it can confirm it; empty when nobody who looks can."""

    view: PaymentView
    confirm_at: str = ""


async def find(portal: Portal, visit: Visit, number: str) -> Found:
    """The payment of that number.

    Raises:
        PaymentNotFoundError: no such payment in this account.
        MoneyNotShownError: a site contact asks.
    """
    view = await portal.payments.record(visit.scope, number)
    if view.row.state is not PaymentState.REQUIRES_ACTION or not visit.scope.may_pay:
        return Found(view)
    waiting = [one for one in await portal.paying.news(visit) if one.number == view.row.number and one.is_mine]
    return Found(view, f"/pay/{waiting[0].request_id}" if waiting else "")


def draw(found: Found, company: CompanyView, visit: Visit) -> Drawing:
    """The payment's sheet."""
    del visit  # all sheets are drawn alike; this one needs no day
    view = found.view
    title = standing.paid_heading(view) if view.row.state is PaymentState.SUCCEEDED else _("Meant for")
    main: list[Section] = [Things(title, tuple(_applied(one, company) for one in view.applied), _("No invoice."))]
    if view.refunds:
        main.append(Things(_("Refunds"), tuple(_refunds(view, company))))
    if view.disputes:
        main.append(Things(_("Taken back by the bank"), tuple(_disputes(view, company))))
    return Drawing(_head(found, company), tuple(main), (_sums(view, company), _facts(view)))


def _head(found: Found, company: CompanyView) -> Head:
    row = found.view.row
    address = addresses.record("payments", row.number)
    return Head(
        title=_("Payment %(number)s") % {"number": row.number},
        back=Way("/payments", _("Payments")),
        word=payment_state(row),
        line=f"{money(row.amount_cents, company.currency)} · {paid_with(row.method, row.brand, row.last4, row.reference)}",
        download=Download(
            f"{address}/receipt.pdf",
            pgettext("payment", "Download receipt") if row.has_receipt else _("Download notice"),
        ),
        notices=_notices(found, company),
    )


def _notices(found: Found, company: CompanyView) -> tuple[Notice, ...]:
    view, row = found.view, found.view.row
    state = row.state
    news = standing.news(view, company.currency)
    if news:
        return (Notice(news, *_looks(view)),)
    going = sum(refund.amount_cents for refund in view.refunds if refund.state in _GOING)
    if going:
        text = _("We are refunding %(amount)s to you. Banks take up to ten days until you see it; your invoices change once it is through.")
        return (Notice(text % {"amount": money(going, company.currency)}, "info", "dots"),)
    if found.confirm_at:
        text = _(_UNPROVEN) if row.method is PaymentMethod.BANK else _("Your bank waits for you to confirm this payment.")
        return (Notice(text, "warn", "clock", href=found.confirm_at, link=_("Finish or cancel")),)
    if state is PaymentState.FAILED:
        reason = (view.failure_reason or _("The payment was not made")).rstrip(".") + "."
        return (Notice(_("%(reason)s Nothing was charged; the invoices stay open.") % {"reason": reason}, "bad", "cross"),)
    if state is PaymentState.PROCESSING and row.method is PaymentMethod.BANK:
        text = _("Your bank was asked for the money, and it should be here by %(day)s. If your bank returns it, we write to you at once.")
        return (Notice(text % {"day": day(expected_on(row.paid_on))}, "info", "clock"),)
    if state is PaymentState.PROCESSING:
        return (
            Notice(_("The money is on its way. The balance goes down once it has arrived, usually within a few days."), "info", "dots"),
        )
    if state in _CONFIRMING:
        return (Notice(_("We are confirming your payment. Please do not pay again."), "warn", "dots"),)
    return ()


def _looks(view: PaymentView) -> tuple[str, str]:
    """In which tone, and under which sign, a payment whose money did not stay says so."""
    if view.voided is not None:
        return "warn", "alert"
    if standing.is_under_review(view):
        return "warn", "clock"
    return ("bad", "back") if view.row.taken_back_cents else ("info", "back")


def _applied(one: Applied, company: CompanyView) -> Thing:
    back = _("%(amount)s of it was opened again") % {"amount": money(one.reversed_cents, company.currency)} if one.reversed_cents else ""
    return Thing(
        title=_("Invoice %(number)s") % {"number": one.number},
        notes=(back,) if back else (),
        href=addresses.record("invoices", one.number),
        amount=money(one.amount_cents, company.currency),
    )


def _refunds(view: PaymentView, company: CompanyView) -> list[Thing]:
    return [
        Thing(
            title=_("Refund %(number)s") % {"number": refund.number},
            notes=tuple(filter(None, (day(refund.on), refund.reason, standing.in_vain(refund.state)))),
            amount=money(refund.amount_cents, company.currency),
            word=refund_state(refund.state),
            deeds=(sheets.refund_note(f"{addresses.record('payments', view.row.number)}/refunds", refund.number),),
        )
        for refund in view.refunds
    ]


def _disputes(view: PaymentView, company: CompanyView) -> list[Thing]:
    method = view.row.method
    return [
        Thing(
            title=return_wording.taken_on(method, dispute.reason, day(dispute.on)),
            notes=tuple(filter(None, (return_wording.taken_because(dispute.reason),))),
            amount=money(dispute.amount_cents, company.currency),
            word=return_wording.taken_state(method, dispute.reason, dispute.state),
        )
        for dispute in view.disputes
    ]


def _sums(view: PaymentView, company: CompanyView) -> Facts:
    row, currency = view.row, company.currency
    facts = [Fact(_("Payment amount"), money(row.amount_cents, currency), big=True)]
    if row.refunded_cents:
        facts.append(Fact(_("Refunded"), money(-row.refunded_cents, currency)))
    if view.row.taken_back_cents:
        facts.append(Fact(standing.taken(row.method, view.disputes), money(-view.row.taken_back_cents, currency)))
    if row.is_void:
        facts.append(Fact(_("Voided"), money(-row.amount_cents, currency)))
    if view.unapplied_cents:
        facts.append(Fact(_("Kept as credit"), money(view.unapplied_cents, currency)))
    return Facts(_("Amount"), tuple(facts), sums=True)


def _facts(view: PaymentView) -> Facts:
    row = view.row
    told = sheets.facts(
        (_("Payment date"), day(row.paid_on)),
        (
            _("Payment method"),
            autopay_wording.method(paid_with(row.method, row.brand, row.last4, row.reference), is_automatic=view.is_automatic),
        ),
        (_("Reference #"), row.reference),
        (_("Receipt #"), view.receipt_number),
        (_("Paid by") if row.state is PaymentState.SUCCEEDED else _("Account of"), view.bill_to.name),
    )
    return Facts(_("Details"), told)
