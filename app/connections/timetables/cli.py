"""`flask timetable solve`: a meeting timetable from file to file, without the database."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import AppGroup

from app.connections.scheduling.answer import Limits, Progress, Status, Timetable, schedule_as_json
from app.connections.scheduling.instance import (
    BadInstance,
    Place,
    read_instance,
    read_places,
)
from app.connections.scheduling.timetable import solve
from app.core.cli import UnusableInput, answers, seconds_running, write_json

SECONDS_TO_FINISH = 1.5
"""Kept back from the time limit: tables, reasons, the file, leaving."""

T = TypeVar("T")

timetable_group = AppGroup("timetable", help="Meeting timetables.")


@timetable_group.command("solve")
@click.argument("instance")
@click.argument("schedule")
@click.option("--time-limit", type=click.FloatRange(0, 86_400), default=60.0, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--previous", help="A schedule whose meetings are to move as little as possible.")
@answers
def solve_instance(
    instance: str, schedule: str, time_limit: float, workers: int, previous: str | None
) -> None:
    """Solve INSTANCE and write SCHEDULE, within the time limit (seconds of wall time).

    Exit 1 when there is no timetable or none was found. Ended early, the best so far is written.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    given = _read(instance, read_instance)
    before: dict[str, Place] = _read(previous, read_places) if previous else {}
    reserve = min(SECONDS_TO_FINISH, time_limit / 4)
    seconds = max(0.0, time_limit - seconds_running() - reserve)
    found = solve(given, Limits(seconds, workers), before, progress=_show, stop=stopped.is_set)
    written = schedule_as_json(given, found) | {"seconds": round(seconds_running(), 2)}
    write_json(schedule, written)
    click.echo(_summary(found, len(given.meetings)))
    if found.status in (Status.INFEASIBLE, Status.UNKNOWN):
        sys.exit(1)


def _read(path: str, read: Callable[[str], T]) -> T:
    try:
        return read(Path(path).read_text("utf-8"))
    except OSError as trouble:
        raise UnusableInput(f"cannot read {path}: {trouble.strerror}") from trouble
    except ValueError as trouble:  # also what is not UTF-8
        what = str(trouble) if isinstance(trouble, BadInstance) else "not UTF-8 text"
        raise UnusableInput(f"{path}: {' '.join(what.split())}") from trouble


def _summary(found: Timetable, asked: int) -> str:
    if found.conflict is not None:
        return f"{found.status}: {found.conflict.reason} {len(found.conflict.meetings)} meetings"
    return (
        f"placed {len(found.places)} of {asked}, weight {found.weight} "
        f"(at most {found.weight_bound}), breaks {found.breaks} (at least {found.breaks_bound}), "
        f"{found.status}, {seconds_running():.1f} s"
    )


def _show(news: Progress) -> None:
    if sys.stderr.isatty():
        placed, breaks = (
            "-" if figure is None else figure for figure in (news.placed, news.breaks)
        )
        click.echo(
            f"\r{news.fraction:4.0%}  placed {placed}  breaks {breaks} "
            f"(at least {news.breaks_bound})  {news.seconds:.0f} s ",
            err=True,
            nl=news.fraction >= 1,
        )


commands = [timetable_group]
