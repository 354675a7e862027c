"""Take the README's pictures from the running product, into docs/pictures/.

Makes an installation of its own in a temporary folder, loads the sample fair, looks at what an
organiser sees before the fair, plays it, and looks at what came of it. Nothing of it stays.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.core import tokens  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
BIN = Path(sys.executable).parent
EVENT = "techmart-bac-trung-bo"
HUB = "h01"
OFFICE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
LARGEST = 150_000  # bytes
CHROMIUM = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@dataclass
class House:
    """The installation: its settings, its address, and who may sign in."""

    env: dict[str, str]
    url: str
    password: str = "ảnh chụp cho tài liệu"

    def flask(self, *words: str, said: str = "") -> str:
        command = [str(BIN / "flask"), "--app", "wsgi", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, input=said, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"flask {' '.join(words)}: {done.stderr.strip()[-400:]}")
        return done.stdout

    def ask(self, path: str, token: str) -> Any:
        request = urllib.request.Request(self.url + path)
        request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """The sample, loaded and served; everything ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"KETNOI_DATA_DIR": str(folder), "KETNOI_RATE_LIMITS": "off"}
    made = House(env=os.environ | settings, url=f"http://127.0.0.1:{port}")
    made.flask("db", "upgrade")
    made.flask("demo", "load")
    made.flask(
        *("users", "create", "anh@example.org", "--name", "Nguyễn Thị Minh Hà", "--hub", "H01"),
        *("--role", "organiser", "--password-stdin"),
        said=made.password + "\n",
    )
    serve = ["gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    commands = [[*serve, "--no-control-socket"], ["flask", "--app", "wsgi", "jobs", "work"]]
    running = [
        subprocess.Popen(
            [str(BIN / words[0]), *words[1:]], cwd=ROOT, env=made.env, stderr=subprocess.DEVNULL
        )
        for words in commands
    ]
    try:
        _wait_for(made.url)
        yield made
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=20)


def _wait_for(url: str) -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(url + "/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory(prefix="ketnoi-pictures-") as folder,
        house(Path(folder) / "var") as made,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        phone = new_page(browser, PHONE)
        office = new_page(browser, OFFICE)
        sign_in(office, made)
        before_the_fair(made, office, phone)
        made.flask("demo", "run", "--out", str(Path(folder) / "out"))
        after_the_fair(made, office)
        verdict(made, phone)
        browser.close()
    return 0


def new_page(browser: Browser, size: Any) -> Page:
    context = browser.new_context(
        viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce"
    )
    return context.new_page()


def sign_in(page: Page, made: House) -> None:
    page.goto(made.url + "/sign-in")
    page.fill("[name=email]", "anh@example.org")
    page.fill("[name=password]", made.password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/hubs/**")


def before_the_fair(made: House, office: Page, phone: Page) -> None:
    desk = f"{made.url}/events/{EVENT}/desk"
    take(office, desk, "desk")
    take(office, f"{desk}/agenda", "agenda")
    take(office, f"{made.url}/hubs/{HUB}/needs/N001", "needs")
    take(phone, f"{made.url}/events/{EVENT}/register", "sign-up")


def after_the_fair(made: House, office: Page) -> None:
    desk = f"{made.url}/events/{EVENT}/desk"
    take(office, f"{desk}/booths", "floor-plan")
    take(office, f"{desk}/timetable", "timetable")
    take(office, f"{desk}/report", "report")


def verdict(made: House, phone: Page) -> None:
    """Somebody who has not come yet shows the badge: typed, as from a USB reader."""
    token = made.flask("devices", "create", EVENT, "M-01", "--point", "gate-1").strip()
    badge = first_not_seen(made, token)
    phone.goto(f"{made.url}/scan#{EVENT}.{token}")
    phone.locator("#typed-code").wait_for()
    phone.fill("#typed-code", badge)
    phone.press("#typed-code", "Enter")
    phone.locator("[data-screen=verdict]").wait_for()
    save(phone.screenshot(), "verdict")


def first_not_seen(made: House, token: str) -> str:
    """The badge, as its QR code reads, of the first visitor whom no gate has seen."""
    seen: set[str] = set()
    visitors: set[str] = set()
    base = f"/api/v1/events/{EVENT}"
    read_all(made, f"{base}/check-ins", token, lambda item: seen.add(item["serial"]))
    roster = made.ask(f"{base}/roster", token)["badges"]
    visitors.update(b["serial"] for b in roster if b["organisation"] and b["state"] == "valid")
    for line in made.flask("badges", "tokens", EVENT).splitlines():
        text = line.split("\t")[1]
        claims = tokens.read(text)
        if claims and str(claims.serial) in visitors - seen:
            return text
    raise SystemExit("everybody has come")


def read_all(made: House, path: str, token: str, note: Callable[[Any], None]) -> None:
    cursor = "0"
    while cursor:
        page = made.ask(f"{path}?cursor={cursor}", token)
        for item in page["items"]:
            note(item)
        cursor = page["next"]


def take(page: Page, url: str, name: str) -> None:
    answer = page.goto(url)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{url}: {answer.status if answer else 'no answer'}")
    page.wait_for_load_state("networkidle")
    save(page.screenshot(), name)


def save(picture: bytes, name: str) -> None:
    """As a PNG of few colours: text stays sharp, the file small."""
    target = PICTURES / f"{name}.png"
    with Image.open(BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(colors=128, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.relative_to(ROOT)}  {size / 1000:.0f} kB")
    if size > LARGEST:
        raise SystemExit(f"{target.name} is larger than {LARGEST / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
