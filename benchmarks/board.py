"""The live board with many screens: what it costs the server, and how late a change is seen.

    .venv/bin/python -m benchmarks.board [--screens 50] [--seconds 20]

One process of the web server. Three rounds: nobody watches; a stream for each screen; streams
for 16 and the others ask every 5 seconds. In each a badge is scanned twice a second. Statements
are those of the whole process; a scan's own are left out by the first round.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from benchmarks.http import EVENT, ROOT, Installation, borrowed_database

HEAD = ["screens", "streams", "CPU of one core", "statements/s", "scan ms p50 / p95"]
HEAD += ["seen apart s p50 / max", "ask ms p50"]
ASK_EVERY = 5.0
SCANS_PER_SECOND = 2.0


class Screen(threading.Thread):
    """A wall screen: notes when it saw each new number of people inside."""

    def __init__(self, port: int, path: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.stop = port, path, stop
        self.seen: dict[str, float] = {}
        self.streams = 0
        self.asks: list[float] = []

    def run(self) -> None:
        while not self.stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request("GET", f"{self.path}/stream")
            answer = connection.getresponse()
            if answer.status == 200:
                self.streams += 1
                while not self.stop.is_set() and (line := answer.readline()):
                    if line.startswith(b"data: {"):
                        self._saw(json.loads(line[6:])["html"])
                connection.close()
            else:
                answer.read()
                self._ask(connection)

    def _ask(self, connection: http.client.HTTPConnection) -> None:
        while not self.stop.wait(ASK_EVERY):
            begun = time.perf_counter()
            connection.request("GET", f"{self.path}/figures")
            html = json.loads(connection.getresponse().read())["html"]
            self.asks.append((time.perf_counter() - begun) * 1000)
            self._saw(html)

    def _saw(self, html: str) -> None:
        inside = html.partition("b-huge num")[2].partition(">")[2].partition("<")[0]
        self.seen.setdefault(inside, time.monotonic())


def scan(
    house: Installation, device: str, badges: Iterator[str], until: float
) -> tuple[int, list[float]]:
    """Scan a badge twice a second; how many, and the milliseconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    taken = []
    while time.monotonic() < until:
        body = {
            "id": str(uuid.uuid4()),
            "badge": next(badges),
            "point": "gate-1",
            "scanned_at": datetime.now(UTC).isoformat(),
        }
        begun = time.perf_counter()
        connection.request(
            "POST",
            f"/api/v1/events/{EVENT}/check-ins",
            json.dumps({"scans": [body]}),
            {"Content-Type": "application/json", "Authorization": f"Bearer {device}"},
        )
        connection.getresponse().read()
        taken.append((time.perf_counter() - begun) * 1000)
        time.sleep(1 / SCANS_PER_SECOND)
    return len(taken), taken


def served(house: Installation, streams: int) -> subprocess.Popen[bytes]:
    """One process, as `make run` starts it, that counts its statements."""
    env = house.env | {"KETNOI_BOARD_STREAMS": str(streams)}
    command = [sys.executable, "-m", "gunicorn", "benchmarks.wsgi:app"]
    command += ["--bind", f"127.0.0.1:{house.port}", "--workers", "1"]
    command += ["--threads", str(8 + streams), "--worker-class", "gthread"]
    command += ["--no-control-socket", "--log-level", "error", "--graceful-timeout", "1"]
    command += ["--keep-alive", "15"]
    return subprocess.Popen(command, cwd=ROOT, env=env)


def statements(house: Installation) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    connection.request("GET", "/bench/statements")
    return int(json.loads(connection.getresponse().read())["statements"])


def round_of(
    house: Installation,
    device: str,
    badges: Iterator[str],
    path: str,
    screens: int,
    streams: int,
    secs: float,
) -> list[str]:
    """One row of the table."""
    house.server = served(house, max(streams, 1))
    try:
        house._wait()
        stop = threading.Event()
        walls = [Screen(house.port, path, stop) for _screen in range(screens)]
        for wall in walls:
            wall.start()
        time.sleep(3)
        cpu, sent, begun = house.cpu_seconds(), statements(house), time.monotonic()
        number, times = scan(house, device, badges, begun + secs)
        time.sleep(3)
        took = time.monotonic() - begun
        used, asked = house.cpu_seconds() - cpu, statements(house) - sent
        stop.set()
        late = lateness(walls)
        asks = [ms for wall in walls for ms in wall.asks]
        return [
            str(screens),
            str(sum(1 for wall in walls if wall.streams)),
            f"{100 * used / took:.1f}%",
            f"{asked / took:.1f}",
            f"{statistics.median(times):.0f} / {sorted(times)[int(0.95 * number)]:.0f}",
            f"{statistics.median(late):.2f} / {max(late):.2f}" if late else "–",
            f"{statistics.median(asks):.1f}" if asks else "–",
        ]
    finally:
        house.server.terminate()
        house.server.wait(20)


def lateness(walls: list[Screen]) -> list[float]:
    """For each number seen, seconds from the first screen that showed it to each other one."""
    streaming = [wall for wall in walls if wall.streams]
    found = []
    for number in {key for wall in streaming for key in wall.seen}:
        moments = [wall.seen[number] for wall in streaming if number in wall.seen]
        found += [moment - min(moments) for moment in moments]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--screens", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    server = os.environ.get("KETNOI_TEST_DATABASE_URL")
    with ExitStack() as stack:
        address = None
        if server:
            name = f"ketnoi_bench_{uuid.uuid4().hex[:8]}"
            address = stack.enter_context(borrowed_database(server, name))
        measure(address, given.screens, given.seconds)


def measure(database: str | None, screens_in_all: int, seconds: float) -> None:
    """Print the table for one database."""
    kind = "PostgreSQL" if database else "SQLite"
    print(f"{kind}: {screens_in_all} screens, 2 scans a second, {seconds:.0f} s a round\n")
    with tempfile.TemporaryDirectory() as folder:
        house = Installation(Path(folder), database)
        house.flask("db", "upgrade")
        house.flask("demo", "load")
        device = house.flask("devices", "create", EVENT, "bench", "--point", "gate-1").strip()
        path = house.flask("board", EVENT).strip()
        badges = cycle(house.flask("badges", "tokens", EVENT).split()[1::2])
        print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|")
        for screens, streams in ((0, 0), (screens_in_all, screens_in_all), (screens_in_all, 16)):
            row = round_of(house, device, badges, path, screens, streams, seconds)
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
