"""The mailroom: sends what the outbox holds, again where that helps, and shows the office every letter.

A letter is claimed and committed before the mail server is asked, and its answer is kept right after. A process that dies
between the two leaves the letter to the next one when its lease is over: none is lost, and at most the one in hand goes twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db.engine import Database
from db.models import Letter, LetterState
from db.queries import letters as queries
from db.queries import people
from portal_ui.dates import Clock
from portal_ui.mail import Answer, Mailer, Trouble, letters, troubles
from portal_ui.mail.envelope import BadRecipientError, Sender, sealed
from portal_ui.service import letter_office
from portal_ui.service.company import Company
from portal_ui.service.letter_writing import NotToBeSentError, gathered
from portal_ui.views import CompanyView
from portal_ui.views.letters import LetterPage, LetterPreview, LetterWish
from portal_ui.views.staff import StaffVisit

log = logging.getLogger("portal")
LEASE = timedelta(minutes=3)  # longer than any attempt
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, *[60] * 23))  # a day, all in all
_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 5.0
_AWAY_SECONDS = 30.0  # while no mail server is there, one letter tries for all


@dataclass(frozen=True, slots=True)
class Postmark:
    """What the installation puts on every letter: where links begin, and the address letters come from."""

    base_url: str
    sender: str


class Mailroom:
    """The outbox's worker, and the office's view of it. Without a mailer letters wait."""

    def __init__(self, database: Database, company: Company, clock: Clock, mailer: Mailer | None, postmark: Postmark) -> None:
        self._db = database
        self._company = company
        self._clock = clock
        self._postmark = postmark
        self._is_away = False
        self._ending = asyncio.Event()
        self.mailer = mailer

    @property
    def has_server(self) -> bool:
        """Whether anything carries letters; without it they wait."""
        return self.mailer is not None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send what is due, again and again, until the block ends."""
        if self.mailer is None:
            yield
            return
        self._ending.clear()
        sending = asyncio.create_task(self._keep_going(), name="send letters")
        try:
            yield
        finally:
            self._ending.set()  # the letter in hand is sent and noted; a cancelled one would go twice
            await asyncio.wait({sending}, timeout=_GRACE_SECONDS)
            sending.cancel()  # asyncio.wait_for of 3.11, which the mail library uses, may swallow this; then the flag ends it
            await asyncio.wait({sending}, timeout=_GRACE_SECONDS)

    async def deliver(self) -> int:
        """Send every letter that is due; returns how many a mail server accepted. Stops where none is there."""
        self._is_away = False
        accepted = 0
        while self.mailer is not None and not self._is_away and not self._ending.is_set() and await self._db.read(_is_due, self._clock()):
            letter = await self._db.write(_claim, self._clock())
            if letter is None:
                break
            answer = await self._attempt(letter, self.mailer)
            await self._db.write(_note, letter, answer, self._clock())
            accepted += answer.is_accepted
            self._is_away = not answer.is_reachable
        return accepted

    async def list(self, by: StaffVisit, wish: LetterWish) -> LetterPage:
        """A page of the outbox, the newest letters first."""
        letter_office.admit(by)
        return await self._db.read(letter_office.page, wish)

    async def preview(self, by: StaffVisit, letter_id: int) -> LetterPreview:
        """What the letter would say if it were sent now. No token is minted for it.

        Raises:
            LetterNotFoundError: there is no such letter, or it cannot be written any more.
        """
        letter_office.admit(by)
        return await self._db.read(letter_office.preview, letter_id, await self._company.view(), self._postmark.base_url)

    async def resend(self, by: StaffVisit, letter_id: int, *, address: str = "") -> int:
        """Send a letter again, or at once where it waits; returns the id of the one that goes. What came of the first stays on record.

        Raises:
            ReadOnlyError: the role changes nothing.
            LetterNotFoundError: there is no such letter.
            LetterOnItsWayError: it is being sent at this moment.
        """
        return await self._db.write(letter_office.resend, by, letter_id, self._clock(), address)

    async def _attempt(self, letter: Letter, mailer: Mailer) -> Answer:
        company = await self._company.view()
        try:
            known = await self._db.write(gathered, letter, company, self._postmark.base_url, self._clock())
            message = sealed(
                letters.write(letter.kind, known),
                to=letter.to_address,
                sender=self._sender(company),
                letter_id=letter.id,
                now=self._clock(),
            )
            return await mailer.send(message)
        except NotToBeSentError as refused:
            return Answer(is_accepted=False, is_final=True, trouble=refused.trouble)
        except BadRecipientError:
            return Answer(is_accepted=False, is_final=True, trouble=Trouble.NO_ADDRESS)
        except Exception:
            log.exception("Letter %d could not be written or handed over; it is tried again.", letter.id)
            return Answer(is_accepted=False, is_final=False, trouble=Trouble.FAULT)

    def _sender(self, company: CompanyView) -> Sender:
        return Sender(company.name, self._postmark.sender, company.email)

    async def _keep_going(self) -> None:
        while not self._ending.is_set():
            try:
                await self.deliver()
            except Exception:
                log.exception("Letters could not be sent; the next round tries again.")
            with suppress(TimeoutError):
                async with asyncio.timeout(_AWAY_SECONDS if self._is_away else _LOOK_SECONDS):
                    await self._ending.wait()


def _held(session: Session) -> tuple[str, ...]:
    """The kinds that wait: nobody is invited into a portal that is not active."""
    return () if people.is_portal_active(session) else letters.WAIT_FOR_OPENING


def _is_due(session: Session, now: datetime) -> bool:
    return queries.is_due(session, now, _held(session))


def _claim(session: Session, now: datetime) -> Letter | None:
    return queries.claim(session, now, now + LEASE, _held(session))


def _note(session: Session, letter: Letter, answer: Answer, now: datetime) -> None:
    """Keep what the server said, and when to try again."""
    line = troubles.kept(answer)
    if answer.is_accepted:
        queries.note(session, letter, LetterState.SENT, line, sent_at=now)
    elif answer.is_final:
        queries.note(session, letter, LetterState.BOUNCED if answer.code else LetterState.GIVEN_UP, line)
    elif letter.attempts > len(_WAITS):
        queries.note(session, letter, LetterState.GIVEN_UP, line)
    else:
        queries.note(session, letter, LetterState.WAITING, line, next_attempt_at=now + _WAITS[letter.attempts - 1])
