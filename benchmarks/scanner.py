"""The scanner in a phone's place: a roster of 20,000, a cold start without network, a verdict.

    .venv/bin/python -m benchmarks.scanner [--guests 20000] [--slow 4] [--times 5]

Chromium with its processor slowed down (4 times: a cheap phone of today) opens /scan with the
network off; the time is from the navigation to the screen that is ready to scan, and from a code
to its verdict. The roster is downloaded as the phone downloads it. Nothing is kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.contract.house import House

EVENT = "techmart-bac-trung-bo"
STATIC = Path(__file__).resolve().parent.parent / "static"
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
MIDDLES = ("Thị Thu", "Văn", "Hữu", "Ngọc Minh", "Đức", "Phương", "Quang", "Thanh", "Xuân", "Khánh")
GIVEN = ("Hà", "Ưu", "Dũng", "Thảo", "Anh", "Bình", "Châu", "Lợi", "Mạnh", "Yến", "Sơn", "Trúc")
PLACES = ("Viện Nghiên cứu", "Công ty TNHH", "Hợp tác xã", "Trường Đại học", "Trung tâm")


def crowd(house: House, number: int) -> None:
    """So many confirmed guests with signed badges, none of them a real person."""
    os.environ.update(house.env)
    from sqlalchemy import select

    from app.core import clock, ids
    from app.core.db import db, transaction
    from app.core.text import fold
    from app.events.models import Event
    from app.factory import create_app
    from app.registrations.badges import actions as badges
    from app.registrations.models import Category, Registration
    from app.registrations.states import Source, Status

    with create_app().app_context(), transaction():
        event = db.session.scalars(select(Event).where(Event.slug == EVENT)).one()
        category = db.session.scalars(select(Category).where(Category.event_id == event.id)).first()
        assert category is not None
        people = []
        for n in range(number):
            name = f"{FAMILIES[n % 10]} {MIDDLES[n // 10 % 10]} {GIVEN[n // 100 % 12]}"
            organisation = f"{PLACES[n % 5]} số {n % 997} (giả định)"
            people.append(
                Registration(
                    code=ids.code(16),
                    link_nonce=ids.code(26),
                    event_id=event.id,
                    category_id=category.id,
                    status=Status.CONFIRMED,
                    name=name,
                    organisation=organisation,
                    answers={},
                    source=Source.IMPORT,
                    folded=fold(f"{name} {organisation}"),
                    sort_key=fold(name),
                    created_at=clock.now(),
                )
            )
        db.session.add_all(people)
        db.session.flush()
        badges.issue_all(event, [(person, category) for person in people])


def download(base: str, token: str) -> tuple[int, int, float]:
    """(badges, bytes on the wire, seconds) of a whole roster, page after page."""
    badges = size = 0
    cursor, began = "", time.perf_counter()
    while True:
        address = f"{base}/api/v1/events/{EVENT}/roster?cursor={cursor}"
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
        with urlopen(Request(address, headers=headers)) as answer:
            body = answer.read()
        page = json.loads(gzip.decompress(body))
        size += len(body)
        badges += len(page["badges"])
        cursor = page["cursor"]
        if not page["badges"]:
            return badges, size, time.perf_counter() - began


def ready(page: Page) -> None:
    page.wait_for_selector("[data-screen=idle]:not([hidden])", timeout=60_000)


def cold_start(phone: BrowserContext, address: str, slow: int) -> tuple[Page, float]:
    """A new page without network on a slow processor: milliseconds until it can scan."""
    page = phone.new_page()
    phone.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    began = time.perf_counter()
    page.goto(address)
    ready(page)
    return page, 1000 * (time.perf_counter() - began)


def verdict(page: Page, text: str) -> float:
    """Milliseconds from a code to its verdict, as the page itself sees them."""
    return float(
        page.evaluate(
            """text => new Promise(done => {
                const screen = document.querySelector('[data-screen=verdict]');
                const began = performance.now();
                new MutationObserver((_, watch) => {
                    if (screen.hidden) return;
                    watch.disconnect();
                    requestAnimationFrame(() => done(performance.now() - began));
                }).observe(screen, {attributes: true});
                const form = document.querySelector('[data-typed]');
                form.elements.code.value = text;
                form.requestSubmit();
            })""",
            text,
        )
    )


def on_the_phone(base: str, token: str, badges: list[str], slow: int, times: int) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-gpu"],
        )
        phone = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
        first = phone.new_page()
        began = time.perf_counter()
        first.goto(f"{base}/scan#{EVENT}.{token}")
        first.wait_for_function(
            "() => document.querySelector('[data-listed]').textContent"
            " && navigator.serviceWorker.controller",
            timeout=120_000,
        )
        print(f"first visit, roster kept: {time.perf_counter() - began:.1f} s")
        first.close()
        phone.set_offline(True)
        starts, answers = [], []
        for n in range(times):
            page, taken = cold_start(phone, f"{base}/scan", slow)
            starts.append(taken)
            answers.append(verdict(page, badges[n]))
            page.close(run_before_unload=False)
        browser.close()
    print(
        f"cold start offline, processor {slow}x slowed: {statistics.median(starts):.0f} ms "
        f"(slowest {max(starts):.0f}); code to verdict {statistics.median(answers):.0f} ms "
        f"(slowest {max(answers):.0f})"
    )


def app_size(base: str) -> int:
    """Bytes of everything the phone keeps, compressed as a server sends it."""
    with urlopen(f"{base}/sw.js") as answer:
        told = json.loads(answer.readline().decode().removeprefix("self.KEPT = ")[:-2])
    total = 0
    for name in told["files"]:
        content = (STATIC / name.removeprefix("/static/")).read_bytes()
        total += len(content if name.endswith(".woff2") else gzip.compress(content, 9))
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--guests", type=int, default=20_000)
    parser.add_argument("--slow", type=int, default=4)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        house.ok("db", "upgrade")
        house.ok("demo", "load", timeout=300)
        crowd(house, given.guests)
        badges = list(house.tokens(EVENT).values())[-given.times :]
        token = house.ok("devices", "create", EVENT, "L-01", "--point", "gate-1").strip()
        with house.served() as visitor:
            number, size, seconds = download(visitor.base, token)
            print(f"roster of {number}: {size / 1e6:.2f} MB, {seconds:.1f} s")
            print(f"scanner with its decoder: {app_size(visitor.base) / 1000:.0f} kB")
            on_the_phone(visitor.base, token, badges, given.slow, given.times)
        house.drop()


if __name__ == "__main__":
    main()
