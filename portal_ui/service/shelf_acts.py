"""What the office does with one document on the shelf, each in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.models import ShelfDocument, ShelfReader
from db.queries import shelf as queries
from db.text import folded
from portal_ui.service.office_acts import By, admit, note
from portal_ui.service.shelf_wishes import Checked, Whom, audience_of, whom_of
from portal_ui.shelf import MOST_BYTES_IN_ALL
from portal_ui.shelf_errors import ShelfDocumentNotFoundError, ShelfEndedError, ShelfFullError, ShelfStillShownError
from portal_ui.views.shelf import Audience, Reader, ShelfView, Taken

_MOST_TAKEN = 200  # people who took it along, shown
_LONGEST_SEARCH = 2000


@dataclass(frozen=True, slots=True)
class PassedFile:
    """A file that has passed, and stands where nobody serves it yet."""

    put_in_place: Callable[[], object]
    hash: str
    name: str
    media_type: str
    size_bytes: int


def put_up(session: Session, *, asked: Checked, by: By, file: PassedFile, replaced: int | None) -> int:
    """Write the row of a file, in the place of the document `replaced` where there is one, and move the file to its place."""
    admit(session, by)
    known = queries.by_request(session, asked.request_id)
    if known is not None:
        return known
    whom = audience_of(session, asked) if replaced is None else _taken_over(session, replaced, by)
    if not queries.is_named(session, file.hash) and queries.bytes_in_all(session) + file.size_bytes > MOST_BYTES_IN_ALL:
        raise ShelfFullError
    document = ShelfDocument(
        request_id=asked.request_id,
        kind=asked.kind,
        title=asked.title,
        note=asked.note,
        valid_until=asked.valid_until,
        for_everyone=whom.is_everyone,
        order_id=whom.order_id,
        file_hash=file.hash,
        file_name=file.name,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        put_up_at=by.now,
        put_up_by=by.staff_id,
        replaces_id=replaced,
        search_text=folded(" ".join((asked.title, asked.note, file.name, *whom.words)))[:_LONGEST_SEARCH],
    )
    session.add(document)
    session.flush()
    session.add_all(ShelfReader(document_id=document.id, customer_id=customer_id) for customer_id in whom.customer_ids)
    details = {"title": asked.title, "document": asked.kind.value, "file": file.name, "sha-256": file.hash, "for": whom.said}
    details |= {"valid until": asked.valid_until.isoformat()} if asked.valid_until else {}
    action = "shelf.put-up" if replaced is None else "shelf.replace"
    note(session, by, action, subject=f"shelf:{document.id}", customer_id=whom.only_customer, details=details)
    file.put_in_place()
    return document.id


def _taken_over(session: Session, document_id: int, by: By) -> Whom:
    """For whom the older one was, which is shown no more."""
    whom = whom_of(session, _found(session, document_id))
    if not queries.end(session, document_id, by.now, by.staff_id):
        raise ShelfEndedError
    return whom


def take_down(session: Session, document_id: int, by: By) -> None:
    """Show it to customers no more."""
    admit(session, by)
    document = _found(session, document_id)
    if not queries.end(session, document_id, by.now, by.staff_id):
        raise ShelfEndedError
    _note(session, by, "shelf.take-down", document)


def erase(session: Session, document_id: int, by: By) -> None:
    """Forget the row of what was taken down."""
    admit(session, by)
    document = _found(session, document_id)
    if document.ended_at is None:
        raise ShelfStillShownError
    _note(session, by, "shelf.erase", document)
    queries.erase(session, document_id)


def _note(session: Session, by: By, action: str, document: ShelfDocument) -> None:
    whom = whom_of(session, document)
    details = {"title": document.title, "sha-256": document.file_hash, "for": whom.said}
    note(session, by, action, subject=f"shelf:{document.id}", customer_id=whom.only_customer, details=details)


def _found(session: Session, document_id: int) -> ShelfDocument:
    document = queries.row(session, document_id)
    if document is None:
        raise ShelfDocumentNotFoundError
    return document


def view(session: Session, document_id: int) -> ShelfView:
    """All of one document."""
    row = _found(session, document_id)
    order = queries.order(session, row.order_id) if row.order_id is not None else None
    readers = (
        (Reader(order.customer_number, order.name),)
        if order is not None
        else tuple(Reader(one.number, one.name) for one in queries.readers(session, document_id))
    )
    members = queries.members(session, (row.put_up_by, row.ended_by or 0))
    return ShelfView(
        id=row.id,
        kind=row.kind,
        title=row.title,
        note=row.note,
        valid_until=row.valid_until,
        audience=Audience.EVERYONE if row.for_everyone else Audience.ORDER if order is not None else Audience.CUSTOMERS,
        readers=readers,
        order_number=order.number if order is not None else "",
        file_name=row.file_name,
        file_hash=row.file_hash,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        put_up_at=row.put_up_at,
        put_up_by=members.get(row.put_up_by, ""),
        ended_at=row.ended_at,
        ended_by=members.get(row.ended_by or 0, ""),
        replaces_id=row.replaces_id,
        replaced_by_id=queries.successor(session, document_id),
        taken=tuple(
            Taken(one.name, one.email, Reader(one.number, one.customer), one.last_at, one.times)
            for one in queries.downloads(session, document_id, _MOST_TAKEN)
        ),
    )
