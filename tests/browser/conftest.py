"""Browsers for readers: each watches what the page asks for and complains about."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from .site import running

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items) -> None:
    """All in this folder are left out, unless `make test-browser` asks for them."""
    left_out = pytest.mark.skip(reason="Needs chromium: make test-browser.")
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(900))
            if os.environ.get("BROWSER") != "1":
                item.add_marker(left_out)


class Visit:
    """A browser's page, with what went wrong or where it should not have gone."""

    def __init__(self, page, site: str):
        self.page, self.site = page, site
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.set_default_navigation_timeout(60_000)
        page.on("console", lambda line: self.complaints.append(line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._note)
        page.on("request", self._look_at)
        self._leaving = False

    def open(self, path: str):
        self._leave()
        return self.page.goto(self.site + path)

    def _leave(self) -> None:
        """Leave the page. What it was just asking for is broken off by ourselves."""
        self._leaving = True
        self.page.goto("about:blank")
        self._leaving = False

    def _note(self, request) -> None:
        if not (self._leaving and request.failure == "net::ERR_ABORTED"):
            self.complaints.append(f"{request.url}: {request.failure}")

    def _look_at(self, request):
        if urlsplit(request.url).netloc != urlsplit(self.site).netloc:
            self.strangers.append(request.url)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with running(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": SWITCHES}


@pytest.fixture(scope="module")
def visit_as(browser, site):
    """Make a visitor: `visit_as(color_scheme="dark")`. Lasts as long as the file."""
    contexts = []

    def visit(**settings) -> Visit:
        mine = {"locale": "de-DE", "viewport": DESKTOP, "reduced_motion": "reduce"}
        mine |= settings
        contexts.append(browser.new_context(**mine))
        return Visit(contexts[-1].new_page(), site)

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def reader(visit_as):
    return visit_as()
