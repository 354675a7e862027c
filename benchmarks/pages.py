"""Every page of the office and the public: statements and CPU, on the sample and ×10.

    .venv/bin/python -m benchmarks.pages [--scale 10] [--times 3]

Prints a table of endpoint, statements ×1, ×N, milliseconds of CPU ×1, ×N (the median of a few
calls in this process, database and templates included), slowest first. Nothing is kept. Aim: no
page above 150 ms on the sample.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

from app.core.db import db
from tests.conftest import Browser, Statements
from tests.crawl import walk
from tests.security.world import World, create, start

Measured = dict[str, tuple[int, float, str]]


def measure(world: World, times: int) -> Measured:
    """By endpoint: statements, milliseconds, address."""
    client: FlaskClient = world.clients["manager"]
    with world.inside():
        engine = db.engine
    pages = walk(client, start(world, "office"), per_endpoint=1).pages
    return {endpoint: _one(client, engine, found[0][0], times) for endpoint, found in pages.items()}


def _one(client: FlaskClient, engine: object, address: str, times: int) -> tuple[int, float, str]:
    taken = []
    for _time in range(times):
        with Statements(engine) as sent:  # type: ignore[arg-type]
            began = time.thread_time()
            client.get(address)
            taken.append(1000 * (time.thread_time() - began))
    return len(sent), statistics.median(taken), address


def made(scale: int, folder: Path) -> World:
    return create(folder, f"sqlite:///{folder / 'pages.db'}", Browser, scale=scale)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=int, default=10)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    found: list[Measured] = []
    for scale in (1, given.scale):
        with tempfile.TemporaryDirectory() as folder:
            found.append(measure(made(scale, Path(folder)), given.times))
    few, many = found
    head = f"×{given.scale}"
    print(f"{'page':<34}{'sql ×1':>8}{head:>6}{'ms ×1':>8}{head:>8}  address")
    for endpoint in sorted(few, key=lambda name: -max(few[name][1], many.get(name, (0, 0))[1])):
        one, more = few[endpoint], many.get(endpoint)
        large = f"{more[0]:>6}" if more else f"{'–':>6}"
        slow = f"{more[1]:>8.0f}" if more else f"{'–':>8}"
        print(f"{endpoint:<34}{one[0]:>8}{large}{one[1]:>8.0f}{slow}  {one[2]}")


if __name__ == "__main__":
    main()
