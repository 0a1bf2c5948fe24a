"""The log: in UTC, and without what belongs to people, also where a fault quotes it."""

import logging
import re
import time

_LINE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
_BEFORE_AT = re.compile(r"[^\s@\"'<>()=,;/]+@(?=[\w.-])")  # an email's name; of an address, its user and password


def begin(level: str) -> None:
    """Write what is at least this serious to the standard error stream."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter(_LINE))
    logging.basicConfig(level=level.upper(), handlers=[handler])


class DiscreetFormatter(logging.Formatter):
    """Leaves of each email, and of whoever stands in a database's or mail server's address, only the host."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, the traceback too."""
        return _BEFORE_AT.sub("***@", super().format(record))
