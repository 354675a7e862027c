"""An exhibitor's phone in a real browser: it asks the visitor; the network comes and goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.connections.leads import links
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
