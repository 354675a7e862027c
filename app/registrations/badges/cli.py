"""`flask badges EVENT FILE.pdf`, `badges tokens EVENT`, `badges revoke EVENT CODE`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.core.cli import UnusableInput, answers, write_bytes
from app.registrations import commands as common
from app.registrations import queries
from app.registrations.badges import actions, sheets
from app.registrations.badges.design import Paper


class SheetOrDeed(AppGroup):
    """A group whose first word is a deed, or else the event whose badges are rendered."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["render", *args]
        return super().resolve_command(ctx, args)


group = SheetOrDeed(
    "badges", help="Badges: EVENT FILE.pdf renders them.", subcommand_metavar="EVENT FILE.pdf"
)


@group.command("render")
@click.argument("event")
@click.argument("file")
@click.option("--only", type=click.Choice(["new"]), help="Those never printed before.")
@click.option("--layout", type=click.Choice([p.value for p in Paper]), default=Paper.A4.value)
@answers
def render(event: str, file: str, only: str | None, layout: str) -> None:
    """Render the valid badges of EVENT; from then on they count as printed."""
    found = common.event_or_unusable(event)
    bar = click.progressbar(length=0, label="badges", file=sys.stderr, hidden=not _terminal())

    def step(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    with bar:
        content, number = sheets.draw(
            found, sheets.Choice(only_new=only == "new"), Paper(layout), step
        )
        write_bytes(file, content)
        actions.mark_printed(number)
    click.echo(len(number))


@group.command("tokens")
@click.argument("event")
@answers
def tokens(event: str) -> None:
    """Print registration code and token of every valid badge."""
    found = common.event_or_unusable(event)
    for code, token in queries.valid_tokens(found.id):
        click.echo(f"{code}\t{token}")


@group.command("revoke")
@click.argument("event")
@click.argument("code")
@answers
def revoke(event: str, code: str) -> None:
    """Revoke the badges of the registration CODE."""
    found = common.event_or_unusable(event)
    registration = queries.by_code(found.id, code)
    if registration is None:
        raise UnusableInput(f"{event} has no registration {code}")
    click.echo(actions.revoke(registration, "command"))


def _terminal() -> bool:
    return sys.stderr.isatty()


commands = [group]
