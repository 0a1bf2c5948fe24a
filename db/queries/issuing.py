"""Documents that were issued: which one stands for its subject, what stood on it, and what its code tells."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import DocumentKind, DocumentLogo, IssuedDocument
from db.queries.rows import Found
from db.scope import Scope

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Issue:
    """One document to keep: whose it is, the words that stand on it, what its code tells, and the file that was made.

    `logo` is a PNG with its hash; `remit_to` has a line for each line printed.
    """

    kind: DocumentKind
    customer_id: int
    subject: str
    number: str
    code: str | None
    title: str
    issuer: str
    dated_on: date
    total_cents: int | None
    total_label: str | None
    due_cents: int | None
    due_label: str | None
    currency: str
    remit_to: str
    facts_hash: str
    facts: bytes
    logo_hash: str | None
    edition: str
    file_hash: str
    pages: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The document that stands for its subject."""

    id: int
    code: str | None
    facts_hash: str
    edition: str
    file_hash: str


def standing(session: Session, scope: Scope, kind: DocumentKind, subject: str) -> Standing | None:
    """The account's document of this subject that nothing has replaced; `None` where none was issued."""
    row = session.scalar(_of(scope.customer_id, kind, subject))
    return None if row is None else _standing(row)


def words(session: Session, scope: Scope, document_id: int) -> tuple[bytes, bytes]:
    """The compressed words of one of the account's documents, and its logo; empty without one."""
    asked = (
        select(IssuedDocument.facts, DocumentLogo.png)
        .outerjoin(DocumentLogo, DocumentLogo.hash == IssuedDocument.logo_hash)
        .where(IssuedDocument.id == document_id, IssuedDocument.customer_id == scope.customer_id)
    )
    facts, png = session.execute(asked).one()
    return facts, png or b""


def issue(session: Session, new: Issue, logo: bytes, at: datetime, *, lost_id: int | None) -> Standing:
    """Keep a document, which replaces the one that stood for its subject.

    Of two at once who issue the same words one is first, and the other gets that one back. `lost_id` is a document whose file
    is gone and cannot be made again as it was; the new one replaces it although the words are the same.

    Raises:
        IntegrityError: it could not be kept.
    """
    if new.logo_hash is not None and session.get(DocumentLogo, new.logo_hash) is None:
        _keep_logo(session, new.logo_hash, logo)
    for attempt in range(1, _TRIES + 1):
        old = session.scalar(_of(new.customer_id, new.kind, new.subject).with_for_update())
        if old is not None and old.facts_hash == new.facts_hash and old.id != lost_id:
            return _standing(old)
        row = IssuedDocument(**{name: getattr(new, name) for name in new.__slots__}, issued_at=at)
        try:
            with session.begin_nested():
                if old is not None:
                    old.replaced_at = at
                    session.flush()
                session.add(row)
                session.flush()
                if old is not None:
                    old.replaced_by_id = row.id
        except IntegrityError:  # another process issued one in the meantime
            if attempt == _TRIES:
                raise
        else:
            return _standing(row)
    raise AssertionError("unreachable")


def genuine(session: Session, code: str) -> Found | None:
    """What the code of a document tells a stranger, and nothing else of it; `None` where no document has this code."""
    asked = select(
        IssuedDocument.code,
        IssuedDocument.title,
        IssuedDocument.kind,
        IssuedDocument.number,
        IssuedDocument.issuer,
        IssuedDocument.dated_on,
        IssuedDocument.total_cents,
        IssuedDocument.total_label,
        IssuedDocument.due_cents,
        IssuedDocument.due_label,
        IssuedDocument.currency,
        IssuedDocument.remit_to,
        IssuedDocument.issued_at,
        IssuedDocument.replaced_at,
    ).where(IssuedDocument.code == code)
    return session.execute(asked).one_or_none()


def _of(customer_id: int, kind: DocumentKind, subject: str) -> Select[IssuedDocument]:
    return select(IssuedDocument).where(
        IssuedDocument.customer_id == customer_id,
        IssuedDocument.kind == kind,
        IssuedDocument.subject == subject,
        IssuedDocument.replaced_at.is_(None),
    )


def _standing(row: IssuedDocument) -> Standing:
    return Standing(row.id, row.code, row.facts_hash, row.edition, row.file_hash)


def _keep_logo(session: Session, key: str, png: bytes) -> None:
    try:
        with session.begin_nested():
            session.add(DocumentLogo(hash=key, png=png))
    except IntegrityError:
        return  # another document with it came first
