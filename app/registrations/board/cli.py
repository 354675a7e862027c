"""`flask board EVENT`: the board's link, for who sets up screens at a command line."""

from __future__ import annotations

import click

from app.core.cli import answers
from app.registrations.board import links
from app.registrations.commands import event_or_unusable


@click.command("board")
@click.argument("event")
@click.option("--tables", is_flag=True, help="Let it open the page of the tables too.")
@answers
def board(event: str, *, tables: bool) -> None:
    """Print the path of EVENT's live board; the link is made when there is none."""
    found = event_or_unusable(event)
    link = links.of_event(found) or links.renew(found)
    if tables:
        links.show_tables(link, shown=True)
    click.echo(f"/board/{links.token_of(link)}")


commands = [board]
