"""`flask categories create`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.cli import UnusableInput, answers
from app.registrations import commands as common
from app.registrations.categories import actions
from app.registrations.categories.actions import Plan

group = AppGroup("categories", help="The kinds of visitors of an event.")
MOST_PLACES = 1_000_000


@group.command("create")
@click.argument("event")
@click.argument("code")
@click.option("--places", type=int, required=True, help="How many may come.")
@click.option("--name", help="What people read; the code where it is left out.")
@answers
def create(event: str, code: str, places: int, name: str | None) -> None:
    """Add a category to EVENT (its slug), open for sign-up, without approval."""
    found = common.event_or_unusable(event)
    if not 0 <= places <= MOST_PLACES:
        raise UnusableInput(f"--places must be between 0 and {MOST_PLACES}")
    if not common.CODE.fullmatch(code):
        raise UnusableInput("CODE is 1 to 30 letters, digits, '-' or '_'")
    actions.create(found, code, Plan(name=(name or code)[:80], places=places))
    click.echo(code)


commands = [group]
