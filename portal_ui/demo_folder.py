"""Where the demo lives: a folder of its own, marked as the demo's, with a secret made at its first start."""

import secrets
import shutil
from dataclasses import replace
from pathlib import Path

from portal_ui import settings as installation
from portal_ui.claim import LOCK
from portal_ui.readiness import NotReadyError
from portal_ui.settings import Settings

_MARK = "demo.txt"
_WORDS = "This folder belongs to the portal's demo. Nothing in it is worth keeping.\n"


def check(folder: Path) -> None:
    """Refuse a folder that holds something else.

    Raises:
        NotReadyError: it holds something that is not the demo's; it was left as it is.
    """
    if folder.exists() and not (folder / _MARK).is_file() and {file.name for file in folder.iterdir()} - {LOCK}:
        raise NotReadyError(f"{folder} holds something that is not the demo's. Choose another with --folder.")


def settings(folder: Path, port: int, *, fresh: bool) -> Settings:
    """The demo's own settings: loopback, its folder, its secret. The environment is not read.

    A `fresh` demo loses what the folder held. Check and claim the folder first.

    Raises:
        BadSettingError: the port cannot be one.
    """
    chosen = installation.checked(replace(Settings(), base_url=f"http://127.0.0.1:{port}", port=port, data_dir=folder))
    if fresh:
        _empty(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / _MARK).write_text(_WORDS)
    return replace(chosen, secret=_secret(folder / "secret.txt"), mail_from="portal@example.com")


def _empty(folder: Path) -> None:
    for file in folder.iterdir() if folder.exists() else ():
        if file.is_dir():
            shutil.rmtree(file)
        elif file.name != LOCK:  # held, and by us
            file.unlink()


def _secret(file: Path) -> str:
    if not file.is_file():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()
