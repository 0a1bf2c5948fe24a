"""Where the demo lives: a folder of its own, marked as the demo's, with a secret made at its first start."""

import secrets
import shutil
from dataclasses import replace
from pathlib import Path

from portal_ui import settings as installation
from portal_ui.readiness import NotReadyError
from portal_ui.settings import Settings

_MARK = "This folder belongs to the portal's demo. Nothing in it is worth keeping.\n"


def settings(folder: Path, port: int, *, fresh: bool) -> Settings:
    """The demo's own settings: loopback, its folder, its secret. The environment is not read.

    A `fresh` demo loses what the folder held.

    Raises:
        NotReadyError: the folder holds something that is not the demo's; it was left as it is.
        BadSettingError: the port cannot be one.
    """
    mark = folder / "demo.txt"
    if folder.exists() and any(folder.iterdir()) and not mark.is_file():
        raise NotReadyError(f"{folder} holds something that is not the demo's. Choose another with --folder.")
    chosen = installation.checked(replace(Settings(), base_url=f"http://127.0.0.1:{port}", port=port, data_dir=folder))
    if fresh and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.write_text(_MARK)
    return replace(chosen, secret=_secret(folder / "secret.txt"))


def _secret(file: Path) -> str:
    if not file.is_file():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()
