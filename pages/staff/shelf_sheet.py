"""How one document reads for the office, and what can be done with it."""

from components.grid import Download
from components.sheet import Deed, Fact, Facts, Head, Notice, Section, Thing, Things, Way
from pages.customer import sheets
from pages.staff import shell
from pages.staff.customers import address as customer_address
from portal_ui import shelf_wording
from portal_ui.dates import day, moment
from portal_ui.language import gettext as _
from portal_ui.language import ngettext
from portal_ui.money import whole
from portal_ui.views import StaffVisit
from portal_ui.views.shelf import Audience, ShelfView, Taken

_MOST_READERS = 20


def address(document_id: int, *rest: str) -> str:
    """The address of a document's page, or of one below it."""
    return "/".join((f"{shell.DOCUMENTS}/{document_id}", *rest))


class ShelfSheet:
    """One document as known at one moment, for one member of the office."""

    def __init__(self, found: ShelfView, staff: StaffVisit, zone: str) -> None:
        self._found = found
        self._staff = staff
        self._zone = zone

    def head(self, told: str) -> Head:
        """The title, how it stands, its file, and what was just done."""
        found = self._found
        notices = [Notice(told, "ok", "check")] if told else []
        if found.ended_at is None and found.valid_until is not None and found.valid_until < self._staff.today:
            notices.append(
                Notice(
                    _("It was valid until %(day)s, and customers still find it. Replace it with a newer one, or take it down.")
                    % {"day": day(found.valid_until)},
                    "warn",
                )
            )
        return Head(
            title=found.title,
            back=Way(shell.DOCUMENTS, _("Documents")),
            word=shelf_wording.standing(found.valid_until, self._staff.today, is_shown=found.ended_at is None),
            line=f"{shelf_wording.kind(found.kind)} · {shelf_wording.form(found.media_type, found.size_bytes)}",
            download=Download(address(found.id, "file"), _("Download")),
            notices=tuple(notices),
        )

    def main(self) -> tuple[Section, ...]:
        """What is known of it, who finds it, and what can be done."""
        return (self._facts(), self._readers(), *((self._deeds(),) if self._staff.may_change else ()))

    def aside(self) -> tuple[Section, ...]:
        """Who took it along."""
        return (Things(_("Who took it along"), tuple(map(self._taken, self._found.taken)), _("Nobody yet.")),)

    def _facts(self) -> Facts:
        found = self._found
        facts = sheets.facts(
            (_("Note"), found.note),
            (_("Valid until"), day(found.valid_until) if found.valid_until else ""),
            (_("File"), found.file_name),
            (_("Added"), self._done(found.put_up_by, moment(found.put_up_at, self._zone))),
            (_("Taken down"), self._done(found.ended_by, moment(found.ended_at, self._zone)) if found.ended_at else ""),
        )
        older = (Fact(_("In place of"), _("The older one"), address(found.replaces_id)),) if found.replaces_id else ()
        newer = (Fact(_("Replaced by"), _("The newer one"), address(found.replaced_by_id)),) if found.replaced_by_id else ()
        return Facts(_("Details"), (*facts, *older, *newer))

    def _done(self, who: str, when: str) -> str:
        return _("%(moment)s by %(who)s") % {"moment": when, "who": who} if who else when

    def _readers(self) -> Things:
        found = self._found
        title = _("Who finds it")
        if found.audience is Audience.EVERYONE:
            return Things(title, (Thing(_("All customers"), (_("On their account page, those who come later too."),)),))
        where = _("On order %(number)s") % {"number": found.order_number} if found.order_number else _("On the account page")
        things = [Thing(one.name, (f"{one.number} · {where}",), href=customer_address(one.number)) for one in found.readers[:_MOST_READERS]]
        more = len(found.readers) - _MOST_READERS
        if more > 0:
            things.append(Thing(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": whole(more)}))
        return Things(title, tuple(things))

    def _deeds(self) -> Things:
        found, title = self._found, _("What can be done")
        if found.ended_at is None:
            newer = Deed(_("Replace it"), address(found.id, "replace"))
            down = Deed(_("Take it down"), address(found.id, "take-down"))
            return Things(
                title,
                (
                    Thing(_("A newer version"), (_("The same customers find it instead; this one is kept for you."),), deeds=(newer,)),
                    Thing(_("Not for customers any more"), (_("They find it no more; it is kept for you."),), deeds=(down,)),
                ),
            )
        erase = (Deed(_("Erase it"), address(found.id, "erase")),) if self._staff.is_admin else ()
        means = _("File and downloads are forgotten for good; the audit keeps its title.")
        who = "" if erase else _("An administrator can do it.")
        return Things(title, (Thing(_("Not to be kept at all"), tuple(filter(None, (means, who))), deeds=erase),))

    def _taken(self, one: Taken) -> Thing:
        times = ngettext("%(count)s time, last %(moment)s", "%(count)s times, last %(moment)s", one.times)
        said = times % {"count": whole(one.times), "moment": moment(one.last_at, self._zone)}
        return Thing(one.name or one.email, (f"{one.customer.name} ({one.customer.number})", said))
