"""What was acknowledged is never lost: workers and master are killed while people sign up and scan.

`make chaos` (KETNOI_CHAOS=long) runs 2,000 scans and 300 sign-ups through 20 kills; the check
runs a short form. Clients retry with the same ids until they have an answer, as phones do.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from tests.contract import copies
from tests.contract.house import BIN, ROOT, Browser, House, scan

EVENT = "techmart-bac-trung-bo"
LONG = os.environ.get("KETNOI_CHAOS") == "long"
SCANS, PEOPLE, KILLS, MASTER_KILLS = (2000, 300, 20, 2) if LONG else (200, 40, 4, 1)
pytestmark = pytest.mark.slow


class Server:
    """gunicorn with two workers that is started again whenever its master was killed."""

    def __init__(self, house: House, port: int) -> None:
        self.house, self.port = house, port
        self.start()

    def start(self) -> None:
        command = [str(BIN / "gunicorn"), "wsgi:app", "--config", os.devnull]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4"]
        command += ["--no-control-socket", "--log-level", "critical"]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.house.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def workers(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []

    def kill_worker(self) -> bool:
        alive = self.workers()
        if not alive:
            return False
        os.kill(random.choice(alive), signal.SIGKILL)
        return True

    def kill_master(self) -> None:
        workers = self.workers()
        self.process.kill()
        self.process.wait()
        for pid in workers:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def persistently(send, done: threading.Event):
    """Ask again until there is an answer that is not a fault of the moment."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            answer = send()
            if answer.status < 500 and answer.status != 429:
                return answer
        except (OSError, http.client.HTTPException):  # cut off, perhaps in the middle of an answer
            pass
        time.sleep(0.05)
    done.set()
    raise AssertionError("no answer within two minutes")


def test_every_acknowledged_write_survives(tmp_path):
    house = copies.copy_of(copies.load, tmp_path)
    try:
        house.ok("categories", "create", EVENT, "chaos", "--places", "100000")
        device = house.ok("devices", "create", EVENT, "cổng thử").strip()
        tokens = list(house.tokens(EVENT).values())
        server = Server(house, _port())
        try:
            acknowledged, codes = _storm(server, device, tokens)
        finally:
            server.stop()
        with house.served() as browser:
            _nothing_is_lost(browser, device, acknowledged)
        assert len(set(codes)) == len(codes) == PEOPLE
        known = house.tokens(EVENT)
        assert set(codes) <= known.keys()
        house.ok("audit", "verify")
    finally:
        house.drop()


def _storm(server: Server, device: str, tokens: list[str]) -> tuple[set[str], list[str]]:
    browser = Browser(f"http://127.0.0.1:{server.port}")
    acknowledged: set[str] = set()
    codes: list[str] = []
    over = threading.Event()
    day = time.strftime("%Y-%m-%d")

    def one_scan(index: int) -> None:
        sent = scan(tokens[index % len(tokens)], f"{day}T09:{index % 60:02}:00+07:00")
        answer = persistently(
            lambda: browser.request(
                "POST",
                f"/api/v1/events/{EVENT}/check-ins",
                body={"scans": [sent]},
                headers={"Authorization": f"Bearer {device}"},
            ),
            over,
        )
        assert answer.status == 200, answer.text
        assert answer.json()["results"][0].get("error") is None, answer.text
        acknowledged.add(sent["id"])

    def one_person(index: int) -> None:
        key = str(uuid4())
        body = {
            "category": "chaos",
            "name": f"Nguyễn Bão {index}",
            "email": f"bao{index}@example.org",
            "consents": ["event_operations"],
        }
        answer = persistently(
            lambda: browser.request(
                "POST",
                f"/api/v1/events/{EVENT}/registrations",
                body=body,
                headers={"Idempotency-Key": key},
            ),
            over,
        )
        assert answer.status == 201, answer.text
        codes.append(answer.json()["code"])

    def killer() -> None:
        killed = masters = 0
        while not over.is_set() and killed < KILLS:
            time.sleep(random.uniform(0.4, 0.9))
            if masters < MASTER_KILLS and killed >= (masters + 1) * KILLS // (MASTER_KILLS + 1):
                server.kill_master()
                masters += 1
            else:
                killed += server.kill_worker()

    thread = threading.Thread(target=killer)
    thread.start()
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(one_scan, index) for index in range(SCANS)]
        work += [pool.submit(one_person, index) for index in range(PEOPLE)]
        try:
            for job in work:
                job.result()
        finally:
            over.set()
    thread.join()
    return acknowledged, codes


def _nothing_is_lost(browser: Browser, device: str, acknowledged: set[str]) -> None:
    """Every acknowledged scan is kept, once."""
    kept: list[str] = []
    cursor = ""
    while True:
        answer = browser.request(
            "GET",
            f"/api/v1/events/{EVENT}/check-ins" + (f"?cursor={cursor}" if cursor else ""),
            headers={"Authorization": f"Bearer {device}"},
        )
        assert answer.status == 200, answer.text
        page = answer.json()
        items = page.get("items") or page.get("scans") or []
        kept += [item["id"] for item in items]
        cursor = page.get("next") or ""
        if not cursor:
            break
    assert len(kept) == len(set(kept))
    assert acknowledged <= set(kept)


def _port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
