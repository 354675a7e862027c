"""Check-ins and sign-ups by HTTP, beside the yardstick, in interleaved rounds of one server."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
EVENT = "techmart-bac-trung-bo"
CONNECTIONS = 8
TICKS = os.sysconf("SC_CLK_TCK")
PEOPLE = 20_000
YARDSTICK = "one durable insert"
Request = tuple[str, bytes, dict[str, str]]
Kinds = dict[str, Callable[[], Request]]


@dataclass
class Round:
    """What one round of requests showed: times in ms."""

    seconds: float
    times: list[float]
    cpu_ms: float
    failed: int


class Installation:
    """A product of its own in a folder of its own, with a server of two workers."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        self.folder = folder
        self.env = os.environ | {
            "KETNOI_DATA_DIR": str(folder),
            "KETNOI_RATE_LIMITS": "off",
            "PYTHONPATH": str(ROOT),
        }
        if database_url:
            self.env["KETNOI_DATABASE_URL"] = database_url
        self.port = _free_port()

    def flask(self, *words: str) -> str:
        return self.python("flask", "--app", "wsgi", *words)

    def python(self, *words: str) -> str:
        """Run a module on this installation; what it prints."""
        command = [sys.executable, "-m", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[None]:
        command = [sys.executable, "-m", "gunicorn", "benchmarks.wsgi:app"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "8"]
        command += ["--worker-class", "gthread", "--keep-alive", "30", "--no-control-socket"]
        command += ["--log-level", "error"]
        self.server = subprocess.Popen(command, cwd=ROOT, env=self.env)
        try:
            self._wait()
            yield
        finally:
            self.server.terminate()
            self.server.wait(20)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not come up")

    def cpu_seconds(self) -> float:
        """CPU of the server's processes so far."""
        pids = [str(self.server.pid)]
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        total = 0
        for pid in pids + children.split():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def round(self, request: Callable[[], Request], count: int) -> Round:
        """Send `count` requests over 8 kept connections."""
        local: dict[int, http.client.HTTPConnection] = {}
        requests = [request() for _ in range(count)]

        def send(index: int) -> tuple[float, int]:
            slot = index % CONNECTIONS
            connection = local.setdefault(
                slot, http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            )
            path, body, headers = requests[index]
            begun = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return (time.perf_counter() - begun) * 1000, answer.status

        def lane(slot: int) -> list[tuple[float, int]]:
            return [send(index) for index in range(slot, count, CONNECTIONS)]

        cpu, begun = self.cpu_seconds(), time.perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            found = [row for rows in pool.map(lane, range(CONNECTIONS)) for row in rows]
        seconds = time.perf_counter() - begun
        used = (self.cpu_seconds() - cpu) * 1000 / count
        failed = sum(1 for _ms, status in found if status not in {200, 201})
        return Round(seconds, [ms for ms, _status in found], used, failed)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_json(path: str, value: object, **headers: str) -> Request:
    return path, json.dumps(value).encode(), {"Content-Type": "application/json"} | headers


def ready(folder: Path, database_url: str | None, people: int) -> tuple[Installation, Kinds]:
    """The sample fair with so many people more, and what is asked of it."""
    house = Installation(folder, database_url)
    house.flask("db", "upgrade")
    house.flask("demo", "load")
    device = house.flask("devices", "create", EVENT, "bench", "--point", "gate-1").strip()
    house.flask("categories", "create", EVENT, "bench", "--places", "1000000")
    tokens = cycle(house.python("benchmarks.crowd", str(people)).split())

    def check_in() -> Request:
        scan = {
            "id": str(uuid.uuid4()),
            "badge": next(tokens),
            "point": "gate-1",
            "scanned_at": datetime.now(UTC).isoformat(),
        }
        path = f"/api/v1/events/{EVENT}/check-ins"
        return _as_json(path, {"scans": [scan]}, Authorization=f"Bearer {device}")

    def sign_up() -> Request:
        person = {
            "category": "bench",
            "name": "Nguyễn Thị Đo Lường",
            "email": f"{secrets.token_hex(8)}@example.org",
            "consents": ["event_operations"],
        }
        return _as_json(f"/api/v1/events/{EVENT}/registrations", person)

    def yardstick() -> Request:
        return _as_json("/bench/insert", {})

    return house, {YARDSTICK: yardstick, "check-in": check_in, "sign-up": sign_up}


def measure(database_url: str | None, rounds: int = 5, count: int = 400) -> list[list[str]]:
    """Rows of the table for one database: what, rate, p50, p95, CPU, share of the yardstick."""
    with tempfile.TemporaryDirectory() as folder:
        house, kinds = ready(Path(folder), database_url, PEOPLE)
        with house.serving():
            for make in kinds.values():
                house.round(make, 80)
            found: dict[str, list[Round]] = {name: [] for name in kinds}
            for _ in range(rounds):
                for name, make in kinds.items():
                    found[name].append(house.round(make, count))
    return _rows(found)


def _rows(found: dict[str, list[Round]]) -> list[list[str]]:
    rates = {
        name: statistics.median(len(r.times) / r.seconds for r in rounds)
        for name, rounds in found.items()
    }
    base = rates[YARDSTICK]
    rows = []
    for name, rounds in found.items():
        times = sorted(ms for r in rounds for ms in r.times)
        rows.append(
            [
                name,
                f"{rates[name]:.0f}/s",
                f"{times[len(times) // 2]:.1f}",
                f"{times[int(len(times) * 0.95)]:.1f}",
                f"{statistics.median(r.cpu_ms for r in rounds):.2f}",
                f"{rates[name] / base:.0%}",
                str(sum(r.failed for r in rounds)),
            ]
        )
    return rows


@contextmanager
def borrowed_database(server: str, name: str) -> Iterator[str]:
    """A fresh database on a PostgreSQL server, dropped at the end; its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    try:
        yield server.rpartition("/")[0] + "/" + name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
