"""The demo with the card fields of Stripe: its own processor, whose cards are entered on them and confirmed in a window of theirs.

Run as a module with a port and a folder.
"""

import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import main
from pages import routes, serving
from pages.guard.installing import Guard
from pages.health import Checks
from pages.sign_in import Demo as Doors
from portal_ui import demo_folder, readiness
from portal_ui.building import build
from portal_ui.claim import claimed
from portal_ui.dates import utc_clock
from portal_ui.gateways import CardForm, Charge, News, Report, Setup, StripeForm
from portal_ui.gateways.demo import DemoGateway
from portal_ui.service.database import ServedDatabase
from portal_ui.settings import Settings
from tests.browser.demo_server import Demo

SECRET = "_secret_of_the_bank"


class FramedGateway(DemoGateway):
    """Takes cards from Stripe's fields, and has the card holder confirm there, by a client secret."""

    card_form: CardForm = StripeForm("pk_test_portal")

    async def charge(self, charge: Charge) -> News:
        """As `PaymentGateway` says."""
        return _with_secret(await super().charge(charge))

    async def keep(self, setup: Setup) -> News:
        """As `PaymentGateway` says."""
        return _with_secret(await super().keep(setup))

    async def get(self, reference: str) -> Report | None:
        """As `PaymentGateway` says."""
        report = await super().get(reference)
        return replace(report, action=f"{reference}{SECRET}") if report and report.action else report


def _with_secret(news: News) -> News:
    return replace(news, action=f"{news.reference}{SECRET}") if isinstance(news, Report) and news.action else news


class StripeDemo(Demo):
    """That demo as a process of its own."""

    def __init__(self, folder: Path, first_day: Path) -> None:
        super().__init__(folder, first_day=first_day)
        port = self.url.rsplit(":", 1)[1]
        self._command = [sys.executable, "-m", "tests.browser.stripe_demo", port, str(folder / "demo")]


def serve(port: int, folder: Path) -> None:
    """What `main.py demo` does, with that gateway."""
    with claimed(folder):
        settings = replace(demo_folder.settings(folder, port, fresh=False), pdf_workers=0)  # nobody asks for a PDF here
        readiness.migrate(settings)
        main._fill_demo(settings, folder, 10, 10)
        _serve(settings)


def _serve(settings: Settings) -> None:
    with (
        closing(ServedDatabase.open(settings.database)) as database,
        closing(FramedGateway(settings.data_dir / "gateway.sqlite", utc_clock)) as gateway,
    ):
        portal = build(settings, database, gateway, None, utc_clock)
        serving.serve(
            settings,
            Guard(settings, portal.sign_in, portal.company.view, portal.looking_as.note),
            install=lambda: routes.install(portal, Checks(dict), Doors(), Doors(), is_https=False),
            lifespan=lambda: main._working(portal, settings, is_demo=True),
        )


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
