"""Has an arrived file read in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal_ui.shelf import ENDINGS
from portal_ui.shelf.refusals import FileRefusedError, Reason

_ROOT = Path(__file__).parents[2]
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")  # all that the process gets of our environment
_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file is, and where what is to be kept of it stands."""

    media_type: str
    path: Path


def inspect(arrived: Path) -> Inspected:
    """What the file is; blocks until that is known, half a second as a rule. What it writes anew stands beside the file.

    Raises:
        FileRefusedError: it is nothing that is taken, or whoever read it broke over it.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"LANG": "C.UTF-8", "HOME": "/nonexistent"}
    kept = arrived.with_name(f"{arrived.name}-anew").absolute()
    command = [sys.executable, "-m", "portal_ui.shelf.reading", str(arrived.absolute()), str(kept)]
    try:
        done = subprocess.run(
            command, capture_output=True, cwd=_ROOT, env=environment, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise FileRefusedError(Reason.BROKEN) from None
    if answer.get("type") in ENDINGS:
        return Inspected(answer["type"], kept if kept.exists() else arrived)
    raise FileRefusedError(Reason(answer.get("refused", Reason.BROKEN.value)))
