"""`flask report event …` and `flask report hub …`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app.core.cli import UnusableInput, answers, write_bytes
from app.registrations.commands import event_or_unusable
from app.reports import queries
from app.reports.files import ALL_HUBS, FORMATS, event_file, hub_file
from app.reports.scope import Scope

group = AppGroup("report", help="Reports as .pdf, .xlsx or .json.")
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


def _kind(out: str) -> str:
    ending = Path(out).suffix.lower().lstrip(".")
    if ending not in FORMATS:
        raise UnusableInput(f"{out} must end with .pdf, .xlsx or .json")
    return ending


@group.command("event")
@click.argument("event")
@click.option("--out", required=True, help="FILE.pdf, FILE.xlsx or FILE.json")
@with_appcontext
@answers
def event_report(event: str, out: str) -> None:
    """Write the report of an EVENT (its slug)."""
    kind = _kind(out)
    write_bytes(out, event_file(event_or_unusable(event), kind))


@group.command("hub")
@click.argument("code")
@click.option("--from", "first", type=DAY, required=True, help="First day of the period.")
@click.option("--to", "last", type=DAY, required=True, help="Last day, included.")
@click.option("--out", required=True, help="FILE.pdf, FILE.xlsx or FILE.json")
@with_appcontext
@answers
def hub_report(code: str, first: datetime, last: datetime, out: str) -> None:
    """Write the report of a hub (its CODE; ALL: of all hubs) over a period."""
    kind = _kind(out)
    period = _period(first.date(), last.date())
    if code.upper() == ALL_HUBS:
        write_bytes(out, hub_file(None, Scope(*period), kind))
        return
    hub = queries.hub_by_code(code)
    if hub is None:
        raise UnusableInput(f"no hub has the code {code}")
    write_bytes(out, hub_file(hub, Scope(*period, hub.id), kind))


def _period(first: date, last: date) -> tuple[date, date]:
    if last < first:
        raise UnusableInput("the period ends before it begins")
    return first, last


commands = [group]
