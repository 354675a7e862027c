"""A kiosk in a real browser: a visitor shows the code, the badge prints, the next one comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.registrations.models import Point
from tests.browser.conftest import Watch, axe, scrolls_sideways
from tests.factories.checkin import make_device, make_fair, make_guest, token_of

pytestmark = pytest.mark.browser
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
NOTE_PRINTING = "window.printed = 0; window.print = () => { window.printed += 1; };"

TYPE = """text => [...text, 'Enter'].forEach(
    key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))
)"""


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1024, "height": 768}, locale="vi-VN", permissions=["camera"]
    )
    context.add_init_script(NOTE_PRINTING)
    yield context
    context.close()


def show(page: Page, badge: str) -> None:
    """Type a code as a USB scanner does: no field has the focus."""
    expect(page.locator("[data-screen=start]")).to_be_visible()
    page.evaluate(TYPE, badge)
    expect(page.locator("[data-screen=answer]")).to_be_visible()


def test_visitors_check_themselves_in_and_the_kiosk_starts_cold_without_network(tablet, address):
    fair = make_fair(starts_on=clock.today(), ends_on=clock.today())
    gate = db.session.scalars(select(Point).where(Point.event_id == fair.id).limit(1)).one()
    guests = [make_guest(fair, name=name) for name in ("Lò Thị Ý", "Đỗ Ưu")]
    badges = [token_of(guest) for guest in guests]
    _device, token = make_device(fair, "K-01", point_id=gate.id, kiosk=True)
    page = tablet.new_page()
    watch, found = Watch(page), {}
    title, text = page.locator("[data-title]"), page.locator("[data-text]")

    page.goto(f"{address}/scan/kiosk#{fair.slug}.{token}")
    expect(page.locator("[data-screen=start]")).to_be_visible()
    assert page.evaluate("() => location.hash") == ""
    found["start"] = (axe(page), scrolls_sideways(page))
    show(page, badges[0])
    expect(title).to_have_text("Kính chào Lò Thị Ý!")
    expect(text).to_contain_text("đang in")
    page.wait_for_function("() => window.printed === 1")
    found["printing"] = (axe(page), scrolls_sideways(page))
    page.click("[data-act=language]")
    expect(title).to_have_text("Welcome, Lò Thị Ý!")
    page.emulate_media(media="print")
    expect(page.locator("[data-paper] svg").first).to_be_visible()
    expect(page.locator("[data-kiosk]")).to_be_hidden()
    page.emulate_media(media="screen")
    page.click("[data-act=next]")
    show(page, badges[0])
    expect(title).to_have_text("Quý khách đã vào rồi")
    found["repeat"] = (axe(page), scrolls_sideways(page))
    expect(page.locator("[data-screen=start]")).to_be_visible(timeout=12_000)  # by itself
    show(page, "https://example.org")
    expect(title).to_have_text("Chúng tôi không nhận ra mã này")
    page.set_viewport_size({"width": 390, "height": 844})
    found["unknown"] = (axe(page), scrolls_sideways(page))
    assert page.evaluate("() => window.printed") == 1
    page.wait_for_function("() => navigator.serviceWorker.controller")
    assert [line for line in watch.take() if "favicon" not in line] == []

    tablet.set_offline(True)
    page.close()
    cold = tablet.new_page()
    opened = cold.goto(f"{address}/scan/kiosk")
    assert opened and opened.from_service_worker
    show(cold, badges[1])
    expect(cold.locator("[data-title]")).to_have_text("Kính chào quý khách!")
    expect(cold.locator("[data-text]")).to_contain_text("bàn đăng ký in thẻ")
    tablet.set_offline(False)
    cold.goto(f"{address}/scan")
    expect(cold).to_have_url(f"{address}/scan/kiosk")  # a kiosk is no scanner

    assert found == dict.fromkeys(found, ([], False))
