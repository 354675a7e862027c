"""`make bench`: everything the project claims about speed and quality, from one run.

    python -m benchmarks [--quick] [--only http,badges,timetable-scale,…]

With KETNOI_TEST_DATABASE_URL=postgresql://… the requests are measured on PostgreSQL too.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from app.core import clock
from benchmarks import http

ROOT = Path(__file__).resolve().parent.parent
HEAD = ["request", "rate", "p50 ms", "p95 ms", "CPU ms", "of an insert", "failed"]


def machine() -> str:
    """Processor, cores, memory, system: what the figures belong to."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024**2
    return (
        f"{model}, {os.cpu_count()} cores, {memory} GiB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def table(head: list[str], rows: list[list[str]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def requests(*, quick: bool) -> None:
    """Check-ins and sign-ups by HTTP on each database at hand."""
    rounds, count = (2, 200) if quick else (5, 400)
    print(f"2 workers, {http.CONNECTIONS} connections, {rounds} interleaved rounds of {count}.\n")
    print("### SQLite\n")
    table(HEAD, http.measure(None, rounds, count))
    server = os.environ.get("KETNOI_TEST_DATABASE_URL")
    if server:
        print("### PostgreSQL\n")
        name = f"ketnoi_bench_{uuid.uuid4().hex[:8]}"
        with http.borrowed_database(server, name) as address:
            table(HEAD, http.measure(address, rounds, count))


def module(name: str, *, shorter: bool = False) -> Callable[..., None]:
    """A part of its own; `shorter`: it knows --quick."""

    def run(*, quick: bool) -> None:
        command = [sys.executable, "-m", f"benchmarks.{name}", *(["--quick"] * (quick and shorter))]
        subprocess.run(command, cwd=ROOT, check=False)
        print(flush=True)

    return run


PARTS: dict[str, tuple[str, Callable[..., None]]] = {
    "http": ("Requests", requests),
    "growth": ("Growth", module("growth", shorter=True)),
    "badges": ("Badges", module("badges", shorter=True)),
    "matching": ("Matching", module("matching")),
    "booths": ("Booth plans", module("booths")),
    "timetable": ("Meeting timetables", module("timetable")),
    "timetable-scale": ("Meeting timetables by size", module("timetable_scale")),
    "timetable-replan": ("Changes of the day", module("timetable_replan")),
    "pages": ("Pages", module("pages")),
    "board": ("Live board", module("board")),
    "scanner": ("The scanner on a phone", module("scanner")),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds of requests")
    parser.add_argument("--only", default=",".join(PARTS))
    given = parser.parse_args()
    print(f"# Ketnoi, measured on {clock.today():%d/%m/%Y}\n\n{machine()}\n", flush=True)
    for name in given.only.split(","):
        title, run = PARTS[name]
        begun = time.monotonic()
        print(f"## {title}\n", flush=True)
        run(quick=given.quick)
        print(f"({time.monotonic() - begun:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main()
