"""`flask booths assign`: a booth plan from file to file, without touching the database."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import click
from flask.cli import AppGroup

from app.booths.assignment import FixedCannotStand, Limits, Progress, plan_as_json, solve
from app.booths.problem import BadProblem, Problem, read_problem
from app.core.cli import UnusableInput, answers, seconds_running, write_json

SECONDS_TO_FINISH = 1.5
"""Kept back from the time limit: reasons, the file, leaving."""

booths_group = AppGroup("booths", help="Booth plans.")


@booths_group.command("assign")
@click.argument("problem")
@click.argument("plan")
@click.option("--time-limit", type=click.FloatRange(0, 86_400), default=60.0, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@answers
def assign(problem: str, plan: str, time_limit: float, workers: int) -> None:
    """Assign the exhibits of PROBLEM to booths and write PLAN, within the time limit (seconds).

    Exit 1 only when fixed exhibits cannot stand. Ended early, the best plan so far is written.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    given = _read(problem)
    seconds = max(0.0, time_limit - seconds_running() - min(SECONDS_TO_FINISH, time_limit / 4))
    try:
        found = solve(
            given, Limits(seconds=seconds, workers=workers), stop=stopped.is_set, progress=_show
        )
    except FixedCannotStand as impossible:
        click.echo(" ".join(str(impossible).split()), err=True)
        sys.exit(1)
    write_json(plan, plan_as_json(given, found))
    score = found.score
    click.echo(
        f"placed {len(found.booth_of)} of {len(given.exhibits)}, weight {score.weight} "
        f"(at most {found.weight_bound}), extra booths {score.extra_booths}, "
        f"extra zones {score.extra_zones}, {found.status}, {seconds_running():.1f} s"
    )


def _read(path: str) -> Problem:
    try:
        return read_problem(Path(path).read_text("utf-8"))
    except OSError as trouble:
        raise UnusableInput(f"cannot read {path}: {trouble.strerror}") from trouble
    except ValueError as trouble:  # also what is not UTF-8
        what = str(trouble) if isinstance(trouble, BadProblem) else "not UTF-8 text"
        raise UnusableInput(f"{path}: {' '.join(what.split())}") from trouble


def _show(news: Progress) -> None:
    if sys.stderr.isatty():
        click.echo(
            f"\r{news.fraction:4.0%}  weight {news.score.weight}/{news.weight_bound}  "
            f"extra booths {news.score.extra_booths}  extra zones {news.score.extra_zones} ",
            err=True,
            nl=news.fraction >= 1,
        )


commands = [booths_group]
