"""What a check-in and a sign-up cost when the fair grows: 1,000 and 200,000 registrations.

    .venv/bin/python -m benchmarks.growth [--quick]

Two installations beside each other, half of the people scanned already; rounds in turns, each in
a fresh process that asks through the product's own doors. Medians of CPU: of this thread and, on
PostgreSQL, of the server process that answers it. Statements and query plans are compared.
With KETNOI_TEST_DATABASE_URL=postgresql://… on PostgreSQL too. `--quick`: up to 20,000.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.demo.sample import FAIR
from app.factory import create_app
from app.registrations.models import Badge, Point, Registration, Scan
from app.registrations.states import Direction, Status, Verdict
from benchmarks.http import Installation, borrowed_database

FEW, MANY, QUICK = 1_000, 200_000, 20_000
ROUNDS, WARM, COUNTED = 3, 60, 200
HEAD = ["database", "request", "statements", "plans", f"CPU ms at {FEW:,}", "at the end", "change"]
WRITES = ("INSERT", "UPDATE", "DELETE", "SELECT", "WITH")
_VALUE = re.compile(r"'[^']*'")  # PostgreSQL names them in its plans
Ask = Callable[[], None]
Found = dict[str, dict[str, Any]]


# ------------------------------------------------------------------ in the installation's process
def scanned() -> None:
    """Half of the people were admitted this morning; the planner knows the tables."""
    now = clock.now()
    gate = sa.select(Point.id).where(Point.event_id == Badge.event_id, Point.code == "gate-1")
    said = {
        "token_hash": "",
        "direction": Direction.IN,
        "scanned_at": now,
        "at": now,
        "day": clock.local(now).date().isoformat(),
        "received_at": now,
        "hour": 8,
        "verdict": Verdict.ADMITTED,
        "first_verdict": Verdict.ADMITTED,
        "unaware": False,
        "changed": False,
        "step": 1,
        "visit": True,
        "flagged": False,
        "conflicts": 0,
    }
    values = [sa.literal(value, Scan.__table__.c[name].type) for name, value in said.items()]
    rows = (
        sa.select(
            sa.literal("growth-").concat(sa.cast(Badge.id, sa.String)),
            Badge.event_id,
            gate.scalar_subquery(),
            Badge.id,
            Badge.registration_id,
            *values,
        )
        .join(Registration, Registration.id == Badge.registration_id)
        .where(Badge.id % 2 == 0, Registration.status == Status.CONFIRMED)
    )
    names = ["uuid", "event_id", "point_id", "badge_id", "registration_id", *said]
    with transaction():
        db.session.execute(sa.insert(Scan).from_select(names, rows))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def asks(client: FlaskClient, device: str, tokens: list[str]) -> dict[str, Ask]:
    """One check-in of the next person, one sign-up of somebody new."""
    left = iter(tokens)

    def check_in() -> None:
        scan = {"id": str(uuid.uuid4()), "badge": next(left), "point": "gate-1"}
        scan["scanned_at"] = clock.now().isoformat()
        address = f"/api/v1/events/{FAIR}/check-ins"
        bearer = {"Authorization": f"Bearer {device}"}
        answer = client.post(address, json={"scans": [scan]}, headers=bearer)
        assert answer.status_code == 200, answer.text

    def sign_up() -> None:
        person = {
            "category": "bench",
            "name": "Nguyễn Thị Đo Lường",
            "email": f"{secrets.token_hex(8)}@example.org",
            "consents": ["event_operations"],
        }
        answer = client.post(f"/api/v1/events/{FAIR}/registrations", json=person)
        assert answer.status_code == 201, answer.text

    return {"check-in": check_in, "sign-up": sign_up}


def measure(device: str, tokens: list[str]) -> Found:
    """CPU in ms of each request, and the statements with their plans."""
    app = create_app()
    with app.app_context():
        engine = db.engine
    found: Found = {}
    for name, ask in asks(app.test_client(), device, tokens).items():
        for _ in range(WARM):
            ask()
        with engine.connect() as connection:
            server = _server(connection)
        taken = []
        for _ in range(COUNTED):
            before = _cpu(server)
            ask()
            taken.append(_cpu(server) - before)
        found[name] = {"ms": statistics.median(taken) * 1000, "plans": _plans(engine, ask)}
    return found


def _server(connection: sa.Connection) -> int | None:
    """The process of a local PostgreSQL that serves this thread: the pool hands out one."""
    if connection.dialect.name != "postgresql":
        return None
    return int(connection.scalar(sa.text("SELECT pg_backend_pid()")) or 0)


def _cpu(server: int | None) -> float:
    used = time.thread_time()
    if server is not None:
        used += int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) / 1e9
    return used


def _plans(engine: sa.Engine, ask: Ask) -> list[tuple[str, str]]:
    """Every statement of one request with the plan that the database has for it."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if statement.startswith(WRITES):
            sent.append((statement, given))

    sa.event.listen(engine, "before_cursor_execute", note)
    ask()
    sa.event.remove(engine, "before_cursor_execute", note)
    lite = engine.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN " if lite else "EXPLAIN (COSTS OFF) "
    plans = []
    with engine.connect() as connection:
        for statement, given in sent:
            rows = connection.exec_driver_sql(explain + statement, given).all()
            plans.append((statement, _VALUE.sub("?", "\n".join(str(row[-1]) for row in rows))))
        connection.rollback()
    return plans


# ------------------------------------------------------------------------- beside the installations
def installed(folder: Path, database_url: str | None, people: int) -> tuple[Installation, str]:
    """A sample fair with so many people, and a device's token."""
    house = Installation(folder, database_url)
    house.flask("db", "upgrade")
    house.flask("demo", "load")
    device = house.flask("devices", "create", FAIR, "bench", "--point", "gate-1").strip()
    house.flask("categories", "create", FAIR, "bench", "--places", "1000000")
    tokens = house.python("benchmarks.crowd", str(people), "--signed", str(FEW))
    (folder / "tokens").write_text(tokens)
    house.python("benchmarks.growth", "--scanned")
    return house, device


def compared(database: str, urls: list[str | None], most: int) -> list[list[str]]:
    """Rows of the table for one database; plans that differ go to standard error."""
    with tempfile.TemporaryDirectory() as parent:
        houses = []
        for people, url in zip((FEW, most), urls, strict=True):
            (folder := Path(parent) / str(people)).mkdir()
            houses.append(installed(folder, url, people))
        rounds: list[list[Found]] = [[], []]
        for number in range(ROUNDS):
            for side, (house, device) in enumerate(houses):
                said = house.python(
                    "benchmarks.growth", "--measure", device, "--round", f"{number}"
                )
                rounds[side].append(json.loads(said))
    few, many = rounds
    return [_row(database, name, few, many) for name in few[0]]


def _row(database: str, name: str, few: list[Found], many: list[Found]) -> list[str]:
    one, more = (statistics.median(found[name]["ms"] for found in side) for side in (few, many))
    before, after = few[-1][name]["plans"], many[-1][name]["plans"]
    same = [old for old, _ in before] == [new for new, _ in after]
    other = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
    for (statement, plan), (_statement, now) in other:
        print(f"{database}, {name}: {statement}\n--\n{plan}\n--\n{now}\n", file=sys.stderr)
    number = f"{len(before)}, the same" if same else f"{len(before)} → {len(after)}"
    plans = f"{len(other)} differ" if other else "the same"
    change = f"{more / one - 1:+.0%}"
    return [database, name, number, plans, f"{one:.2f}", f"{more:.2f}", change]


def report(most: int) -> None:
    print(f"{FEW:,} and {most:,} registrations; {ROUNDS} rounds of {COUNTED} in turns.\n")
    _print(HEAD, ["---"] * len(HEAD), *compared("SQLite", [None, None], most))
    server = os.environ.get("KETNOI_TEST_DATABASE_URL")
    if server:
        with ExitStack() as stack:
            names = [f"ketnoi_growth_{uuid.uuid4().hex[:8]}" for _side in range(2)]
            urls = [stack.enter_context(borrowed_database(server, name)) for name in names]
            _print(*compared("PostgreSQL", list(urls), most))


def _print(*rows: list[str]) -> None:
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--scanned", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--measure", metavar="DEVICE", help=argparse.SUPPRESS)
    parser.add_argument("--round", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.scanned:
        with create_app().app_context():
            scanned()
    elif given.measure:
        tokens = (Path(os.environ["KETNOI_DATA_DIR"]) / "tokens").read_text().split()
        start = given.round * (WARM + COUNTED + 1)
        print(json.dumps(measure(given.measure, tokens[start:])))
    else:
        report(QUICK if given.quick else MANY)


if __name__ == "__main__":
    main()
