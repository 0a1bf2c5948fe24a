"""The outbox worked off through a real mail server, on both databases."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from db.engine import Database
from db.models import AccessRole, AuditEntry, Customer, Letter, LetterState, OneTimeToken, Person, StaffRole, TokenPurpose
from portal_ui.errors import BadRequestError
from portal_ui.mail import Answer
from portal_ui.mail.smtp import SmtpMailer
from portal_ui.service import tokens
from portal_ui.service.letter_office import LetterNotFoundError, ReadOnlyError
from portal_ui.views.letters import LetterWish
from tests.builders.people import add_account, add_person
from tests.mail.outbox import BASE, FROM, Outbox, ScriptedMailer, add_dana, add_many, add_staff, change, clerk, mailroom_over, outbox_over
from tests.mail.post_office import HANG_UP, PostOffice, post_office

WAITING, SENT, BOUNCED, GIVEN_UP = LetterState.WAITING, LetterState.SENT, LetterState.BOUNCED, LetterState.GIVEN_UP
ACCEPTED = Answer(is_accepted=True, is_final=True, code=250, text="OK")


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    """A mail server that accepts everything."""
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def outbox(database: Database, office: PostOffice) -> Outbox:
    """An empty outbox of a portal that is active."""
    return await outbox_over(database, office)


def links(office: PostOffice) -> list[str]:
    """Every address in the letters' texts, letter by letter."""
    bodies = [letter.get_body(("plain",)) for letter in office.letters]
    return [link for body in bodies if body is not None for link in re.findall(r"https?://\S+", str(body.get_content()))]


async def test_a_letter_is_sent_once_and_keeps_the_servers_words(outbox: Outbox, office: PostOffice) -> None:
    await outbox.put()

    assert await outbox.mailroom.deliver() == 1
    assert await outbox.mailroom.deliver() == 0

    (letter,) = await outbox.letters()
    assert (letter.state, letter.server_answer, letter.attempts, letter.sent_at) == (SENT, "250 OK: kept", 1, outbox.clock())
    assert office.recipients() == ["dana@example.com"]


async def test_5xx_is_final(outbox: Outbox, office: PostOffice) -> None:
    office.at_recipient = "550 5.1.1 no such user"
    await outbox.put()

    await outbox.mailroom.deliver()
    outbox.clock.pass_(days=2)
    await outbox.mailroom.deliver()

    (letter,) = await outbox.letters()
    assert (letter.state, letter.server_answer, letter.attempts) == (BOUNCED, "550 5.1.1 no such user", 1)


async def test_4xx_is_tried_again_later_and_later_for_a_day(outbox: Outbox, office: PostOffice) -> None:
    office.at_recipient = "451 4.7.1 greylisted"
    await outbox.put()
    waits = []
    began = outbox.clock()
    while (await outbox.states()) == [WAITING]:
        await outbox.mailroom.deliver()
        (letter,) = await outbox.letters()
        waits.append(round((letter.next_attempt_at - outbox.clock()) / timedelta(minutes=1)))
        outbox.clock.now = max(letter.next_attempt_at, outbox.clock())

    assert waits[:6] == [1, 2, 5, 15, 60, 60]
    assert (await outbox.states()) == [GIVEN_UP]
    assert timedelta(hours=23) < outbox.clock() - began <= timedelta(hours=24)


async def test_after_a_refusal_for_now_it_arrives(outbox: Outbox, office: PostOffice) -> None:
    office.at_recipient = "451 4.7.1 greylisted"
    await outbox.put()
    await outbox.mailroom.deliver()
    office.at_recipient = "250 OK"
    await outbox.mailroom.deliver()
    assert (await outbox.states()) == [WAITING]

    outbox.clock.pass_(minutes=1)
    await outbox.mailroom.deliver()

    assert (await outbox.states()) == [SENT]


async def test_while_the_server_is_away_one_letter_tries_for_all_and_then_all_go(outbox: Outbox, office: PostOffice) -> None:
    for index in range(5):
        await outbox.put(to=f"p{index}@example.com")
    port = office.port
    await office.close()

    assert await outbox.mailroom.deliver() == 0
    assert [letter.attempts for letter in await outbox.letters()] == [1, 0, 0, 0, 0]
    await office.open(port=port)
    outbox.clock.pass_(minutes=1)

    assert await outbox.mailroom.deliver() == 5
    assert sorted(office.recipients()) == [f"p{index}@example.com" for index in range(5)]


async def test_a_line_that_breaks_before_the_answer_costs_no_letter(outbox: Outbox, office: PostOffice) -> None:
    office.at_data = HANG_UP
    await outbox.put()
    await outbox.mailroom.deliver()
    (letter,) = await outbox.letters()
    assert (letter.state, letter.server_answer) == (WAITING, "#broken-off")

    office.at_data = "250 OK"
    outbox.clock.pass_(minutes=1)
    await outbox.mailroom.deliver()

    assert (await outbox.states()) == [SENT]


async def test_the_worker_sends_by_itself_and_finishes_the_letter_in_hand_when_it_ends(database: Database, office: PostOffice) -> None:
    outbox = await outbox_over(database, office)
    arrived = asyncio.Event()
    office.on_letter = arrived.set

    async with outbox.mailroom.running():
        await outbox.put()
        async with asyncio.timeout(20):
            await arrived.wait()

    assert office.recipients() == ["dana@example.com"]
    assert await outbox.states() == [SENT]


async def test_two_workers_at_once_send_each_letter_once(outbox: Outbox, office: PostOffice, database: Database) -> None:
    await add_many(database, 60, outbox.clock())
    rooms = [mailroom_over(database, SmtpMailer(office.url, FROM), outbox.clock) for _worker in range(3)]

    accepted = await asyncio.gather(*(room.deliver() for room in rooms))

    assert sum(accepted) == 60
    assert len(set(office.recipients())) == len(office.recipients()) == 60


async def test_what_a_killed_process_had_in_hand_goes_when_its_lease_is_over(outbox: Outbox, office: PostOffice) -> None:
    letter_id = await outbox.put()
    lease = outbox.clock() + timedelta(minutes=3)
    await change(
        outbox.database, update(Letter).where(Letter.id == letter_id).values(state=LetterState.SENDING, lease_until=lease, attempts=1)
    )
    await outbox.mailroom.deliver()
    assert office.letters == []

    outbox.clock.pass_(minutes=3)
    await outbox.mailroom.deliver()

    (letter,) = await outbox.letters()
    assert (letter.state, letter.attempts, len(office.letters)) == (SENT, 2, 1)


async def test_a_worker_that_was_too_slow_does_not_undo_what_another_noted(outbox: Outbox, database: Database) -> None:
    await outbox.put()
    refused = Answer(is_accepted=False, is_final=True, code=550, text="late")

    async def late_refusal() -> None:
        slow = mailroom_over(database, _Slow(outbox, refused), outbox.clock)
        await slow.deliver()

    await late_refusal()

    (letter,) = await outbox.letters()
    assert (letter.state, letter.server_answer) == (SENT, "250 OK: kept")


class _Slow:
    """Answers only after the lease is over and somebody else has sent the letter."""

    def __init__(self, outbox: Outbox, answer: Answer) -> None:
        self._outbox = outbox
        self._answer = answer

    async def send(self, message: object) -> Answer:
        assert message is not None
        self._outbox.clock.pass_(minutes=4)
        assert await self._outbox.mailroom.deliver() == 1
        return self._answer


@pytest.mark.parametrize(
    ("kind", "purpose", "path"),
    [
        ("create-password", TokenPurpose.CREATE_PASSWORD, "/create-password/"),
        ("reset-password", TokenPurpose.RESET_PASSWORD, "/reset-password/"),
    ],
)
async def test_the_token_is_minted_when_the_letter_is_sent_and_kept_nowhere(
    outbox: Outbox, office: PostOffice, database: Database, kind: str, purpose: TokenPurpose, path: str
) -> None:
    person, customer = await add_dana(database)
    await outbox.put(kind, person_id=person, customer_id=customer)
    assert await database.read(lambda session: session.scalars(select(OneTimeToken.id)).all()) == []

    await outbox.mailroom.deliver()

    (link,) = links(office)
    assert link.startswith(BASE + path)
    token = link.removeprefix(BASE + path)
    assert await database.write(tokens.look, purpose, token, outbox.clock()) is not None
    assert token not in await database.read(_everything)


async def test_a_letter_tried_again_carries_a_new_token_and_the_old_one_is_dead(
    outbox: Outbox, office: PostOffice, database: Database
) -> None:
    person, customer = await add_dana(database)
    for _letter in range(2):
        await outbox.put("reset-password", person_id=person, customer_id=customer)

    await outbox.mailroom.deliver()

    old, new = (link.rpartition("/")[2] for link in links(office))
    assert await database.write(tokens.look, TokenPurpose.RESET_PASSWORD, old, outbox.clock()) is None
    assert await database.write(tokens.look, TokenPurpose.RESET_PASSWORD, new, outbox.clock()) is not None


async def test_a_new_member_of_the_office_gets_a_link_of_their_own(outbox: Outbox, office: PostOffice, database: Database) -> None:
    member = await add_staff(database)
    await outbox.put("staff-invitation", "pat@hauler.example", staff_id=member)

    await outbox.mailroom.deliver()

    (link,) = links(office)
    token = link.removeprefix(f"{BASE}/staff/create-password/")
    assert await database.write(tokens.look, TokenPurpose.STAFF_INVITATION, token, outbox.clock()) is not None


async def test_nobody_is_let_in_by_a_letter_to_a_former_address(outbox: Outbox, office: PostOffice, database: Database) -> None:
    person, customer = await add_dana(database)
    await outbox.put("create-password", person_id=person, customer_id=customer)
    await change(database, update(Person).values(email="new@example.com"))

    await outbox.mailroom.deliver()

    (letter,) = await outbox.letters()
    assert (letter.state, letter.server_answer, office.letters) == (GIVEN_UP, "#not-theirs", [])


@pytest.mark.parametrize("off", [update(Person).values(is_enabled=False), update(Customer).values(portal_enabled=False)])
async def test_nobody_is_let_in_whose_access_was_switched_off_meanwhile(
    outbox: Outbox, office: PostOffice, database: Database, off: object
) -> None:
    person, customer = await add_dana(database)
    await outbox.put("reset-password", person_id=person, customer_id=customer)
    await change(database, off)

    await outbox.mailroom.deliver()

    assert (await outbox.states(), office.letters) == ([GIVEN_UP], [])


async def test_while_the_portal_is_not_active_invitations_wait_and_other_letters_go(database: Database, office: PostOffice) -> None:
    outbox = await outbox_over(database, office, portal_active=False)
    person, customer = await add_dana(database)
    for kind in ("create-password", "account-added", "reset-password", "password-changed"):
        await outbox.put(kind, person_id=person, customer_id=customer)

    await outbox.mailroom.deliver()
    before = await outbox.states()
    await outbox.activate(is_active=True)
    await outbox.mailroom.deliver()

    assert before == [WAITING, WAITING, WAITING, SENT]
    assert await outbox.states() == [SENT] * 4


async def test_somebody_waits_before_the_screen_so_a_reset_overtakes_invitations(
    outbox: Outbox, office: PostOffice, database: Database
) -> None:
    await add_many(database, 3, outbox.clock())
    person, customer = await add_dana(database)
    await outbox.put("reset-password", person_id=person, customer_id=customer)

    await outbox.mailroom.deliver()

    assert office.recipients()[0] == "dana@example.com"


@pytest.mark.parametrize("to", ["a@x.com, b@x.com", "a@x.com\r\nBcc: b@x.com", '"x" <a@x.com>', "nobody"])
async def test_an_address_that_is_none_is_given_up_at_once(outbox: Outbox, office: PostOffice, to: str) -> None:
    await outbox.put(to=to)

    await outbox.mailroom.deliver()

    assert (await outbox.states(), office.letters) == ([GIVEN_UP], [])


async def test_a_letter_of_an_unknown_kind_stops_no_other(outbox: Outbox, office: PostOffice) -> None:
    await outbox.put("from-the-future")
    await outbox.put("payment-receipt", facts={"payment": "W-000404"})
    await outbox.put()

    await outbox.mailroom.deliver()

    assert await outbox.states() == [GIVEN_UP, GIVEN_UP, SENT]


async def test_without_a_mail_server_letters_wait(database: Database, office: PostOffice) -> None:
    outbox = await outbox_over(database, office)
    await outbox.put()
    silent = mailroom_over(database, None, outbox.clock)

    async with silent.running():
        assert await silent.deliver() == 0
    assert (silent.has_server, outbox.mailroom.has_server) == (False, True)

    assert await outbox.states() == [WAITING]


async def test_the_office_sees_every_letter_with_the_servers_words(outbox: Outbox, office: PostOffice, database: Database) -> None:
    person, customer = await add_dana(database)
    await outbox.put(person_id=person, customer_id=customer)
    office.at_recipient = "550 5.1.1 no such user"
    await outbox.mailroom.deliver()
    await outbox.put(to="maria@example.com")

    page = await outbox.mailroom.list(clerk(StaffRole.READ_ONLY), LetterWish())

    assert [(row.to_address, row.state, row.answer) for row in page.rows] == [
        ("maria@example.com", WAITING, ""),
        ("dana@example.com", BOUNCED, "550 5.1.1 no such user"),
    ]
    assert (page.total, dict(page.counts)) == (2, {WAITING: 1, BOUNCED: 1})
    assert (page.rows[1].person, page.rows[1].customer_number) == ("Dana Ortiz", "2041")
    found = await outbox.mailroom.list(clerk(), LetterWish(states=(BOUNCED,), search="204"))
    assert [row.to_address for row in found.rows] == ["dana@example.com"]
    assert (await outbox.mailroom.list(clerk(), LetterWish(search="%"))).total == 0


async def test_a_letter_knows_the_role_in_its_account_and_whether_there_are_others(outbox: Outbox, database: Database) -> None:
    person = await add_person(database)
    first = await add_account(database, person, role=AccessRole.SITE_CONTACT)
    invitation = await outbox.put("create-password", person_id=person, customer_id=first)
    back = await outbox.put("account-added", person_id=person, customer_id=first)
    assert "the services and orders of your locations" in " ".join((await outbox.mailroom.preview(clerk(), invitation)).text.split())
    assert "choose" not in (await outbox.mailroom.preview(clerk(), back)).text

    second = await add_account(database, person, "3107")
    invitation = await outbox.put("create-password", person_id=person, customer_id=second)
    assert "what you owe" in (await outbox.mailroom.preview(clerk(), invitation)).text
    assert "choose" in (await outbox.mailroom.preview(clerk(), back)).text


async def test_the_office_reads_a_letter_but_never_its_link(outbox: Outbox, database: Database) -> None:
    person, customer = await add_dana(database)
    letter_id = await outbox.put("create-password", person_id=person, customer_id=customer)

    preview = await outbox.mailroom.preview(clerk(), letter_id)

    assert f"{BASE}/create-password/…" in preview.text
    assert await database.read(lambda session: session.scalars(select(OneTimeToken.id)).all()) == []


async def test_a_letter_sent_again_is_another_one_and_is_audited(outbox: Outbox, office: PostOffice, database: Database) -> None:
    person, customer = await add_dana(database)
    first = await outbox.put("create-password", person_id=person, customer_id=customer)
    office.at_recipient = "550 5.1.1 no such user"
    await outbox.mailroom.deliver()
    office.at_recipient = "250 OK"

    again = await outbox.mailroom.resend(clerk(), first, address="203.0.113.9")
    await outbox.mailroom.deliver()

    assert again != first
    assert await outbox.states() == [BOUNCED, SENT]
    (entry,) = await database.read(lambda session: session.scalars(select(AuditEntry)).all())
    assert (entry.actor, entry.action, entry.subject, entry.customer_id) == ("staff:1", "letter.resend", f"letter:{first}", customer)


async def test_a_letter_that_waits_for_its_next_attempt_goes_at_once_when_asked(outbox: Outbox, office: PostOffice) -> None:
    office.at_recipient = "451 4.7.1 greylisted"
    letter_id = await outbox.put()
    await outbox.mailroom.deliver()
    office.at_recipient = "250 OK"

    assert await outbox.mailroom.resend(clerk(), letter_id) == letter_id
    await outbox.mailroom.deliver()

    assert await outbox.states() == [SENT]


async def test_who_only_sees_sends_nothing_again(outbox: Outbox, database: Database) -> None:
    letter_id = await outbox.put()

    with pytest.raises(ReadOnlyError):
        await outbox.mailroom.resend(clerk(StaffRole.READ_ONLY), letter_id)
    with pytest.raises(LetterNotFoundError):
        await outbox.mailroom.resend(clerk(), 404)
    assert await database.read(lambda session: session.scalars(select(AuditEntry)).all()) == []


async def test_an_invitation_is_not_sent_again_before_the_portal_is_active(database: Database, office: PostOffice) -> None:
    outbox = await outbox_over(database, office, portal_active=False)
    person, customer = await add_dana(database)
    letter_id = await outbox.put("create-password", person_id=person, customer_id=customer)

    with pytest.raises(BadRequestError):
        await outbox.mailroom.resend(clerk(), letter_id)
    (row,) = (await outbox.mailroom.list(clerk(), LetterWish())).rows
    assert (row.waits_for_opening, row.may_resend) == (True, False)


async def test_a_letter_that_cannot_be_written_is_tried_again_and_stops_no_other(outbox: Outbox, database: Database) -> None:
    await outbox.put()
    await outbox.put(to="maria@example.com")
    await change(database, text("UPDATE company SET time_zone = 'Nowhere/Land'"))
    mailer = ScriptedMailer(ACCEPTED)
    room = mailroom_over(database, mailer, outbox.clock)

    await room.deliver()
    await change(database, text("UPDATE company SET time_zone = 'America/Chicago'"))
    outbox.clock.pass_(minutes=1)
    mended = mailroom_over(database, mailer, outbox.clock)
    await mended.deliver()

    assert await outbox.states() == [SENT, SENT]
    assert mailer.sent == 2


async def test_a_carrier_that_fails_leaves_the_letter_for_later_and_stops_no_other(outbox: Outbox, database: Database) -> None:
    await outbox.put()
    await outbox.put(to="maria@example.com")
    mailer = ScriptedMailer(ACCEPTED, before=_fail_once())
    room = mailroom_over(database, mailer, outbox.clock)

    assert await room.deliver() == 1
    first, second = await outbox.letters()
    outbox.clock.pass_(minutes=1)
    await room.deliver()

    assert (first.state, first.server_answer, second.state) == (WAITING, "#fault", SENT)
    assert await outbox.states() == [SENT, SENT]


def _fail_once() -> Callable[[], None]:
    """Fails as a full disk would, and then no more."""
    failures = [OSError("No space left on device")]

    def fail() -> None:
        if failures:
            raise failures.pop()

    return fail


def _everything(session: object) -> str:
    """Every value of every table as one text."""
    from db.models import Base

    rows = [session.execute(select(table)).all() for table in Base.metadata.sorted_tables]  # type: ignore[attr-defined]
    return repr(rows)
