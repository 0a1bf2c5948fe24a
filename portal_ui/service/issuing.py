"""Issuing documents: printed once from words that are kept, under a code of their own, and never changed.

As long as the words of a subject are the same, the same file goes out. Other words are another document, with another code,
which replaces the one before.
"""

import asyncio
import hashlib
import json
import logging
import zlib
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from db.engine import Database
from db.models import DocumentKind
from db.queries import issuing as queries
from portal_ui import codes
from portal_ui.dates import Clock
from portal_ui.documents import edition
from portal_ui.documents.paper import Job
from portal_ui.documents.proofs import Proof
from portal_ui.documents.workers import Made, Workers
from portal_ui.views import Scope

log = logging.getLogger("portal")


@dataclass(frozen=True, slots=True)
class Words:
    """What is to stand on a paper, and what its code is to tell."""

    job: Job
    proof: Proof


@dataclass(frozen=True, slots=True)
class Wish:
    """A document that someone may have. `facts` are all its words but the code, as a worker reads them."""

    kind: DocumentKind
    scope: Scope
    subject: str
    proof: Proof
    issuer: str
    currency: str
    facts: dict[str, Any]
    facts_hash: str

    @classmethod
    def of(cls, kind: DocumentKind, scope: Scope, subject: str, words: Words, check: str, currency: str) -> Self:
        """A wish for the paper with these words; `check` is the address where codes are asked for."""
        job = replace(words.job, paper=replace(words.job.paper, check=check if words.proof.is_final else ""))
        facts = job.as_json()
        hashed = hashlib.sha256(f"{kind.value}\0{scope.customer_id}\0{subject}\0".encode() + job.facts()).hexdigest()
        return cls(kind, scope, subject, words.proof, job.paper.head.name, currency, facts, hashed)

    @property
    def rows(self) -> int:
        """How long its tables are together."""
        tables = (part for part in self.facts["paper"].values() if isinstance(part, dict))
        return sum(len(section["rows"]) for table in tables for section in table.get("sections", ()))


class Issuing:
    """The documents that were issued: their rows, and their files under the hash of their content."""

    def __init__(self, database: Database, workers: Workers, data_dir: Path, clock: Clock) -> None:
        self._db = database
        self._workers = workers
        self._folder = (data_dir / "documents").absolute()
        self._clock = clock

    async def kept(self, wish: Wish) -> Path | None:
        """The file of the document that stands, if it has these words; `None` where it has to be made."""
        standing = await self._db.read(queries.standing, wish.scope, wish.kind, wish.subject)
        if standing is None or standing.facts_hash != wish.facts_hash:
            return None
        path = self._path(standing.file_hash)
        return path if await asyncio.to_thread(_is_whole, path, standing.file_hash) else None

    async def make(self, wish: Wish) -> Path:
        """The file of the document that stands, issued now if none with these words does.

        Raises:
            TooBusyError: too many documents are waiting to be made.
            DocumentFailedError: it could not be made.
        """
        standing = await self._db.read(queries.standing, wish.scope, wish.kind, wish.subject)
        lost_id = None
        if standing is not None and standing.facts_hash == wish.facts_hash:
            again = await self._again(wish.scope, standing)
            if again is not None:
                return again
            lost_id = standing.id
        code = codes.new() if wish.proof.is_final else None
        draft = self._draft()
        made = await self._print(wish.scope, wish.facts, code, draft)
        issue, logo = await asyncio.to_thread(_issue, wish, code, made)
        path = await asyncio.to_thread(self._place, draft, made)
        issued = await self._db.write(queries.issue, issue, logo, self._clock(), lost_id=lost_id)
        if issued.file_hash == made.file_hash:
            return path
        await asyncio.to_thread(path.unlink, missing_ok=True)  # another process was quicker, under another code
        return await self._again(wish.scope, issued) or path

    async def _again(self, scope: Scope, standing: queries.Standing) -> Path | None:
        """The file of an issued document; where it was lost, printed anew from the words that were kept.

        `None` where that would not give the same bytes: a changed document never goes out under an old code.
        """
        path = self._path(standing.file_hash)
        if await asyncio.to_thread(_is_whole, path, standing.file_hash):
            return path
        if standing.edition != edition.current():
            return None
        facts = await asyncio.to_thread(_unpacked, *await self._db.read(queries.words, scope, standing.id))
        draft = self._draft()
        made = await self._print(scope, facts, standing.code, draft)
        if made.file_hash == standing.file_hash:
            return await asyncio.to_thread(self._place, draft, made)
        log.error("Document %d was lost, and does not come out as it was; a new one takes its place.", standing.id)
        await asyncio.to_thread(draft.unlink, missing_ok=True)
        return None

    async def _print(self, scope: Scope, facts: dict[str, Any], code: str | None, draft: Path) -> Made:
        job = facts | {"paper": facts["paper"] | {"code": code or ""}, "path": str(draft)}
        return await self._workers.make(await asyncio.to_thread(lambda: json.dumps(job).encode()), scope.customer_id)

    def _draft(self) -> Path:
        return self._folder / "drafts" / f"{uuid4().hex}.pdf"

    def _path(self, file_hash: str) -> Path:
        return self._folder / file_hash[:2] / f"{file_hash}.pdf"

    def _place(self, draft: Path, made: Made) -> Path:
        """Put a printed file where its content belongs."""
        path = self._path(made.file_hash)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return draft.replace(path)


def _issue(wish: Wish, code: str | None, made: Made) -> tuple[queries.Issue, bytes]:
    """The row to keep, and the logo, which stands on many documents and is kept once."""
    head = wish.facts["paper"]["head"]
    logo = b64decode(head["logo"])
    facts = wish.facts | {"paper": wish.facts["paper"] | {"head": head | {"logo": ""}}}
    proof = wish.proof
    issue = queries.Issue(
        kind=wish.kind,
        customer_id=wish.scope.customer_id,
        subject=wish.subject,
        number=proof.number,
        code=code,
        title=proof.title,
        issuer=wish.issuer,
        dated_on=proof.day,
        total_cents=proof.total.cents if proof.total else None,
        total_label=proof.total.label if proof.total else None,
        due_cents=proof.due.cents if proof.due else None,
        due_label=proof.due.label if proof.due else None,
        currency=wish.currency,
        remit_to="\n".join(proof.remit_to),
        facts_hash=wish.facts_hash,
        facts=zlib.compress(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()),
        logo_hash=hashlib.sha256(logo).hexdigest() if logo else None,
        edition=edition.current(),
        file_hash=made.file_hash,
        pages=made.pages,
        size_bytes=made.size_bytes,
    )
    return issue, logo


def _unpacked(packed: bytes, logo: bytes) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(zlib.decompress(packed))
    facts["paper"]["head"]["logo"] = b64encode(logo).decode()
    return facts


def _is_whole(path: Path, file_hash: str) -> bool:
    """Whether the file is there and holds what was issued, to the byte."""
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest() == file_hash
    return False
