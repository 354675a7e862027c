"""`flask devices create`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.cli import UnusableInput, answers
from app.core.text import clean
from app.registrations import commands as common
from app.registrations.checkin import queries
from app.registrations.checkin.office import actions

group = AppGroup("devices", help="Phones and scanners at the door.")
LONGEST_NAME = 80


@group.command("create")
@click.argument("event")
@click.argument("name")
@click.option("--point", help="The code of the point it stands at.")
@click.option("--supervisor", is_flag=True, help="May let somebody in once more, with a reason.")
@click.option("--kiosk", is_flag=True, help="Visitors check themselves in at it; asks for --point.")
@answers
def create(event: str, name: str, point: str | None, *, supervisor: bool, kiosk: bool) -> None:
    """Make a scanning device for EVENT (its slug); prints its token, shown this once."""
    found = common.event_or_unusable(event)
    try:
        label = clean(name)
    except ValueError as trouble:
        raise UnusableInput("NAME holds characters that cannot be stored") from trouble
    if not 1 <= len(label) <= LONGEST_NAME:
        raise UnusableInput(f"NAME is 1 to {LONGEST_NAME} characters")
    place = queries.point(found.id, point.lower()) if point is not None else None
    if point is not None and place is None:
        raise UnusableInput(f"there is no point {point} at {event}")
    if kiosk and (place is None or supervisor):
        raise UnusableInput("--kiosk asks for --point, and goes without --supervisor")
    _device, token = actions.create_device(found, label, place, supervisor=supervisor, kiosk=kiosk)
    click.echo(token)


commands = [group]
