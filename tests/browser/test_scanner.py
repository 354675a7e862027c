"""The scanner in a real browser: a fake camera shows a real badge; the network comes and goes."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Point, Scan
from tests.browser.background import sync_now
from tests.browser.conftest import (
    CHROMIUM_ARGS,
    EVENT,
    PASSWORD,
    Served,
    Watch,
    axe,
    scrolls_sideways,
)
from tests.contract.house import Browser as Visitor
from tests.factories.checkin import make_delegation, make_device, make_fair, make_guest, token_of

pytestmark = pytest.mark.browser
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "vi-VN",
    "timezone_id": "Asia/Ho_Chi_Minh",
    "permissions": ["camera"],
}
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


def film(text: str | None, path: Path) -> list[str]:
    """A film of a badge held before the camera (or of nothing), and how Chromium gets it."""
    picture = Image.new("RGB", (1280, 720), (120, 120, 120))
    if text is not None:
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        code.add_data(text, optimize=0)
        code.make(fit=True)
        badge = code.make_image().get_image().convert("RGB")
        picture.paste(badge.resize((420, 420)), (430, 150))
    frame = io.BytesIO()
    picture.save(frame, "JPEG", quality=85)
    path.write_bytes(frame.getvalue() * 10)
    return [
        *CHROMIUM_ARGS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


@pytest.fixture(scope="module")
def tokens(fresh: Served) -> list[str]:
    """Badges of people who are only shown in this file."""
    return list(fresh.house.tokens(EVENT).values())


@pytest.fixture(scope="module")
def phones(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, browser_type_launch_args: Any
) -> Iterator[Callable[[str | None], Browser]]:
    """Browsers before whose camera somebody holds a badge, or nobody does."""
    folder, started = tmp_path_factory.mktemp("camera"), {}

    def launch(text: str | None) -> Browser:
        if text not in started:
            args = film(text, folder / f"{len(started)}.mjpeg")
            given = {**browser_type_launch_args, "args": args}
            started[text] = playwright.chromium.launch(**given)
        return started[text]

    yield launch
    for browser in started.values():
        browser.close()


@pytest.fixture
def new_device(fresh: Served) -> Callable[..., str]:
    """The link of a new device of the fair."""

    def make(name: str, *options: str) -> str:
        token = fresh.house.ok("devices", "create", EVENT, name, *options).strip()
        return f"{fresh.url}/scan#{EVENT}.{token}"

    return make


@pytest.fixture
def phone(phones) -> Iterator[BrowserContext]:
    """A phone that sees no badge: codes are typed."""
    context = phones(None).new_context(**PHONE)
    yield context
    context.close()


def gate_of(fair: Event) -> Point:
    return db.session.scalars(select(Point).where(Point.event_id == fair.id).limit(1)).one()


def show(page: Page, text: str) -> None:
    """Type a code as a USB scanner does."""
    page.fill("#typed-code", text)
    page.press("#typed-code", "Enter")
    page.wait_for_selector("[data-screen=verdict]:not([hidden])")


def word(page: Page) -> str:
    return page.inner_text("[data-word]")


def scan_on(page: Page) -> None:
    page.click("[data-screen=verdict] [data-act=next]")
    page.wait_for_selector("[data-screen=idle]:not([hidden])")


def idle(page: Page) -> None:
    page.wait_for_selector("[data-screen=idle]:not([hidden])", timeout=10_000)


def test_a_badge_before_the_camera_is_let_in(phones, new_device, tokens):
    page = phones(tokens[0]).new_context(**PHONE).new_page()
    watch = Watch(page)
    page.goto(new_device("L-03", "--point", "gate-1"))
    expect(page.locator("[data-word]")).to_have_text("MỜI VÀO", timeout=10_000)

    assert page.evaluate("() => location.hash") == "", "the token stays out of the history"
    expect(page.locator("[data-name]")).not_to_be_empty()  # the server's word, or the roster's
    assert page.inner_text("[data-screen=verdict] [data-gate]") == "Cổng 1"
    assert axe(page) == []
    assert not scrolls_sideways(page)
    idle(page)
    expect(page.locator("[data-people]")).to_have_text("1", timeout=10_000)
    assert watch.take() == []


def test_every_screen_is_readable_and_fits_a_phone(phone, new_device, tokens):
    page = phone.new_page()
    watch = Watch(page)
    found = {}

    def look(name: str) -> None:
        found[name] = (axe(page), scrolls_sideways(page))

    page.goto(new_device("L-04"))
    page.wait_for_selector("[data-screen=gate]:not([hidden])")
    look("gate")
    page.click("[data-points] button >> nth=1")
    idle(page)
    look("idle")
    for name, text in (
        ("admitted", tokens[10]),
        ("repeat", tokens[10]),
        ("forged", str(int(tokens[11]) ^ 1)),
        ("junk", "https://example.org"),
    ):
        idle(page)
        show(page, text)
        look(name)
        if name != "admitted":
            scan_on(page)
    page.click("[data-screen=idle] [data-act=search]")
    page.fill("#person-words", "nguyen")
    page.wait_for_selector("[data-people-found] button")
    look("search")

    assert found == dict.fromkeys(found, ([], False))
    assert watch.take() == []


def test_a_repeat_says_where_the_first_was_and_can_be_let_in_again(phone, new_device, tokens):
    one, two = phone.new_page(), phone.new_page()
    one.goto(new_device("L-05", "--point", "gate-2"))
    idle(one)
    show(one, tokens[12])
    assert word(one) == "MỜI VÀO"
    expect(one.locator("[data-waiting]")).to_have_text("0 lượt chờ gửi", timeout=15_000)
    one.close()
    two.goto(new_device("L-06", "--point", "gate-1", "--supervisor"))
    two.reload()
    idle(two)
    show(two, tokens[12])

    expect(two.locator("[data-word]")).to_have_text("ĐÃ VÀO RỒI", timeout=15_000)
    why = two.inner_text("[data-why]")
    assert "Cổng 2" in why and "L-05" in why
    two.click("[data-act=again]")
    assert axe(two) == []
    assert not scrolls_sideways(two)
    two.click("[data-act=reason] >> nth=0")
    expect(two.locator("[data-word]")).to_have_text("MỜI VÀO")


def test_a_guest_is_found_by_name_and_undone(phone, new_device, fresh, tokens):
    page = phone.new_page()
    page.goto(new_device("L-07", "--point", "gate-1"))
    idle(page)
    page.click("[data-screen=idle] [data-act=search]")
    page.fill("#person-words", "vo huu loi")
    page.click("[data-people-found] button >> nth=0")
    page.wait_for_selector("[data-screen=verdict]:not([hidden])")
    assert word(page) == "MỜI VÀO"
    assert page.inner_text("[data-name]") == "Võ Hữu Lợi"
    page.click("[data-screen=verdict] [data-act=undo]")
    idle(page)

    assert "Võ Hữu Lợi" in page.inner_text("[data-screen=idle] [data-said]")


def ready_for_offline(page: Page) -> None:
    """The roster is on the phone, and the service worker holds the page."""
    page.wait_for_function(
        "() => document.querySelector('[data-listed]').textContent"
        " && navigator.serviceWorker.controller"
    )


def scans_on_server(fresh: Served, token: str) -> list[dict[str, Any]]:
    path = f"/api/v1/events/{EVENT}/check-ins"
    headers = {"Authorization": f"Bearer {token}"}
    found: list[dict[str, Any]] = []
    cursor = "0"
    while cursor:
        page = Visitor(fresh.url).request("GET", f"{path}?cursor={cursor}", headers=headers).json()
        found, cursor = found + page["items"], page["next"]
    return found


def test_without_network_the_phone_decides_starts_anew_and_nothing_is_lost(
    phone, new_device, fresh, tokens
):
    page = phone.new_page()
    watch = Watch(page)
    link = new_device("L-08", "--point", "gate-1")
    page.goto(link)
    idle(page)
    ready_for_offline(page)
    before = len(scans_on_server(fresh, link.rpartition(".")[2]))
    phone.set_offline(True)
    for token in tokens[20:25]:
        show(page, token)
        assert word(page) == "MỜI VÀO"
        assert "chữ ký" in page.inner_text("[data-why]")
        idle(page)
    show(page, tokens[20])
    assert word(page) == "ĐÃ VÀO RỒI"
    scan_on(page)
    show(page, str(int(tokens[26]) ^ 1))
    assert word(page) == "MÃ LẠ"
    assert "Mất mạng" in page.inner_text("[data-state]")
    assert "7 lượt chờ gửi" in page.inner_text("[data-state]")
    assert {text for text in watch.take() if OFFLINE not in text} == set()
    page.close(run_before_unload=False)  # the tab is killed

    cold = phone.new_page()
    opened = cold.goto(fresh.url + "/scan")
    assert opened and opened.from_service_worker
    idle(cold)
    assert "Mất mạng" in cold.inner_text("[data-state]")
    assert "7 lượt chờ gửi" in cold.inner_text("[data-state]")
    show(cold, tokens[21])
    assert word(cold) == "ĐÃ VÀO RỒI", "the phone knows whom it let in before it was closed"
    scan_on(cold)
    cold.click("[data-screen=idle] [data-act=search]")
    cold.fill("#person-words", "vo huu")
    cold.wait_for_selector("[data-people-found] button")
    assert "Mất mạng" in cold.inner_text("[data-screen=search] [data-said]")
    assert not scrolls_sideways(cold)
    cold.close(run_before_unload=False)

    phone.set_offline(False)
    again = phone.new_page()
    again.goto(fresh.url + "/scan")
    idle(again)
    expect(again.locator("[data-waiting]")).to_have_text("0 lượt chờ gửi", timeout=15_000)
    arrived = scans_on_server(fresh, link.rpartition(".")[2])[before:]
    arrived.sort(key=lambda scan: scan["at"])
    assert [scan["verdict"] for scan in arrived] == [
        *["admitted"] * 5,
        *["repeat", "forged", "repeat"],
    ]
    assert len({scan["id"] for scan in arrived}) == 8


def test_what_waits_goes_out_though_the_scanner_is_closed(phone, new_device, fresh, tokens):
    page = phone.new_page()
    link = new_device("L-10", "--point", "gate-1")
    page.goto(link)
    idle(page)
    ready_for_offline(page)
    before = len(scans_on_server(fresh, link.rpartition(".")[2]))
    phone.set_offline(True)
    show(page, tokens[28])
    expect(page.locator("[data-waiting]")).to_have_text("1 lượt chờ gửi")
    page.close(run_before_unload=False)
    phone.set_offline(False)
    sync_now(phone, fresh.url, "/scan")

    arrived = []
    until = time.monotonic() + 20
    while not arrived and time.monotonic() < until:
        arrived = scans_on_server(fresh, link.rpartition(".")[2])[before:]
        time.sleep(0.1)
    assert [scan["verdict"] for scan in arrived] == ["admitted"]


def test_a_revoked_device_stops_and_offers_what_it_holds(phone, new_device, fresh, tokens):
    from tests.browser.conftest import signed_in

    page = phone.new_page()
    page.goto(new_device("L-09", "--point", "gate-1"))
    idle(page)
    phone.set_offline(True)
    show(page, tokens[30])
    idle(page)
    office = signed_in(phone.browser, fresh, "organiser")
    desk = office.new_page()
    desk.goto(f"/events/{EVENT}/desk/devices")
    desk.wait_for_selector("html.has-script")  # a press before it would not be asked about
    row = desk.locator("tr", has_text="L-09")
    row.get_by_role("button").click()
    desk.click("#ask-yes")
    desk.wait_for_load_state()
    phone.set_offline(False)
    page.wait_for_selector("[data-screen=stopped]:not([hidden])", timeout=20_000)

    assert "Máy này đã bị thu hồi" in page.inner_text("main")
    with page.expect_download() as saved:
        page.click("[data-screen=stopped] [data-act=save]")
    assert tokens[30] in Path(saved.value.path()).read_text(encoding="utf-8")
    desk.goto(f"/events/{EVENT}/desk/check-ins")
    desk.get_by_role("link", name="Nhận lượt quét từ tệp").click()
    assert axe(desk) == []
    desk.set_input_files("input[type=file]", saved.value.path())
    desk.click("main form button[type=submit]")
    expect(desk.locator(".toasts")).to_contain_text("1 lượt đã nhận, 0 lượt có sẵn")
    expect(desk.locator(".scan-list tbody tr").first).to_contain_text("L-09")
    office.close()


def test_a_steward_signs_in_chooses_a_gate_and_scans(phone, fresh, tokens):
    page = phone.new_page()
    page.goto(fresh.url + "/scan")
    page.get_by_role("link", name="Đăng nhập").click()
    page.fill("[name=email]", "steward@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/scan")
    assert axe(page) == []
    page.locator(".places button", has_text="Cổng 2").first.click()
    idle(page)
    show(page, tokens[40])

    assert word(page) == "MỜI VÀO"
    assert page.inner_text("[data-screen=verdict] [data-gate]") == "Cổng 2"


def test_a_delegation_is_let_in_with_one_press_and_taken_back(phones, address):
    fair = make_fair(starts_on=clock.today(), ends_on=clock.today())
    group = make_delegation(fair)
    names = ("Lê Thị Ba", "Đào Văn Hai", "Đỗ Ưu")
    members = [make_guest(fair, name=name, delegation_id=group.id) for name in names]
    phone = phones(None).new_context(**PHONE)
    page = phone.new_page()
    page.goto(f"{address}/scan#{fair.slug}.{make_device(fair, point_id=gate_of(fair).id)[1]}")
    idle(page)
    expect(page.locator("[data-listed]")).not_to_be_empty()
    phone.set_offline(True)
    show(page, token_of(members[0]))
    expect(page.locator("[data-company-names] li")).to_have_text(["Đào Văn Hai", "Đỗ Ưu"])
    assert axe(page) == []
    assert not scrolls_sideways(page)
    page.click("[data-act=all]")
    expect(page.locator("[data-name]")).to_have_text("3 người của đoàn")
    page.click("[data-screen=verdict] [data-act=undo]")
    idle(page)
    expect(page.locator("[data-waiting]")).to_have_text("6 lượt chờ gửi")
    phone.set_offline(False)
    expect(page.locator("[data-waiting]")).to_have_text("0 lượt chờ gửi", timeout=15_000)
    phone.close()
    db.session.rollback()  # what was read before the phone sent is old

    scans = db.session.scalars(select(Scan).order_by(Scan.at, Scan.id)).all()
    assert [scan.verdict for scan in scans] == ["admitted"] * 3 + ["exited"] * 3
    assert len({scan.uuid for scan in scans}) == 6
