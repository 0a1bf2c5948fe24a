"""Which addresses the portal answers, told by a process of its own: `pages.routes` puts them on the one application there is."""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from nicegui import app

from pages import routes
from pages.forms import fields_of, names_account
from pages.health import Checks
from pages.sign_in import Demo
from portal_ui.building import build
from portal_ui.dates import utc_clock
from portal_ui.gateways.closed import ClosedGateway
from portal_ui.service.database import ServedDatabase
from portal_ui.settings import Settings


def served() -> list[tuple[str, str, list[str]]]:
    """Method and path of each route of ours, and what its form may bring; HEAD goes with its GET."""
    before = dict(_named(app.routes))
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), data_dir=Path(folder))
        database = ServedDatabase.open(f"sqlite:///{folder}/portal.sqlite")
        try:
            portal = build(settings, database, ClosedGateway(), None, utc_clock)
            routes.install(portal, Checks(lambda: {}), Demo(), Demo(), is_https=False)
        finally:
            database.close()
    return sorted((*named, fields) for named, fields in _named(app.routes) if named not in before)


def _named(found: Iterable[Any]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """What is neither a route nor a router of routes goes under the name of its kind, so that it is not overlooked."""
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _named(inner.routes)
        else:
            methods = getattr(route, "methods", None) or {type(route).__name__}
            fields = sorted(_fields(route)) if "POST" in methods else []
            yield from (((method, route.path), fields) for method in methods - {"HEAD"})


def _fields(route: Any) -> Iterable[str]:
    return fields_of(route.endpoint, of_account=names_account(route.path, route.endpoint))


if __name__ == "__main__":
    json.dump(served(), sys.stdout)
