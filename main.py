"""The command line: builds each part once, hands it what it needs, serves."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from commands import money, operator
from commands.terminal import err, one_line_refusals, out, say, warn
from db.engine import server_limits
from portal_ui import __version__, chores, demo_folder, readiness
from portal_ui import settings as installation
from portal_ui.building import build
from portal_ui.claim import claimed
from portal_ui.dates import local_day, utc_clock
from portal_ui.file_bars import file_bars
from portal_ui.gateways import PaymentGateway
from portal_ui.gateways.opening import kept_open, opened
from portal_ui.mail.carriers import carrier
from portal_ui.passwords import hash_password
from portal_ui.readiness import NotReadyError
from portal_ui.service import Portal
from portal_ui.service.database import ServedDatabase
from portal_ui.service.paying.velocity import FOR_A_DEMO, USUAL
from portal_ui.settings import Settings

command = typer.Typer(add_completion=False, no_args_is_help=True)
operator.add_to(command)

DEMO_ZONE = "America/Chicago"
GATEWAY_FILE = "gateway.sqlite"  # the demo's card processor


@command.callback(help="The customer portal of a waste hauler.")
def keep_to_oneself() -> None:
    """Whatever a command makes, nobody else on the machine reads it."""
    os.umask(0o077)


@command.command()
def serve() -> None:
    """Serve the portal to customers, with the settings of this installation."""
    with one_line_refusals():
        from pages.serving import check_port

        settings = installation.read()
        readiness.check_production(settings)
        readiness.check_database(settings)
        readiness.check_money(settings)
        readiness.check_kept(settings)
        check_port(settings.host, settings.port)  # before it is said that anything is served
        for warning in (*installation.unknown(), *readiness.warnings(settings)):
            warn(warning)
        with claimed(settings.data_dir) if readiness.sqlite_file(settings) else nullcontext():
            out.print(f"Serving {settings.base_url} on {settings.host} port {settings.port}. Ctrl-C stops.", soft_wrap=True)
            _serve(settings)


@command.command()
def migrate() -> None:
    """Create the database, or bring it to this portal's schema. Run again, it changes nothing."""
    with one_line_refusals():
        out.print(f"The database is at schema {readiness.migrate(installation.read())}.")


@command.command()
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over: what was done in the demo is lost.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = Path("data/demo"),
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8080,
    invoices: Annotated[int, typer.Option(min=0, max=1_000_000, help="How many invoices large@example.com gets.")] = 120,
    orders: Annotated[int, typer.Option(min=0, max=1_000_000, help="How many orders large@example.com gets.")] = 80,
) -> None:
    """Serve a demo company on this machine: no settings, no network, no real money."""
    from pages.serving import check_port

    with one_line_refusals():
        readiness.check_demo(installation.given())
        check_port("127.0.0.1", port)  # before anything is made or, with --fresh, lost
        demo_folder.check(folder)
        with claimed(folder):
            settings = demo_folder.settings(folder, port, fresh=fresh)
            readiness.migrate(settings)
            _fill_demo(settings, folder, invoices, orders)
            _show_demo(settings)
            _serve(settings, is_demo=True)


@command.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="The folder with the CSV files; docs/import.md describes them.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and write nothing.")] = False,
    company: Annotated[bool, typer.Option("--company", help="Take company.csv, too, where company init has set the company up.")] = False,
) -> None:
    """Bring a company's own books in from CSV files: all of them, or nothing."""
    from portal_ui.books import import_books

    with one_line_refusals():
        settings = installation.read()
        readiness.check_database(settings)
        if not folder.is_dir():
            raise NotReadyError(f"There is no folder {folder}.")
        with closing(ServedDatabase.open(settings.database)) as database, file_bars(err) as progress:
            report = import_books(database, folder, dry_run=dry_run, with_company=company, progress=progress)
        table = Table("File", "Rows", "New", "Changed", "Removed", "As before")
        for file in report.files:
            table.add_row(file.file, *(f"{count:,}" for count in (file.rows, file.new, file.changed, file.removed, file.unchanged)))
        out.print(table)
        for aside in report.left_aside:
            say(f"{aside} was left aside: the company is as `company init` has set it up. Add --company to take it from the file.")
        out.print("Nothing was written: this was a dry run." if dry_run else "The books are in.")


@command.command()
def settings() -> None:
    """List every setting, its value, and where the value comes from."""
    with one_line_refusals():
        table = Table(Column("Setting", no_wrap=True), Column("Value", overflow="fold"), "From", "Meaning")
        for row in installation.rows():
            table.add_row(row.name, escape(row.value), row.origin, row.meaning)
        out.print(table)
        for warning in installation.unknown():
            warn(warning)


@command.command()
def doctor() -> None:
    """Look whether all is well: the settings, the database, and whether the books add up. If not, the exit code is 1."""
    from portal_ui.doctor import check_up

    with one_line_refusals():
        wrong, warned = 0, False
        for line in check_up(installation.read()):
            sign = "[green]ok   [/]" if line.is_green else "[yellow]warn [/]" if line.warns else "[bold red]wrong[/]"
            wrong, warned = wrong + line.count * (not line.warns), warned or (line.warns and not line.is_green)
            more = [f"... and {line.count - len(line.wrong):,} more"] if line.count > len(line.wrong) else []
            out.print(sign, escape(line.words), highlight=False, soft_wrap=True)
            for finding in (*line.wrong, *more):
                out.print(f"        {finding}", markup=False, highlight=False, soft_wrap=True)
        well = "Nothing is wrong." if warned else "All is well."
        out.print(well if wrong == 0 else "One thing is wrong." if wrong == 1 else f"{wrong:,} things are wrong.")
    if wrong:
        raise typer.Exit(1)


@command.command()
def version() -> None:
    """Say which portal this is."""
    out.print(__version__)


def _fill_demo(settings: Settings, folder: Path, invoices: int, orders: int) -> None:
    from portal_ui import demo as demo_company
    from portal_ui import demo_money, demo_shelf
    from portal_ui.gateways.demo import DemoGateway

    with closing(ServedDatabase.open(settings.database)) as database:
        if database.read_now(demo_company.is_filled):
            return
        with file_bars(err) as progress:
            today, peppered = local_day(utc_clock(), DEMO_ZONE), partial(hash_password, pepper=settings.secret)
            demo_company.fill(database, folder, today=today, invoices=invoices, orders=orders, password_hash=peppered, progress=progress)
        past = demo_money.Past(utc_clock())
        with closing(DemoGateway(settings.data_dir / GATEWAY_FILE, past)) as gateway:
            asyncio.run(demo_money.play(database, gateway, past))
        asyncio.run(demo_shelf.put_up(database, settings.data_dir, utc_clock))


def _show_demo(settings: Settings) -> None:
    from portal_ui.demo import ADMIN, OFFICE, PASSWORD, SIGN_INS

    table = Table("Sign in as", "Who", title=f"{settings.base_url}   password: {PASSWORD}", title_justify="left")
    for person in SIGN_INS:
        table.add_row(person.email, person.about)
    for email, about in (OFFICE, ADMIN):
        table.add_row(email, f"{about}, at {settings.base_url}/staff")
    out.print(table)


def _serve(settings: Settings, *, is_demo: bool = False) -> None:
    """Build every part, and serve until told to stop."""
    from pages import routes, serving
    from pages.guard.installing import Guard
    from pages.health import Checks
    from pages.sign_in import Demo
    from portal_ui.demo import ADMIN, OFFICE, PASSWORD, SIGN_INS

    demo_company = Demo(tuple((person.email, person.about) for person in SIGN_INS), PASSWORD) if is_demo else Demo()
    demo_office = Demo((OFFICE, ADMIN), PASSWORD) if is_demo else Demo()
    with closing(ServedDatabase.open(settings.database)) as database, _gateway(settings, is_demo=is_demo) as gateway:
        declines = FOR_A_DEMO if is_demo else USUAL
        portal = build(settings, database, gateway, carrier(settings, is_demo=is_demo), utc_clock, declines=declines)
        serving.serve(
            settings,
            Guard(settings, portal.sign_in, portal.company.view, portal.looking_as.note),
            install=lambda: routes.install(
                portal, Checks(lambda: server_limits(database)), demo_company, demo_office, is_https=settings.is_https
            ),
            lifespan=lambda: _working(portal, settings, is_demo=is_demo),
        )


@contextmanager
def _gateway(settings: Settings, *, is_demo: bool) -> Iterator[PaymentGateway]:
    """Who takes the money. In the demo nobody does; elsewhere Stripe, or payments by card are not open."""
    if not is_demo:
        yield opened(settings)
        return
    from portal_ui.gateways.demo import DemoGateway

    with closing(DemoGateway(settings.data_dir / GATEWAY_FILE, utc_clock)) as gateway:
        yield gateway


@asynccontextmanager
async def _working(portal: Portal, settings: Settings, *, is_demo: bool) -> AsyncIterator[None]:
    """Everything that works beside the pages, until the block ends."""
    portal.documents.start()
    payments = (portal.paying.running(), portal.money_desk.running(), _events(portal, settings, is_demo=is_demo))
    works = (kept_open(portal.paying.gateway), chores.running(portal), portal.changes.watching(), portal.mailroom.running(), *payments)
    async with AsyncExitStack() as stack:
        for work in works:
            await stack.enter_async_context(work)
        yield
    await portal.packs.stop()
    await portal.documents.stop()


def _events(portal: Portal, settings: Settings, *, is_demo: bool) -> AbstractAsyncContextManager[None]:
    """The demo's gateway pushes its news to our own webhook."""
    if not is_demo:
        return nullcontext()
    from portal_ui.gateways.demo import DemoGateway, sending

    gateway = portal.paying.gateway
    assert isinstance(gateway, DemoGateway)  # noqa: S101 - it was built for the demo
    return sending(gateway, settings.base_url)


money.add_to(command, _gateway)

if __name__ == "__main__":
    command()
