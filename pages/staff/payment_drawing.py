"""How a payment reads on the money desk: what it paid, what came back, what the card processor says, letters and audit."""

from components.grid import Download
from components.sheet import Deed, Event, Events, Fact, Facts, Head, Notice, Section, Thing, Things, Way
from pages.customer import sheets
from pages.staff import customers, shell
from pages.staff.money import DIFFERENCES, address
from portal_ui import audit_details, audit_wording, autopay_wording, desk_wording, office_wording, return_wording, standing
from portal_ui.dates import day, moment
from portal_ui.language import gettext as _
from portal_ui.language import pgettext
from portal_ui.money import money
from portal_ui.service.money_desk import Compared
from portal_ui.views import PaymentState, RefundState, StaffVisit
from portal_ui.views.desk import DebitAgreed, DeskPayment
from portal_ui.wording import Word, refund_state

_GOING = (RefundState.REQUESTED, RefundState.SUBMITTING, RefundState.PENDING)


class PaymentDrawing:
    """One payment as known at one moment, for one member of the office."""

    def __init__(self, found: DeskPayment, staff: StaffVisit, zone: str) -> None:
        self._found = found
        self._row = found.row
        self._staff = staff
        self._zone = zone
        self._number = found.row.payment.number

    def head(self, told: str) -> Head:
        """The number, how it stands, and what asks for somebody."""
        notices = [Notice(told, "ok", "check")] if told else []
        if self._row.parked_reason:
            waits = _("The money stays set aside until somebody has compared both sides.")
            came = _("Nothing of it can be refunded until somebody has compared both sides.")
            reason = desk_wording.set_aside(self._row.parked_reason)
            notices.append(Notice(f"{reason} {came if self._row.payment.state is PaymentState.SUCCEEDED else waits}", "bad"))
        if self._found.voided is not None:
            words = {"day": day(self._found.voided.on), "who": self._found.voided_by, "reason": self._found.voided.reason}
            notices.append(Notice(_("Voided on %(day)s by %(who)s: %(reason)s") % words, "warn"))
        if self._found.differences:
            notices.append(Notice(_("The card processor's word differs."), "bad", href=DIFFERENCES, link=_("See the differences")))
        return Head(
            title=_("Payment %(number)s") % {"number": self._number},
            back=Way(shell.MONEY, _("Money")),
            word=desk_wording.row_state(self._row),
            line=f"{self._money(self._row.payment.amount_cents)} · {desk_wording.method(self._row)} · {self._row.customer_name}",
            download=Download(
                address(self._number, "receipt.pdf"),
                pgettext("payment", "Download receipt") if self._row.payment.has_receipt else _("Download notice"),
            ),
            notices=tuple(notices),
        )

    def main(self, compared: tuple[Compared, ...] | None, away: str) -> tuple[Section, ...]:
        """Where the money went, what came back, and both sides line by line."""
        sections: list[Section] = [self._applied(), self._deeds()]
        if self._found.agreed:
            sections.append(self._agreed(self._found.agreed))
        if self._found.refunds:
            sections.append(self._refunds())
        if self._found.disputes:
            sections.append(self._disputes())
        if self._found.may_ask:
            sections.append(_sides(compared, away, self._row.currency))
        return (*sections, self._audit()) if self._found.entries else tuple(sections)

    def aside(self) -> tuple[Section, ...]:
        """The sums, the details, and the letters."""
        found, payment = self._found, self._row.payment
        sums = [Fact(_("Payment amount"), self._money(payment.amount_cents), big=True)]
        sums += [
            Fact(label, self._money(cents))
            for label, cents in (
                (_("Refunded"), -payment.refunded_cents),
                (pgettext("desk", "Refund on its way"), -sum(one.amount_cents for one in found.refunds if one.state in _GOING)),
                (standing.taken(payment.method, found.disputes), -payment.taken_back_cents),
                (_("Voided"), -payment.amount_cents if payment.is_void else 0),
                (_("Kept as credit"), self._row.unapplied_cents),
                (_("May still be refunded"), found.refundable_cents),
            )
            if cents
        ]
        return (Facts(_("Amount"), tuple(sums), sums=True), self._details(), self._letters())

    def _details(self) -> Facts:
        found, row = self._found, self._row
        told = sheets.facts(
            (_("Payment date"), day(row.payment.paid_on)),
            (_("Source"), autopay_wording.method(desk_wording.source(row), is_automatic=found.is_automatic)),
            (_("Receipt #"), row.receipt_number),
            (_("Reference #"), row.payment.reference),
            (_whose(found), found.by),
            (_("Why it failed"), desk_wording.failure(found.failure)),
            (_("Recorded at") if found.is_recorded else _("Began"), moment(found.created_at, self._zone) if row.gateway else ""),
            (_("Settled"), moment(found.settled_at, self._zone) if found.settled_at and not found.is_recorded else ""),
            (_("Card processor's number"), found.gateway_reference),
        )
        customer = Fact(_("Customer"), f"{row.customer_name} ({row.customer_number})", href=customers.address(row.customer_number))
        return Facts(_("Details"), (customer, *told))

    def _applied(self) -> Things:
        things = []
        for one in self._found.applied:
            back = _("%(amount)s of it was opened again") % {"amount": self._money(one.reversed_cents)} if one.reversed_cents else ""
            notes = tuple(filter(None, (day(one.on) if one.on else "", back)))
            things.append(Thing(_("Invoice %(number)s") % {"number": one.number}, notes, amount=self._money(one.amount_cents)))
        if self._row.unapplied_cents:
            things.append(
                Thing(_("Credit on the account"), (_("not applied to an invoice"),), amount=self._money(self._row.unapplied_cents))
            )
        return Things(_("Where it went"), tuple(things), _("No invoice."))

    def _agreed(self, agreed: DebitAgreed) -> Things:
        """What the payer agreed to, word for word."""
        words = {"who": self._found.by, "moment": moment(agreed.at, self._zone), "address": agreed.address, "browser": agreed.browser}
        said = _("Agreed to by %(who)s on %(moment)s, from network address %(address)s, with %(browser)s") % words
        return Things(_("Agreement to the debit"), (Thing(_("Version %(version)s") % {"version": agreed.version}, (agreed.text, said)),))

    def _deeds(self) -> Things:
        """What can be done, and why something cannot."""
        found = self._found
        if not self._staff.may_change:
            return Things(_("What can be done"), (), _("Your sign-in shows payments, but does not change them."))
        deeds = (
            Deed(_("Refund"), address(self._number, "refund")) if found.refundable_cents else None,
            Deed(_("Void"), address(self._number, "void")) if found.may_void else None,
            Deed(_("Ask the card processor again"), address(self._number, "ask"), posts=True) if found.may_ask else None,
            Deed(_("Settle"), address(self._number, "settle")) if self._row.parked_reason and found.may_ask else None,
        )
        left = _("Up to %(amount)s can be refunded.") % {"amount": self._money(found.refundable_cents)} if found.refundable_cents else ""
        there = tuple(deed for deed in deeds if deed is not None)
        return Things(_("What can be done"), (Thing(left or found.refund_refusal, deeds=there),))

    def _refunds(self) -> Things:
        things = []
        for one in self._found.refunds:
            by = _("asked for by %(who)s") % {"who": one.by} if one.by else _("made at the card processor")
            failed = desk_wording.failure(one.code) if one.code else ""
            title, notes = _("Refund %(number)s") % {"number": one.number}, (day(one.on), by, one.reason, failed)
            word = refund_state(one.state)
            deed = sheets.refund_note(address(self._number, "refunds"), one.number)
            things.append(Thing(title, tuple(filter(None, notes)), amount=self._money(one.amount_cents), word=word, deeds=(deed,)))
        return Things(_("Refunds"), tuple(things))

    def _disputes(self) -> Things:
        things = []
        for one in self._found.disputes:
            closed = _("decided on %(day)s") % {"day": day(one.closed_on)} if one.closed_on and one.closed_on != one.on else ""
            method = self._row.payment.method
            notes = tuple(filter(None, (return_wording.taken_because(one.reason), closed, one.reference)))
            title = return_wording.taken_on(method, one.reason, day(one.on))
            word = return_wording.taken_state(method, one.reason, one.state)
            things.append(Thing(title, notes, amount=self._money(one.amount_cents), word=word))
        return Things(_("Taken back by the bank"), tuple(things))

    def _letters(self) -> Things:
        things = tuple(
            Thing(one.what, (one.to_address, moment(one.at, self._zone)), f"{shell.MAILROOM}/{one.letter_id}", word=word)
            for one in self._found.letters
            for word in (office_wording.letter_state(one.state),)
        )
        return Things(_("Emails"), things, _("No email was written about it."))

    def _audit(self) -> Events:
        told = []
        for one in self._found.entries:
            said = audit_details.details(one, self._row.currency)
            text = f"{audit_wording.actor(one)}: {audit_wording.action(one.action)}"
            told.append(Event(moment(one.at, self._zone), f"{text} ({said})" if said else text))
        return Events(_("Audit"), tuple(told))

    def _money(self, cents: int) -> str:
        return money(cents, self._row.currency)


def _sides(compared: tuple[Compared, ...] | None, away: str, currency: str) -> Things:
    """Both sides, line by line; while the card processor is asked, that it is."""
    title = _("The portal and the card processor")
    if compared is None:
        return Things(title, (), away or _("The card processor is being asked…"))
    names = {"payment": _("Payment %(number)s"), "refund": _("Refund %(number)s"), "dispute": _("Dispute %(number)s")}
    agree, differ = Word(pgettext("desk", "Same"), "ok", "check"), Word(pgettext("desk", "Differs"), "bad", "alert")
    things = tuple(
        Thing(
            names[one.what.value] % {"number": one.name},
            (
                _("In the portal: %(said)s") % {"said": desk_wording.side(one.here, one.here_cents, currency)},
                _("At the card processor: %(said)s") % {"said": desk_wording.side(one.there, one.there_cents, currency)},
            ),
            word=agree if one.agrees else differ,
        )
        for one in compared
    )
    return Things(title, things)


def _whose(found: DeskPayment) -> str:
    if found.is_recorded:
        return _("Recorded by")
    return _("Agreed to by") if found.is_automatic else _("Paid by")
