"""A browser, a demo to look at, and a page that reports what goes wrong on it."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.chromium import chromium
from tests.browser.demo_server import Demo
from tests.browser.demo_server import demo_server as served_demo
from tests.browser.stripe_demo import StripeDemo
from tests.browser.stripe_demo import stripe_demo as served_stripe_demo
from tests.browser.walking import LAPTOP, MISSED, PHONE, ComeIn, People
from tests.browser.windows import Windows
from tools import find_browser

HERE = Path(__file__).parent
RESULTS = HERE.parent.parent / ".test-results"
FAILED = pytest.StashKey[bool]()
expect.set_options(timeout=10_000)  # the others' tests want the processor, too
DEMOS = ("own_demo", "paying_demo", "doors_demo", "stripe_demo")


@pytest.hookimpl(tryfirst=True)  # before the marks are read, wherever the run begins
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what shares a demo in one worker."""
    for item in items:
        if item.path.is_relative_to(HERE):
            demo = next((demo for demo in DEMOS if demo in getattr(item, "fixturenames", ())), "demo")
            item.add_marker(pytest.mark.xdist_group(f"browser-{demo}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember failures, so that `page` can leave a picture of them."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser on this machine; without one the test fails and says what to install."""
    try:
        return find_browser.find()
    except find_browser.BrowserMissingError as error:
        reason = str(error)
    pytest.fail(reason, pytrace=False)


@pytest.fixture(scope="package")  # not session: Playwright's loop would still run when another folder's tests begin
def browser(chromium_path: Path) -> Iterator[Browser]:
    """A running Chromium; each test has a context of its own in it."""
    with chromium(chromium_path) as running:
        yield running


@pytest.fixture(scope="package")
def windows(browser: Browser) -> Windows:
    """Its windows, one visitor after the other."""
    return Windows(browser)


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory, first_day: Path) -> Iterator[str]:
    """The base URL of a freshly filled demo, shared by all browser tests: leave it as you found it."""
    with served_demo(tmp_path_factory.mktemp("demo"), first_day=first_day) as url:
        yield url


@pytest.fixture
def page(people: People, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The open tab of a visitor without cookies. A script error on it fails the test; a failed test leaves a picture in .test-results/."""
    tab = people.tab()
    script_errors: list[str] = []
    tab.on("pageerror", lambda error: script_errors.append(str(error)))
    yield tab
    if request.node.stash.get(FAILED, False):
        tab.screenshot(path=RESULTS / f"{request.node.name}.png", full_page=True)
    people.windows.leave(tab.context)
    assert script_errors == []


@pytest.fixture(scope="package")
def people(browser: Browser, demo_server: str, windows: Windows) -> People:
    """Everyone who can sign in to the shared demo, each signed in at most once."""
    return People(browser, demo_server, windows)


@pytest.fixture(scope="package")
def own_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Another demo, with 3,000 invoices for large@example.com: for what would disturb others. It may be stopped and started."""
    demo = Demo(tmp_path_factory.mktemp("own"), "--invoices", "3000", "--orders", "1200")
    demo.start()
    yield demo
    demo.stop()


@pytest.fixture(scope="package")
def own_people(browser: Browser, own_demo: Demo, windows: Windows) -> People:
    """Everyone who can sign in to that other demo."""
    return People(browser, own_demo.url, windows)


@pytest.fixture(scope="package")
def paying_demo(tmp_path_factory: pytest.TempPathFactory, first_day: Path) -> Iterator[Demo]:
    """A third demo, in which money is moved and cards come and go."""
    demo = Demo(tmp_path_factory.mktemp("paying"), first_day=first_day)
    demo.start()
    yield demo
    demo.stop()


@pytest.fixture(scope="package")
def paying_people(browser: Browser, paying_demo: Demo, windows: Windows) -> People:
    """Everyone who can sign in there."""
    return People(browser, paying_demo.url, windows)


@pytest.fixture(scope="module")
def doors_demo(tmp_path_factory: pytest.TempPathFactory, first_day: Path) -> Iterator[Demo]:
    """A fourth demo, in which passwords are forgotten and set."""
    demo = Demo(tmp_path_factory.mktemp("doors"), first_day=first_day)
    demo.start()
    yield demo
    demo.stop()


@pytest.fixture(scope="module")
def stripe_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StripeDemo]:
    """A fifth demo, over a look-alike of Stripe, all of whose news is taken."""
    with served_stripe_demo(tmp_path_factory.mktemp("stripe")) as demo:
        yield demo
    assert set(demo.postman.answers) == {200}


@pytest.fixture(scope="module")
def stripe_people(browser: Browser, stripe_demo: StripeDemo, windows: Windows) -> People:
    """Everyone who can sign in there."""
    return People(browser, stripe_demo.url, windows)


@pytest.fixture
def come_in_stripe(stripe_people: People, stripe_demo: StripeDemo, request: pytest.FixtureRequest) -> Iterator[ComeIn]:
    """`come_in` there, with a stand-in for Stripe.js in each window."""
    yield from _tabs(stripe_people, request, stripe_demo.play)


@pytest.fixture
def come_in_doors(browser: Browser, doors_demo: Demo, windows: Windows, request: pytest.FixtureRequest) -> Iterator[ComeIn]:
    """`come_in` there; each time with cookies of its own, since a password ends the others."""
    yield from _tabs(People(browser, doors_demo.url, windows), request)


@pytest.fixture
def come_in_paying(paying_people: People, request: pytest.FixtureRequest) -> Iterator[ComeIn]:
    """`come_in` in the demo where money is moved."""
    yield from _tabs(paying_people, request)


@pytest.fixture
def come_in(people: People, request: pytest.FixtureRequest) -> Iterator[ComeIn]:
    """`come_in("dana@example.com")`: a tab of theirs. A script error or a word in its console fails the test.

    Whoever `changes` more of the window than its pages, as its clock, says so: nobody gets it after.
    """
    yield from _tabs(people, request)


@pytest.fixture
def come_in_own(own_people: People, request: pytest.FixtureRequest) -> Iterator[ComeIn]:
    """The same in the other demo."""
    yield from _tabs(own_people, request)


def _tabs(people: People, request: pytest.FixtureRequest, prepare: Callable[[BrowserContext], object] | None = None) -> Iterator[ComeIn]:
    opened: list[Page] = []
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(known in message.text for known in MISSED):
            wrong.append(message.text)

    def come(email: str = "", account: str = "", *, phone: bool = False) -> Page:
        tab = people.tab(email, account, size=PHONE if phone else LAPTOP)
        if prepare is not None:
            prepare(tab.context)
        tab.on("console", said)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        opened.append(tab)
        return tab

    yield come
    has_failed = request.node.stash.get(FAILED, False)
    for at, tab in enumerate(opened):
        if has_failed and not tab.is_closed():
            tab.screenshot(path=RESULTS / f"{request.node.name}-{at}.png", full_page=True)
        people.windows.leave(tab.context)
    assert wrong == []
