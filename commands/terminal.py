"""How every command speaks: what it did to the one stream, why it refuses in one line to the other."""

import errno
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from db.unavailable import DatabaseUnavailableError
from portal_ui import readiness
from portal_ui import settings as installation
from portal_ui.errors import PortalError
from portal_ui.readiness import NotReadyError
from portal_ui.service.database import ServedDatabase
from portal_ui.settings import BadSettingError, Settings

out = Console()
err = Console(stderr=True)

BAD_START = 2  # the exit code of every refusal


@contextmanager
def one_line_refusals() -> Iterator[None]:
    """What cannot go on says why in one line, and the exit code is 2. Anything else is a fault of ours."""
    try:
        installation.check_framework()  # the framework itself would fail at its import, with a traceback
    except BadSettingError as refused:
        _refuse(str(refused))
    from pages.guard.framework import WrongFrameworkError
    from pages.serving import PortError
    from portal_ui.books import BooksRefusedError

    try:
        yield
    except BooksRefusedError as refused:
        for line in refused.lines():
            err.print(line, markup=False, highlight=False, soft_wrap=True)
        _refuse(str(refused))
    except (DatabaseUnavailableError, BadSettingError, NotReadyError, PortError, PortalError, WrongFrameworkError) as refused:
        _refuse(str(refused))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        _refuse(f"{error.strerror}: {error.filename or 'while writing'}. Nothing was half done.")


@contextmanager
def installed_database() -> Iterator[tuple[Settings, ServedDatabase]]:
    """This installation's settings and its database, for a command that works beside the server; refusals are one line."""
    with one_line_refusals():
        settings = installation.read()
        readiness.check_database(settings)
        with closing(ServedDatabase.open(settings.database)) as database:
            yield settings, database


def say(words: str) -> None:
    """One line of what was done, as it is: no markup, no colours, not broken."""
    out.print(words, markup=False, highlight=False, soft_wrap=True)


def warn(words: str) -> None:
    """One line that the operator should know, beside what is done."""
    err.print(f"Warning: {words}", style="yellow", markup=False, highlight=False, soft_wrap=True)


def _refuse(line: str) -> NoReturn:
    err.print(line, style="bold red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(BAD_START)
