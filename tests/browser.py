"""A pytest plugin: a real Chromium for tests that are marked `browser`.

    @pytest.mark.browser
    def test_it_shows_the_home_page(live_server, browser_page):
        browser_page.goto(live_server.url)

`browser_page` is a fresh page of Playwright (its synchronous interface) in a context of its own: no
cookies, no storage. It fails its test on an error in the page's console, a script that throws, or a blocked
resource, unless the test says `browser_page.forgive("words of the error")`. `open_page(**options)` opens
further contexts (another person, another zone, JavaScript off, dark, narrow).

The browser is the system's own; `tools/need_chromium.sh` installs it. Without it these tests fail, never
skip.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
INSTALL = "apt-get install chromium   (or: make setup-test; or name one with MOOC_TEST_CHROMIUM=/path/to/it)"
PATIENCE_MS = 10_000

# Playwright's synchronous interface keeps a loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def find_chromium() -> str | None:
    """Return the path of the browser to drive: the one that MOOC_TEST_CHROMIUM names, or the system's."""
    named = os.environ.get("MOOC_TEST_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser per process of the test run."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        pytest.fail(f"no Chromium found, and a browser test needs one. Install it: {INSTALL}", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: "Browser") -> "Iterator[Callable[..., Page]]":
    """Open pages, each in a context of its own; options are those of Playwright's `new_context`."""
    contexts: list[Any] = []
    complaints: list[str] = []
    forgiven: list[str] = []

    def open_one(**options: Any) -> "Page":
        context = chromium.new_context(**{"locale": "en-GB", "timezone_id": "Europe/Vienna"} | options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda said: said.type == "error" and complaints.append(f"console: {said.text}"))
        page.forgive = forgiven.append
        return page

    yield open_one
    for context in contexts:
        context.close()
    unforgiven = [words for words in complaints if not any(part in words for part in forgiven)]
    assert not unforgiven, "the browser complained: " + "; ".join(unforgiven)


@pytest.fixture
def browser_page(open_page: "Callable[..., Page]") -> "Page":
    """One fresh page, as a first visitor has it."""
    return open_page()


@pytest.fixture(autouse=True)
def _no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hide Playwright's loop, which stays "running" in this thread, from tests that call `asyncio.run`."""
    if "chromium" in request.fixturenames:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)
