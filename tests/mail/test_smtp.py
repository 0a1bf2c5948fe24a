"""Handing letters to a real SMTP server, whatever it does."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal_ui.mail import Answer, Trouble, letters
from portal_ui.mail.envelope import BadRecipientError, Sender, sealed
from portal_ui.mail.letters import Written
from portal_ui.mail.servers import server
from portal_ui.mail.smtp import SmtpMailer
from tests.builders.pictures import png
from tests.mail.post_office import HANG_UP, SILENCE, PostOffice, certificate, post_office
from tests.mail.test_letters import KNOWN

FROM = "portal@hauler.example"
AWAY = "127.0.0.2"  # this machine, by an address that is not taken for it


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    """A mail server that accepts everything."""
    async with post_office() as opened:
        yield opened


def a_letter(to: str = "dana@example.com", *, subject: str = "Hello", text: str = "Some words.\n", name: str = "Hauler") -> EmailMessage:
    written = Written(subject, text, f"<p>{text}</p>")
    return sealed(written, to=to, sender=Sender(name, FROM, "office@hauler.example"), letter_id=7, now=datetime(2026, 11, 23, tzinfo=UTC))


async def test_an_accepted_letter_arrives_once_with_the_servers_own_answer(office: PostOffice) -> None:
    answer = await SmtpMailer(office.url, FROM).send(a_letter(text="¡Hola! Größe 30 yd³\n.\n..dots\n"))

    assert answer == Answer(is_accepted=True, is_final=True, code=250, text="OK: kept")
    assert office.envelopes == [(FROM, ["dana@example.com"])]
    (letter,) = office.letters
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["¡Hola! Größe 30 yd³", ".", "..dots"]
    assert letter["To"] == "dana@example.com"
    assert letter["From"] == f"Hauler <{FROM}>"
    assert letter["Reply-To"] == "office@hauler.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"] == "Mon, 23 Nov 2026 00:00:00 +0000"
    assert str(letter["Message-ID"]).endswith("@hauler.example>")


async def test_the_companys_logo_travels_with_the_letter_that_shows_it(office: PostOffice) -> None:
    known = replace(KNOWN, company=replace(KNOWN.company, logo_key="a1b2", logo=png()))
    for letter in (known, KNOWN):
        written = letters.write(letters.PASSWORD_CHANGED, letter)
        message = sealed(written, to="dana@example.com", sender=Sender("Hauler", FROM), letter_id=7, now=datetime(2026, 11, 23, tzinfo=UTC))
        assert (await SmtpMailer(office.url, FROM).send(message)).is_accepted

    pictured, plain = office.letters
    page = pictured.get_body(("html",))
    assert page is not None
    assert 'src="cid:logo@portal"' in page.get_content()
    (picture,) = (part for part in pictured.walk() if part.get_content_type() == "image/png")
    assert (picture["Content-ID"], picture.get_content_disposition(), picture.get_content()) == ("<logo@portal>", "inline", png())
    assert [part.get_content_type() for part in plain.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "cid:" not in str(plain)


async def test_the_same_letter_sealed_twice_has_two_ids() -> None:
    assert a_letter()["Message-ID"] != a_letter()["Message-ID"]


@pytest.mark.parametrize(
    ("code", "is_final"),
    [("450 4.2.1 mailbox busy", False), ("451 4.7.1 greylisted", False), ("550 5.1.1 no such user", True), ("552 5.2.2 full", True)],
)
async def test_a_refused_recipient_is_final_only_with_5xx(office: PostOffice, code: str, is_final: bool) -> None:
    office.at_recipient = code

    answer = await SmtpMailer(office.url, FROM).send(a_letter())

    assert (answer.is_accepted, answer.is_final, f"{answer.code} {answer.text}") == (False, is_final, code)
    assert answer.is_reachable


@pytest.mark.parametrize(("code", "is_final"), [("452 4.3.1 disk full", False), ("554 5.7.1 looks like spam", True)])
async def test_a_refused_letter_is_final_only_with_5xx(office: PostOffice, code: str, is_final: bool) -> None:
    office.at_data = code

    answer = await SmtpMailer(office.url, FROM).send(a_letter())

    assert (answer.is_accepted, answer.is_final, f"{answer.code} {answer.text}") == (False, is_final, code)


async def test_a_server_that_is_not_there_is_no_answer_about_the_letter(office: PostOffice) -> None:
    await office.close()

    answer = await SmtpMailer(office.url, FROM).send(a_letter())

    assert answer == Answer(is_accepted=False, is_final=False, trouble=Trouble.NO_CONNECTION)
    assert not answer.is_reachable


async def test_a_line_that_breaks_before_the_answer_means_try_again(office: PostOffice) -> None:
    office.at_data = HANG_UP

    answer = await SmtpMailer(office.url, FROM).send(a_letter())

    assert answer == Answer(is_accepted=False, is_final=False, trouble=Trouble.BROKEN_OFF)


async def test_silence_after_the_letter_is_waited_for_only_so_long(office: PostOffice) -> None:
    office.at_data = SILENCE

    answer = await SmtpMailer(office.url, FROM, step_seconds=0.3).send(a_letter())

    assert answer == Answer(is_accepted=False, is_final=False, trouble=Trouble.SILENCE)


async def test_a_server_that_never_greets_is_waited_for_only_so_long() -> None:
    callers: list[asyncio.StreamWriter] = []
    quiet = await asyncio.start_server(lambda _reader, writer: callers.append(writer), "127.0.0.1", 0)
    port = quiet.sockets[0].getsockname()[1]

    answer = await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM, step_seconds=0.3).send(a_letter())

    assert answer.trouble is Trouble.SILENCE
    for caller in callers:
        caller.close()
    quiet.close()


async def test_letters_travel_encrypted_where_a_server_on_this_machine_offers_it(tmp_path: Path) -> None:
    there, _trust = certificate(tmp_path, "127.0.0.1")
    async with post_office(tls=there) as office:
        answer = await SmtpMailer(office.url, FROM).send(a_letter())

    assert answer.is_accepted
    assert office.encrypted == [True]


async def test_elsewhere_nothing_goes_over_an_open_line() -> None:
    async with post_office(host=AWAY) as office:
        answer = await SmtpMailer(office.url, FROM).send(a_letter())

    assert answer == Answer(is_accepted=False, is_final=False, trouble=Trouble.NOT_SAFE)
    assert office.letters == []


async def test_elsewhere_the_certificate_must_be_the_servers(tmp_path: Path) -> None:
    there, trust = certificate(tmp_path, AWAY)
    async with post_office(host=AWAY, tls=there) as office:
        from_a_stranger = await SmtpMailer(office.url, FROM).send(a_letter())
        from_the_known = await SmtpMailer(office.url, FROM, trust=trust).send(a_letter())

    assert from_a_stranger.trouble is Trouble.NOT_SAFE
    assert from_the_known.is_accepted
    assert office.encrypted == [True]


async def test_user_and_password_come_from_the_url_and_are_written_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    there, trust = certificate(tmp_path, AWAY)
    caplog.set_level(logging.DEBUG)
    async with post_office(host=AWAY, tls=there, auth_required=True) as office:
        office_url = f"smtp://clerk:p%40ss%20word@{AWAY}:{office.port}"
        mailer = SmtpMailer(office_url, FROM, trust=trust)
        answer = await mailer.send(a_letter())
        refused = await SmtpMailer(office_url.replace("p%40ss", "wrong"), FROM, trust=trust).send(a_letter())

    assert answer.is_accepted
    assert not refused.is_accepted
    assert not refused.is_final
    ours = [record for record in caplog.records if not record.name.startswith(("mail.", "aiosmtpd"))]
    assert not any("p@ss" in record.getMessage() for record in ours)
    assert "p@ss" not in repr(server(office_url))


@pytest.mark.parametrize(
    "to",
    ["", "dana", "a@x.com, b@x.com", "a@x.com\r\nBcc: b@x.com", '"x" <a@x.com>', "a@x.com\x00", "a b@x.com", "a@x", "a@x.com>", "é@x.com"],
)
def test_a_letter_is_sealed_for_exactly_one_address(to: str) -> None:
    with pytest.raises(BadRecipientError):
        a_letter(to)


async def test_a_letter_with_a_second_recipient_is_not_sent(office: PostOffice) -> None:
    letter = a_letter()
    letter["Cc"] = "eve@example.com"

    answer = await SmtpMailer(office.url, FROM).send(letter)

    assert answer == Answer(is_accepted=False, is_final=True, trouble=Trouble.NO_ADDRESS)
    assert office.letters == []


def test_a_hostile_company_name_stays_a_name() -> None:
    letter = a_letter(name='Hauler" <eve@evil.example>\r\nBcc: eve@evil.example\r\n\r\n<script>')

    assert [address.addr_spec for address in letter["From"].addresses] == [FROM]
    assert letter["Bcc"] is None
    assert b"\r\nBcc:" not in letter.as_bytes()


@pytest.mark.parametrize(
    "url",
    [
        "mail.elsewhere.test",
        "http://mail.elsewhere.test",
        "smtp://",
        "smtp://x:y",
        "smtps://user@host",
        "smtp://h/path",
        "smtp://h?tls=off",
    ],
)
def test_what_names_no_mail_server_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"^must ") as refused:
        server(url)
    assert url not in str(refused.value)


def test_the_clients_tls_checks_certificates() -> None:
    mailer = SmtpMailer("smtps://mail.example.com", FROM)

    assert mailer._trust.verify_mode is ssl.CERT_REQUIRED
    assert mailer._trust.check_hostname
