"""What a form of the shelf says: checked word for word, and for whom it is, as the books know them."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from db.models import ShelfDocument, ShelfKind
from db.queries import shelf as queries
from portal_ui.errors import PortalError, shown
from portal_ui.grid_wishes import day_of
from portal_ui.language import gettext as _
from portal_ui.money import whole
from portal_ui.shelf_errors import ShelfWishError, no_such_customer
from portal_ui.views.shelf import Audience, ShelfWish

LONGEST_TITLE, LONGEST_NOTE = 100, 300
MOST_CUSTOMERS = 500
_APART = re.compile(r"[,;\n]+")
_MOST_SAID = 20  # customers named in the audit


@dataclass(frozen=True, slots=True)
class Checked:
    """The form, understood."""

    request_id: UUID
    kind: ShelfKind
    title: str
    note: str
    valid_until: date | None
    audience: Audience
    customers: tuple[str, ...]
    order: str


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom a document is, in the books' ids, in the audit's words, and in those by which the office finds it."""

    is_everyone: bool
    order_id: int | None
    customer_ids: tuple[int, ...]  # by name; none of an order's
    only_customer: int | None
    said: str
    words: tuple[str, ...]


def checked(wish: ShelfWish) -> Checked:
    """What the form says.

    Raises:
        ShelfWishError: something that cannot be meant; it is about the field.
    """
    kind = next((one for one in ShelfKind if one.value == wish.kind), None)
    if kind is None:
        raise ShelfWishError(_("Choose what it is. Nothing was added.")).about("kind")
    title, note = wish.title.strip(), " ".join(wish.note.split())
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise ShelfWishError(
            _("Give it a title of at most %(most)s characters, in one line. Nothing was added.") % {"most": whole(LONGEST_TITLE)}
        ).about("title")
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise ShelfWishError(_("The note may have at most %(most)s characters. Nothing was added.") % {"most": whole(LONGEST_NOTE)}).about(
            "note"
        )
    try:
        until = day_of(wish.valid_until.strip())
    except PortalError as refused:
        raise refused.about("valid_until") from None
    audience = next((one for one in Audience if one.value == wish.audience), None)
    if audience is None:
        raise ShelfWishError(_("Choose for whom it is. Nothing was added.")).about("audience")
    return Checked(wish.request_id, kind, title, note, until, audience, _numbers(wish, audience), wish.order.strip())


def _numbers(wish: ShelfWish, audience: Audience) -> tuple[str, ...]:
    if audience is not Audience.CUSTOMERS:
        return ()
    numbers = tuple(dict.fromkeys(filter(None, (part.strip() for part in _APART.split(wish.customers.replace("\r", "\n"))))))
    if not 0 < len(numbers) <= MOST_CUSTOMERS:
        raise ShelfWishError(
            _("Name the customers by their numbers: one to %(most)s of them. Nothing was added.") % {"most": whole(MOST_CUSTOMERS)}
        ).about("customers")
    unprintable = next((number for number in numbers if not number.isprintable()), None)
    if unprintable is not None:
        raise no_such_customer(unprintable)
    return numbers


def audience_of(session: Session, asked: Checked) -> Whom:
    """For whom the form says it is.

    Raises:
        ShelfWishError: there is no such customer or order.
    """
    if asked.audience is Audience.EVERYONE:
        return Whom(True, None, (), None, "everyone", ())
    if asked.audience is Audience.CUSTOMERS:
        found = {one.number: one for one in queries.customers_named(session, asked.customers)}
        missing = next((number for number in asked.customers if number not in found), None)
        if missing is not None:
            raise no_such_customer(missing)
        return _named([(one.id, one.number, one.name) for one in found.values()])
    order = queries.order_named(session, asked.order) if asked.order.isprintable() else None
    if order is None:
        refusal = ShelfWishError(_("There is no order %(number)s in the books. Nothing was added.") % {"number": shown(asked.order)})
        raise refusal.about("order")
    return _of_order(session, order.id)


def whom_of(session: Session, document: ShelfDocument) -> Whom:
    """For whom a document is."""
    if document.for_everyone:
        return Whom(True, None, (), None, "everyone", ())
    if document.order_id is not None:
        return _of_order(session, document.order_id)
    return _named([(one.id, one.number, one.name) for one in queries.readers(session, document.id)])


def _of_order(session: Session, order_id: int) -> Whom:
    order = queries.order(session, order_id)
    words = (order.number, order.customer_number, order.name)
    return Whom(False, order_id, (), order.customer_id, f"order {order.number}", words)


def _named(customers: list[tuple[int, str, str]]) -> Whom:
    ids, numbers = tuple(one[0] for one in customers), [one[1] for one in customers]
    more = f" + {len(numbers) - _MOST_SAID}" if len(numbers) > _MOST_SAID else ""
    only = ids[0] if len(ids) == 1 else None
    return Whom(False, None, ids, only, ", ".join(numbers[:_MOST_SAID]) + more, tuple(word for one in customers for word in one[1:]))
