"""Picture every page of the demo in both themes and both widths: `make screenshots`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.browser.demo_server import demo_server
from tests.browser.signing_in import sign_in
from tools import find_browser

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
OFFICE = "office@example.com"
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
PAGES = {  # name: (who, address)
    "sign-in": ("", "/sign-in"),
    "accounts": ("maria@example.com", "/accounts"),
    "invoices": ("dana@example.com", "/invoices"),
    "orders": ("dana@example.com", "/orders"),
    "payments": ("dana@example.com", "/payments"),
    "services": ("olive@example.com", "/services"),
    "nothing-matches": ("dana@example.com", "/invoices?q=no+such+thing&status=all"),
    "account": ("dana@example.com", "/account"),
    "statement": ("dana@example.com", "/statement"),
    "not-found": ("dana@example.com", "/invoices/0"),
    "forgot-password": ("", "/forgot-password"),
    "office-overview": (OFFICE, "/staff"),
    "office-customers": (OFFICE, "/staff/customers"),
    "office-customer": (OFFICE, "/staff/customers/2041"),
    "office-customer-edit": (OFFICE, "/staff/customers/2041/edit"),
    "office-activation": (OFFICE, "/staff/activation"),
    "office-mailroom": (OFFICE, "/staff/mail"),
    "office-letter": (OFFICE, "/staff/mail/1"),
    "office-audit": (OFFICE, "/staff/audit"),
    "office-settings": (OFFICE, "/staff/settings/web"),
}
FIRST_OF = {  # the first row of a grid, opened
    "order": "/orders?q=over+weight",
    "invoice": "/invoices?status=overdue",
    "payment": "/payments?status=refunded",
}


def main() -> int:
    """Take the pictures into docs/screenshots, or into the folder named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, demo_server(Path(data)) as url, chromium(find_browser.find()) as browser:
        for width in WIDTHS:
            for theme in THEMES:
                _picture_all(browser, url, folder, width, theme)
    return 0


def _picture_all(browser: Browser, url: str, folder: Path, width: str, theme: Theme) -> None:
    for who in dict.fromkeys(person for person, _ in PAGES.values()):
        with _visitor(browser, url, width, theme, who) as page:
            for name, (person, address) in PAGES.items():
                if person == who:
                    page.goto(address)
                    _picture(page, folder / f"{name}-{width}-{theme}.png")
            for name, address in FIRST_OF.items() if who.startswith("dana") else ():
                page.goto(address)
                page.goto(page.locator(f"a[href^='/{name}s/']:not([href$='.pdf'])").first.get_attribute("href") or address)
                _picture(page, folder / f"{name}-{width}-{theme}.png")


@contextmanager
def _visitor(browser: Browser, url: str, width: str, theme: Theme, who: str) -> Iterator[Page]:
    size = WIDTHS[width]
    context = browser.new_context(base_url=url, viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    if who:
        sign_in(page, who, door="/staff/sign-in" if who == OFFICE else "/sign-in")
    yield page
    context.close()


def _picture(page: Page, file: Path) -> None:
    """The whole page once it has settled, in few colours: a third of the bytes, and no difference one sees."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, full_page=True)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
