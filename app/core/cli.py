"""Commands of the installation: jobs, backup, restore, audit, OpenAPI.

Exit codes: 0 done, 1 the answer is "no", 2 unusable input with one line on standard error.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from app.config import UnusableSetting
from app.core import audit, backups, hooks, jobs, outbox, words
from app.core.db import checkpoint, db
from app.core.errors import Refused

jobs_group = AppGroup("jobs", help="Background work.")
audit_group = AppGroup("audit", help="The audit trail.")


class UnusableInput(Exception):
    """What was given cannot be worked with: exit 2, one clear line."""


def answers(run: Callable[..., Any]) -> Callable[..., Any]:
    """A command's outcome as its exit code (see the module)."""

    @functools.wraps(run)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return run(*args, **kwargs)
        except Refused as refusal:
            click.echo(words.say(refusal), err=True)
            sys.exit(1)
        except (UnusableInput, UnusableSetting) as trouble:
            click.echo(str(trouble), err=True)
            sys.exit(2)
        except click.UsageError as trouble:
            click.echo(trouble.format_message(), err=True)
            sys.exit(2)
        except DBAPIError as trouble:
            if not _table_missing(trouble):
                raise
            click.echo("The database is not set up for this version: flask db upgrade", err=True)
            sys.exit(2)

    return wrapped


def _table_missing(trouble: DBAPIError) -> bool:
    undefined = getattr(trouble.orig, "sqlstate", None) in ("42P01", "42703")  # table, column
    return undefined or str(trouble.orig).startswith(("no such table", "no such column"))


def read_json(path: str) -> Any:
    """A JSON file. Raises UnusableInput."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as trouble:
        raise UnusableInput(f"cannot read {path}: {trouble.strerror}") from trouble
    except (ValueError, RecursionError) as trouble:
        raise UnusableInput(f"{path} is not JSON: {trouble}") from trouble


def write_json(path: str, value: Any) -> None:
    """Write JSON whole or not at all. Raises UnusableInput."""
    write_bytes(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def write_bytes(path: str, content: bytes) -> None:
    target = Path(path)
    fresh = target.with_name(target.name + ".part")
    try:
        fresh.write_bytes(content)
        fresh.replace(target)
    except OSError as trouble:
        raise UnusableInput(f"cannot write {path}: {trouble.strerror}") from trouble


def seconds_running() -> float:
    """How long this process has been running, its start and imports included.

    Where the system does not tell (it is not Linux), since this module was imported.
    """
    try:
        ticks = Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
        up = time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError, IndexError):
        return time.monotonic() - _IMPORTED
    return up - int(ticks) / os.sysconf("SC_CLK_TCK")


_IMPORTED = time.monotonic()


@jobs_group.command("work")
@click.option("--once", is_flag=True, help="Run what is ready, then stop.")
@with_appcontext
def work(once: bool) -> None:
    """Run background jobs until stopped; two lanes, so that mails do not wait for solvers."""
    if once:
        jobs.drain()
        audit.seal()
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def lane(name: jobs.Lane) -> None:
        with app.app_context():
            jobs.work(name, stop.is_set)

    threads = [threading.Thread(target=lane, args=(name,), daemon=True) for name in jobs.Lane]
    for thread in threads:
        thread.start()
    _look_after(stop)
    for thread in threads:
        thread.join(timeout=8)


def every_hour() -> None:
    """What falls due each hour, each by itself: one that fails holds up none of the others."""
    for deed in (jobs.sweep, outbox.sweep, *hooks.hourly.answers):
        try:
            deed()
        except Exception:
            db.session.rollback()
            current_app.logger.exception("housekeeping failed")


def _look_after(stop: threading.Event) -> None:
    """What is done every few seconds: the heartbeat, sealing the trail, sweeping."""
    swept = 0.0
    while not stop.wait(2):
        try:
            jobs.beat()
            checkpoint()
            audit.seal()
            if time.monotonic() - swept > 3600:
                swept = time.monotonic()
                every_hour()
        except Exception:  # the database is away: said in the log, tried again in 2 s
            db.session.rollback()
            current_app.logger.exception("housekeeping failed")
        finally:
            db.session.remove()


@audit_group.command("verify")
@answers
def verify() -> None:
    """Prove the audit trail whole; exit 1 names the first bad entry."""
    audit.seal(limit=1_000_000)
    trouble = audit.verify()
    if trouble:
        click.echo(trouble, err=True)
        sys.exit(1)
    click.echo("whole")


@click.command("openapi")
@click.argument("file")
@with_appcontext
@answers
def openapi(file: str) -> None:
    """Write the API's OpenAPI 3.1 document."""
    api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    write_json(file, api.spec.to_dict())


@click.command("backup")
@click.argument("file")
@with_appcontext
@answers
def backup(file: str) -> None:
    """Back the whole installation up, while it runs."""
    click.echo(backups.backup(Path(file)))


@click.command("restore")
@click.argument("file")
@with_appcontext
@answers
def restore(file: str) -> None:
    """Put a backup back, while the installation stands still; a damaged file touches nothing."""
    click.echo(backups.restore(Path(file)))


commands = [jobs_group, audit_group, openapi, backup, restore]
