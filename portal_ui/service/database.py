"""The services' door to the database: when it cannot do the work just now, people are told so in a sentence."""

import logging
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from db.engine import Database
from db.unavailable import DatabaseUnavailableError
from portal_ui.errors import TooBusyError

log = logging.getLogger("portal")
P = ParamSpec("P")
T = TypeVar("T")


class ServedDatabase(Database):
    """A database whose failures outside of our doing are refusals: busy, try again, nothing was lost."""

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `Database.read`.

        Raises:
            TooBusyError: it is held by someone else, or its server does not answer.
        """
        try:
            return await super().read(work, *args, **kwargs)
        except DatabaseUnavailableError as unavailable:
            raise _busy(unavailable) from unavailable

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `Database.write`.

        Raises:
            TooBusyError: it is held by someone else, full, or does not answer; nothing was written.
        """
        try:
            return await super().write(work, *args, **kwargs)
        except DatabaseUnavailableError as unavailable:
            raise _busy(unavailable) from unavailable


def _busy(unavailable: DatabaseUnavailableError) -> TooBusyError:
    log.error("%s", unavailable)
    return TooBusyError()
