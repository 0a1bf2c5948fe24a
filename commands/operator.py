"""`company`, `portal`, `staff` and `secrets`: what the operator alone decides, and no screen offers."""

import secrets as randomness
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape
from rich.table import Table

from commands.terminal import installed_database, one_line_refusals, out, say, warn
from portal_ui import logos, operating
from portal_ui.books.formats import COMPANY
from portal_ui.dates import utc_clock
from portal_ui.logos import Logo
from portal_ui.mail.servers import LOOPBACK
from portal_ui.service import staff_self
from portal_ui.settings import Settings
from portal_ui.views import StaffRole

company = typer.Typer(no_args_is_help=True, help="Who the company is.")
portal = typer.Typer(no_args_is_help=True, help="Open the portal to customers, or close it.")
staff = typer.Typer(no_args_is_help=True, help="Who belongs to the office.")
secrets = typer.Typer(no_args_is_help=True, help="Secrets of this installation.")

_Text = Annotated[str | None, typer.Option()]
_Email = Annotated[str, typer.Argument(help="Their email, with which they sign in.")]
_Role = Annotated[StaffRole, typer.Option(help="admin: everything; office: customers and their people; read-only: sees, changes nothing.")]
_ASKED = ("name", "address", "city", "state", "postal_code", "phone", "email", "time_zone", "currency", "locale")


def add_to(command: typer.Typer) -> None:
    """Put the commands of this module below their names."""
    for name, group in (("company", company), ("portal", portal), ("staff", staff), ("secrets", secrets)):
        command.add_typer(group, name=name)


@company.command("init")
def company_init(
    name: _Text = None,
    address: _Text = None,
    city: _Text = None,
    state: _Text = None,
    postal_code: _Text = None,
    phone: _Text = None,
    email: _Text = None,
    website: _Text = None,
    support_hours: Annotated[str | None, typer.Option(help="When somebody answers the phone.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="As America/Chicago: the zone of due dates and of today.")] = None,
    currency: Annotated[str | None, typer.Option(help="As USD; every amount is in it.")] = None,
    locale: Annotated[str | None, typer.Option(help="As en_US: the language and how dates and amounts are written.")] = None,
    paper: Annotated[str | None, typer.Option(help="letter or a4")] = None,
    brand_color: Annotated[str | None, typer.Option(help="As #0f6b5c; screens and letters take their accent from it.")] = None,
    remit_to: Annotated[str | None, typer.Option(help="Where checks go to, as it stands on papers.")] = None,
    logo: Annotated[Path | None, typer.Option(help="A PNG or JPEG picture for screens, letters and papers; '-' takes it away.")] = None,
    change: Annotated[bool, typer.Option("--change", help="Change what is named here of a company that is set up.")] = False,
) -> None:
    """Set the company up, once. Asks on a terminal when no name is given; --change changes it later."""
    given = dict(locals())
    words = {column.name: given[column.name] for column in COMPANY.columns if given[column.name] is not None}
    with installed_database() as (_settings, database):
        picture = None if logo is None else _picture(logo)
        if not words and not change and sys.stdin.isatty():
            usual = {column.name: str(column.usual) for column in COMPANY.columns}
            words = {asked: typer.prompt(asked.replace("_", " ").capitalize(), default=usual[asked]) for asked in _ASKED}
        kept = database.write_now(operating.set_up_company, words, is_change=change, now=utc_clock(), logo=picture)
        say(f"The company is {kept}.")


@portal.command()
def activate() -> None:
    """Let customers in who have a sign-in, and let invitations go out."""
    with installed_database() as (_settings, database):
        is_new = database.write_now(operating.activate, True, utc_clock())
        say("The portal is open to customers." if is_new else "The portal was open to customers already.")


@portal.command()
def deactivate() -> None:
    """Keep customers out: their sessions rest, nobody signs in, and letters that invite wait."""
    with installed_database() as (_settings, database):
        is_new = database.write_now(operating.activate, False, utc_clock())
        say("The portal is closed to customers." if is_new else "The portal was closed to customers already.")


@portal.command()
def status() -> None:
    """Say whether customers may come in, and how far they are."""
    with installed_database() as (_settings, database):
        found = database.read_now(staff_self.state, utc_clock())
        say(f"The portal is {'open' if found.is_active else 'closed'} to customers.")
        say(f"Switched on for {found.open_customers:,} of {found.customers:,} customers.")
        say("People: " + ", ".join(f"{count:,} {state}" for state, count in found.people.items()) + ".")
        say(f"Letters: {found.waiting:,} waiting, {found.bounced + found.given_up:,} came back.")


@staff.command("add")
def staff_add(email: _Email, role: _Role = StaffRole.OFFICE, name: Annotated[str, typer.Option(help="Their name.")] = "") -> None:
    """Add a member of the office, and print the link with which they set their password. It works once, for seven days."""
    with installed_database() as (settings, database):
        _say_link(settings, database.write_now(operating.add_member, email, name, role, utc_clock()))


@staff.command("link")
def staff_link(
    email: _Email,
    drop_factor: Annotated[bool, typer.Option("--drop-second-factor", help="They lost their phone and their recovery codes.")] = False,
) -> None:
    """Print a new link for who forgot their password, or never used the first. Older links are dead."""
    with installed_database() as (settings, database):
        _say_link(settings, database.write_now(operating.new_link, email, utc_clock(), drop_factor=drop_factor))


@staff.command("role")
def staff_role(email: _Email, role: Annotated[StaffRole, typer.Argument(help="admin, office or read-only")]) -> None:
    """Give a member another role."""
    with installed_database() as (_settings, database):
        is_new = database.write_now(operating.set_role, email, role, utc_clock())
        say(f"{email} is {role.value} now." if is_new else f"{email} is {role.value} already.")


@staff.command("disable")
def staff_disable(email: _Email) -> None:
    """Keep a member out. Their open pages end within a second, their links are dead."""
    with installed_database() as (_settings, database):
        is_new = database.write_now(operating.set_enabled, email, False, utc_clock())
        say(f"{email} is disabled." if is_new else f"{email} was disabled already.")


@staff.command("enable")
def staff_enable(email: _Email) -> None:
    """Let a disabled member in again, with the password they had."""
    with installed_database() as (_settings, database):
        is_new = database.write_now(operating.set_enabled, email, True, utc_clock())
        say(f"{email} may come in again." if is_new else f"{email} may come in already.")


@staff.command("list")
def staff_list() -> None:
    """List everyone of the office."""
    with installed_database() as (_settings, database):
        table = Table("Email", "Name", "Role", "State", "Second factor")
        for row in database.read_now(operating.members):
            table.add_row(escape(row.email), escape(row.name), row.role.value, row.state, "yes" if row.has_factor else "no")
        out.print(table)


@secrets.command("new")
def secrets_new() -> None:
    """Print a fresh PORTAL_SECRET. It is kept nowhere: put it into the settings of a new installation."""
    with one_line_refusals():
        say(randomness.token_urlsafe(48))


def _picture(file: Path) -> Logo:
    if str(file) == "-":
        return Logo("", b"")
    try:
        return logos.from_file(file)
    except logos.LogoRefusedError as refused:
        raise operating.OperatorRefusedError(f"--logo: {refused}. Nothing was changed.") from None


def _say_link(settings: Settings, token: str) -> None:
    """Print where a password is set, which nothing else ever shows."""
    if urlsplit(settings.base_url).hostname in LOOPBACK:
        warn(f"This link opens on this machine alone: PORTAL_BASE_URL is {settings.base_url}. Set it to the address people type.")
    say(f"{settings.base_url}/staff/create-password/{token}")
