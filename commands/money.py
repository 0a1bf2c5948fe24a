"""`money`: the card processor's list against the ledger, and its news that could not be acted on."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.table import Column, Table

from commands.terminal import installed_database, one_line_refusals, out, say
from db.models import GatewayEventState
from db.queries import gateway_events
from db.queries.differences import Finding
from portal_ui import demo_folder, readiness
from portal_ui.building import build
from portal_ui.dates import utc_clock
from portal_ui.gateways import GatewayUnreachableError, PaymentGateway
from portal_ui.gateways.closed import ClosedGateway
from portal_ui.money import plain
from portal_ui.readiness import NotReadyError
from portal_ui.service.comparing import Comparing
from portal_ui.service.database import ServedDatabase
from portal_ui.settings import Settings

money = typer.Typer(no_args_is_help=True, help="What the card processor has, and what the portal has.")
_MOST_EVENTS = 200
_ANY_PORT = 8080  # nothing is served
_Demo = Annotated[Path | None, typer.Option("--demo", help="The folder of a demo, in place of this installation.")]


class Opening(Protocol):
    """Opens the gateway of these settings."""

    def __call__(self, settings: Settings, *, is_demo: bool) -> AbstractContextManager[PaymentGateway]:
        """The gateway, until the block ends."""
        ...


def add_to(command: typer.Typer, gateway: Opening) -> None:
    """Put the commands of this module below their name."""

    @money.command("compare")
    def compare(demo: _Demo = None) -> None:
        """Hold the card processor's list of the last 35 days against the ledger, both ways. What differs makes the exit code 1."""
        with _database(demo) as (settings, database), gateway(settings, is_demo=demo is not None) as opened:
            if isinstance(opened, ClosedGateway):
                raise NotReadyError("Payments by card are not open here, so there is nothing to compare.")
            differs = _show(build(settings, database, opened, None, utc_clock).comparing)
        if differs:
            raise typer.Exit(1)

    @money.command("news")
    def news(
        demo: _Demo = None,
        again: Annotated[bool, typer.Option("--again", help="Have what could not be acted on tried again within a minute.")] = False,
    ) -> None:
        """List news of the card processor that could not be acted on, and count the others."""
        with _database(demo) as (_settings, database):
            if again:
                say(f"Tried again within a minute, if the portal runs: {database.write_now(gateway_events.try_again):,}.")
                return
            _list(database)

    command.add_typer(money, name="money")


@contextmanager
def _database(demo: Path | None) -> Iterator[tuple[Settings, ServedDatabase]]:
    if demo is None:
        with installed_database() as found:
            yield found
        return
    with one_line_refusals():
        demo_folder.check(demo)
        settings = demo_folder.settings(demo, _ANY_PORT, fresh=False)
        readiness.check_database(settings)
        with closing(ServedDatabase.open(settings.database)) as database:
            yield settings, database


def _show(comparing: Comparing) -> bool:
    """Compare and say what was found; whether anything differs."""
    try:
        compared = asyncio.run(comparing.compare())
    except GatewayUnreachableError:
        raise NotReadyError("The card processor does not answer. Nothing was compared; try again later.") from None
    said = f"payments {compared.payments:,}, refunds and disputes {compared.returns:,}"
    say(f"At the card processor since {compared.since:%Y-%m-%d}: {said}.")
    if compared.mended:
        say(f"News that had not come, and that the portal has now: {compared.mended:,}.")
    if compared.gone:
        say(f"Differences that are no more: {compared.gone:,}.")
    if not compared.findings:
        say("The portal has the same.")
        return False
    table = Table("What differs", Column("Reference", overflow="fold"), "Portal", "Card processor")
    for finding in compared.findings:
        table.add_row(finding.kind.value, finding.reference, *_sides(finding))
    out.print(table)
    say(f"Differences: {len(compared.findings):,}, new: {compared.new:,}. The money desk lists them until they are dealt with.")
    return True


def _sides(finding: Finding) -> tuple[str, str]:
    def side(cents: int | None, state: str) -> str:
        return "nothing" if cents is None else f"{plain(cents)} {finding.currency}, {state}"

    return side(finding.here_cents, finding.here), side(finding.there_cents, finding.there)


def _list(database: ServedDatabase) -> None:
    parked = database.read_now(gateway_events.parked_ones, _MOST_EVENTS)
    for row in database.read_now(gateway_events.counts):
        is_done = row.state is GatewayEventState.DONE
        say(f"{row.count:,} {'acted on' if is_done else 'waiting'}{f': {row.note}' if row.note else ''}")
    if not parked:
        say("None could not be acted on.")
        return
    table = Table(
        "Came", Column("News", overflow="fold"), Column("About", overflow="fold"), "Tries", Column("Why it waits", overflow="fold")
    )
    for row in parked:
        table.add_row(f"{row.received_at:%Y-%m-%d %H:%M}", row.kind, str(row.facts["reference"]), str(row.tries), row.error)
    out.print(table)
