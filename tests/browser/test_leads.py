"""An exhibitor's phone in a real browser: it asks the visitor; the network comes and goes."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright._impl._errors import TargetClosedError
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from app.connections.leads import links
from app.connections.leads.models import Lead
from app.core.db import db
from tests.browser.background import sync_now
from tests.browser.conftest import Watch, axe, scrolls_sideways
from tests.factories.leads import badge_of, make_lead_phone, make_visitor

pytestmark = pytest.mark.browser
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    yield context
    context.close()


def show(page: Page, badge: str) -> None:
    page.fill("#typed-code", badge)
    page.press("#typed-code", "Enter")


def test_the_visitor_is_asked_on_the_phone_and_scans_survive_the_network(phone, address):
    booth = make_lead_phone()
    badges = [badge_of(make_visitor(booth.event)) for _visitor in range(2)]
    url = f"{address}/leads/{links.token_of(booth)}"
    page = phone.new_page()
    watch = Watch(page)
    page.goto(url)
    expect(page.locator("#typed-code")).to_be_enabled()  # the page is ready
    expect(page.locator("[data-act=open]").first).to_be_enabled()
    found = {"list": (axe(page), scrolls_sideways(page))}
    question = page.locator("[data-question]")
    show(page, badges[0])
    expect(question).to_contain_text(booth.exhibitor.organisation.name)
    found["ask"] = (axe(page), scrolls_sideways(page))
    page.click("[data-act=no]")
    expect(question).to_be_hidden()
    show(page, badges[0])
    page.click("[data-act=yes]")
    expect(page).to_have_url(re.compile(r"/leads/[^/]+/\w+$"))
    found["lead"] = (axe(page), scrolls_sideways(page))
    page.click("main form label:has-text('Nóng')")
    page.fill("[name=next_step]", "Gửi báo giá")
    page.click("main form button[type=submit]")
    expect(page.locator(".lead-list")).to_contain_text("Gửi báo giá")
    assert watch.take() == []

    expect(page.locator("#typed-code")).to_be_enabled()  # the page is ready
    phone.set_offline(True)
    show(page, badges[1])
    page.click("[data-act=yes]")
    page.fill("#kept-note", "hỏi về máy sấy")
    found["kept"] = (axe(page), scrolls_sideways(page))
    page.click("[data-screen=kept] button[type=submit]")
    expect(page.locator("[data-waiting]")).to_be_visible()
    phone.set_offline(False)
    expect(page.locator(".lead-list > li")).to_have_count(2)

    assert found == dict.fromkeys(found, ([], False))
    assert [line for line in watch.take() if OFFLINE not in line] == []


class Network:
    """The way to the server, which a test takes away: also from service workers."""

    def __init__(self, app: Flask) -> None:
        self.app, self.port = app, 0
        self.back()

    def back(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def away(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def network(app: Flask) -> Iterator[Network]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    made = Network(app)
    yield made
    made.away()


def agree(page: Page, badge: str, note: str) -> None:
    """A visitor without network: scanned, asked, noted down."""
    show(page, badge)
    page.click("[data-act=yes]")
    page.fill("#kept-note", note)
    page.click("[data-screen=kept] button[type=submit]")


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.locator("#typed-code")).to_be_enabled()  # the page is ready
    return page


def leads_noted() -> list[str | None]:
    db.session.rollback()  # what was read before the phone sent is old
    return sorted(lead.note or "" for lead in db.session.scalars(select(Lead)))


def test_after_one_visit_the_page_opens_without_network_and_a_killed_browser_loses_nothing(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], tmp_path, network
):
    booth = make_lead_phone()
    badges = [badge_of(make_visitor(booth.event)) for _visitor in range(3)]
    url = f"http://127.0.0.1:{network.port}/leads/{links.token_of(booth)}"

    def switch_on() -> BrowserContext:
        how = {**browser_type_launch_args, "viewport": {"width": 390, "height": 844}}
        return playwright.chromium.launch_persistent_context(tmp_path, locale="vi-VN", **how)

    phone = switch_on()
    page = opened(phone, url)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    network.away()
    agree(page, badges[0], "một")
    expect(page.locator("[data-waiting]")).to_contain_text("1")
    show(page, badges[1])
    page.click("[data-act=yes]")
    expect(page.locator("#kept-note")).to_be_visible()
    with phone.expect_event("close"), pytest.raises(TargetClosedError):
        phone.new_cdp_session(page).send("Browser.crash")

    phone = switch_on()
    page = opened(phone, url)
    assert page.locator("[data-shell]").count() == 1, "nobody's name is on the phone"
    expect(page.locator("[data-waiting]")).to_contain_text("2")
    assert (axe(page), scrolls_sideways(page)) == ([], False)
    agree(page, badges[2], "ba")
    expect(page.locator("[data-waiting]")).to_contain_text("3")
    assert leads_noted() == []
    network.back()
    page.reload()
    expect(page.locator(".lead-list > li")).to_have_count(3)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    phone.close()

    assert leads_noted() == ["", "ba", "một"]


def test_what_waits_goes_out_though_the_page_is_closed(phone, address):
    booth = make_lead_phone()
    link = f"/leads/{links.token_of(booth)}"
    page = opened(phone, address + link)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    phone.set_offline(True)
    agree(page, badge_of(make_visitor(booth.event)), "gửi sau")
    expect(page.locator("[data-waiting]")).to_be_visible()
    page.close()
    phone.set_offline(False)
    sync_now(phone, address, link)

    until = time.monotonic() + 20
    while not leads_noted() and time.monotonic() < until:
        time.sleep(0.1)
    assert leads_noted() == ["gửi sau"]
    page = opened(phone, address + link)
    expect(page.locator("[data-waiting]")).to_be_hidden()
