"""One pair all the way in Chromium: from a phone call to a contract, counted at each step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.connections.models import Meeting
from app.core import clock, jobs
from app.core.db import db, transaction
from app.events.models import Event
from tests.browser.conftest import PASSWORD, Watch
from tests.factories.accounts import make_hub, make_user
from tests.factories.catalogue import make_technology
from tests.factories.connections import make_slot
from tests.factories.events import make_event

OFFER = "Kho lạnh kiểm soát khí bảo quản cam, quả có múi"


@pytest.fixture
def fair(app: Flask) -> tuple[Event, str]:
    """A fair with one slot tomorrow, one technology that fits, and an organiser's address."""
    hub = make_hub()
    event = make_event(hub, starts_on=clock.today() + timedelta(days=1))
    make_slot(event)
    make_technology(
        hub, title=OFFER, description="Giữ cam tươi hơn 45 ngày trong kho lạnh.", field="POST"
    )
    return event, make_user("organiser", hub, password=PASSWORD).email


@pytest.mark.browser
def test_a_need_becomes_a_contract(browser: Browser, address: str, fair: tuple[Event, str]):
    event, email = fair
    page = browser.new_context(base_url=address, locale="vi-VN").new_page()
    watch = Watch(page)
    _sign_in(page, email)
    hub, desk = event.hub.slug, f"/events/{event.slug}/desk"

    _call(page, hub)
    _ask_for_a_meeting(page)
    _timetable(page, desk)
    _hold(page, desk)
    _signed(page, "mou", "03")
    _signed(page, "transfer_contract", "12")

    expect(page.locator("ol.way [aria-current=step]")).to_contain_text("Hợp đồng")
    counted = {"Được gợi ý", "Đề nghị gặp", "Đã nhận lời", "Đã xếp lịch", "Đã diễn ra"}
    counted |= {"Đang tìm hiểu", "Ghi nhớ", "Hợp đồng"}
    assert _funnel(page, f"{desk}/funnel") == counted
    assert watch.take() == []


def _sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/hubs/**")


def _call(page: Page, hub: str) -> None:
    """A cooperative calls; the first suggestion is taken."""
    page.goto(f"/hubs/{hub}/needs/new")
    page.fill("[name=organisation]", "Hợp tác xã Cam Vàng")
    page.select_option("[name=org_type]", "COOP")
    page.fill("[name=title]", "Bảo quản cam tươi trên 45 ngày")
    page.fill("[name=description]", "Cam hỏng sau hai tuần; cần kho lạnh kiểm soát khí.")
    page.select_option("[name=field]", "POST")
    page.select_option("[name=province]", "40")
    page.locator("[name=confidentiality][value=public]").check()
    page.get_by_role("button", name="Ghi nhu cầu").click()
    page.get_by_role("button", name=f"Nhận {OFFER}").click()


def _ask_for_a_meeting(page: Page) -> None:
    page.get_by_role("link", name="Đã nhận").click()
    page.get_by_role("link", name="Đề nghị gặp").click()
    page.get_by_role("button", name="Gửi đề nghị gặp").click()
    page.get_by_role("button", name="Nhận lời").click()
    expect(page.locator("main")).to_contain_text("Đã nhận lời")


def _timetable(page: Page, desk: str) -> None:
    page.goto(f"{desk}/timetable")
    page.locator("main form").get_by_role("button", name="Xếp lịch").click()
    jobs.drain()
    page.goto(f"{desk}/timetable")
    page.get_by_role("button", name="Công bố").click()
    with page.expect_navigation():
        page.click("#ask-yes")


def _hold(page: Page, desk: str) -> None:
    """The hour comes; the two meet, and the minutes are written."""
    db.session.rollback()
    with transaction():
        meeting = db.session.scalars(select(Meeting)).one()
        meeting.starts_at = clock.now() - timedelta(minutes=30)
        meeting.ends_at = clock.now() - timedelta(minutes=10)
    page.goto(f"{desk}/meetings")
    page.locator("main tbody th a").click()
    page.locator("[name=happened][value=held]").check()
    page.select_option("[name=outcome]", "site_visit")
    page.fill("[name=discussion]", "Công suất 20 tấn, lắp trước vụ tháng sau.")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.locator("dl.minutes")).to_contain_text("lắp trước vụ tháng sau")
    page.get_by_role("link", name="Theo dõi kết nối").click()


def _signed(page: Page, kind: str, worth: str) -> None:
    page.select_option("[name=outcome]", kind)
    page.fill("[name=value_vnd]", f"{worth}0 triệu")
    page.get_by_role("button", name="Ghi bước này").click()
    expect(page.locator("ol.story")).to_contain_text(f"{worth.lstrip('0')}0.000.000 đồng")


def _funnel(page: Page, path: str) -> set[str]:
    """The steps at which this fair counts its one pair."""
    page.goto(path)
    rows = page.locator("table.funnel tbody tr")
    named = [(row.locator("th").inner_text(), row.locator("td").first) for row in rows.all()]
    return {name for name, figure in named if figure.inner_text().split()[0] == "1"}
