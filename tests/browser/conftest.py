"""A played fair, served by a real process, and a real Chromium.

`fair` holds the sample after `demo run`: every page has something to show. `fresh` is the
sample as `demo load` leaves it, for stories that write.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.contract import copies
from tests.contract.house import House

ROOT = Path(__file__).resolve().parents[2]
EVENT = "techmart-bac-trung-bo"
PASSWORD = "một câu dài dễ nhớ"
ROLES = ("viewer", "steward", "organiser", "manager")
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@dataclass
class Served:
    """A running installation: its address, and its house for commands."""

    house: House
    url: str

    def address(self, path: str) -> str:
        return self.url + path


def _serve(build: Callable[[House], None], folder: Path, stack: ExitStack) -> Served:
    house = copies.copy_of(build, folder)
    stack.callback(house.drop)
    for role in ROLES:
        house.ok(
            *("users", "create", f"{role}@example.org", "--name", f"Nguyễn {role.title()}"),
            *("--hub", "H01", "--role", role, "--password-stdin"),
            said=PASSWORD + "\n",
        )
    browser = stack.enter_context(house.served())
    stack.enter_context(house.working())
    return Served(house, browser.base)


@pytest.fixture(scope="session")
def fair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample, played to its end. Read it; write only what no other test looks at."""
    with ExitStack() as stack:
        yield _serve(copies.play, tmp_path_factory.mktemp("fair"), stack)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample as loaded: nothing scanned, assigned or met yet."""
    with ExitStack() as stack:
        yield _serve(copies.load, tmp_path_factory.mktemp("fresh"), stack)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application of the test, served on this machine."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


class Watch:
    """Collects what a page complains about."""

    def __init__(self, page: Page) -> None:
        self.found: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
        )

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.found.append(message.text)

    def take(self) -> list[str]:
        found, self.found = self.found, []
        return found


def signed_in(browser: Browser, served: Served, role: str, **context: Any) -> BrowserContext:
    """A browser context in which someone with a role in hub H01 is signed in."""
    made = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", base_url=served.url, **context
    )
    page = made.new_page()
    page.goto("/sign-in")
    page.fill("[name=email]", f"{role}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/hubs/**")
    page.close()
    return made


def axe(page: Page) -> list[str]:
    """What axe finds on the page once nothing moves or fades on it any more, a line each."""
    page.evaluate(
        "() => Promise.race([new Promise(done => setTimeout(done, 1000)),"
        " Promise.allSettled(document.getAnimations().map(a => a.finished))])"
    )
    if not page.evaluate("() => 'axe' in window"):  # half a megabyte to parse: once a page
        page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        ".then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))",
        RULES,
    )
    return list(found)


def scrolls_sideways(page: Page) -> bool:
    return bool(
        page.evaluate(
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
        )
    )
