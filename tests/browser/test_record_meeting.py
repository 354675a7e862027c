"""An officer records a year-round meeting with its outcome: under a minute, by the keyboard."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from app.connections.models import Connection
from app.connections.stages import Stage
from app.core import clock
from app.core.db import db
from tests.browser.conftest import PASSWORD, Watch, axe, scrolls_sideways
from tests.factories.accounts import make_hub, make_user
from tests.factories.catalogue import make_need, make_technology

#: Keystroke-level model, a slow typist: seconds per key, per thing to decide, per reach and click.
KEY, THOUGHT, CLICK = 0.28, 1.35, 1.7


class Hands:
    """Acts on a page and adds up how long a person would take, the machine's time included."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.person = 0.0
        self.began = time.monotonic()

    def click(self, control: str) -> None:
        self.page.click(control)
        self.person += THOUGHT + CLICK

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.person += THOUGHT + KEY * len(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.person += KEY

    def tab_to(self, name: str, most: int) -> None:
        """Press Tab until a field has the focus, looking each time, as people do."""
        for _time in range(most):
            self.press("Tab")
            if self.page.evaluate("() => document.activeElement.name") == name:
                return
        raise AssertionError(f"{most} times Tab do not lead to {name}")

    @property
    def seconds(self) -> float:
        return self.person + time.monotonic() - self.began


def signed_in(browser: Browser, address: str, email: str, **context) -> Page:
    page = browser.new_context(base_url=address, locale="vi-VN", **context).new_page()
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


@pytest.fixture
def officer(app: Flask):
    """An organiser, and a need among thirty technologies."""
    hub = make_hub()
    user = make_user("organiser", hub, password=PASSWORD)
    need = make_need(hub, title="Bảo quản cam tươi trên 45 ngày")
    for n in range(29):
        make_technology(hub, title=f"Khuôn ép nhựa số {n}")
    make_technology(hub, title="Kho lạnh kiểm soát khí cho quả có múi")
    return hub, user, need


@pytest.mark.browser
def test_a_meeting_with_its_outcome_takes_under_a_minute(
    browser, address, officer, record_property
):
    hub, user, need = officer
    page = signed_in(browser, address, user.email)
    watch = Watch(page)
    due = (clock.today() + timedelta(days=14)).strftime("%d/%m/%Y")
    hands = Hands(page)

    page.goto(f"/hubs/{hub.slug}/meetings/new?need={need.code}")
    page.wait_for_selector(".ts-wrapper")
    hands.click("#technology + .ts-wrapper .ts-control")
    page.wait_for_selector("#technology + .ts-wrapper.focus.dropdown-active")  # it takes the keys
    hands.type("lanh qua co mui")  # without marks
    page.wait_for_selector(".ts-dropdown .option.active:has-text('Kho lạnh')")  # seen, then chosen
    hands.press("Enter")
    page.wait_for_selector("#technology + .ts-wrapper .item:has-text('Kho lạnh')")
    page.wait_for_selector("#technology + .ts-wrapper:not(.dropdown-active)")
    # past expert, time, length, way of meeting: today, now, 60 minutes
    hands.tab_to("place", most=6)
    hands.type("Văn phòng điểm kết nối")
    hands.press("Tab")
    hands.type("Th")  # Thăm thực địa
    hands.press("Tab", "Tab")
    hands.type("Xem kho lanh tai vuon")
    hands.press("Tab")
    hands.type("Gui bao gia")
    hands.press("Tab")
    hands.type(due)
    hands.press("Enter")
    page.wait_for_selector("text=Theo dõi kết nối")
    took = hands.seconds

    assert watch.take() == []
    db.session.rollback()  # the server wrote it: read afresh
    connection = db.session.scalars(select(Connection)).one()
    assert connection.stage is Stage.EXPLORING
    assert connection.next_step == "Gui bao gia"
    assert connection.next_due == clock.today() + timedelta(days=14)
    assert connection.meeting.technology.title == "Kho lạnh kiểm soát khí cho quả có múi"
    assert connection.meeting.place == "Văn phòng điểm kết nối"
    record_property("seconds", round(took, 1))
    print(f"recorded in {took:.1f} s, of which {hands.person:.1f} s are the person's")
    assert took <= 60


@pytest.mark.browser
def test_only_the_fields_of_the_chosen_outcome_are_shown(browser, address, officer):
    hub, user, need = officer
    page = signed_in(browser, address, user.email, viewport={"width": 390, "height": 844})
    page.goto(f"/hubs/{hub.slug}/meetings/new?need={need.code}")
    page.wait_for_selector(".ts-wrapper")
    shown = lambda: [  # noqa: E731
        name
        for name in ("why", "value_vnd", "next_step")
        if page.locator(f"[name={name}]").is_visible()
    ]

    seen = {}
    for kind in ("", "site_visit", "mou", "no_fit"):
        page.select_option("[name=outcome]", kind)
        seen[kind] = shown()

    assert seen == {
        "": ["next_step"],
        "site_visit": ["next_step"],
        "mou": ["value_vnd", "next_step"],
        "no_fit": ["why"],
    }
    assert axe(page) == []
    assert not scrolls_sideways(page)
